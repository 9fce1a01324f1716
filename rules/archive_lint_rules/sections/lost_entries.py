"""Lines of a section that look like entries of its list but are not to Markdown."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from archive_lint.api import Entry, Page, Section, Span, lazy_pattern

_LINE = lazy_pattern(
    r"(?P<indent>[ \t\u00a0\u3000]*)(?P<number>[0-9\uff10-\uff19]{1,4})"
    r"(?P<mark>[.)\uff0e\u3002\u3001\uff09\uff61])(?P<space>[ \t\u00a0\u3000]*)(?=!?\[|<?https?://)"
)
_LINES = lazy_pattern(rb"[^\r\n]+")
_PLAIN_LINK = lazy_pattern(r"\[[^\[\]\\`<>]*\]\((?:https?:/)?/[^\s\x00-\x1f\x7f()<>\\`]+\)(?=\s|_|\Z)")
_BLANK_LINE = lazy_pattern(rb"(?>\r\n?|\n)[ \t]*(?>\r\n?|\n)[ \t]*\Z")
_NEAR = 200
"""The most bytes that are read before a line, or at the beginning of a text."""
_JOINED = lazy_pattern(rb"\A[^\r\n]*?(?:\A|(?<=\S))(?P<space>[ \t]+)(?P<number>\d{1,4})[.)] ?\Z")


class LostEntry(NamedTuple):
    """A line, or the end of one, that was meant as an entry."""

    span: Span
    """From its number to the end of its line."""
    reason: str
    edits: Sequence[tuple[Span, str]] = ()
    """The edits that make it an entry; empty if they are not certain."""


def lost_entries(page: Page, section: Section) -> Sequence[LostEntry]:
    """Return the text of a section that looks like an entry but is not one, in order."""
    joined = [lost for entry in section.entries if entry.further for lost in _joined(page.source, entry)]
    if _is_plain_list(page, section):
        return joined
    return sorted([*joined, *_lost_lines(page, section)])


def _is_plain_list(page: Page, section: Section) -> bool:
    """Return whether a section has one entry per line and nothing else, as nearly all have."""
    source, entries = page.source, section.entries
    if not entries or page.facts.newline == "\r":
        return False
    first, last = entries[0].start, entries[-1].end
    return (
        source.count(b"\n", first, last) == len(entries) - 1
        and _is_blank(source, section.heading.end, first)
        and _is_blank(source, last, section.end)
    )


def _is_blank(source: bytes, start: int, end: int) -> bool:
    return source[start:end].isspace() or start == end


def _joined(source: bytes, entry: Entry) -> Iterator[LostEntry]:
    """Yield the entries that stand on the line of another."""
    if entry.link is None or entry.number is None:
        return
    end, number = entry.link.end, entry.number
    for link in entry.further:
        found = _JOINED.search(source[end : link.start])
        if found is not None and int(found["number"]) == number + 1:
            at = end + found.start("space")
            line = _LINES.match(source, at)
            assert line is not None
            space = Span(at, at + len(found["space"]))
            yield LostEntry(Span(space.end, line.end()), "it is on the line of another entry", [(space, "\n")])
            number += 1
        end = link.end


class _Places:
    """The ranges that some spans cover, found by their starts; a page may have a hundred thousand of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in spans:
            if not self._ends or span.end > self._ends[-1]:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self._starts, place)
        return at > 0 and place < self._ends[at - 1]


def _lost_lines(page: Page, section: Section) -> Iterator[LostEntry]:
    starts = {entry.start: entry.number for entry in section.entries}
    last, nested = 0, False
    # The spans of this section, and the one around what was meant as its heading: a comment, or code.
    first, end = (bisect_left(page.opaque, at, key=_start) for at in (section.heading.start, section.end))
    near = page.opaque[max(first - 1, 0) : end]
    hidden = _Places(span for span in near if not _is_indented_code(page.source, span))
    for line in _LINES.finditer(page.source, section.heading.end, section.end):
        text = line[0].decode(errors="replace")
        look = _LINE.match(text)
        if look is None:
            continue
        number = int(unicodedata.normalize("NFKC", look["number"]))
        at = line.start() + len(look["indent"].encode())
        if at in starts:
            last, nested = number, False
        elif at in hidden:
            continue
        elif look["indent"] and (nested or number != last + 1):
            # A list within an entry counts by itself.
            nested = True
        else:
            last = number
            yield _lost_line(page, section, Span(*line.span()), look)


def _lost_line(page: Page, section: Section, line: Span, look: re.Match[str]) -> LostEntry:
    content_at = line.start + len(look[0].encode())
    span = Span(line.start + len(look["indent"].encode()), line.end)
    reason = _reason(look)
    follows = _BLANK_LINE.search(page.source, max(section.heading.end, line.start - _NEAR), line.start) is not None
    if not follows:
        # Entries are in order.
        at = bisect_left(section.entries, line.start, key=_start)
        follows = at > 0 and (section.entries[at - 1].next == line.start or line.start < section.entries[at - 1].end)
    if not reason or not follows or not _PLAIN_LINK.match(look.string, look.end()):
        return LostEntry(span, reason or "it belongs to the text before it")
    first = section.entries[0] if section.entries else None
    mark = ")" if first is not None and page.source[first.number_end : first.number_end + 1] == b")" else "."
    number = unicodedata.normalize("NFKC", look["number"])
    return LostEntry(span, reason, [(Span(line.start, content_at), f"{number}{mark} ")])


def _reason(look: re.Match[str]) -> str:
    if not look["number"].isascii():
        return f"its number {look['number']!r} is not written in plain digits"
    if look["mark"] not in ".)":
        return f"{look['mark']!r} follows its number, not a full stop"
    if look["indent"]:
        return "it is indented"
    if not look["space"] or look["space"][0] not in " \t":
        return "no space follows its number"
    return ""


def _start(part: Entry | Span) -> int:
    return part.start


def _is_indented_code(source: bytes, span: Span) -> bool:
    # Among a hundred thousand nested quotations no text is read as a whole.
    text = source[span.start : min(span.end, span.start + _NEAR)].lstrip()
    return _LINE.match(text.decode(errors="replace")) is not None
