"""Finds the conflict markers that git leaves in a page when it cannot merge two versions of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.model.span import Span

_OURS = b"<<<<<<< "
_MARK = lazy_pattern(rb"(?:\A|(?<=[\r\n]))(?:<{7} [^\r\n]*|={7}(?=[\r\n]|\Z)|>{7} [^\r\n]*)")
_FENCE = lazy_pattern(rb"\s*+(?:```|~~~)")
_NEXT = {b"<": b"=", b"=": b">"}


def find_conflict(source: bytes, opaque: Iterable[Span]) -> Span | None:
    """Return the line that opens the first conflict in the bytes `source` of a page; `None` without one.

    A conflict is `<<<<<<< `, `=======` alone and `>>>>>>> ` at the start of lines, in this order and outside of fenced
    code, which `opaque` holds with other spans. A lone `=======` is the underline of a heading.
    """
    # One byte is found many times faster than several, and most pages have none.
    if b"<" not in source or _OURS not in source:
        return None
    code = deque(sorted(span for span in opaque if _FENCE.match(source, span.start, span.end)))
    code_end = 0
    wanted, opening = b"<", Span(0, 0)
    for mark in _MARK.finditer(source):
        kind = mark[0][:1]
        while code and code[0].start <= mark.start():
            code_end = max(code_end, code.popleft().end)
        if mark.start() < code_end:
            continue
        if kind == b"<":
            wanted, opening = b"=", Span(*mark.span())
        elif kind == wanted == b">":
            return opening
        elif kind == wanted:
            wanted = _NEXT[kind]
    return None
