"""How messages show what a page cites, and when two URLs cite the same thing."""

from __future__ import annotations

import re
from collections.abc import Callable

from archive_lint.api import UrlError, is_ordinary_url, read_url, redact

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
"""Query parameters that tell a site where its reader came from and change nothing of what it shows."""

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_CAPTURE = re.compile(r"://[^/?#]+/.*[a-z]+:/")
_LONGEST_PLAIN = 253
"""Characters: the longest host name."""


def shown(url: str) -> str:
    """A URL as a message may print it: without the user name and password that might stand in it."""
    if "@" not in url:
        return url
    try:
        read_url(url)
    except UrlError:
        return redact(url)
    return url


def matcher(names: tuple[str, ...]) -> Callable[[str], object]:
    """Tells whether a query parameter's name is one of `names`, case aside; a final `*` stands for anything."""
    folded = [name.casefold() for name in names]
    whole = frozenset(name for name in folded if not name.endswith("*"))
    beginnings = tuple(name.removesuffix("*") for name in folded if name.endswith("*"))
    return lambda name: (given := name.casefold()) in whole or given.startswith(beginnings)


def without_parameters(url: str, unwanted: Callable[[str], object]) -> tuple[str, tuple[str, ...]]:
    """A URL without some query parameters, the rest as written, and the names of those taken away.

    The URL of a web archive's capture stays whole: what it captured is part of its own path.
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
    """Return one text for all URLs that lead to the same thing: scheme, port, tracking and spelling are ignored.

    No other parameter of a query is dropped, nor a fragment: some sites keep their articles there.
    """
    if len(url) <= _LONGEST_PLAIN and "%" not in url and "?" not in url and is_ordinary_url(url):
        # There is nothing in it to ignore but the scheme.
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
