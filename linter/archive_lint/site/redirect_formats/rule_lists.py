"""Redirects as structured data: lists of tables, each with a source, a target and perhaps a status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from archive_lint.site.redirect_formats.rule import MISSING, RedirectRule, Trouble, status_of
from archive_lint.site.redirect_formats.source import SourceError, parse_source, without_anchors
from archive_lint.text import shortened

_WEB = ("http://", "https://")
_OK = 200
_REDIRECTS = range(300, 400)


class Keys(NamedTuple):
    """The names that a format uses for the parts of a rule."""

    source: str
    targets: tuple[str, ...]
    """Keys of the target: a rule without any makes no URL, unless its status redirects."""
    status: str
    marks: str
    """The marks that `parse_source` reads."""
    star_is_rest: bool = True
    rooted: bool = True
    """Whether a source must begin with `/`; if not, one is put before it."""
    expression: bool = False
    """Whether a source is a regular expression."""


def parse_json(source: bytes) -> Any:
    """Return JSON as data, or the `Trouble` with it."""
    try:
        return json.loads(source.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Trouble("is not UTF-8", source.count(b"\n", 0, error.start) + 1)
    except json.JSONDecodeError as error:
        return Trouble(f"is not JSON: {error.msg}", error.lineno)
    except RecursionError:
        return Trouble("is nested too deeply")
    except ValueError as error:
        # A number with thousands of digits, for example.
        return Trouble(f"is not JSON: {error}")


def read_lists(data: Any, lists: dict[str, Keys], place: str = "") -> Iterator[RedirectRule | Trouble]:
    """Yield the rules in the lists of a table, by their keys."""
    if isinstance(data, Trouble):
        yield data
    elif not isinstance(data, dict):
        yield Trouble("must be a table", place=place.removesuffix("."))
    else:
        for name, keys in lists.items():
            yield from read_rules(data.get(name, ()), f"{place}{name}", keys)


def read_rules(rules: Any, place: str, keys: Keys) -> Iterator[RedirectRule | Trouble]:
    """Yield the rules of a list at `place` of the data."""
    if not isinstance(rules, list | tuple):
        yield Trouble("must be a list of tables", place=place)
        return
    for number, rule in enumerate(rules):
        yield from _read_rule(rule, f"{place}[{number}]", keys)


def _read_rule(rule: Any, place: str, keys: Keys) -> Iterator[RedirectRule | Trouble]:
    if not isinstance(rule, dict):
        yield Trouble("must be a table", place=place)
        return
    source, status = rule.get(keys.source), status_of(rule.get(keys.status), _OK)
    if status is None:
        yield Trouble("is not a status", place=f"{place}.{keys.status}")
    elif not any(key in rule for key in keys.targets) and status not in MISSING and status not in _REDIRECTS:
        return
    elif not isinstance(source, str) or not source:
        if source is not None or "regex" not in rule:
            yield Trouble("must be a text", place=f"{place}.{keys.source}")
        else:
            yield Trouble("is a regular expression, which is not read: add the URLs to site.generated", place=place)
    elif not source.startswith(_WEB):
        yield from _read_source(source, status, f"{place}.{keys.source}", keys)


def _read_source(source: str, status: int, place: str, keys: Keys) -> Iterator[RedirectRule | Trouble]:
    rooted = source if keys.rooted or source.startswith("/") else f"/{source}"
    try:
        rooted = without_anchors(rooted) if keys.expression else rooted
        patterns = parse_source(rooted, marks=keys.marks, star_is_rest=keys.star_is_rest)
    except SourceError as error:
        yield Trouble(f"{shortened(source)!r} {error}", place=place)
        return
    for pattern in patterns:
        yield RedirectRule(pattern, status not in MISSING, place=place)
