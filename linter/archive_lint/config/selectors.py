"""Checks that the rules and options in a configuration exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from archive_lint.config.globs import bad_option_globs
from archive_lint.config.lines import KeyPath
from archive_lint.config.shape import Misfit, did_you_mean, misfits
from archive_lint.text import shortened


class ConfigurableRule(Protocol):
    """The part of a rule that a configuration needs. Rule classes have it."""

    @property
    def code(self) -> str:
        """The code, such as `L001`."""

    @property
    def name(self) -> str:
        """The name, such as `broken-related-link`."""

    @property
    def Options(self) -> type[Struct]:  # noqa: N802
        """The `Struct` of its options."""


def bad_selectors(data: Mapping[str, Any], rules: Sequence[ConfigurableRule]) -> Iterator[Misfit]:
    """Yield rules in a layer that do not exist, and options that they do not have."""
    lint = data.get("lint")
    lint = lint if isinstance(lint, Mapping) else {}
    for key in ("select", "extend-select", "ignore"):
        yield from _list(lint.get(key), ("lint", key), rules)
    ignores = lint.get("per-file-ignores")
    for glob, selectors in ignores.items() if isinstance(ignores, Mapping) else ():
        yield from _list(selectors, ("lint", "per-file-ignores", glob), rules)
    yield from _single_rules(lint.get("severity"), ("lint", "severity"), rules)
    yield from _single_rules(data.get("rules"), ("rules",), rules)
    yield from _options(data.get("rules"), rules)


def unknown_selector(selector: str, rules: Sequence[ConfigurableRule]) -> tuple[str, str | None] | None:
    """Return the message about a selector (code, prefix of codes, name or `ALL`) that names no rule, else `None`."""
    if selector == "ALL" or any(
        selector == rule.name or (selector and rule.code.startswith(selector)) for rule in rules
    ):
        return None
    return f"{shortened(selector)!r} names no rule", _suggestion(selector, rules, extra=("ALL",))


def _suggestion(selector: str, rules: Sequence[ConfigurableRule], extra: Sequence[str] = ()) -> str | None:
    families = {rule.code.rstrip("0123456789") for rule in rules}
    for known in (*extra, *sorted(families), *(rule.code for rule in rules)):
        if selector.upper() == known and (known not in families or extra):
            return f"did you mean {known!r}?"
    # Codes are all similar to one another: only names can be misspelt.
    if any(character.isdigit() for character in selector) and len(selector) <= _LONGEST_CODE:
        return "`archive-lint rule --all` lists the rules"
    return (
        did_you_mean(selector, [*(rule.name for rule in rules), *extra]) or "`archive-lint rule --all` lists the rules"
    )


_LONGEST_CODE = 6


def _list(selectors: Any, path: KeyPath, rules: Sequence[ConfigurableRule]) -> Iterator[Misfit]:
    for at, selector in enumerate(selectors if isinstance(selectors, list) else ()):
        trouble = unknown_selector(selector, rules) if isinstance(selector, str) else None
        if trouble is not None:
            yield Misfit((*path, at), *trouble)


def _single_rules(table: Any, path: KeyPath, rules: Sequence[ConfigurableRule]) -> Iterator[Misfit]:
    seen: dict[str, str] = {}
    for selector in table if isinstance(table, Mapping) else ():
        rule = _find(selector, rules)
        if rule is None:
            yield Misfit((*path, selector), "names no rule", _suggestion(selector, rules))
        elif seen.setdefault(rule.code, selector) != selector:
            yield Misfit((*path, selector), f"is the same rule as {seen[rule.code]!r}", "keep one of the two")


def _options(table: Any, rules: Sequence[ConfigurableRule]) -> Iterator[Misfit]:
    for selector, options in table.items() if isinstance(table, Mapping) else ():
        rule = _find(selector, rules)
        if rule is not None and isinstance(options, Mapping):
            path = ("rules", selector)
            if options and not rule.Options.__struct_fields__:
                yield Misfit(path, "is a rule without options")
            else:
                yield from misfits(options, rule.Options, path)
                yield from bad_option_globs(options, rule.Options, path)


def _find(selector: str, rules: Sequence[ConfigurableRule]) -> ConfigurableRule | None:
    return next((rule for rule in rules if selector in (rule.code, rule.name)), None)
