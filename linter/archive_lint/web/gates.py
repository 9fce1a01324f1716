"""URLs of walls: whether a redirect leads to one."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from archive_lint.web.domains import bare, registrable
from archive_lint.web.page_name import EXTENSION, WORD, page_is_named
from archive_lint.web.wall_addresses import (
    ERROR_WORDS,
    FILLERS,
    HOSTS,
    LONE_PATHS,
    MODE_KEYS,
    PATHS,
    PROTOCOL_KEYS,
    RETURN_KEYS,
    SERVICES,
    TOPICS,
    WEAK_PATHS,
    WEAK_RETURN_KEYS,
    Reason,
)

_MOST_SEGMENTS = 20
_LONGEST_SEGMENT = 200
_MOST_PARAMETERS = 100
_MOST_WORDS = 3
"""The most words of a segment that may all name walls: `login-or-subscribe`."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_YES = frozenset({"", "1", "true", "yes", "required", "show", "on", "needed"})


def gate(url: str, target: str) -> Reason | None:
    """Return what a wall at `target`, where `url` leads, wants; `None` if the URL does not look like a wall's.

    A wall that was cited itself does not count, nor one whose path still names the page, unless it begins or ends in a
    login's name.
    """
    if _is_within(url, target):
        return None
    reason = _host_reason(url, target) or _path_reason(url, target) or _query_reason(url, target)
    return None if reason in own_reasons(url) else reason


@lru_cache(maxsize=256)
def own_reasons(url: str) -> frozenset[Reason]:
    """Return what the walls want whose URL `url` has: citing a login page means it."""
    return frozenset(found for segment in _segments(url) if (found := _reason(segment)))


def is_error_page(url: str, target: str) -> bool:
    """Return whether a target is the URL of an error page, or of a search, and `url` is not."""
    return _is_error(target) and not _is_error(url)


def _is_within(url: str, target: str) -> bool:
    """Return whether a target is the URL itself, perhaps with another scheme or a final slash."""
    return target.partition("://")[2].rstrip("/") == url.partition("://")[2].rstrip("/")


def _host_reason(url: str, target: str) -> Reason | None:
    before, after = (urlsplit(one).hostname or "" for one in (url, target))
    if bare(before) == bare(after):
        return None
    for service, reason in SERVICES.items():
        if after == service or after.endswith(f".{service}"):
            return reason
    labels = after.removesuffix(registrable(after)).split(".")
    old = before.split(".")
    return next((HOSTS[label] for label in labels if label in HOSTS and label not in old), None)


def _path_reason(url: str, target: str) -> Reason | None:
    segments = _segments(target)
    reasons = [
        None if before and _joined(before) in TOPICS else _reason(segment)
        for before, segment in zip(("", *segments), segments, strict=False)
    ]
    if page_is_named(url, target.partition("?")[0]) and _names_something(url):
        ends = [reasons[0], reasons[-1]] if reasons else []
        return "login" if "login" in ends else None
    found = next((reason for reason in reversed(reasons) if reason), None)
    if found is not None:
        return found
    names = [_joined(segment) for segment in segments]
    lone = next((LONE_PATHS[name] for name in names if name in LONE_PATHS), None)
    if len(segments) == 1 and lone is not None:
        return lone
    if any(name in WEAK_PATHS or name in LONE_PATHS for name in names) and _leads_back(url, target, weakly=True):
        return lone or "login"
    return None


def _query_reason(url: str, target: str) -> Reason | None:
    if page_is_named(url, target.partition("?")[0]) and _names_something(url):
        return None
    parameters = _parameters(target)
    keys = {key for key, _ in parameters}
    if keys & PROTOCOL_KEYS or ("wa", "wsignin1.0") in parameters or {"clientid", "redirecturi"} <= keys:
        return "login"
    for key, value in parameters:
        name = _joined(value) if len(value) <= _LONGEST_SEGMENT else ""
        if key in MODE_KEYS and (name in PATHS or name == "logging"):
            return PATHS.get(name, "login")
        if PATHS.get(_unprefixed(key)) in ("login", "paywall") and value.lower() in _YES:
            return PATHS[_unprefixed(key)]
    return "wall" if not _is_error(target) and _leads_back(url, target, weakly=False) else None


def _leads_back(url: str, target: str, *, weakly: bool) -> bool:
    """Return whether a target keeps the URL, or `weakly` some place, to which it will send its reader back."""
    before = urlsplit(url)
    path, host = unquote(before.path), bare(before.hostname or "")
    for key, value in _parameters(target):
        if key not in RETURN_KEYS and not (weakly and key in WEAK_RETURN_KEYS):
            continue
        kept = unquote(unquote(value))
        if (len(path) > 1 and path in kept) or (host in kept and "/" in kept):
            return True
        if weakly and key in RETURN_KEYS and kept.startswith("/"):
            return True
    return False


def _is_error(target: str) -> bool:
    names = [_joined(segment) for segment in _segments(target)]
    keys = [key for key, _ in _parameters(target)]
    return any(name in ERROR_WORDS for name in (*names, *keys))


def _names_something(url: str) -> bool:
    split = urlsplit(url)
    return len(split.path) > 1 or bool(split.query)


@lru_cache(maxsize=256)
def _segments(url: str) -> tuple[str, ...]:
    path = urlsplit(url).path
    parts = [part for part in path.split("/") if part][:_MOST_SEGMENTS]
    return tuple(EXTENSION.sub("", unquote(part[:_LONGEST_SEGMENT])) for part in parts)


@lru_cache(maxsize=256)
def _parameters(url: str) -> tuple[tuple[str, str], ...]:
    """Return a query's parameters, their names in lower case without word separators."""
    try:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        return ()
    return tuple((_joined(key), value) for key, value in pairs)


def _reason(segment: str) -> Reason | None:
    """Return what the wall wants that a segment of a path names."""
    whole = _joined(segment)
    if whole in PATHS:
        return PATHS[whole]
    pieces = [word.lower() for word in WORD.findall(_CAMEL.sub(" ", segment))]
    rest = [piece for piece in pieces if piece not in FILLERS and not piece.isdigit()]
    if "".join(rest) in PATHS:
        return PATHS["".join(rest)]
    named = [PATHS.get(piece) for piece in rest]
    return named[0] if rest and len(rest) <= _MOST_WORDS and all(named) else None


def _joined(text: str) -> str:
    return "".join(WORD.findall(text)).lower()


def _unprefixed(key: str) -> str:
    return key.removeprefix("show").removeprefix("need").removesuffix("required")
