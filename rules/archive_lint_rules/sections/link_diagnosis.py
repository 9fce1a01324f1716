"""Diagnoses why an entry that was meant as a link is not one to CommonMark, and the smallest edits that make it one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archive_lint.api import Entry, Evidence, Link, Span, bare_url, following, guessed, lazy_pattern

_SPACE, _BACKSLASH = b" \\"
_TEXT_NEEDS_CARE = lazy_pattern(rb"\]\(|[`<]|(?<!\\)(?:\\\\)*\\\Z")
_TARGET_NEEDS_CARE = lazy_pattern(rb"[\x00-\x1f\x7f\"'`<>\\]")
"""Characters with other meanings to CommonMark: only a person knows what was meant."""
_PLAIN_TEXT = r"\[[^\[\]\\`<>]*\]"
_PLAIN_TARGET = r"(?:https?:/)?/[^\s\x00-\x1f\x7f()<>\\`]+"
_SPACE_BETWEEN = lazy_pattern(rf"{_PLAIN_TEXT}([ \t]+)\({_PLAIN_TARGET}\)(?=\s|\Z)")
_NOT_CLOSED = lazy_pattern(rf"{_PLAIN_TEXT}\({_PLAIN_TARGET}(?=[ \t]+_)")
_CUT_OFF = lazy_pattern(r"!?\[[^\[\]\r\n]*(?:\]\([^()\r\n]*|\]?)[ \t]*(?=[\r\n]|\Z)")
"""A link in which the line ends: closing it would invent a URL."""


class Diagnosis(NamedTuple):
    """The diagnosis of an entry, and its fix."""

    reason: str
    edits: Sequence[tuple[Span, str]] = ()
    """The edits of the fix; empty if none is certain enough to offer."""
    is_certain: bool = True
    """Whether the link can be read in only one way."""

    @property
    def evidence(self) -> Evidence:
        """The evidence for the edits."""
        return following() if self.is_certain else guessed("it can be read in another way")


def content_span(source: bytes, entry: Entry) -> Span:
    """Return the span after an entry's number or bullet."""
    start = entry.number_end + 1
    while start < entry.end and source[start] in b" \t\r\n":
        start += 1
    return Span(min(start, entry.end), entry.end)


def diagnose(source: bytes, entry: Entry) -> Diagnosis | None:
    """Return why an entry is not a link; `None` for one that is."""
    link = entry.link
    if link is not None and link.rendered and link.start <= entry.number_end + 2:
        return None
    span = content_span(source, entry)
    if link is None and entry.further and entry.further[0].start == span.start:
        return _picture(source, entry.further[0])
    if source.startswith(b"![", span.start) and link is not None and not link.rendered and link.start <= span.start + 1:
        return _without_link(source[span.start : span.end].decode(errors="replace"), span)
    return diagnose_link(source, span, link, may_begin_later=True)


def diagnose_link(source: bytes, span: Span, link: Link | None, *, may_begin_later: bool = False) -> Diagnosis | None:
    """Return why `span` is not the link that it was meant as; `None` if it is one.

    `link` is the first one in it. With `may_begin_later` a link is enough that only the end of the text is part of.
    """
    if link is None:
        return _without_link(source[span.start : span.end].decode(errors="replace"), span)
    if not link.rendered:
        return _unrendered(source, link)
    before = source[span.start : link.start]
    if not before.startswith(b"[") or not _unpaired(before, b"[", b"]"):
        return None
    if source.startswith(b"](", link.end):
        return Diagnosis("its text contains another link")
    if may_begin_later:
        return None
    if b"](" in source[link.end : span.end]:
        return Diagnosis("its text contains another link")
    text = source[span.start + 1 : link.text_end]
    if _TEXT_NEEDS_CARE.search(text):
        return Diagnosis("only the end of it is a link")
    edits = [(Span(at, at), "\\") for at in (span.start + 1 + place for place in _unpaired(text, b"[", b"]"))]
    return Diagnosis("only the end of it is a link: brackets of its text are unpaired", edits)


def _picture(source: bytes, picture: Link) -> Diagnosis:
    is_markdown = source.startswith(b"![", picture.start)
    edits = [(Span(picture.start, picture.start + 1), "")] if is_markdown else ()
    return Diagnosis("it is a picture", edits, is_certain=False)


def _without_link(content: str, span: Span) -> Diagnosis:
    if not content:
        return Diagnosis("it is empty")
    if (url := bare_url(content)) and (len(url) == len(content) or not content[len(url)].isspace()):
        return Diagnosis("a bare URL is text", _in_angles(span.start, url, content[len(url) :]))
    if (between := _SPACE_BETWEEN.match(content)) is not None:
        start = span.start + len(content[: between.start(1)].encode())
        return Diagnosis("a space precedes its target", [(Span(start, start + len(between[1])), "")])
    if (open_link := _NOT_CLOSED.match(content)) is not None:
        end = span.start + len(content[: open_link.end()].encode())
        return Diagnosis("its target is not closed", [(Span(end, end), ")")])
    if _CUT_OFF.match(content):
        return Diagnosis("the line ends within the link")
    return Diagnosis("it is text")


def _in_angles(start: int, url: str, rest: str) -> Sequence[tuple[Span, str]]:
    """Return the edits that make a link of a URL; none if words follow it, which may be part of it."""
    if any(character.isalnum() for character in rest):
        return ()
    end = start + len(url.encode())
    return [(Span(start, start), "<"), (Span(end, end), ">")]


def _unrendered(source: bytes, link: Link) -> Diagnosis:
    text = source[link.text_span.start : link.text_span.end]
    target = source[link.target_start : link.target_end]
    if _TEXT_NEEDS_CARE.search(text) or _TARGET_NEEDS_CARE.search(target):
        return Diagnosis("it is not closed, or closed too early")
    brackets = [link.start + 1 + place for place in _unpaired(text, b"[", b"]")]
    spaces = [link.target_start + place for place in _inner_spaces(target)]
    parentheses = _unpaired(target, b"(", b")")
    edits = [(Span(place, place), "\\") for place in brackets] + [(Span(place, place + 1), "%20") for place in spaces]
    reasons = ["brackets of its text are unpaired"] * bool(brackets) + ["its target holds a space"] * bool(spaces)
    if parentheses:
        reasons.append("a parenthesis of its target is unpaired")
        end = link.target_start + len(target.rstrip(b" "))
        # Almost always the last one is missing, because the target's own was taken for the link's.
        edits = [*edits, (Span(end, end), ")")] if len(parentheses) == 1 else []
    is_guess = _may_be_a_slip(text, target, brackets=bool(brackets), spaces=bool(spaces))
    return Diagnosis(
        " and ".join(reasons) or "Markdown reads it differently", edits, is_certain=not (parentheses or is_guess)
    )


def _may_be_a_slip(text: bytes, target: bytes, *, brackets: bool, spaces: bool) -> bool:
    """Return whether a space of a target, or a bracket of a text, may be a slip rather than a part of it."""
    is_external = target.startswith((b"http://", b"https://"))
    if spaces and not (is_external and b" " not in target.strip(b" ").partition(b"?")[0]):
        # A page whose name has a space is rare, and so is a path on the web: the link may be meant for one without.
        return True
    # The text of a link within the archive is its target's title, which decides; another's may have a bracket too many.
    return brackets and is_external and (text.startswith(b"[") or text.endswith(b"]"))


def _inner_spaces(target: bytes) -> Sequence[int]:
    start, end = len(target) - len(target.lstrip(b" ")), len(target.rstrip(b" "))
    return [place for place in range(start, end) if target[place] == _SPACE]


def _unpaired(text: bytes, opening: bytes, closing: bytes) -> Sequence[int]:
    """Return the offsets of the brackets without a partner, in order; those after a backslash do not count."""
    waiting: list[int] = []
    lonely: list[int] = []
    escaped = False
    for place, mark in enumerate(text):
        if escaped:
            escaped = False
        elif mark == _BACKSLASH:
            escaped = True
        elif mark == opening[0]:
            waiting.append(place)
        elif mark == closing[0] and waiting:
            waiting.pop()
        elif mark == closing[0]:
            lonely.append(place)
    return sorted(lonely + waiting)
