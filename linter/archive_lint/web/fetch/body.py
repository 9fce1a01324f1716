"""Reads the beginning of a body: decompressed by us, into a bounded buffer, never beyond the limit.

httpx's own decoders are not used: they turned 65 KB of gzip into one chunk of 64 MiB, and undo any number of codings
that a server names.
"""

from __future__ import annotations

import zlib

from archive_lint.model.observation import Cause, Failure, Phase
from archive_lint.model.url import plain
from archive_lint.web.fetch.errors import FetchError

ENOUGH = 1_024
"""Number of bytes after which a body that breaks off, or never ends, has shown that there is a page."""

_GZIP = frozenset({b"gzip", b"x-gzip"})
_IDENTITY = frozenset({b"", b"identity"})
_REGISTERED = frozenset({b"aes128gcm", b"br", b"compress", b"x-compress", b"dcb", b"dcz", b"deflate", b"exi", b"zstd"})
"""The IANA registry's other codings. Other words (`utf-8`, `none`) are ignored, as browsers do."""

_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class Body:
    """Takes a body part by part and keeps its first `limit` decoded bytes in `content`.

    `coding` is the value of Content-Encoding. Raises `FetchError` for a coding that was not offered, or that does not
    decode.
    """

    def __init__(self, limit: int, coding: bytes = b"") -> None:
        self._limit = limit
        self._inflater = zlib.decompressobj(_GZIP_WINDOW) if _is_gzip(coding) else None
        self._raw = 0
        self.content = bytearray()
        self.overflowed = False
        """Whether there was more than `limit`: no further part is wanted."""

    @property
    def cut_short(self) -> bool:
        """Whether its own coding shows that the rest is missing."""
        return self._inflater is not None and self._raw > 0 and not self._inflater.eof

    def feed(self, part: bytes) -> None:
        """Add the next part, as it came over the wire."""
        self._raw += len(part)
        if self._inflater is None:
            self._keep(part)
            return
        while part and not self.overflowed:
            try:
                # One byte more than is wanted tells an exact fit from an overflow. Zero would mean "no limit" to zlib.
                self._keep(self._inflater.decompress(part, self._limit - len(self.content) + 1))
            except zlib.error as error:
                raise _undecodable(f"gzip does not decode: {plain(str(error))}") from None
            part = self._inflater.unconsumed_tail
            if self._inflater.eof:
                # RFC 1952, 2.2: a file is a series of members. Anything that does not begin like one is padding.
                part = self._inflater.unused_data
                if not part.startswith(b"\x1f\x8b"):
                    return
                self._inflater = zlib.decompressobj(_GZIP_WINDOW)

    def _keep(self, decoded: bytes) -> None:
        room = self._limit - len(self.content)
        self.overflowed = self.overflowed or len(decoded) > room
        self.content += decoded[:room]


def _is_gzip(coding: bytes) -> bool:
    codings = [name for name in (name.strip().lower() for name in coding.split(b",")) if name not in _IDENTITY]
    if len(codings) > 1:
        raise _undecodable(f"chain of {len(codings)} content codings")
    if codings and codings[0] in _REGISTERED:
        raise _undecodable(f"content coding {plain(codings[0].decode('ascii'))} was not offered")
    return bool(codings) and codings[0] in _GZIP


def _undecodable(detail: str) -> FetchError:
    return FetchError(Failure.PROTOCOL, Phase.BODY, detail, Cause.CODING)
