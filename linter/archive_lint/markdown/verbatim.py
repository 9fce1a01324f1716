"""Hides what template code takes for something else than Markdown: listings, comments, diagrams and formulas.

`{% highlight sh %}` … `{% endhighlight %}` and `{{< mermaid >}}` … `{{< /mermaid >}}` hold texts in other languages, in
which `# install` is not a heading and `[x](y)` not a link. They become spaces, so that all offsets stay.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from archive_lint.model.patterns.lazy import lazy_pattern

_NAMES = "highlight|codeblock|code|comment|verbatim|mermaid|math"
_OPENING = lazy_pattern(
    # Options are short: a byte is looked at by few openings before it.
    rf"\{{%-?[ \t]*+({_NAMES})\b(?:[^%\r\n]|%(?!\}})){{0,500}}+%\}}"
    rf"|\{{\{{[<%][ \t]*+({_NAMES})\b(?:[^}}\r\n]|\}}(?!\}})){{0,500}}+\}}\}}".encode()
)
_CLOSING = lazy_pattern(
    rf"\{{%-?[ \t]*+end({_NAMES})[ \t]*+-?%\}}|\{{\{{[<%][ \t]*+/[ \t]*+({_NAMES})[ \t]*+[>%]\}}\}}".encode()
)
_NOT_A_LINE_END = lazy_pattern(rb"[^\r\n]")


def without_verbatim(source: bytes, start: int) -> bytes:
    """Return a page with spaces for what stands between such pieces of code, from `start` on; as long as the page.

    Code without its end hides nothing. Takes time linear in the page.
    """
    openings = [(found.end(), found.groups()) for found in _OPENING.finditer(source, start)]
    if not openings:
        return source
    ends = defaultdict(list)
    for found in _CLOSING.finditer(source, start):
        ends[found.groups()].append(found.start())
    pieces: list[bytes] = []
    kept = start
    for begin, code in openings:
        at = bisect_left(ends[code], begin)
        if begin < kept or at == len(ends[code]):
            continue
        end = ends[code][at]
        pieces += (source[kept:begin], _NOT_A_LINE_END.sub(b" ", source[begin:end]))
        kept = end
    return source[:start] + b"".join(pieces) + source[kept:]
