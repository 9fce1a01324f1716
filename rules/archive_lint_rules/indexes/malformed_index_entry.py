from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    PATH,
    TITLE,
    Finding,
    Ground,
    Heading,
    Invalid,
    Kind,
    Page,
    PageRule,
    Severity,
    Span,
    Valid,
    day_index,
    lazy_pattern,
    replace_all,
)
from archive_lint_rules.sections.link_diagnosis import Diagnosis, diagnose_link

INDEX = "news/2014/05/23/index.md"
ENTRY = f"### [{TITLE}](/{PATH})"
GOOD = day_index([(TITLE, PATH)])
LONGEST = 80
"""The most code points of an entry that a message shows."""
MOST_OF_SUBJECT = 200
"""The most code points by which an entry is recognised."""
_LOOKS_LINKED = lazy_pattern(rb"\[[^\r\n]*(?:\] ?\(|\.md)")
_LEVELS = frozenset({2, 3, 5})
"""The levels of the headings that an index may have besides its title."""
_WIDE_MARK = "\uff03".encode()
_LOST = lazy_pattern(
    rb"(?:\A|(?<=[\r\n]))(?P<marks>(?:#|\xef\xbc\x83){1,6}(?:\xe3\x80\x80|\xc2\xa0|[ \t])*)"
    rb"\[[^\r\n]*\]\([^\r\n]*\.md[^\r\n]*"
)


class MalformedIndexEntry(PageRule):
    """A heading of an index that was meant as an entry and is not one link.

    ## What it does
    Reports a level-3 heading of an index with the brackets of a link that CommonMark does not render as one link:
    brackets that do not pair, a space between text and target, a target that is not closed. Also a line with a link to
    a page that begins with `#` and is not a heading, or is one of level 1, 4 or 6.

    ## Why it matters
    The reader sees brackets and no link, and the story counts as not listed.

    ## Fix
    Safe if only one reading is possible: a bracket gets a backslash, the space is removed, the marks become `### `.
    None if the line ends within the link: its end is lost.
    """

    code = "I008"
    name = "malformed-index-entry"
    summary = "A heading of an index is meant as an entry and is not a link"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (Ground.ITSELF,)
    kinds = (Kind.DAY_INDEX, Kind.SITE_INDEX)

    valid = [
        Valid(GOOD, path=INDEX),
        Valid(GOOD + "\n### Also today\n\n##### [Storm](/storm.md)\n", path=INDEX, note="no entry, and a topic"),
        Valid(f"```\n###[{TITLE}](/{PATH})\n```\n", path=INDEX),
    ]
    invalid = [
        Invalid(
            GOOD.replace("](/news/2014/05/23/h", "] (/news/2014/05/23/h"),
            path=INDEX,
            at="3:1",
            fixed=GOOD,
            message=f"entry {f'[{TITLE}] (/{PATH})'[:LONGEST] + '…'!r} is not a link: a space precedes its target",
        ),
        Invalid(
            GOOD.replace(TITLE, f"[Gazette {TITLE}"),
            path=INDEX,
            at="3:1",
            fixed=GOOD.replace(TITLE, f"\\[Gazette {TITLE}"),
        ),
        Invalid(GOOD.replace("### ", "###"), path=INDEX, at="3:1", fixed=GOOD),
        Invalid(GOOD.replace("### ", "#### "), path=INDEX, at="3:1", fixed=GOOD),
        Invalid(GOOD.replace("repairs.md)", "rep"), path=INDEX, at="3:1", note="its end is lost"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        links = {entry.heading.start: entry.link for entry in page.facts.index_entries}
        for heading in page.headings:
            link = links.get(heading.start)
            # Nearly every heading of an index is one link, or not an entry.
            if heading.level != 3 or (link is not None and link.rendered and link.start == heading.start + 4):
                continue
            span = _content(page, heading)
            if link is None and not _LOOKS_LINKED.match(page.source, span.start, span.end):
                continue
            diagnosis = diagnose_link(page.source, span, link)
            if diagnosis is not None:
                yield self._finding(page, heading.span, diagnosis)
        yield from self._lost(page)

    def _lost(self, page: Page) -> Iterator[Finding]:
        """Yield findings on lines that are not headings of level 3."""
        if _is_each_mark_a_heading(page):
            return
        levels = {heading.start: heading.level for heading in page.headings}
        for line in _LOST.finditer(page.source):
            level = levels.get(line.start())
            if level in _LEVELS or any(span.start <= line.start() < span.end for span in page.opaque):
                continue
            reason = "'### ' begins one" if level is None else f"it is a heading of level {level}, not 3"
            edits = [(Span(*line.span("marks")), "### ")]
            yield self._finding(page, Span(*line.span()), Diagnosis(reason, edits))

    def _finding(self, page: Page, span: Span, diagnosis: Diagnosis) -> Finding:
        content = page.source[span.start : span.end].decode(errors="replace").lstrip("#\uff03 \u00a0\u3000").rstrip()
        shown = content if len(content) <= LONGEST else content[:LONGEST] + "…"
        edits = diagnosis.edits
        return self.finding(
            span,
            f"entry {shown!r} is not a link: {diagnosis.reason}",
            subject=content[:MOST_OF_SUBJECT],
            fix=replace_all(edits, "make it a link", evidence=diagnosis.evidence) if edits else None,
        )


def _is_each_mark_a_heading(page: Page) -> bool:
    """Return whether every line that begins with a mark is a heading of an allowed level, as nearly all are."""
    source = page.source
    if b"\r" in source or _WIDE_MARK in source:
        return False
    starts = [heading.start for heading in page.headings if heading.level in _LEVELS]
    marked = [at for at in starts if source[at - 1 : at + 1] == b"\n#"]
    return len(marked) + (starts[:1] == [0]) == source.count(b"\n#") + source.startswith(b"#")


def _content(page: Page, heading: Heading) -> Span:
    """Return the span between a heading's marks and its end."""
    written = page.source[heading.start : heading.end]
    return Span(heading.start + len(written) - len(written.lstrip(b"# \t")), heading.end)
