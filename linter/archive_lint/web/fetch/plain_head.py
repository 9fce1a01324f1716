"""Heads of ordinary answers, which are most of them; h11 reads all others.

What is read here h11 reads in the same way (a test compares them): one expression goes once over a head that came as a
whole, has one framing of its body at most, which is a length, and nothing that needs a second thought.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from archive_lint.web.fetch.exchange import AnswerHead

MOST_HEADERS = 256
_NAME = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_VALUE = rb"[\t -~\x80-\xff]*+"
_HEAD = re.compile(rb"HTTP/1\.1 ([2-5][0-9][0-9])(?: %b)?\r\n((?:%b:%b\r\n)*+)\r\n" % (_VALUE, _NAME, _VALUE))
_FIELD = re.compile(rb"(%b):[ \t]*+(%b)\r\n" % (_NAME, _VALUE))
_LENGTH = re.compile(rb"[0-9]{1,18}\Z")
_WITHOUT_BODY = frozenset({204, 304})
"""Statuses whose answers have no body, whatever their headers say."""
_FRAMING = frozenset({b"content-length", b"transfer-encoding", b"connection"})


class PlainHead(NamedTuple):
    """The head of an ordinary answer."""

    head: AnswerHead
    length: int
    """Bytes of its body."""
    stays: bool
    """Whether the connection is kept for a next request."""
    end: int
    """Bytes of the head itself."""


def read_plain_head(data: bytes, *, has_body: bool) -> PlainHead | None:
    """Return the head at the beginning of what a server has sent, or `None` if h11 is to read it.

    `has_body` is false for answers to HEAD.
    """
    found = _HEAD.match(data)
    if found is None:
        return None
    status = int(found[1])
    headers = tuple((name.lower(), value.rstrip(b" \t")) for name, value in _FIELD.findall(found[2]))
    framing = [header for header in headers if header[0] in _FRAMING]
    said = dict(framing)
    if len(headers) > MOST_HEADERS or len(said) != len(framing) or status in _WITHOUT_BODY:
        return None
    length = _length(said, has_body=has_body)
    kept = said.get(b"connection", b"keep-alive").lower()
    if length is None or kept not in (b"keep-alive", b"close"):
        return None
    return PlainHead(AnswerHead(status, headers), length, kept == b"keep-alive", found.end())


def _length(framing: dict[bytes, bytes], *, has_body: bool) -> int | None:
    """Return the length of the body; `None` for one that only h11 can tell."""
    coding, length = framing.get(b"transfer-encoding"), framing.get(b"content-length")
    if (length is not None and not _LENGTH.match(length)) or coding not in (None, b"chunked"):
        return None
    if coding is not None and (has_body or length is not None):
        return None
    if not has_body:
        return 0
    return None if length is None else int(length)
