"""Finds where in the bytes of a link its text and its target stand, which the Markdown parser does not tell.

Also finds what was meant as a link and is not one to CommonMark.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from archive_lint.model.page import Link

_MEANT_END = re.compile(rb"\)(?=[ \t]*(?:[\r\n]|\Z|[_\[<]))")
"""The parenthesis after a target that was meant as one: nothing follows it, or a context or another link does."""


def rendered_link(source: bytes, *, text: str, target: str, style: str, start: int, text_end: int, end: int) -> Link:
    """Return a link as the parser renders it, with the places of its text and target.

    `text_end` is where the last piece of its text ended, `style` is what the parser calls the kind of link.
    """
    target_start = target_end = end
    if style == "Inline":
        if source[text_end : text_end + 2] != b"](":
            # The text ends in something without an event of its own, such as a comment.
            text_end = source.find(b"](", text_end, end)
        if text_end < 0:
            text_end = end
        else:
            target_start, target_end = _target_range(source, text_end + 2, end - 1)
    elif style == "Autolink":
        text_end = end - 1
        target_start, target_end = start + 1, text_end
    return Link(
        text=text,
        target=target,
        start=start,
        text_end=text_end,
        target_start=target_start,
        target_end=target_end,
        end=end,
    )


def _target_range(source: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where the destination stands between the parentheses of a link: without `<>`, title and white space."""
    raw = source[start:end]
    if not (b" " in raw or b"\n" in raw or b"<" in raw or b"\t" in raw):
        return start, end
    start += len(raw) - len(raw.lstrip())
    raw = raw.strip()
    if raw.startswith(b"<"):
        return start + 1, start + 1 + max(0, raw.find(b">") - 1)
    return start, start + len(raw.split(maxsplit=1)[0]) if raw else start


def meant_link(source: bytes, start: int, end: int) -> Link | None:
    """Return what looks like a link that begins at `start`: from the bracket there to the last `](` that is closed."""
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
