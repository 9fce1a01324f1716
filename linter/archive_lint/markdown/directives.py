"""Suppression comments: `<!-- archive-lint: ignore[L001] reason -->` and the bytes that each covers.

A comment is one only where CommonMark sees a comment; in code it is text. All of it takes time linear in the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from archive_lint.model.page import Directive, DirectiveKind
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.model.span import Span

SUPPRESSION = b"archive-lint:"
"""The text that every suppression comment contains."""
_BEGINS = lazy_pattern(rb"<!--\s*archive-lint:\s*")
_BODY = lazy_pattern(rb"(?P<verb>[a-z-]*)[ \t]*(?:\[(?P<selectors>[^\]]*)\])?(?P<reason>.*)", re.DOTALL)
_VERBS = frozenset({"ignore", "disable", "enable", "file-ignore"})
ITEM = lazy_pattern(rb" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]")
_LONGEST_SHOWN = 60
"""The most code points of an unknown word that a message quotes."""


class Block(Struct, frozen=True, order=True, gc=False):
    """A heading, paragraph, list item or other block: bytes from `start` to `end`."""

    start: int
    end: int


class _Comment(Struct, frozen=True, gc=False):
    """A comment that begins like a suppression."""

    at: Span
    verb: str
    selectors: tuple[str, ...]
    listed: Span
    """The span between the brackets."""
    reason: str
    """For a comment that is not a suppression: why not."""


def read_directives(
    source: bytes, *, body_start: int, html: Sequence[Span], blocks: Sequence[Block]
) -> tuple[Directive, ...]:
    """Return the suppressions of a page, in order.

    `body_start` is the offset of its Markdown, `html` its stretches of HTML, `blocks` its blocks. `ignore` covers the
    block or list item in which it stands, or else the next one; `disable` everything up to `enable` or the end;
    `file-ignore` the page.
    """
    comments = list(_comments(source, html))
    covered = iter(_covered([comment.at for comment in comments], source, blocks))
    ends = _disabled_until(comments, len(source))
    enabled = {end for until in ends.values() for end in until.values()}
    directives: list[Directive] = []

    def add(comment: _Comment, kind: DirectiveKind, covers: Block, selectors: tuple[str, ...]) -> None:
        cut = _without_a_trace(source, comment.at, body_start)
        directives.append(_directive(comment, kind, covers, selectors, cut))

    for comment in comments:
        block = next(covered)
        if comment.verb == "ignore":
            add(comment, DirectiveKind.IGNORE, block, comment.selectors)
        elif comment.verb == "file-ignore":
            add(comment, DirectiveKind.FILE_IGNORE, Block(0, len(source)), comment.selectors)
        elif comment.verb == "disable":
            # One directive per selector: each may be enabled again at another place.
            for selector, end in ends[comment.at.start].items():
                add(comment, DirectiveKind.DISABLE, Block(comment.at.end, end), (selector,))
        elif comment.verb != "enable" or comment.at.start not in enabled:
            add(comment, DirectiveKind.MALFORMED, Block(comment.at.end, comment.at.end), ())
    return tuple(directives)


def _comments(source: bytes, html: Iterable[Span]) -> Iterator[_Comment]:
    read_to = 0
    for span in sorted(html):
        # Blocks of HTML do not nest, but spans in a hostile order must not have a comment read twice.
        start = max(span.start, read_to)
        while (start := source.find(b"<!--", start, span.end)) >= 0:
            end = source.find(b"-->", start + 2, span.end)
            if end < 0:
                break
            begins = _BEGINS.match(source, start, end)
            if begins is not None:
                yield _comment(source, Span(start, end + 3), begins.end(), end)
            start = read_to = end + 3


def _comment(source: bytes, at: Span, start: int, end: int) -> _Comment:
    body = _BODY.match(source, start, end)
    assert body is not None  # every part of it may be empty
    verb = body["verb"].decode()
    reason = body["reason"].decode(errors="replace").strip()
    listed = Span(*body.span("selectors")) if body["selectors"] is not None else Span(start, start)
    names = (body["selectors"] or b"").decode(errors="replace").split(",")
    selectors = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if verb not in _VERBS:
        word = (source[start:end].split(maxsplit=1) or [b""])[0].decode(errors="replace")[:_LONGEST_SHOWN]
        return _Comment(at, "", (), listed, f"{word!r} is not one of ignore, disable, enable and file-ignore")
    if not selectors:
        return _Comment(at, "", (), listed, f"{verb!r} names no rule: write {verb}[CODE]")
    return _Comment(at, verb, selectors, listed, "it ends nothing that was disabled" if verb == "enable" else reason)


def _disabled_until(comments: Sequence[_Comment], end: int) -> dict[int, dict[str, int]]:
    """Return where each selector of each `disable` ends, by the comment's position."""
    until: dict[int, dict[str, int]] = {}
    next_enabled: dict[str, int] = {}
    for comment in reversed(comments):
        if comment.verb == "enable":
            next_enabled.update(dict.fromkeys(comment.selectors, comment.at.start))
        elif comment.verb == "disable":
            until[comment.at.start] = {selector: next_enabled.get(selector, end) for selector in comment.selectors}
    return until


def _covered(places: Sequence[Span], source: bytes, blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield for each place, in order, the innermost block around it; else the next block; else an empty one."""
    ordered = sorted(block for block in set(blocks) if not source.startswith(b"<!--", block.start))
    open_blocks: list[Block] = []
    following = 0
    for at in places:
        while following < len(ordered) and ordered[following].start <= at.start:
            while open_blocks and open_blocks[-1].end <= ordered[following].start:
                open_blocks.pop()
            open_blocks.append(ordered[following])
            following += 1
        while open_blocks and open_blocks[-1].end < at.end:
            open_blocks.pop()
        if open_blocks:
            yield open_blocks[-1]
        else:
            yield ordered[following] if following < len(ordered) else Block(at.end, at.end)


def _directive(
    comment: _Comment, kind: DirectiveKind, covers: Block, selectors: tuple[str, ...], cut: Span
) -> Directive:
    return Directive(
        kind=kind,
        selectors=selectors,
        reason=comment.reason,
        start=comment.at.start,
        end=comment.at.end,
        covers_start=covers.start,
        covers_end=covers.end,
        listed=comment.selectors,
        listed_span=comment.listed,
        cut=cut,
    )


def _without_a_trace(source: bytes, at: Span, first: int) -> Span:
    """Return the span to cut so that the page reads as if the comment had never stood there.

    `first` is the start of the comment's text.
    """
    start, end = at.start, at.end
    while start > first and source[start - 1] in b" \t":
        start -= 1
    while end < len(source) and source[end] in b" \t":
        end += 1
    ends_line = end == len(source) or source[end] in b"\r\n"
    if start > first and source[start - 1] not in b"\r\n":
        # After text, the space before the comment goes too; within a line only the comment itself.
        return Span(start, end) if ends_line else at
    if not ends_line:
        return at
    following = _after_line_ending(source, end)
    second = _after_line_ending(source, following)
    blank_above = start == first or _ends_in_blank_line(source[max(first, start - 4) : start])
    if blank_above and second > following:
        return Span(start, second)
    next_item = start < at.start and ITEM.match(source, following) is not None
    if blank_above or second > following or following == len(source) or next_item:
        return Span(start, following)
    # Text directly above and below: the empty line keeps them apart.
    return Span(start, end)


def _after_line_ending(source: bytes, at: int) -> int:
    if source.startswith(b"\r\n", at):
        return at + 2
    return at + 1 if source[at : at + 1] in (b"\n", b"\r") else at


def _ends_in_blank_line(above: bytes) -> bool:
    """Return whether the last line of `above` is empty.

    The bytes before a line, as many as two line endings may have.
    """
    return above.endswith((b"\n\n", b"\r\n\r\n", b"\r\r")) or above in (b"\n", b"\r\n", b"\r")
