"""Globs for URLs: `*` stands for characters within a part, `**` for any number of parts, any other text for itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive_lint.model.patterns.names import (
    ANY_NAMES,
    LONGEST_PATTERN,
    STAR,
    Name,
    PatternError,
    names_regex,
    one_any_names,
)
from archive_lint.model.url import DEFAULT_PORTS, Url

_STARTS = re.compile(r"(?:https?|\*)://[^/]|\*\*/", re.IGNORECASE)
_STARS = re.compile(r"(\*+)")
_NEVER_IN_URL = re.compile(r"[\\#\x00-\x20\x7f-\x9f]")
_HOST = 2
"""The position of the host among the parts between slashes, after the scheme and the empty part."""


class UrlMatcher:
    """A function that returns whether a whole URL, without its fragment, matches one of some globs."""

    def __init__(self, globs: Sequence[str]) -> None:
        """Compile the globs. Raises `PatternError`."""
        regexes = [names_regex(_parse(glob), r"\Z") for glob in globs]
        self._match = re.compile("|".join(regexes), re.DOTALL).match if regexes else None

    def __call__(self, url: Url) -> bool:
        """Return whether a URL matches."""
        return self._match is not None and self._match(_text(url)) is not None


def url_glob_trouble(glob: str) -> str | None:
    """Return what is wrong with a glob for URLs, and what to do; `None` for a valid one."""
    try:
        _parse(glob)
    except PatternError as error:
        return str(error)
    return None


def _text(url: Url) -> str:
    """Return a URL as it is compared with globs: without a default port, and with a path after the host."""
    host = f"[{url.host}]" if ":" in url.host else url.host
    port = "" if url.port == DEFAULT_PORTS[url.scheme] else f":{url.port}"
    return f"{url.scheme}://{host}{port}{'' if url.rest.startswith('/') else '/'}{url.rest}"


def _parse(glob: str) -> tuple[Name, ...]:
    if len(glob) > LONGEST_PATTERN:
        raise PatternError(f"it has more than {LONGEST_PATTERN} characters: split it")
    if not _STARTS.match(glob):
        raise PatternError("it begins with none of 'https://', 'http://', '*://', '**/': write 'https://host/path/**'")
    if found := _NEVER_IN_URL.search(glob):
        raise PatternError(f"the character {found[0]!r} is in no URL that is asked for")
    parts = glob.split("/")
    if parts[0] != "**":
        if not parts[_HOST].isascii():
            raise PatternError("the host is not ASCII: write it as 'xn--…'")
        parts[: _HOST + 1] = [part.lower() for part in parts[: _HOST + 1]]
        if len(parts) == _HOST + 1:
            raise PatternError("it ends with the host: write '/**' after it")
    return one_any_names([_name(part) for part in parts])


def _name(part: str) -> Name:
    if part == "**":
        return ANY_NAMES
    if "**" in part:
        raise PatternError("'**' has something before or after it: it stands alone between slashes, as in '/**'")
    return tuple(STAR if piece == "*" else re.escape(piece) for piece in _STARS.split(part) if piece)
