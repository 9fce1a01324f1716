"""A request as it is sent, and the head of its answer: what routes, connections and the transport hand each other."""

from __future__ import annotations

import re
from typing import NamedTuple

import h11

SERVER = "archive_lint.server"
"""The key of a request's `extensions` for the host and port to contact."""

PATH = "target"
"""The key of a request's `extensions` for its path and query, as they are sent: httpx's own name for it."""

RawHeaders = tuple[tuple[bytes, bytes], ...]
"""Names in lower case, and values."""

_SENDABLE = re.compile(
    rb"[A-Z]++ [!-~]++ HTTP/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]++: (?:[!-~\x80-\xff]++[ \t]*+)*+\r\n)++\r\n"
)
"""The text of a request."""


class Request(NamedTuple):
    """A request without a body; `Host` is its first header."""

    method: bytes
    target: bytes
    headers: RawHeaders

    @property
    def text(self) -> bytes:
        """The bytes to send. Raises `ValueError` for parts that would make another request of it."""
        fields = b"".join([b"%b: %b\r\n" % header for header in self.headers])
        text = b"%b %b HTTP/1.1\r\n%b\r\n" % (self.method, self.target, fields)
        # As many lines as parts: none of them begins another one.
        if text.count(b"\r\n") != len(self.headers) + 2 or not _SENDABLE.fullmatch(text):
            raise ValueError("not a request")
        return text

    def events(self) -> tuple[h11.Request, h11.EndOfMessage]:
        """Return the same request for h11."""
        return h11.Request(method=self.method, target=self.target, headers=list(self.headers)), h11.EndOfMessage()


class AnswerHead(NamedTuple):
    """Status and headers of an answer."""

    status: int
    headers: RawHeaders
