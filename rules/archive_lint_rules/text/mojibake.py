from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Kind, Page, PageRule, Severity, Span, Valid, lazy_pattern, story
from archive_lint_rules.text.prose import outside, unread_of

_WINDOWS_1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""The characters of Windows-1252 where Latin-1 has control characters: browsers read Latin-1 as Windows-1252."""
_TRAILING = rf"[\x80-\xbf{_WINDOWS_1252}]"
_RUN = lazy_pattern(rf"(?:[\xc2-\xdf]{_TRAILING}|[\xe0-\xef]{_TRAILING}{{2}}|[\xf0-\xf4]{_TRAILING}{{3}}){{1,1000}}")
_BYTES = {ord(character): character.encode("cp1252")[0] for character in _WINDOWS_1252}
_LEAD = b"\xc3"
"""Every lead byte of a sequence, read as Latin-1, is one of U+00C2 to U+00F4.

In UTF-8, two bytes that begin with this one.
"""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_LONGEST_SHOWN = 40
"""The most code points of the damage that a message quotes."""


class Mojibake(PageRule):
    """Text that was decoded with the wrong encoding.

    ## What it does
    Reports text that is UTF-8 read as Latin-1 or Windows-1252 (`Yarâ€™Adua`, `cafÃ©`), and U+FFFD, which marks a lost
    character. Indexes repeat the text of stories and are not checked.

    ## Why it matters
    Names are unreadable and cannot be searched for.

    ## Fix
    None: the message shows the original text, as far as it is known.
    """

    code = "T006"
    name = "mojibake"
    summary = "Text was decoded with the wrong encoding"
    severity = Severity.INFO
    since = "0.1"
    yields_to = ("T007",)
    kinds = (Kind.STORY, Kind.OTHER)

    valid = [
        Valid(story(title="Été à São Paulo, İstanbul, «ÂME»")),
        Valid(story(summary="« LA TÉLÉ\xa0» et MANHÃ» — RÉSUMÉ\xa0!")),
        Valid(story(summary="In code: `cafÃ©`")),
    ]
    invalid = [
        Invalid(
            story(summary="Umar Musa Yarâ€™Adua has spoken"),
            at="5:14",
            message="mojibake 'â€™' was '’' before it was decoded with the wrong encoding",
        ),
        Invalid(story(title="A cafÃ© opens"), at="3:8"),
        Invalid(story(summary="ÐœÐ¾Ñ\x81ÐºÐ²Ð°"), at="5:1"),
        Invalid(
            story(title="A caf\N{REPLACEMENT CHARACTER} opens"),
            at="3:8",
            message="U+FFFD stands where a character was lost",
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        if _REPLACEMENT in page.text:
            at = page.source.index(b"\xef\xbf\xbd")
            count = page.source.count(b"\xef\xbf\xbd")
            lost = "a character was" if count == 1 else f"{count} characters were"
            yield self.finding(Span(at, at + 3), f"U+FFFD stands where {lost} lost", subject=_REPLACEMENT)
        if _LEAD in page.source:
            yield from self._wrongly_decoded(page)

    def _wrongly_decoded(self, page: Page) -> Iterator[Finding]:
        places: dict[Span, tuple[str, str]] = {}
        seen: set[str] = set()
        read = at = 0
        for run in _RUN.finditer(page.text):
            meant = _decoded(run[0], page.text[run.start() - 1 : run.start()])
            if meant is not None:
                start = at + len(page.text[read : run.start()].encode())
                read, at = run.end(), start + len(run[0].encode())
                places[Span(start, at)] = (run[0], meant)
        for span in outside(places, unread_of(page)) if places else ():
            damaged, meant = places[span]
            if damaged not in seen:
                seen.add(damaged)
                shown = f"{damaged[:_LONGEST_SHOWN]!r} was {meant[:_LONGEST_SHOWN]!r}"
                yield self.finding(
                    span, f"mojibake {shown} before it was decoded with the wrong encoding", subject=damaged
                )


def _decoded(damaged: str, before: str) -> str | None:
    """Return the original text, or `None` if the text may be right as it is.

    A single sequence of two or three characters counts only if its first is one that hardly any word of a language has
    before such a sign, and not after another capital: a word in capitals may end in a letter like those, followed by a
    quotation mark or a space.
    """
    try:
        meant = bytes(_BYTES.get(ord(character), ord(character)) for character in damaged).decode()
    except ValueError:
        return None
    if len(meant) == 1 and len(damaged) < 4 and (damaged[0] not in "ÂÃâ" or before.isupper()):
        return None
    return meant if meant.isprintable() or meant.isspace() else None
