"""Where in the bytes of a link its text and its target stand: what the Markdown parser does not tell.

Also finds what was meant as a link and is none to CommonMark.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from archive_lint.model.page import Link

_MEANT_END = re.compile(rb"\)(?=[ \t]*(?:[\r\n]|\Z|[_\[<]))")
"""The parenthesis behind a target that was meant as one: nothing follows it, or a context or another link does."""


def rendered_link(text: str, target: str, style: str, start: int, text_end: int, end: int, source: bytes) -> Link:
    """A link as the parser shows it, with the places of its text and target.

    `text_end` is where the last piece of its text ended, `style` is what the parser calls the kind of link.
    """
    if style == "Inline":
        if source[text_end : text_end + 2] != b"](":
            # The text ends in something without an event of its own, such as a comment.
            text_end = source.find(b"](", text_end, end)
            if text_end < 0:
                return Link(text, target, start, end, end, end, end)
        target_start = text_end + 2
        target_end = end - 1
        raw = source[target_start:target_end]
        if b" " in raw or b"\n" in raw or b"<" in raw or b"\t" in raw:
            target_start += len(raw) - len(raw.lstrip())
            raw = raw.strip()
            if raw.startswith(b"<"):
                target_start += 1
                target_end = target_start + max(0, raw.find(b">") - 1)
            else:
                target_end = target_start + len(raw.split(maxsplit=1)[0]) if raw else target_start
        return Link(text, target, start, text_end, target_start, target_end, end)
    if style == "Autolink":
        return Link(text, target, start, end - 1, start + 1, end - 1, end)
    return Link(text, target, start, text_end, end, end, end)


def meant_link(source: bytes, start: int, end: int) -> Link | None:
    """What looks like a link between `start` and `end`: from the bracket there to the last `](` that is closed."""
    line = source[start:end].splitlines()[0] if start < end else b""
    bracket = len(line) - len(line.lstrip(b" \t"))
    ends = [match.start() for match in _MEANT_END.finditer(line)]
    text_end = line.rfind(b"](", bracket + 1, ends[-1]) if ends else -1
    if text_end < 0 or not line.startswith(b"[", bracket):
        return None
    target_end = ends[bisect_left(ends, text_end + 2)]
    text = line[bracket + 1 : text_end].decode(errors="replace").strip()
    target = line[text_end + 2 : target_end].decode(errors="replace")
    places = (start + bracket, start + text_end, start + text_end + 2, start + target_end, start + target_end + 1)
    return Link(text, target, *places, rendered=False)
