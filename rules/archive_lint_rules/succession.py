"""What makes it certain that a page took the place of a missing one."""

from __future__ import annotations

from archive_lint.api import Archive, Evidence, Ground, Link, agreeing, following, guessed, is_edited, is_version


def succession_evidence(link: Link, found: str, place: Ground, archive: Archive) -> Evidence:
    """Return the evidence for a link to lead to `found`, which `place` says took the place of the missing page."""
    target = archive.head(found)
    title = "" if target is None or target.title is None else target.title.text
    if place is Ground.GIT:
        # Git takes a new page for the moved one where a generator wrote both alike: the link's text must agree.
        return agreeing(found, {place: found, Ground.LINK_TEXT: found if is_version(link.text, title) else link.text})
    if place is Ground.LINK_TARGET and not _is_at_home(found, archive):
        return guessed("the only page with that name seems to lie in another day's folder")
    if place is Ground.LINK_TARGET:
        # Only its name says that it is the page: the link's text must not say that it is another.
        return agreeing(found, {place: found, Ground.LINK_TEXT: found if is_edited(link.text, title) else link.text})
    return following(place)


def _is_at_home(story: str, archive: Archive) -> bool:
    """Whether a story lies where it belongs, as far as its date heading or the index beside it tells."""
    facts = archive.facts(story)
    if facts is None or facts.date is None or facts.date_heading is None:
        return facts is not None
    index = archive.index_beside(story)
    agrees = facts.date_heading.text.strip() == archive.layout.date_text(facts.date)
    return agrees or index not in archive or story in archive.listed_in(index)
