"""Suppression comments: `<!-- archive-lint: ignore[L001] reason -->` and what each of them speaks for.

A comment is one only where CommonMark sees a comment; in code it is text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from archive_lint.model.page import Directive, DirectiveKind
from archive_lint.model.span import Span

_COMMENT = re.compile(rb"<!--\s*archive-lint:\s*(?P<body>.*?)\s*-->", re.DOTALL)
_BODY = re.compile(
    r"(?P<verb>ignore|disable|enable|file-ignore)\s*\[(?P<selectors>[^\]]*)\]\s*(?P<reason>.*)\Z", re.DOTALL
)


class Block(Struct, frozen=True, order=True, gc=False):
    """A heading, paragraph, list item or other block: bytes from `start` to `end`."""

    start: int
    end: int


def read_directives(source: bytes, opaque: Sequence[Span], blocks: Sequence[Block]) -> tuple[Directive, ...]:
    """The suppressions of a page, in order.

    `opaque` are its stretches of code and HTML, `blocks` its blocks. `ignore` covers the block or list item it stands
    in, or else the next one; `disable` what follows until `enable` or the end; `file-ignore` the page.
    """
    found: list[tuple[Span, str, tuple[str, ...], str]] = []
    for span in opaque:
        if not source.startswith(b"<", span.start):
            continue
        for comment in _COMMENT.finditer(source, span.start, span.end):
            body = _BODY.match(comment["body"].decode(errors="replace"))
            at = Span(comment.start(), comment.end())
            selectors = tuple(part.strip() for part in body["selectors"].split(",") if part.strip()) if body else ()
            if body is None or not selectors:
                found.append((at, "malformed", (), comment["body"].decode(errors="replace")))
            else:
                found.append((at, body["verb"], selectors, body["reason"].strip()))
    found = sorted(set(found))
    ordered = sorted(block for block in blocks if not source.startswith(b"<!--", block.start))
    directives: list[Directive] = []
    for number, (at, verb, selectors, reason) in enumerate(found):
        if verb == "malformed":
            directives.append(Directive(DirectiveKind.MALFORMED, (), reason, at.start, at.end, at.end, at.end))
        elif verb == "file-ignore":
            directives.append(Directive(DirectiveKind.FILE_IGNORE, selectors, reason, at.start, at.end, 0, len(source)))
        elif verb == "ignore":
            covered = _covered_block(at, ordered)
            directives.append(
                Directive(DirectiveKind.IGNORE, selectors, reason, at.start, at.end, covered.start, covered.end)
            )
        elif verb == "disable":
            # One directive a selector: each may be enabled again at another place.
            for selector in selectors:
                end = next(
                    (
                        later.start
                        for later, word, names, _ in found[number + 1 :]
                        if word == "enable" and selector in names
                    ),
                    len(source),
                )
                directives.append(Directive(DirectiveKind.DISABLE, (selector,), reason, at.start, at.end, at.end, end))
    return tuple(directives)


def _covered_block(at: Span, blocks: Sequence[Block]) -> Block:
    around = [block for block in blocks if block.start <= at.start and at.end <= block.end]
    if around:
        return around[-1]
    behind = bisect_left(blocks, Block(at.end, 0))
    return blocks[behind] if behind < len(blocks) else Block(at.end, at.end)
