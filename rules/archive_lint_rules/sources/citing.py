"""The URLs that a page cites: how messages show them, and when two cite the same thing."""

from __future__ import annotations

import re
from collections.abc import Callable

from archive_lint.api import UrlError, is_ordinary_url, lazy_pattern, read_url, redact

TRACKING = (
    "utm_*",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "msclkid",
    "twclid",
    "yclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "hpt",
    "feedtype",
    "feedname",
)
"""Query parameters that tell a site where its reader came from, and do not change what it shows."""

_ESCAPE = lazy_pattern(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_CAPTURE = lazy_pattern(r"://[^/?#]+/.*[a-z]+:/")
_LONGEST_PLAIN = 253
"""The most characters of a host name."""


def shown(url: str) -> str:
    """Return a URL as a message may print it: without a user name and password."""
    if "@" not in url:
        return url
    try:
        read_url(url)
    except UrlError:
        return redact(url)
    return url


def matcher(names: tuple[str, ...]) -> Callable[[str], object]:
    """Return a function that tests whether the name of a query parameter is one of `names`.

    Case is ignored; a final `*` stands for any text.
    """
    folded = [name.casefold() for name in names]
    whole = frozenset(name for name in folded if not name.endswith("*"))
    beginnings = tuple(name.removesuffix("*") for name in folded if name.endswith("*"))
    return lambda name: (given := name.casefold()) in whole or given.startswith(beginnings)


def without_parameters(url: str, unwanted: Callable[[str], object]) -> tuple[str, tuple[str, ...]]:
    """Return a URL without the unwanted query parameters, the rest as written, and the names of those removed.

    The URL of a web archive's capture stays whole: the captured URL is part of its own path.
    """
    body, hash_mark, fragment = url.partition("#")
    path, question_mark, query = body.partition("?")
    if not question_mark or _CAPTURE.search(path):
        return url, ()
    kept: list[str] = []
    gone: list[str] = []
    for parameter in query.split("&"):
        name = parameter.partition("=")[0]
        if unwanted(name):
            gone.append(name)
        else:
            kept.append(parameter)
    if not gone:
        return url, ()
    return path + ("?" + "&".join(kept) if kept else "") + hash_mark + fragment, tuple(gone)


_is_tracking = matcher(TRACKING)


def identity(url: str) -> str:
    """Return one text for all URLs that lead to the same thing, ignoring scheme, port, tracking and spelling.

    Other parameters of a query and fragments count: some sites keep their articles there.
    """
    if len(url) <= _LONGEST_PLAIN and "%" not in url and "?" not in url and is_ordinary_url(url):
        # Only its scheme is to be ignored.
        body, hash_mark, fragment = url.partition("://")[2].partition("#")
        return (body if "/" in body else body + "/") + (hash_mark if fragment else "") + fragment
    try:
        read = read_url(without_parameters(url, _is_tracking)[0])
    except UrlError:
        return url
    port = "" if read.port in (80, 443) else f":{read.port}"
    rest = read.rest if read.rest.startswith("/") else "/" + read.rest
    _, hash_mark, fragment = url.partition("#")
    return _ESCAPE.sub(_unescaped, f"{read.host}{port}{rest}{hash_mark if fragment else ''}{fragment}")


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()
