from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    Archive,
    ArchiveRule,
    Finding,
    Fix,
    Ground,
    Heading,
    Invalid,
    Kind,
    LinkOutcome,
    PageFacts,
    PrefixUse,
    Resolution,
    Severity,
    Span,
    Valid,
    agreeing,
    day_index,
    replace,
    story,
)
from archive_lint_rules.dates.day_folders import folder_is_to_blame
from archive_lint_rules.dates.written_dates import existing_day, find_date, heading_text, link_target

INDEX = "news/2014/05/23/index.md"
OTHERS = {INDEX: day_index([])}


class DateLinkMismatch(ArchiveRule):
    """A date heading that links to another day than the page's.

    ## What it does
    Reports the date heading of a story or a day index that has no link, or whose link does not lead to the page's own
    day index, its copy or its folder.

    ## Why it matters
    The link is the way from a story to the other stories of its day.

    ## Fix
    Safe if the heading's text is the page's date: its link is set to the page's day index, if there is one. Unsafe if
    its text is another day too, because the page may then lie in the wrong folder.
    """

    code = "D003"
    name = "date-link-mismatch"
    summary = "The date heading does not link to the page's day index"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (Ground.PATH, Ground.DATE_HEADING)
    kinds = (Kind.STORY, Kind.DAY_INDEX)
    yields_to = ("D002", "D004")

    valid = [
        Valid(story(), others=OTHERS),
        Valid(story(date_link="index.md"), others=OTHERS),
        Valid(story(date_link="/news/2014/05/23/"), others=OTHERS),
        Valid(story(), note="another rule reports the missing index"),
    ]
    invalid = [
        Invalid(
            story(date_link="/news/2014/5/23/index.md"),
            at="1:5",
            others=OTHERS,
            fixed=story(),
            message="date heading links to '/news/2014/5/23/index.md', not to the day index 'news/2014/05/23/index.md'",
        ),
        Invalid(
            story(date="2014-05-22", date_link="/zh/news/2014/05/22/index.md"),
            at="1:5",
            others={**OTHERS, "news/2014/05/22/index.md": day_index([])},
            fixed=story(date="2014-05-22", date_link="/zh/news/2014/05/23/index.md"),
            safe=False,
            settings={"archive": {"site-prefix": "/zh"}},
        ),
        Invalid(
            story().replace("[2014-05-23](/news/2014/05/23/index.md)", "2014-05-23"),
            at="1:1",
            others=OTHERS,
            fixed=story(),
            message="date heading has no link",
        ),
        Invalid(story(date_link="https://gazette.example/"), at="1:5", note="there is no index to link to"),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        heading = page.date_heading
        if heading is None or page.date is None:
            return
        index = archive.index_beside(page.path)
        link = heading.link
        # Nearly every page of every archive writes the link so: only others are resolved.
        if link is not None and link.target == f"/{index}":
            return
        resolution = archive.resolve(page, link.target) if link is not None else None
        if resolution is not None and _is_own_day(page, resolution, archive):
            return
        if resolution is not None and folder_is_to_blame(resolution.path, archive):
            return
        fix = _link_to_index(page, archive, heading, index, resolution)
        if link is None:
            yield self.finding(heading, "date heading has no link", subject="date heading", fix=fix)
        else:
            message = f"date heading links to {link.target!r}, not to the day index {index!r}"
            yield self.finding(link, message, subject="date heading", fix=fix)


def _is_own_day(page: PageFacts, resolution: Resolution, archive: Archive) -> bool:
    """Return whether a link leads to a page's own day: its folder, or an index in it, even below another folder."""
    folder = page.path.rpartition("/")[0]
    path = page.path if resolution.outcome is LinkOutcome.SAME_PAGE else resolution.path
    own = (folder, *(f"{folder}/{name}" for name in archive.layout.index_names))
    return any(path == name or path.endswith(f"/{name}") for name in own)


def _link_to_index(
    page: PageFacts, archive: Archive, heading: Heading, index: str, resolution: Resolution | None
) -> Fix | None:
    written = find_date(heading_text(heading))
    if index not in archive or written is None:
        return None
    wanted = archive.layout.date_text(page.date) if page.date is not None else ""
    witnesses = {
        Ground.PATH: wanted,
        Ground.DATE_HEADING: wanted if existing_day(written) == page.date else written[0],
    }
    if heading.link is not None:
        witnesses[Ground.DATE_LINK] = heading.link.target
    evidence = agreeing(wanted, witnesses)
    # A generator that leaves the prefix out of date headings does so on every page: a fixed one looks like the rest.
    bare = resolution is not None and resolution.prefix is PrefixUse.MISSING
    target = link_target(index, "" if bare else archive.layout.site_prefix)
    if heading.link is not None:
        span = heading.link.target_span
        return replace(span, target, "link the page's day index", evidence=evidence) if span.start < span.end else None
    start = heading.end - len(heading.text.encode())
    if (archive.source(page.path) or b"")[start : heading.end] != heading.text.encode():
        return None
    return replace(
        Span(start, heading.end), f"[{heading.text}]({target})", "link the page's day index", evidence=evidence
    )
