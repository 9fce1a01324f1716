"""Checks that data has the declared shape, and finds all places where it has not.

`msgspec.convert` stops at the first error and does not always say where. It decides whether there is an error; only
then this code looks for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Struct, inspect

from archive_lint.config.lines import KeyPath
from archive_lint.config.refused import refused_setting
from archive_lint.text import MOST_QUOTED, shortened

_LEAST_SIMILARITY = 70
"""The least similarity in per cent: `selct` for `select` has 91, two different settings at most 67."""

NO_SETTING = "is not a setting"
"""The message about a key that no table has."""


class Misfit(NamedTuple):
    """A place that is not as declared."""

    path: KeyPath
    message: str
    hint: str | None = None


def misfits(data: Any, declared: type[Struct], path: KeyPath = ()) -> list[Misfit]:
    """Return everything in `data` that a `Struct` type does not allow, in the data's order. Empty for valid data."""
    try:
        msgspec.convert(data, declared)
    except (msgspec.ValidationError, RecursionError) as error:
        found = list(_misfits(data, inspect.type_info(declared), path))
        return found or [Misfit(path, str(error).split(" - at ")[0])]
    return []


def did_you_mean(given: str, known: Sequence[str]) -> str | None:
    """Return a hint with the known word most similar to the given one, if any is similar."""
    # Imported here: only a mistake pays for the import.
    from rapidfuzz import fuzz, process

    best = process.extractOne(given[:100], known, scorer=fuzz.ratio, processor=_plain, score_cutoff=_LEAST_SIMILARITY)
    return f"did you mean {best[0]!r}?" if best is not None else None


def _plain(word: str) -> str:
    return word.casefold().replace("_", "-")


def _misfits(value: Any, declared: Any, path: KeyPath) -> Iterator[Misfit]:
    if isinstance(declared, inspect.Metadata):
        declared = declared.type
    if isinstance(declared, inspect.UnionType):
        choices = [choice for choice in declared.types if not isinstance(choice, inspect.NoneType)]
        lists = [choice for choice in choices if isinstance(choice, inspect.VarTupleType)]
        # Of a list or one of its items, a list is meant if one is given.
        choices = [choice for choice in choices if (choice in lists) is isinstance(value, list | tuple)] or choices
        declared = choices[0] if len(choices) == 1 else declared
        if isinstance(declared, inspect.Metadata):
            declared = declared.type
    if isinstance(declared, inspect.StructType):
        yield from _struct_misfits(value, declared, path)
    elif isinstance(declared, inspect.DictType):
        if isinstance(value, Mapping):
            for key, item in value.items():
                yield from _misfits(item, declared.value_type, (*path, key))
        else:
            yield _wrong_type("a table", value, path)
    elif isinstance(declared, inspect.VarTupleType | inspect.ListType | inspect.SetType | inspect.FrozenSetType):
        yield from _list_misfits(value, declared, path)
    else:
        yield from _leaf_misfits(value, declared, path)


def _struct_misfits(value: Any, declared: inspect.StructType, path: KeyPath) -> Iterator[Misfit]:
    if not isinstance(value, Mapping):
        yield _wrong_type("a table", value, path)
        return
    fields = {field.encode_name: field for field in declared.fields}
    for key, item in value.items():
        if key in fields:
            yield from _misfits(item, fields[key].type, (*path, key))
        else:
            refused = refused_setting(key)
            message, hint = refused or (NO_SETTING, did_you_mean(key, list(fields)))
            yield Misfit((*path, key), message, hint)
    for name, field in fields.items():
        if field.required and name not in value:
            yield Misfit(path, f"lacks {name!r}")


def _list_misfits(value: Any, declared: Any, path: KeyPath) -> Iterator[Misfit]:
    if not isinstance(value, list | tuple):
        hint = f"write [{value!r}]" if isinstance(value, str) and len(value) < MOST_QUOTED else None
        yield Misfit(path, f"must be a list, but is {_words(value)}", hint)
        return
    if declared.min_length is not None and len(value) < declared.min_length:
        yield Misfit(path, "must not be empty" if declared.min_length == 1 else f"needs {declared.min_length} items")
    if declared.max_length is not None and len(value) > declared.max_length:
        yield Misfit(path, f"may have {declared.max_length} items at most")
    for at, item in enumerate(value):
        yield from _misfits(item, declared.item_type, (*path, at))


def _leaf_misfits(value: Any, declared: Any, path: KeyPath) -> Iterator[Misfit]:
    """Yield the error of a value that is not a container: msgspec finds it, and our words report it."""
    try:
        msgspec.convert(value, _annotated(declared))
    except (msgspec.ValidationError, RecursionError) as error:
        choices = _choices(declared)
        if choices and isinstance(value, str):
            listed = ", ".join(repr(choice) for choice in choices)
            yield Misfit(path, f"must be one of {listed}, but is {_words(value)}", did_you_mean(value, choices))
            return
        wanted = f"one of {', '.join(map(repr, choices))}" if choices else _WANTED.get(type(declared), "")
        if wanted and "expected" in str(error).lower() and "got" in str(error):
            yield _wrong_type(wanted, value, path)
        else:
            constraint = _constraint(declared)
            yield Misfit(
                path,
                f"{constraint}, but is {_words(value)}" if constraint and value != "" else constraint or str(error),
            )


_WANTED: dict[type, str] = {
    inspect.BoolType: "true or false",
    inspect.FloatType: "a number",
    inspect.IntType: "a whole number",
    inspect.StrType: "text",
}


def _choices(declared: Any) -> list[str]:
    if isinstance(declared, inspect.EnumType):
        return [str(member.value) for member in declared.cls]
    if isinstance(declared, inspect.LiteralType):
        return [str(value) for value in declared.values]
    return []


def _constraint(declared: Any) -> str:
    """Return the constraints of a number or text in words."""
    bounds = [
        f"{words} {bound:g}"
        for words, bound in (
            ("at least", getattr(declared, "ge", None)),
            ("more than", getattr(declared, "gt", None)),
            ("at most", getattr(declared, "le", None)),
            ("less than", getattr(declared, "lt", None)),
        )
        if bound is not None
    ]
    if bounds:
        return f"must be {' and '.join(bounds)}"
    if getattr(declared, "min_length", None) == 1:
        return "must not be empty"
    pattern = getattr(declared, "pattern", None)
    return f"must match the regular expression {pattern}" if pattern else ""


def _annotated(declared: Any) -> Any:
    """Return the type that msgspec described, to convert a single value by."""
    if isinstance(declared, inspect.EnumType):
        return declared.cls
    if isinstance(declared, inspect.LiteralType):
        return Literal[declared.values]
    base = _BASES.get(type(declared))
    if base is None:
        return Any
    constraints = {name: getattr(declared, name) for name in _CONSTRAINTS if getattr(declared, name, None) is not None}
    return Annotated[base, msgspec.Meta(**constraints)] if constraints else base


_BASES: dict[type, type] = {
    inspect.BoolType: bool,
    inspect.FloatType: float,
    inspect.IntType: int,
    inspect.StrType: str,
}
_CONSTRAINTS = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern")


def _wrong_type(wanted: str, value: Any, path: KeyPath) -> Misfit:
    hint = None
    if wanted == "true or false" and isinstance(value, str) and value.lower() in ("true", "false"):
        hint = f"write {value.lower()}, without quotes"
    return Misfit(path, f"must be {wanted}, but is {_words(value)}", hint)


def _words(value: Any) -> str:
    """Return a value as messages name it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the text {shortened(value)!r}" if value else "empty"
    if isinstance(value, int):
        return f"the whole number {value}" if abs(value) < _HUGE else "a huge number"
    if isinstance(value, float):
        return f"the number {value:g}"
    if isinstance(value, Mapping):
        return "a table"
    return "a list" if isinstance(value, list | tuple) else "a date or time"


_HUGE = 10**18
