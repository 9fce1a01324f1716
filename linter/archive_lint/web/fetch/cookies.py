"""Cookies within the redirects of one fetch."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive_lint.web.fetch.target import Target

_COOKIE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,256})=([\x21\x23-\x3a\x3c-\x7e]{0,4096})\s*(?:;|\Z)")
_MOST_COOKIES = 20


class RedirectCookies:
    """Cookies that are sent only to the very host that set them, and are forgotten when the fetch ends.

    Stricter than RFC 6265: `Domain` is ignored, so no list of public suffixes is needed to keep sites apart.
    """

    def __init__(self) -> None:
        self._values: dict[tuple[str, bytes], tuple[str, bytes]] = {}

    def __bool__(self) -> bool:
        return bool(self._values)

    def collect(self, target: Target, set_cookies: Iterable[bytes]) -> None:
        """Add the `Set-Cookie` values of an answer."""
        for value in set_cookies:
            found = _COOKIE.match(value.strip())
            if found and (len(self._values) < _MOST_COOKIES or (target.host, found[1]) in self._values):
                self._values[target.host, found[1]] = (target.scheme, found[2])

    def header(self, target: Target) -> bytes:
        """Return the value of `Cookie` for this target, empty if there is none.

        Cookies that were set over https are not sent over http.
        """
        return b"; ".join(
            name + b"=" + value
            for (host, name), (scheme, value) in self._values.items()
            if host == target.host and (scheme == "http" or target.scheme == "https")
        )
