"""The evidence that a page replaced a missing one, for certain or likely."""

from __future__ import annotations

from archive_lint.api import (
    Archive,
    Evidence,
    Fix,
    Ground,
    Link,
    PageFacts,
    Span,
    agreeing,
    following,
    guessed,
    is_edited,
    is_version,
    replace,
)

_LINK_TO = "link to "


def link_to(place: Span, target: str, *, evidence: Evidence, share: str = "", path: str = "") -> Fix:
    """Return the fix that writes a target into a link; `path` names another page than the finding's."""
    return replace(place, target, f"{_LINK_TO}{target}{share}", evidence=evidence, path=path)


def succession_fix(page: PageFacts, link: Link, missing: str, archive: Archive, *, doubt: str = "") -> Fix | None:
    """Return the fix that leads a link to the page that replaced a missing one.

    If that page is unknown, it unsafely leads to the one most similar story; `None` without such a story. A `doubt`
    makes the fix unsafe, unless git shows that the page was moved without a change.
    """
    succession = archive.succession_of(missing)
    if succession is None:
        return _fix_by_similarity(page, link, missing, archive)
    found, place = succession
    written = archive.rewrite_target(page, link, found)
    is_doubtful = doubt and place is not Ground.CONTENT
    evidence = guessed(doubt) if is_doubtful else succession_evidence(link, found, place, archive)
    return None if written is None else link_to(*written, evidence=evidence)


def succession_evidence(link: Link, found: str, place: Ground, archive: Archive) -> Evidence:
    """Return the evidence that a link should lead to `found`, which `place` says replaced the missing page."""
    target = archive.head(found)
    title = "" if target is None or target.title is None else target.title.text
    if place is Ground.CONTENT:
        # Git shows that one replaced the other, with the same content.
        return agreeing(found, {Ground.GIT: found, Ground.CONTENT: found})
    if place is Ground.GIT:
        # Git takes a new page for the moved one if a generator wrote both alike: the link's text must agree.
        return agreeing(found, {place: found, Ground.LINK_TEXT: found if is_version(link.text, title) else link.text})
    if place is Ground.LINK_TARGET and not _is_at_home(found, archive):
        return guessed("the only page with that name seems to lie in another day's folder")
    if place is Ground.LINK_TARGET:
        # Only its name says that it is the page: the link's text must not belong to another.
        return agreeing(found, {place: found, Ground.LINK_TEXT: found if is_edited(link.text, title) else link.text})
    return following(place)


def _is_at_home(story: str, archive: Archive) -> bool:
    """Return whether a story lies where it belongs, according to its date heading or the index beside it."""
    facts = archive.facts(story)
    if facts is None or facts.date is None or facts.date_heading is None:
        return facts is not None
    index = archive.index_beside(story)
    agrees = facts.date_heading.text.strip() == archive.layout.date_text(facts.date)
    return agrees or index not in archive or story in archive.listed_in(index)


def likeliest(fix: Fix | None) -> str | None:
    """Return the help for a finding whose fix is a guess; `None` for another."""
    return None if fix is None or fix.safe else f"the likeliest page: {fix.message.removeprefix(_LINK_TO)}"


def _fix_by_similarity(page: PageFacts, link: Link, missing: str, archive: Archive) -> Fix | None:
    found = archive.most_similar_story(missing, link.text, page)
    written = None if found is None else archive.rewrite_target(page, link, found.path)
    if found is None or written is None:
        return None
    share = f", {found.share * 100:.0f} % alike"
    return link_to(*written, evidence=guessed("it is only similar to the missing page"), share=share)
