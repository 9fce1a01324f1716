"""Finds the page that replaced a missing one, and the evidence for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive_lint.model.evidence import Ground

if TYPE_CHECKING:
    from archive_lint.archive.index import Archive


def succession_of(path: str, archive: Archive) -> tuple[str, Ground] | None:
    """Return the one page that replaced a missing one, and the place that says so; `None` without one."""
    for find, place in (
        (_moved, Ground.GIT),
        (_other_form, Ground.FILES),
        (_changed, Ground.CHANGES),
        (_namesake, Ground.LINK_TARGET),
    ):
        found = find(path, archive)
        if found is not None:
            return found, Ground.CONTENT if place is Ground.GIT and _is_moved_whole(path, archive) else place
    return None


def _moved(path: str, archive: Archive) -> str | None:
    seen = {path}
    renames = archive.renames
    while path in renames:
        path = renames[path]
        if path in seen:
            return None
        seen.add(path)
    return path if len(seen) > 1 and path in archive else None


def _is_moved_whole(path: str, archive: Archive) -> bool:
    """Return whether each move to a page's present path left its content as it was."""
    renames = archive.renames
    while path in renames:
        if not archive.is_moved_whole(path):
            return False
        path = renames[path]
    return True


def _other_form(path: str, archive: Archive) -> str | None:
    """Return the Markdown page of an HTML page, or the twin of an index."""
    pages = [path.removesuffix(".html") + ending for ending in archive.listing.endings]
    if path == archive.index_beside(path):
        pages += archive.twins_of(path)
    return next((page for page in pages if page in archive), None)


def _changed(path: str, archive: Archive) -> str | None:
    _, day, _ = archive.layout.classify(path)
    found: list[str] = []
    for story in () if day is None else archive.stories_of(day):
        facts = archive.facts(story)
        if facts is not None and any(
            entry.link is not None and archive.resolve(facts, entry.link.target).path == path for entry in facts.changes
        ):
            found.append(story)
    return found[0] if len(found) == 1 else None


def _namesake(path: str, archive: Archive) -> str | None:
    _, day, slug = archive.layout.classify(path)
    if not slug:
        return None
    stories = archive.stories_by_slug(slug)
    if len(stories) > 1:
        stories = [story for story in stories if archive.layout.classify(story).date == day]
    return stories[0] if len(stories) == 1 else None
