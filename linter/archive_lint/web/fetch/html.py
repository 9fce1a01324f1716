"""Reads the parts of a page's markup that affect its verdict: title, immediate refresh, visible text.

A scanner, not a parser: one expression without backtracking goes once over at most 64 KiB, and an unclosed element
lasts to the end. So no page can make it slow, and none can make it fail.
"""

from __future__ import annotations

import re
from html import unescape

from msgspec import Struct

from archive_lint.web.fetch.charset import decode
from archive_lint.web.fetch.marks import LITTLE_TEXT, marks_of

LONGEST_TITLE = 300
LONGEST_SAMPLE = 4_000

_TITLE_MARKUP = 2_000
"""The most characters of markup that a title is taken from.

Below 4,300, like the sample: `html.unescape` passes the digits of a reference to `int`, which raises beyond that.
"""

_LONGEST_TAG = 2_000

_HTML = frozenset({"text/html", "application/xhtml+xml", "text/xml", "application/xml"})
_MARKUP = re.compile(
    r"""
    <!-- (?: [^-]++ | -(?!->) )*+ (?:-->)?
  | < (?P<hidden> script|style|noscript|template|title|svg|iframe|noembed|noframes|select ) (?![a-z0-9:-]) [^>]*+ >?
    (?P<content> (?: [^<]++ | <(?!/(?P=hidden)(?![a-z0-9:-])) )*+ )
  | (?P<meta> <meta (?![a-z0-9:-]) [^>]*+ ) >?
  | < [a-z/!?] [^>]*+ >?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A tag, a comment, or an element that is not shown, without its end tag."""

_ATTRIBUTE = re.compile(r"""(?<![a-zA-Z-])([a-zA-Z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
_REFRESH = re.compile(r"""\s*+0*+(?:\.\d*+)?\s*+[;,]\s*+(?:url\s*+=\s*+)?["']?([^"'\s]++)""", re.IGNORECASE)
_CLOSED_TITLE = re.compile(rb"<title[^>]*+>([^<]*+)</title", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


class PageText(Struct, frozen=True):
    """The text of a page; all of it hostile, but free of control characters, and on one line."""

    title: str = ""
    refresh: str | None = None
    """Target of a meta refresh without delay, as written."""
    sample: str = ""
    marks: tuple[str, ...] = ()
    """The marks, as in `Observation`."""


def read_page_text(content: bytes, content_type: str) -> PageText:
    """Return the text of a body with this Content-Type; empty if it is not text. Never raises."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in _HTML or (not media_type and b"<" in content[:512]):
        return read_html(decode(content, content_type))
    if media_type.startswith("text/"):
        return PageText(sample=_line(decode(content, content_type)[:LONGEST_SAMPLE], LONGEST_SAMPLE))
    return PageText()


def read_html(text: str) -> PageText:
    """Return the text of the beginning of a page. Never raises."""
    title: str | None = None
    refresh: str | None = None
    shown: list[str] = []
    room = LONGEST_SAMPLE
    at = 0
    for markup in _MARKUP.finditer(text):
        if piece := text[at : markup.start()].strip():
            shown.append(piece)
            room -= len(piece)
            if room <= 0:
                break
        at = markup.end()
        match markup.lastgroup:
            case "meta" if refresh is None:
                refresh = _refresh(markup["meta"][:_LONGEST_TAG])
            case "content" if title is None and markup["hidden"].lower() == "title":
                title = markup["content"][:_TITLE_MARKUP]
    else:
        shown.append(text[at:])
    sample = _BLANKS.sub(" ", " ".join(shown))[:LONGEST_SAMPLE]
    sample = _line(sample, LONGEST_SAMPLE)
    marks = marks_of(text) if len(sample) < LITTLE_TEXT else ()
    return PageText(_line(title or "", LONGEST_TITLE), refresh, sample, marks)


def has_title(beginning: bytes) -> bool:
    """Return whether a title ends within the first bytes of a page, in any encoding. Meant for about one KiB."""
    found = _CLOSED_TITLE.search(beginning.replace(b"\0", b""))
    return found is not None and bool(found[1].strip())


def _refresh(tag: str) -> str | None:
    attributes = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(tag)}
    if attributes.get("http-equiv", "").strip().lower() != "refresh":
        return None
    target = _REFRESH.match(unescape(attributes.get("content", "")))
    return None if target is None else target[1]


def _line(markup: str, limit: int) -> str:
    text = _CONTROLS.sub("", unescape(markup))
    return _BLANKS.sub(" ", text).strip()[:limit]
