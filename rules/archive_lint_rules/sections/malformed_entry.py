from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    Finding,
    Invalid,
    Kind,
    Page,
    PageRule,
    Severity,
    Valid,
    replace_all,
    story,
)
from archive_lint_rules.sections.link_diagnosis import content_span, diagnose

URL = "https://gazette.example/2014/05/23/bridge"
CHECKED = ("source", "related")
LONGEST = 80
"""Code points of an entry that a message shows."""
MOST_OF_SUBJECT = 200
"""Code points by which an entry is known again."""


class MalformedEntry(PageRule):
    """A source or related story that is not a link.

    ## What it does
    Reports an entry of the Source or Related section of a story that CommonMark does not render as a link: brackets
    that do not pair, spaces in the target, a bare URL, plain text.

    ## Why it matters
    The reader sees the brackets and cannot follow them, and no other rule can check where they would lead.

    ## Fix
    Safe where only one reading is possible: unpaired brackets of the text get a backslash, spaces in the target become
    `%20`, a bare URL gets angle brackets, a space before the target goes, a missing last parenthesis comes.
    Unsafe where a parenthesis is missing and the target has some of its own: the last one is added.
    """

    code = "S007"
    name = "malformed-entry"
    summary = "An entry of Source or Related is not a link"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.STORY,)

    valid = [
        Valid(story()),
        Valid(story(sources=["Harbour Gazette: [Bridge [update] (2)](https://gazette.example/a_(b)) and more"])),
        Valid(story(sources=["<https://gazette.example/>", "[![logo](/logo.png)](https://gazette.example/)"])),
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
        ),
        Invalid(
            story(sources=[URL, f"[Gazette] ({URL})", f"[Gazette]({URL}"]),
            at=("7:1", "8:1", "9:1"),
            fixed=story(sources=[f"<{URL}>", f"[Gazette]({URL})", f"[Gazette]({URL})"]),
        ),
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
                diagnosis = diagnose(page.source, entry)
                if diagnosis is None:
                    continue
                span = content_span(page.source, entry)
                content = page.source[span.start : span.end].decode(errors="replace")
                shown = " ".join(content[: LONGEST + 1].split())
                shown = shown if len(content) <= LONGEST else shown[:LONGEST] + "…"
                yield self.finding(
                    entry,
                    f"{section.key} entry {position} {shown!r} is not a link: {diagnosis.reason}",
                    subject=f"{section.key}: {content[:MOST_OF_SUBJECT]}",
                    fix=replace_all(diagnosis.edits, "make it a link", safe=diagnosis.safe)
                    if diagnosis.edits
                    else None,
                )
