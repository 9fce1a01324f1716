from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    Finding,
    Ground,
    Invalid,
    Page,
    PageRule,
    Severity,
    Span,
    Valid,
    following,
    lazy_pattern,
    replace_all,
    story,
)
from archive_lint_rules.text.entities import plain_form
from archive_lint_rules.text.prose import outside, unread_of

_ENTITY = lazy_pattern(
    # After a backslash that is itself a character, not after one that escapes the ampersand.
    rb"(?<!\\)(?:\\\\)*+(?P<entity>&(?:amp;)?(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
)


class UndecodedEntity(PageRule):
    """An HTML entity in the text of a page in place of the character itself.

    ## What it does
    Reports `&quot;`, `&#039;`, `&rsquo;` and their like outside code and link targets, and entities encoded twice,
    which readers see as `&quot;`. Entities for Markdown's own marks, for `&`, or for invisible characters (`&lt;`,
    `&amp;`, `&nbsp;`) are right as they are.

    ## Why it matters
    Generators copy them from a site's HTML. Programs that read the page as text (a search, a feed, a translation) show
    them as they are written.

    ## Fix
    Safe: the character itself replaces the entity, everywhere on the page.
    """

    code = "T003"
    name = "undecoded-entity"
    summary = "HTML entity in place of the character itself"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.ITSELF,)

    valid = [
        Valid(story(summary="Write \\&copy; for the sign")),
        Valid(story(summary="Ships &lt; 30 m, R&amp;D, 5&nbsp;km, `&quot;`")),
        Valid(story(sources=["[Gazette](https://gazette.example/?a=1&quot;=2)"])),
    ]
    invalid = [
        Invalid(
            story(summary="The mayor&#039;s &quot;yes&quot;&hellip;"),
            at=("5:10", "5:18", "5:33"),
            fixed=story(summary='The mayor\'s "yes"…'),
            message="'&#039;' in place of the character itself: \"'\"",
        ),
        Invalid(
            story(title="Mayor says &amp;quot;yes&amp;quot;"),
            at="3:14",
            fixed=story(title='Mayor says "yes"'),
            note="encoded twice: readers see the entity",
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        if b"&" not in page.source or b";" not in page.source:
            return
        written = [
            Span(*found.span("entity")) for found in _ENTITY.finditer(page.source) if plain_form(found["entity"])
        ]
        if not written:
            return
        spans_by_entity: dict[bytes, list[Span]] = {}
        for span in outside(written, unread_of(page)):
            spans_by_entity.setdefault(page.source[span.start : span.end], []).append(span)
        for found, spans in spans_by_entity.items():
            entity, text = found.decode(), plain_form(found)
            assert text is not None
            times = f" ({len(spans)} times)" if len(spans) > 1 else ""
            yield self.finding(
                spans[0],
                f"{entity!r} in place of the character itself: {text!r}{times}",
                subject=entity,
                fix=replace_all([(span, text) for span in spans], "write the character", evidence=following()),
            )
