"""Checks values of the right type that are still invalid: a setting's check stands beside its type, in `Annotated`."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from msgspec import UnsetType

from archive_lint.config.lines import KeyPath
from archive_lint.config.shape import Misfit
from archive_lint.config.table import Table
from archive_lint.model.patterns.lazy import lazy_pattern

Complaint = tuple[str, str | None]
"""A message and a hint."""

_CONTROL = lazy_pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Check(NamedTuple):
    """A check of a text: `Annotated[str, Check(web_address)]`."""

    complaints: Callable[[str], Iterable[Complaint]]
    """Yields what is wrong with a text; nothing for a valid one."""


class CheckAll(NamedTuple):
    """A check of a list's texts or a table's keys together: `Annotated[tuple[…], CheckAll(all_globs)]`."""

    complaints: Callable[[Collection[str]], Iterable[Complaint]]
    """Yields what is wrong with the texts together; nothing for valid ones."""


def bad_values(data: Mapping[str, Any], declared: type[Table]) -> Iterator[Misfit]:
    """Yield everything in a layer that no archive could mean.

    `declared` is the table whose fields carry the checks. Values of a wrong type are skipped: `shape` reports them.
    """
    yield from _unusable(data)
    yield from _refuted(data, declared, ())


def _refuted(value: Any, declared: Any, path: KeyPath) -> Iterator[Misfit]:
    """Yield the complaints of all checks in a declaration, at any depth."""
    declared, checks = _unwrapped(declared, is_list=isinstance(value, list | tuple))
    yield from (Misfit(path, *complaint) for complaint in _complaints(value, declared, checks))
    if isinstance(value, Mapping):
        yield from _refuted_in_table(value, declared, path)
    elif isinstance(value, list | tuple) and get_origin(declared) is tuple:
        for at, item in enumerate(value):
            yield from _refuted(item, get_args(declared)[0], (*path, at))


def _complaints(value: Any, declared: Any, checks: Iterable[Check | CheckAll]) -> Iterator[Complaint]:
    """Yield the complaints of the checks of one place about the value there.

    Checks of another type are skipped.
    """
    wanted = {tuple: list | tuple, dict: Mapping}.get(get_origin(declared) or str)
    for check in checks:
        if isinstance(check, Check):
            yield from check.complaints(value) if isinstance(value, str) else ()
        elif wanted is not None and isinstance(value, wanted):
            yield from check.complaints([text for text in value if isinstance(text, str)])


def _refuted_in_table(value: Mapping[str, Any], declared: Any, path: KeyPath) -> Iterator[Misfit]:
    if get_origin(declared) is dict:
        declared_key, declared_item = get_args(declared)
        for key, item in value.items():
            yield from _refuted(key, declared_key, (*path, key))
            yield from _refuted(item, declared_item, (*path, key))
    elif isinstance(declared, type) and issubclass(declared, Table):
        fields = _fields(declared)
        for key, item in value.items():
            if key in fields:
                yield from _refuted(item, fields[key], (*path, key))


def _unwrapped(declared: Any, *, is_list: bool) -> tuple[Any, list[Check | CheckAll]]:
    """Return the type in `Annotated` and `| None`, and its checks; of two types, that for lists or that for others."""
    checks: list[Check | CheckAll] = []
    while True:
        origin = get_origin(declared)
        if origin is Annotated:
            checks += [mark for mark in declared.__metadata__ if isinstance(mark, Check | CheckAll)]
            declared = declared.__origin__
        elif origin is Union or origin is UnionType:
            choices = [choice for choice in get_args(declared) if choice not in (type(None), UnsetType)]
            declared = next((choice for choice in choices if _is_tuple(choice) is is_list), choices[0])
        else:
            return declared, checks


def _is_tuple(declared: Any) -> bool:
    return get_origin(declared.__origin__ if get_origin(declared) is Annotated else declared) is tuple


@cache
def _fields(table: type[Table]) -> dict[str, Any]:
    """Return the declared types of a table's fields, by their names in the file."""
    hints = get_type_hints(table, include_extras=True)
    names = zip(table.__struct_encode_fields__, table.__struct_fields__, strict=True)
    return {key: hints[name] for key, name in names}


def _unusable(data: Mapping[str, Any]) -> Iterator[Misfit]:
    """Yield control characters in texts, and numbers that are not finite: reports and headers would pass them on."""
    waiting: list[tuple[KeyPath, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend(((*path, key), item) for key, item in value.items())
            for key in value:
                if _CONTROL.search(key):
                    yield Misfit((*path, key), "has a control character in its name")
        elif isinstance(value, list | tuple):
            waiting.extend(((*path, at), item) for at, item in enumerate(value))
        elif isinstance(value, str) and _CONTROL.search(value):
            yield Misfit(path, "has a control character in its text")
        elif isinstance(value, float) and not math.isfinite(value):
            yield Misfit(path, f"must be a number, but is {value}")
