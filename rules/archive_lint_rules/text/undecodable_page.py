from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Page, PageRule, Severity, Span, Valid, story

_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UndecodablePage(PageRule):
    """A page that is not UTF-8.

    ## What it does
    Reports the first byte of a page that UTF-8 does not allow, or that is NUL. Only the rules on encoding check such a
    page.

    ## Why it matters
    The text of the page is uncertain: every program shows something else in place of the damage.

    ## Fix
    None: save the page as UTF-8 with the program that wrote it, or restore it from git's history.
    """

    code = "T005"
    name = "undecodable-page"
    summary = "Page is not UTF-8"
    severity = Severity.ERROR
    since = "0.1"
    on_damaged_pages = True

    valid = [Valid(story(title="Brücke 桥 🌉")), Valid("\ufeff" + story())]
    invalid = [
        Invalid(
            story(title="Bridge is caf\N{LATIN SMALL LETTER E WITH ACUTE}").encode("latin-1"),
            at="3:16",
            message="byte 60 of the page is 0xE9, which is not UTF-8 there",
        ),
        Invalid(story(title="Bridge\0").encode(), at="3:9", message="byte 53 of the page is NUL"),
        Invalid(story().encode("utf-16"), at="1:1", message="the page is UTF-16"),
        Invalid(story().encode("utf-16-le"), at="1:2", message="the page is UTF-16"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        damage = _damage(page.source) if page.facts.damaged else None
        if damage is not None:
            at, message = damage
            yield self.finding(Span(at, at + 1), message, subject="encoding", help="save the page as UTF-8")


def _damage(source: bytes) -> tuple[int, str] | None:
    """Return the offset of the first invalid byte, and what is wrong with it; `None` for a page in UTF-8."""
    null = source.find(b"\0")
    try:
        source.decode()
        if null < 0:
            return None
        at, message = null, f"byte {null} of the page is NUL"
    except UnicodeDecodeError as error:
        at = error.start
        message = f"byte {at} of the page is 0x{source[at]:02X}, which is not UTF-8 there"
        if 0 <= null < at:
            at, message = null, f"byte {null} of the page is NUL"
    if source.startswith(_BYTE_ORDER_MARKS) or source.count(b"\0") > len(source) // 4:
        message = "the page is UTF-16"
    return at, message
