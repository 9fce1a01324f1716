"""The effective settings, each with its origin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from archive_lint.config.layer import dotted
from archive_lint.config.lines import KeyPath
from archive_lint.config.load import Configuration
from archive_lint.config.selectors import ConfigurableRule
from archive_lint.model.layout import SectionNames


class EffectiveValue(Struct, frozen=True):
    """One effective setting."""

    key: str
    """The key as in TOML: `archive.story`, `lint.per-file-ignores.'opinion/**'`."""
    value: Any
    """Plain data: text, numbers, lists; an empty table if nothing is set in it."""
    origin: str
    """`FILE:LINE`, `--config KEY=VALUE`, or `default`."""


def effective(configuration: Configuration, rules: Sequence[ConfigurableRule] = ()) -> list[EffectiveValue]:
    """Return all settings in order of declaration, including built-in sections and the options of `rules`."""
    settings = configuration.settings
    data: dict[str, Any] = msgspec.to_builtins(settings)
    # The values include those of extended files; these are named as origins.
    data.pop("extend", None)
    data["sections"] = {section.key: _section(section) for section in settings.layout().sections}
    data["rules"], places = _options(settings.rules, rules)
    values: list[EffectiveValue] = []
    for path, value in _leaves(data):
        plain = list(value) if isinstance(value, tuple) else value
        origins = [configuration.origin(place) for place in places.get(path, (path,))]
        origin = next((origin for origin in origins if origin != "default"), "default")
        values.append(EffectiveValue(dotted(path), plain, origin))
    return values


def _section(section: SectionNames) -> dict[str, Any]:
    if section.where == "body":
        return {"where": section.where}
    shown = {"names": section.names, "required": section.required, "context-label": section.context_label}
    return {**shown, "where": section.where} if section.key == "source" else shown


def _options(
    given: Mapping[str, Mapping[str, Any]], rules: Sequence[ConfigurableRule]
) -> tuple[dict[str, dict[str, Any]], dict[KeyPath, tuple[KeyPath, ...]]]:
    """Return the options of all rules by code, and the names under which the configuration may have set each."""
    options: dict[str, dict[str, Any]] = {}
    places: dict[KeyPath, tuple[KeyPath, ...]] = {}
    for rule in rules:
        merged: dict[str, Any] = msgspec.to_builtins(rule.Options())
        for selector in (rule.code, rule.name):
            merged.update(given.get(selector, {}))
        if merged:
            options[rule.code] = merged
        for name in merged:
            places["rules", rule.code, name] = (("rules", rule.name, name), ("rules", rule.code, name))
    return options or {key: dict(table) for key, table in given.items()}, places


def _leaves(table: Mapping[str, Any], path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield all values that are not tables, and empty tables.

    Declared settings nest four deep at most, and options are leaves.
    """
    for key, value in table.items():
        place = (*path, key)
        if isinstance(value, Mapping) and value and len(place) < _DEEPEST:
            yield from _leaves(value, place)
        else:
            yield place, value


_DEEPEST = 3
