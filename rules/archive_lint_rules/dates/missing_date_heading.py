from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    Finding,
    Fix,
    Ground,
    Heading,
    Invalid,
    Kind,
    Page,
    PageRule,
    Severity,
    Span,
    Valid,
    following,
    insert,
    lazy_pattern,
    replace,
    story,
)
from archive_lint_rules.dates.written_dates import existing_day, find_date, link_target

_DATE_LINE = lazy_pattern(
    rb"(?:\A|(?<=[\r\n])|(?<=\xef\xbb\xbf))(?P<marks>(?:#|\xef\xbc\x83){0,6}(?:\xe3\x80\x80|\xc2\xa0|[ \t])*)"
    rb"[*_]{0,3}\[?(?P<date>\d{4}[^\r\n\[\]()]{4,12})(?:\]\([^\s()]*\))?[*_]{0,3}[ \t]*(?=[\r\n]|\Z)"
)


class MissingDateHeading(PageRule):
    """A story without its date heading.

    ## What it does
    Reports a story that has no level-3 heading with its date, or with a link to a day index, above its title. A page
    with its date or title in the front matter is not reported: the site's template shows both.

    ## Why it matters
    The heading shows the reader when the story happened, and is the only way from it to the other stories of the day.

    ## Fix
    Safe: a line with the page's date that lost its marks or has another level becomes the heading; otherwise the
    heading is put above the title, or above the topic if there is one. None if another heading stands there already or
    has a date in it: that may be a damaged date heading.
    """

    code = "D001"
    name = "missing-date-heading"
    summary = "A story has no date heading"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (Ground.PATH, Ground.ITSELF)
    kinds = (Kind.STORY,)

    valid = [
        Valid(story()),
        Valid("# About\n", path="about.md"),
        Valid("---\ndate: 2014-05-23\n---\n" + story(date=None)),
        Valid("---\ntitle: Bridge reopens\n---\nOn Friday.\n\n# On Saturday\n"),
    ]
    invalid = [
        Invalid(
            story(date=None, topic="Bridges"), at="2:1", fixed=story(topic="Bridges"), message="date heading is missing"
        ),
        Invalid(
            "\nFormats: [HTML](bridge.html)\n\n# Bridge reopens\r\n",
            at="4:1",
            path="news/2014/05/3/bridge-reopens.md",
            fixed="\nFormats: [HTML](bridge.html)\n\n"
            "### [2014-05-3](/zh/news/2014/05/3/index.md)\n\n# Bridge reopens\r\n",
            settings={"archive": {"site-prefix": "/zh"}},
        ),
        Invalid(
            story().replace("### [2014", "[2014"),
            at="1:1",
            fixed=story(),
            message="date heading is missing: '[2014-05-23](/news/2014/05/23/index.md)' is not a heading: "
            "'### ' begins one",
        ),
        Invalid(story().replace("### [2014", "## [2014"), at="1:1", fixed=story()),
        Invalid(
            "## 2014-05-22\n" + story(date=None),
            at="2:1",
            note="a date stands there already, and another one",
        ),
        Invalid("Harbour bridge reopens\n", at="1:1"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        if page.facts.date_heading is not None or _is_dated_above(page) or not page.layout.is_in_day_folder(page.path):
            return
        meant = _meant(page)
        if meant is not None:
            line, marks = meant
            shown = page.source[line.start : line.end].decode(errors="replace").strip()
            level = next((heading.level for heading in page.headings if heading.start == line.start), 0)
            said = f"a heading of level {level}, not 3" if level else "not a heading: '### ' begins one"
            yield self.finding(
                line,
                f"date heading is missing: {shown!r} is {said}",
                subject="date heading",
                fix=replace(marks, "### ", "make it the date heading", evidence=following())
                if _stands_alone(page, line)
                else None,
            )
            return
        misplaced = next((heading for heading in page.headings if heading.level > 1 and find_date(heading.text)), None)
        yield self.finding(
            page.start if page.facts.title is None else page.facts.title,
            "date heading is missing",
            subject="date heading",
            help=None if misplaced is None else f"{_described(misplaced)}: a date heading has level 3, above the title",
            fix=_insertion(page) if misplaced is None else None,
        )


def _is_dated_above(page: Page) -> bool:
    front = page.facts.front
    return front is not None and (front.date is not None or page.facts.is_titled_above)


def _described(heading: Heading) -> str:
    return f"a heading {heading.text!r} of level {heading.level} is there"


def _meant(page: Page) -> tuple[Span, Span] | None:
    """Return the span of the line above the title that holds only a date, and the span of its marks."""
    title = next((heading for heading in page.headings if heading.level == 1), None)
    end = len(page.source) if title is None else title.start
    for line in _DATE_LINE.finditer(page.source, page.body_start, end):
        written = find_date(line["date"].decode(errors="replace"))
        hidden = any(span.start <= line.start() < span.end for span in page.opaque)
        if written is not None and not hidden and existing_day(written) == page.facts.date:
            return Span(*line.span()), Span(*line.span("marks"))
    return None


def _stands_alone(page: Page, line: Span) -> bool:
    """Return whether only blank lines, or a heading, stand directly above and below a line."""
    before = page.source[page.body_start : line.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    after = page.source[line.end :].replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b" \t")
    return (not before or before.endswith(b"\n\n")) and (after.startswith((b"\n\n", b"\n#")) or not after.strip())


def _insertion(page: Page) -> Fix | None:
    facts = page.facts
    first = facts.topic or facts.title
    if facts.date is None or first is None or page.headings[0] is not first:
        return None
    before = page.source[page.body_start : first.start]
    line = before.replace(b"\r", b"\n").rpartition(b"\n")[2]
    # A comment there may apply to the text after it, and front matter is not Markdown.
    if line.strip() or before.startswith(b"---") or any(span.end <= first.start for span in page.opaque):
        return None
    index = f"{page.path.rpartition('/')[0]}/{page.layout.index}"
    heading = f"### [{page.layout.date_text(facts.date)}]({link_target(index, page.layout.site_prefix)})"
    return insert(first.start, heading + facts.newline * 2, "insert the date heading", evidence=following(Ground.PATH))
