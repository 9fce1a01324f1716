"""Targets of requests: a URL of a page, or of a `Location` header, in the form that the connection needs.

The client that sends the URL has a parser of its own. If that finds another host or port in it than `read_url` does,
the URL is not sent: a URL that two parsers read differently can trick a guard.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin

import httpx
from msgspec import Struct

from archive_lint.model.observation import Cause, Failure, Phase
from archive_lint.model.url import DEFAULT_PORTS, UrlError, read_url
from archive_lint.web.fetch.errors import FetchError

_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_AS_SENT = re.compile(r"(?:/(?!\.{1,2}(?:[/?]|\Z))[!$-.0-;=@-_a-z|~]*)+(?:\?[!$-;=?-~]*)?\Z")
"""A path and a query that the client would leave as they are: without dot segments, and in characters of URLs."""


class Target(Struct, frozen=True):
    """A URL that may be requested."""

    site: httpx.URL
    """The URL, or that of the front page of its host: normalised, without fragment and without user name."""
    path: bytes
    """Path and query, as they are sent."""
    text: str
    """The URL as text, without fragment and without user name."""
    scheme: str
    host: str
    """Host to resolve, and the name in the certificate: ASCII, lower case, no brackets, no final dot."""
    port: int


def read_target(text: str) -> Target:
    """Parse an absolute http or https URL; its fragment is dropped.

    Raises `FetchError`: `INVALID_URL` for a text that is not a URL, `REFUSED_BY_POLICY` for a URL that must not be
    requested.
    """
    try:
        read = read_url(text)
    except UrlError as error:
        failure = Failure.INVALID_URL if error.cause is None else Failure.REFUSED_BY_POLICY
        raise FetchError(failure, Phase.URL, error.detail, error.cause) from None
    if _AS_SENT.match(read.rest):
        site = _read_by_client(read.text[: -len(read.rest)], read.scheme, read.host, read.port)
        return Target(site, read.rest.encode("ascii"), f"{site}{read.rest}", read.scheme, read.host, read.port)
    url = _read_by_client(read.text, read.scheme, read.host, read.port)
    return Target(url, url.raw_path, str(url), read.scheme, read.host, read.port)


@lru_cache(maxsize=1024)
def _read_by_client(text: str, scheme: str, host: str, port: int) -> httpx.URL:
    """Return a URL as the client reads it: most are of few sites. Raises `FetchError` if it finds another host."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise FetchError(Failure.INVALID_URL, Phase.URL, "the client cannot read this URL") from None
    sent = (url.scheme, url.raw_host.decode("ascii"), url.port or DEFAULT_PORTS[scheme], url.userinfo)
    if sent != (scheme, host, port, b""):
        raise FetchError(Failure.INVALID_URL, Phase.URL, "two parsers of this URL disagree on its host")
    return url


def join(base: Target, location: bytes) -> Target:
    """Return the target of a redirect, absolute or relative, parsed as browsers do: with raw UTF-8 and blanks.

    Raises `FetchError`: `PROTOCOL` for one that cannot be parsed, `REFUSED_BY_POLICY` for one not to be followed.
    """
    value = location.strip(b" \t")
    if not value:
        raise _bad_location("empty Location")
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = _HIGH_BYTE.sub(lambda byte: b"%%%02X" % byte[0][0], value).decode("ascii")
    text = text.replace(" ", "%20")
    # Before `urljoin`, which silently removes tabs and line ends.
    if _CONTROL.search(text) or "\\" in text.partition("?")[0] or text.startswith("///"):
        raise _bad_location("control character, backslash or three slashes in Location")
    try:
        # A target with a scheme is absolute: `urljoin` would read `http:///x` as a path, where browsers see the host
        # `x`.
        return read_target(text if _SCHEME.match(text) else urljoin(base.text, text))
    except ValueError:
        raise _bad_location("unreadable Location") from None
    except FetchError as error:
        if error.failure is Failure.INVALID_URL or error.cause is Cause.LENGTH:
            raise _bad_location(f"Location: {error.detail}") from None
        raise FetchError(error.failure, Phase.REDIRECT, f"redirect refused: {error.detail}", error.cause) from None


def _bad_location(detail: str) -> FetchError:
    return FetchError(Failure.PROTOCOL, Phase.REDIRECT, detail, Cause.LOCATION)
