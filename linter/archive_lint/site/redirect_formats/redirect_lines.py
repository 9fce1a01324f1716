"""`_redirects`: one rule per line, as several hosts read it.

    /news/*   /blog/:splat   301

White space separates source, target and status. Before the target, `name=value` requires a query; after the status,
`Country=de` and the like limit the readers. A `*` is the rest of the path, `:name` is one name in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive_lint.site.redirect_formats.rule import MISSING, RedirectRule, Trouble, status_of
from archive_lint.site.redirect_formats.source import SourceError, parse_source
from archive_lint.text import shortened

_WEB = ("http://", "https://")
_MOVED = 301


def read_redirect_lines(source: bytes) -> Iterator[RedirectRule | Trouble]:
    """Yield the rules in their order, and the errors."""
    for number, line in enumerate(source.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        text = line.strip()
        if text and not text.startswith(b"#"):
            yield from _read_line(text.decode(errors="replace"), number)


def _read_line(line: str, number: int) -> Iterator[RedirectRule | Trouble]:
    words = line.split()
    comment = next((at for at, word in enumerate(words) if at and word.startswith("#")), len(words))
    first, *others = words[:comment]
    if first.startswith(_WEB):
        # A rule for another host that leads here, or for this host: it says nothing about paths.
        return
    to = next((at for at, word in enumerate(others) if word.startswith(("/", *_WEB))), None)
    if to is None:
        yield Trouble(f"has no target after {shortened(first)!r}: write '/from /to 301'", number)
        return
    status = status_of(
        others[to + 1].rstrip("!") if to + 1 < len(others) and "=" not in others[to + 1] else None, _MOVED
    )
    if status is None:
        yield Trouble(f"{shortened(others[to + 1])!r} is not a status: write '301'", number)
        return
    try:
        patterns = parse_source(first.partition("#")[0].partition("?")[0], marks=":")
    except SourceError as error:
        yield Trouble(f"{shortened(first)!r} {error}", number)
        return
    for pattern in patterns:
        yield RedirectRule(pattern, status not in MISSING, number)
