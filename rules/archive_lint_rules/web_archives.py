"""The original URLs of a web archive's captures."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from archive_lint.api import lazy_pattern

_NESTED = lazy_pattern(r"/(https?):(/{1,2})(?=[^/])|/(https?%3a%2f%2f)", re.IGNORECASE)
_CAPTURE = lazy_pattern(r"https?://[^/]+/(?:web/|wayback/)?\d{4,14}[a-z_*]*/(?=[^/]+\.[^/])", re.IGNORECASE)
"""A capture whose original lost its scheme: `…/web/20140523/example.org/page`."""
_CAPTURING_HOSTS = lazy_pattern(
    r"https?://(?:[^/@]*\.)?(?:archive\.(?:org|is|ph|fo|li|md|vn|today)|archive-it\.org|webcitation\.org|arquivo\.pt"
    r"|webarchive\.nationalarchives\.gov\.uk|webarchive\.loc\.gov)(?::\d+)?/",
    re.IGNORECASE,
)
_MOST_LAYERS = 4
"""The most copies of copies that are unwrapped: the Wayback Machine's of archive.today's of Google's of the page."""


def original_url(url: str) -> str:
    """Return the URL that a capture shows, or `url` itself if it is not a capture, or does not name its original."""
    for _ in range(_MOST_LAYERS):
        inner = _inner_url(url)
        if inner is None:
            break
        url = inner
    return url


@lru_cache(maxsize=1024)
def _captures(site: str) -> bool:
    """Return whether a site, given by its URL, is a web archive: there are far fewer sites than URLs."""
    return _CAPTURING_HOSTS.match(site) is not None


def _inner_url(url: str) -> str | None:
    path = url.partition("?")[0]
    has_inner = ":" in path[8:] or "%" in path
    nested = _NESTED.search(path, 8) if has_inner else None
    if nested is not None:
        if nested[3]:
            return unquote(url[nested.start() + 1 :])
        return f"{nested[1]}://{url[nested.end() :]}"
    if not _captures(url[: url.find("/", 8) + 1]):
        return None
    capture = _CAPTURE.match(path)
    if capture is not None:
        return f"http://{url[capture.end() :]}"
    query = url.partition("?")[2].partition("#")[0]
    for name, value in parse_qsl(query, max_num_fields=None) if query else ():
        if name == "url" and value.startswith(("http://", "https://")):
            return value
    return None
