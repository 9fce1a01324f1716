from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_lint.api import (
    Finding,
    Ground,
    Invalid,
    Kind,
    Page,
    PageRule,
    Severity,
    Span,
    Valid,
    following,
    replace_all,
    story,
)
from archive_lint_rules.sections.link_diagnosis import content_span, diagnose
from archive_lint_rules.sections.lost_entries import lost_entries

URL = "https://gazette.example/2014/05/23/bridge"
CHECKED = ("source", "related")
LONGEST = 80
"""The most code points of an entry that a message shows."""
MOST_OF_SUBJECT = 200
"""The most code points by which an entry is recognised."""


class MalformedEntry(PageRule):
    """A source or related story that is not an entry of its own with a link.

    ## What it does
    Reports an entry of the Source or Related section of a story that CommonMark does not render as a link: brackets
    that do not pair, spaces in the target, a bare URL, a picture, plain text. Also a line that looks like an entry and
    is part of another one or of a paragraph: no space after its number, a full-width mark, an indentation, two entries
    in one line.

    ## Why it matters
    The reader sees brackets and no link, and no other rule can check its target.

    ## Fix
    Safe if only one reading is possible: unpaired brackets of the text get a backslash, spaces in a URL's query become
    `%20`, a bare URL gets angle brackets, a space before the target is removed, a target before a context is closed, a
    line gets the number, full stop and space of an entry. Unsafe if a parenthesis is missing and the target has some of
    its own (the last one is added), if the name of a page or the path of a URL has a space, if the text of a link to
    another site begins or ends with a bracket too many, and if a picture stands in place of the link. None if the page
    or the line ends within the link: its end is lost.
    """

    code = "S007"
    name = "malformed-entry"
    summary = "An entry of Source or Related is not a link"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (Ground.ITSELF,)
    kinds = (Kind.STORY,)

    valid = [
        Valid(story()),
        Valid(story(sources=["Harbour Gazette: [Bridge [update] (2)](https://gazette.example/a_(b)) and more"])),
        Valid(
            story(sources=["<https://gazette.example/>", f"![logo](https://gazette.example/logo.png) [Gazette]({URL})"])
        ),
        Valid(
            story(sources=[f"[Gazette]({URL})\n   1. [Page 2]({URL}/2)\n   2. [Page 3]({URL}/3)"]),
            note="a list of its own",
        ),
        Valid(story(sources=["[![logo](/logo.png)](https://gazette.example/)"])),
        Valid(story(changes=["First version"]), note="other sections may hold text"),
    ]
    invalid = [
        Invalid(
            story(sources=[f"[Gazette] Bridge]({URL})", f"[Bridge [Gazette]({URL}?page=1 of 2)"]),
            at=("7:1", "8:1"),
            fixed=story(sources=[f"[Gazette\\] Bridge]({URL})", f"[Bridge \\[Gazette]({URL}?page=1%20of%202)"]),
            message="source entry 1 '[Gazette] Bridge](https://gazette.example/2014/05/23/bridge)' is not a link: "
            "brackets of its text are unpaired",
        ),
        Invalid(
            story(related=["[Storm](/news/2014/05/21/the storm.md) _Context: Harbour_"]),
            at="11:1",
            fixed=story(related=["[Storm](/news/2014/05/21/the%20storm.md) _Context: Harbour_"]),
            safe=False,
        ),
        Invalid(
            story(sources=[URL, f"{URL}.", f"[Gazette] ({URL})", f"[Gazette]({URL} _Page 4_"]),
            at=("7:1", "8:1", "9:1", "10:1"),
            fixed=story(sources=[f"<{URL}>", f"<{URL}>.", f"[Gazette]({URL})", f"[Gazette]({URL}) _Page 4_"]),
        ),
        Invalid(
            story(sources=[f"[Gazette]({URL})"] * 4)
            .replace("2. ", "2.")
            .replace("3. ", "3\uff0e")
            .replace("4. ", "    4. "),
            at=("8:1", "9:1", "10:5"),
            fixed=story(sources=[f"[Gazette]({URL})"] * 4),
            message=f"source line '2.[Gazette]({URL})' is not an entry: no space follows its number",
        ),
        Invalid(
            story(sources=[f"[Gazette]({URL})"] * 2).replace("\n2. ", " 2. "),
            at="7:57",
            fixed=story(sources=[f"[Gazette]({URL})"] * 2),
        ),
        Invalid(
            story(sources=[f"![Gazette]({URL})"]),
            at="7:1",
            fixed=story(sources=[f"[Gazette]({URL})"]),
            safe=False,
            message=f"source entry 1 '![Gazette]({URL})' is not a link: it is a picture",
        ),
        Invalid(story(related=["[Storm](/news/2014/05/2"]), at="11:1", note="its end is lost"),
        Invalid(
            story(sources=["[Mercury](https://wiki.example/Mercury_(planet)"]),
            at="7:1",
            fixed=story(sources=["[Mercury](https://wiki.example/Mercury_(planet))"]),
            safe=False,
        ),
        Invalid(
            story(sources=["Harbour Gazette, page 4", f"[Gazette [photo](https://gazette.example/p)]({URL})"]),
            at=("7:1", "8:1"),
            message="source entry 1 'Harbour Gazette, page 4' is not a link: it is text",
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        for section in page.facts.sections:
            if section.key not in CHECKED:
                continue
            for position, entry in enumerate(section.entries, start=1):
                link = entry.link
                # Nearly every entry begins with its link, which then is one.
                if link is not None and link.rendered and link.start <= entry.number_end + 2:
                    continue
                diagnosis = diagnose(page.source, entry)
                if diagnosis is None:
                    continue
                span = content_span(page.source, entry)
                content = page.source[span.start : span.end].decode(errors="replace")
                yield self.finding(
                    entry,
                    f"{section.key} entry {position} {_shown(content)!r} is not a link: {diagnosis.reason}",
                    subject=f"{section.key}: {content[:MOST_OF_SUBJECT]}",
                    fix=replace_all(diagnosis.edits, "make it a link", evidence=diagnosis.evidence)
                    if diagnosis.edits
                    else None,
                )
            for lost in lost_entries(page, section):
                content = page.source[lost.span.start : lost.span.end].decode(errors="replace").strip()
                yield self.finding(
                    lost.span,
                    f"{section.key} line {_shown(content)!r} is not an entry: {lost.reason}",
                    subject=f"{section.key}: {content[:MOST_OF_SUBJECT]}",
                    fix=replace_all(_in_newlines(lost.edits, page), "make it an entry", evidence=following())
                    if lost.edits
                    else None,
                )


def _shown(content: str) -> str:
    shown = " ".join(content[: LONGEST + 1].split())
    return shown if len(content) <= LONGEST else shown[:LONGEST] + "…"


def _in_newlines(edits: Sequence[tuple[Span, str]], page: Page) -> Sequence[tuple[Span, str]]:
    """Return the edits with the page's own line ending."""
    return [(span, text.replace("\n", page.facts.newline)) for span, text in edits]
