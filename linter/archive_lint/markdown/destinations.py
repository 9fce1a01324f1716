"""Targets of links as Markdown writes them: decoding and encoding destinations, and the end of a bare URL."""

from __future__ import annotations

import re
from urllib.parse import quote

from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.text import is_balanced

_CODED = lazy_pattern(r"\\[!-/:-@\[-`{-~]|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_LONGEST_ENTITY = 34
"""Number of characters of the longest entity of the HTML Standard, `&` and `;` included."""
_SPECIAL_IN_DESTINATION = lazy_pattern(r"[\\<>\"|\x00-\x20\x7f]|&(?=[#A-Za-z])")
_SENTENCE = r"\u3000-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20\uff5b-\uff65\u2018-\u201f\u2026"
"""Full-width punctuation. GitHub takes it for part of a URL, but between words without spaces it ends a sentence."""
# Without `IGNORECASE`, which makes the marks take most of a millisecond to compile, at each start.
_URL = lazy_pattern(rf"[hH][tT][tT][pP][sS]?://[^\s<\x00-\x1f\x7f{_SENTENCE}]+")
_SCHEME_LENGTH = len("https://")
_AFTER_URL = "?!.,:*_~'\""
_ENTITY_NAME = lazy_pattern(r";[A-Za-z0-9]+&")


def decoded(destination: bytes) -> str:
    """Return a destination decoded: without backslashes before marks, and with entities replaced."""
    return _CODED.sub(_decoded, destination.decode(errors="replace"))


def _decoded(coded: re.Match[str]) -> str:
    return coded[0][1:] if coded[0].startswith("\\") else _unescaped(coded[0])


def _unescaped(entity: str) -> str:
    # Imported here: its table of 2,000 entities would slow a start that meets none measurably.
    from html import unescape

    return unescape(entity)


def as_destination(target: str) -> str:
    """Return a target that reads alike in parentheses, in a table's cell, in `<>` and in an attribute.

    Characters that would end one of these are percent-encoded, as browsers do before a request.
    """
    written = _SPECIAL_IN_DESTINATION.sub(_in_destination, target)
    return written if is_balanced(written, "()") else written.replace("(", "%28").replace(")", "%29")


def _in_destination(mark: re.Match[str]) -> str:
    if mark[0] == "\\":
        # Not encoded: to a browser it is a slash.
        return "&#92;"
    if mark[0] != "&":
        return quote(mark[0])
    # Only what HTML would decode needs an entity: most ampersands of queries stand for themselves.
    end = mark.string.find(";", mark.start(), mark.start() + _LONGEST_ENTITY)
    entity = mark.string[mark.start() : end + 1] if end >= 0 else ""
    return "&amp;" if _unescaped(entity) != entity else "&"


def bare_url(text: str) -> str:
    """Return the URL that a text begins with, ended as GitHub ends a URL in text; empty if there is none.

    Punctuation of the sentence, a closing parenthesis without its partner and a trailing entity are left out.
    """
    found = _URL.match(text)
    if found is None:
        return ""
    url = found[0]
    unpaired = url.count(")") - url.count("(")
    end = len(url)
    # No further than the scheme: the rest has a host or is not a URL.
    while end > _SCHEME_LENGTH:
        last = url[end - 1]
        if last == ";":
            entity = _ENTITY_NAME.match(url[max(0, end - _LONGEST_ENTITY) : end][::-1])
            end -= entity.end() if entity else 1
        elif last in _AFTER_URL or (last == ")" and unpaired > 0):
            unpaired -= last == ")"
            end -= 1
        else:
            return url[:end]
    return ""
