"""Finds the spans of a link's text and target in its bytes, which the Markdown parser does not tell.

Also finds text that was meant as a link but is not one to CommonMark.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from archive_lint.markdown.destinations import decoded
from archive_lint.model.page import Link
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.model.span import Span

_MEANT_END = lazy_pattern(rb"\)(?=[ \t]*(?:[\r\n]|\Z|[_\[<]))")
"""The parenthesis after a target that was meant as one: nothing follows it, or a context or another link does."""

_NEEDS_CARE = lazy_pattern(rb"[<\x00-\x20]")
"""Characters that a destination filling the parentheses cannot contain."""
_QUOTE_MARK = ord(">")
_IN_ANGLES = lazy_pattern(rb"(?:[^\\<>\r\n]|\\[^\r\n])*+(?=>)")
_WORD = lazy_pattern(rb"[^\x00-\x20]++")


def rendered_link(
    source: bytes,
    description: Mapping[str, str],
    *,
    text: str,
    span: Span,
    text_end: int,
    picture: bool = False,
    holds_picture: bool = False,
    quotes: int = 0,
) -> Link:
    """Return a link as the parser renders it, with the spans of its text and target.

    `description` is the parser's data about it, `text_end` the end of the last piece of its text, `quotes` the number
    of block quotes around it, whose marks begin each of its lines but the first.
    """
    start, end = span.start, span.end
    target, style = description["dest_url"], description["link_type"]
    target_start = target_end = end
    # One by one: what is not named here has its target in a definition elsewhere, or does not come without an extension
    # that is off. `Inline` is `[text](target)`; `Autolink` is `<https://…>`; `Email` is `<name@host>`, whose target the
    # parser gives without its scheme. `Reference`, `Collapsed` and `Shortcut` are `[text][label]`, `[label][]` and
    # `[label]`; their `…Unknown` kinds and `WikiLink` never come.
    if style == "Inline":
        if source[text_end : text_end + 2] != b"](":
            # The text ends in something without an event of its own, such as a comment.
            text_end = source.find(b"](", text_end, end)
        if text_end < 0:
            text_end = end
        else:
            target_start, target_end = _target_range(source, text_end + 2, end - 1, target, quotes)
    elif style == "Autolink" or style == "Email":
        text_end = end - 1
        target_start, target_end = start + 1, text_end
        if style == "Email":
            target = f"mailto:{target}"
    return Link(
        text=text,
        target=target,
        start=start,
        text_end=text_end,
        target_start=target_start,
        target_end=target_end,
        end=end,
        opening=2 if picture else 1,
        picture=picture,
        holds_picture=holds_picture,
    )


def _target_range(source: bytes, start: int, end: int, target: str, quotes: int) -> tuple[int, int]:
    """Return the range of the destination in the parentheses of a link: without `<>`, title and white space."""
    if not _NEEDS_CARE.search(source, start, end):
        return start, end
    marks = quotes
    while True:
        found = _destination(source, start, end, marks)
        # A destination on a line of its own may begin with `>`, on a line that continues without the quote's mark.
        if marks == 0 or decoded(source[found[0] : found[1]]) == target:
            return found
        marks -= 1


def _destination(source: bytes, start: int, end: int, marks: int) -> tuple[int, int]:
    """Return the range of the first word from `start` on; up to `marks` quote marks begin each further line."""
    left = 0
    while start < end:
        mark = source[start]
        if mark in b"\r\n":
            left = marks
        elif mark == _QUOTE_MARK and left:
            left -= 1
        elif mark not in b" \t":
            break
        start += 1
    if source.startswith(b"<", start):
        closing = _IN_ANGLES.match(source, start + 1, end)
        return start + 1, closing.end() if closing else end
    word = _WORD.match(source, start, end)
    return start, word.end() if word else start


def meant_link(source: bytes, start: int, end: int) -> Link | None:
    """Return the text at `start` that looks like a link: from the bracket there to the last `](` that is closed."""
    line = source[start:end].splitlines()[0] if start < end else b""
    bracket = len(line) - len(line.lstrip(b" \t"))
    ends = [match.start() for match in _MEANT_END.finditer(line)]
    text_end = line.rfind(b"](", bracket + 1, ends[-1]) if ends else -1
    if text_end < 0 or not line.startswith(b"[", bracket):
        return None
    target_start = text_end + 2
    target_end = ends[bisect_left(ends, target_start)]
    return Link(
        text=line[bracket + 1 : text_end].decode(errors="replace").strip(),
        target=line[target_start:target_end].decode(errors="replace"),
        start=start + bracket,
        text_end=start + text_end,
        target_start=start + target_start,
        target_end=start + target_end,
        end=start + target_end + 1,
        rendered=False,
    )
