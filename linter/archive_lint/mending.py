"""The edits that rules compose their fixes of: replace, insert, remove and renumber, always by byte spans."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from archive_lint.model.finding import Edit, Fix
from archive_lint.model.page import Entry
from archive_lint.model.span import Span


def replace(span: Span, text: str, message: str, *, safe: bool = True, path: str = "") -> Fix:
    """Put `text` in place of a span; `path` names another page than the one the finding is on."""
    return Fix(message, (Edit(path, span.start, span.end, text),), safe)


def replace_all(spans: Iterable[tuple[Span, str]], message: str, *, safe: bool = True) -> Fix:
    """Put texts in place of several spans of the page."""
    return Fix(message, tuple(Edit("", span.start, span.end, text) for span, text in spans), safe)


def insert(at: int, text: str, message: str, *, safe: bool = True, path: str = "") -> Fix:
    """Put `text` before the byte at `at`."""
    return Fix(message, (Edit(path, at, at, text),), safe)


def remove_lines(span: Span, message: str, *, safe: bool = True, path: str = "") -> Fix:
    """Cut a span out."""
    return Fix(message, (Edit(path, span.start, span.end, ""),), safe)


def create_file(path: str, text: str, message: str, *, safe: bool = False) -> Fix:
    """Write a file that does not exist yet."""
    return Fix(message, (Edit(path, 0, 0, text),), safe)


def remove_entries(entries: Sequence[Entry], removed: Collection[int], message: str, *, safe: bool = True) -> Fix:
    """Cut entries out of a list and renumber the rest.

    `entries` is the whole list, `removed` the positions in it (from 0) that go. Only entries whose number followed the
    count are renumbered, so that a number repeated on purpose stays repeated.
    """
    edits: list[Edit] = []
    gone = 0
    for position, entry in enumerate(entries):
        if position in removed:
            edits.append(Edit("", entry.lines.start, entry.lines.end, ""))
            gone += 1
        elif gone and entry.number is not None and entry.number > gone:
            edits.append(Edit("", entry.number_span.start, entry.number_span.end, str(entry.number - gone)))
    return Fix(message, tuple(edits), safe)


_SPECIAL = re.compile(r"[\\\[\]`*_<]")


def escape_link_text(text: str) -> str:
    """Rendered text as Markdown that renders so between the brackets of a link.

    Balanced brackets stay, as generators write them; everything else that Markdown might read is given a backslash.
    """
    balanced = _balanced(text)
    return _SPECIAL.sub(lambda mark: mark[0] if balanced and mark[0] in "[]" else "\\" + mark[0], text)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "[") - (character == "]")
        if depth < 0:
            return False
    return depth == 0
