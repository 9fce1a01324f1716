"""The edits that rules compose their fixes of: replace, insert, remove and renumber, always by byte spans."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from archive_lint.markdown.destinations import as_destination
from archive_lint.markdown.link_text import escape_link_text
from archive_lint.model.evidence import Evidence
from archive_lint.model.finding import Edit, Fix
from archive_lint.model.page import Entry, PageHead
from archive_lint.model.span import Span
from archive_lint.text import is_balanced

UNKNOWN = Evidence(doubt="nothing was said of what it rests on")
"""Of a fix whose rule names no witness: it is unsafe."""


def replace(span: Span, text: str, message: str, *, evidence: Evidence = UNKNOWN, path: str = "") -> Fix:
    """Put `text` in place of a span; `path` names another page than the one the finding is on."""
    return Fix(message, (Edit(path, span.start, span.end, text),), evidence)


def replace_all(spans: Iterable[tuple[Span, str]], message: str, *, evidence: Evidence = UNKNOWN) -> Fix:
    """Put texts in place of several spans of the page."""
    return Fix(message, tuple(Edit("", span.start, span.end, text) for span, text in spans), evidence)


def insert(at: int, text: str, message: str, *, evidence: Evidence = UNKNOWN, path: str = "") -> Fix:
    """Put `text` before the byte at `at`."""
    return Fix(message, (Edit(path, at, at, text),), evidence)


def replace_difference(
    old: bytes, new: bytes, message: str, *, evidence: Evidence = UNKNOWN, copied_from: str = ""
) -> Fix:
    """Make one UTF-8 text of another by replacing what stands between their common beginning and end.

    `copied_from` is the file that the new text stands in, if it is another page's.
    """
    span = difference(old, new)
    text = new[span.start : len(new) - (len(old) - span.end)].decode()
    return Fix(message, (Edit("", span.start, span.end, text),), evidence, copied_from)


def difference(old: bytes, new: bytes) -> Span:
    """Return which bytes of one UTF-8 text differ from another: all between their common beginning and common end."""
    shorter = min(len(old), len(new))
    start = _agreement(old, new)
    while not (_is_boundary(old, start) and _is_boundary(new, start)):
        start -= 1
    common_end = min(_agreement(old[::-1], new[::-1]), shorter - start)
    while not (_is_boundary(old, len(old) - common_end) and _is_boundary(new, len(new) - common_end)):
        common_end -= 1
    return Span(start, len(old) - common_end)


def _agreement(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _is_boundary(text: bytes, at: int) -> bool:
    return at >= len(text) or text[at] & 0xC0 != 0x80


def remove_lines(span: Span, message: str, *, evidence: Evidence = UNKNOWN, path: str = "") -> Fix:
    """Cut a span out."""
    return Fix(message, (Edit(path, span.start, span.end, ""),), evidence)


def create_file(path: str, text: str, message: str, *, evidence: Evidence = UNKNOWN, copied_from: str = "") -> Fix:
    """Write a file that does not exist yet; `copied_from` as for `replace_difference`."""
    return Fix(message, (Edit(path, 0, 0, text),), evidence, copied_from)


def remove_entries(
    entries: Sequence[Entry], removed: Collection[int], message: str, *, evidence: Evidence = UNKNOWN
) -> Fix:
    """Cut entries out of a list and renumber the rest.

    `entries` is the whole list, `removed` the positions in it (from 0) that go. A number repeated on purpose stays
    repeated, and numbers that do not follow the count stay as they are.
    """
    edits: list[Edit] = []
    shift = 0
    runs = [list(run) for _, run in groupby(enumerate(entries), key=lambda item: item[1].number)]
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        number = run[0][1].number
        for position, entry in run:
            if position in removed:
                edits.append(Edit("", entry.lines.start, entry.lines.end, ""))
            elif shift and number is not None:
                edits.append(Edit("", entry.number_span.start, entry.number_span.end, str(number - shift)))
        counted = number is not None and following is not None and following[0][1].number == number + 1
        shift += counted and all(position in removed for position, _ in run)
    return Fix(message, tuple(edits), evidence)


def said_by(source: bytes, entry: Entry) -> str:
    """What an entry says as written, without its number and the target of its link: what would be lost with it."""
    link = entry.link
    if link is None or not link.target_start < link.target_end:
        return source[entry.number_end : entry.end].decode(errors="replace")
    return (source[entry.number_end : link.target_start] + b" " + source[link.target_end : entry.end]).decode(
        errors="replace"
    )


def escape_link_target(target: str) -> str:
    """A destination as Markdown that reads so between the parentheses of a link; white space is percent-encoded."""
    return as_destination(target)


def title_as_link_text(page: PageHead) -> str:
    """A page's title as a link to it writes it between its brackets; empty for a page without a title.

    Generators copy the title's line, spaces and all; where that would not be one link, the rendered title is escaped.
    """
    if page.title is None:
        return ""
    source = page.title_source
    fits = "](" not in source and "`" not in source and "<" not in source and is_balanced(source, "[]")
    # Elsewhere there is no definition of what the title refers to, or another one.
    refers = page.title.link is not None or "[^" in source or "![" in source
    if fits and not refers and not source.rstrip().endswith(("#", "\\")):
        return source
    return escape_link_text(page.title.text)


def same_text(one: str, other: str) -> bool:
    """Whether two rendered texts read the same: white space and Unicode normalisation ignored."""
    if one == other:
        return True
    one, other = " ".join(one.split()), " ".join(other.split())
    return one == other or unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
