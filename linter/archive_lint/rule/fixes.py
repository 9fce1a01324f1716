"""Builders of fixes: replace, insert, remove and renumber, always by byte spans."""

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

UNKNOWN = Evidence(doubt="no evidence was given")
"""The evidence of a fix whose rule names none, which makes it unsafe."""


def replace(span: Span, text: str, message: str, *, evidence: Evidence = UNKNOWN, path: str = "") -> Fix:
    """Return a fix that replaces a span by `text`.

    `message` says what it does, as an instruction; `evidence` decides whether it is safe; `path` names the page, if not
    that of the finding.
    """
    return Fix(message, (Edit(path, span.start, span.end, text),), evidence)


def replace_all(spans: Iterable[tuple[Span, str]], message: str, *, evidence: Evidence = UNKNOWN) -> Fix:
    """Return a fix that replaces several spans of the page, each by its text.

    `message` and `evidence` are as for `replace`.
    """
    return Fix(message, tuple(Edit("", span.start, span.end, text) for span, text in spans), evidence)


def insert(at: int, text: str, message: str, *, evidence: Evidence = UNKNOWN, path: str = "") -> Fix:
    """Return a fix that inserts `text` before the byte at offset `at`.

    `message`, `evidence` and `path` are as for `replace`.
    """
    return Fix(message, (Edit(path, at, at, text),), evidence)


def replace_difference(
    old: bytes, new: bytes, message: str, *, evidence: Evidence = UNKNOWN, copied_from: str = ""
) -> Fix:
    """Return a fix that makes `new` of the text `old`, both UTF-8, by replacing their `difference`.

    `message` and `evidence` are as for `replace`; `copied_from` is the file that holds the new text, if that is another
    page's.
    """
    span = difference(old, new)
    text = new[span.start : len(new) - (len(old) - span.end)].decode()
    return Fix(message, (Edit("", span.start, span.end, text),), evidence, copied_from)


def difference(old: bytes, new: bytes) -> Span:
    """Return the span of `old` that differs from `new`: all between their common beginning and common end."""
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
    """Return a fix that removes a span.

    `message`, `evidence` and `path` are as for `replace`.
    """
    return Fix(message, (Edit(path, span.start, span.end, ""),), evidence)


def create_file(path: str, text: str, message: str, *, evidence: Evidence = UNKNOWN, copied_from: str = "") -> Fix:
    """Return a fix that writes `text` to a file at `path` that does not exist yet.

    `message` and `evidence` are as for `replace`, `copied_from` as for `replace_difference`.
    """
    return Fix(message, (Edit(path, 0, 0, text),), evidence, copied_from)


def remove_entries(
    entries: Sequence[Entry], removed: Collection[int], message: str, *, evidence: Evidence = UNKNOWN
) -> Fix:
    """Return a fix that removes entries from a list and renumbers the rest.

    `entries` is the whole list, `removed` the positions in it (from 0) to remove; `message` and `evidence` are as for
    `replace`. A number repeated on purpose stays repeated, and numbers that do not follow the count stay as they are.
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
    """Return the text of an entry in `source`, as written, without number and link target: what a removal loses."""
    link = entry.link
    if link is None or not link.target_start < link.target_end:
        return source[entry.number_end : entry.end].decode(errors="replace")
    return (source[entry.number_end : link.target_start] + b" " + source[link.target_end : entry.end]).decode(
        errors="replace"
    )


def escape_link_target(target: str) -> str:
    """Return a target as Markdown for the parentheses of a link, with white space percent-encoded."""
    return as_destination(target)


def title_as_link_text(page: PageHead) -> str:
    """Return a page's title as a link to it has it between its brackets; empty for a page without a title.

    Generators copy the title's line, spaces included; if that would not be one link, the rendered title is escaped.
    """
    if page.title is None:
        return ""
    source = page.title_source
    fits = "](" not in source and "`" not in source and "<" not in source and is_balanced(source, "[]")
    # On another page the definition that the title refers to is missing, or differs.
    refers = page.title.link is not None or "[^" in source or "![" in source
    if fits and not refers and not source.rstrip().endswith(("#", "\\")):
        return source
    return escape_link_text(page.title.text)


def same_text(one: str, other: str) -> bool:
    """Return whether rendered texts, `one` and `other`, are equal apart from white space and normalisation."""
    if one == other:
        return True
    one, other = " ".join(one.split()), " ".join(other.split())
    return one == other or unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
