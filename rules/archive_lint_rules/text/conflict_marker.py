from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Page, PageRule, Severity, Valid, find_conflict, story

CONFLICT = story(summary="<<<<<<< HEAD\nA summary.\n=======\nAnother one.\n>>>>>>> topic")


class ConflictMarker(PageRule):
    """A page with an unresolved merge conflict.

    ## What it does
    Reports the first line `<<<<<<< ` that a `=======` and a `>>>>>>> ` follow, each at the start of a line and outside
    of fenced code. No other rule checks such a page, and no fix changes it or copies from it.

    ## Why it matters
    The reader sees both versions and git's marks. It is not decided which lines are valid, so nothing on the page can
    be trusted.

    ## Fix
    None: decide which version is valid, and remove the marks.
    """

    code = "T008"
    name = "conflict-marker"
    summary = "Page holds an unresolved merge conflict"
    severity = Severity.ERROR
    since = "0.1"
    on_damaged_pages = True

    valid = [
        Valid(story()),
        Valid("About this archive\n=======\n", path="about.md", note="the underline of a heading"),
        Valid(story(summary="```\n<<<<<<< HEAD\n=======\n>>>>>>> topic\n```"), note="code that shows one"),
    ]
    invalid = [
        Invalid(CONFLICT, at="5:1", message="merge conflict is not resolved: it begins at '<<<<<<< HEAD'"),
        Invalid(CONFLICT.replace("=======", "||||||| base\nOne.\n======="), at="5:1"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        opening = find_conflict(page.source, page.opaque) if page.facts.damaged else None
        if opening is not None:
            mark = page.source[opening.start : opening.end].decode(errors="replace").rstrip()
            yield self.finding(
                opening,
                f"merge conflict is not resolved: it begins at {mark[:80]!r}",
                subject="conflict",
                help="keep the valid lines of the two versions, and remove the marks",
            )
