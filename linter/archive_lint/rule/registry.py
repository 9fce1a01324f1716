"""Finds the rules: looks up the entry points, imports their functions, and keeps valid rules.

Three separate steps: find, import, classify. A rule package that cannot be loaded is an error that names the package
and its version, never a rule that is silently missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pkgutil import resolve_name
from typing import NamedTuple

from archive_lint import __version__
from archive_lint.rule.base import Rule, RuleError
from archive_lint.rule.errors import LoadError
from archive_lint.rule.installed import BUILT_IN_PACKAGE, GROUP, is_sole_provider
from archive_lint.rule.selection import matches

_LIKE = 75.0
"""The least similarity of two names, in per cent, of which one was meant by the other."""
_LONGEST_NAME = 100
"""The most characters of a selector that are compared with the names of rules."""


class Provider(NamedTuple):
    """An entry point that provides rules, and its package."""

    name: str
    package: str
    version: str
    value: str
    """The function: its module, a colon, its name."""


BUILT_IN = Provider("builtin", "archive-lint", __version__, f"{BUILT_IN_PACKAGE}:rules")
"""This package's own rules, as its metadata states them."""


class RegisteredRule(NamedTuple):
    """A rule class and its origin."""

    rule: type[Rule]
    provider: Provider


class Registry:
    """All rules, by code and by name."""

    def __init__(self, registered: Iterable[RegisteredRule]) -> None:
        self.registered: Sequence[RegisteredRule] = sorted(registered, key=lambda entry: entry.rule.code)
        self.rules: Sequence[type[Rule]] = [entry.rule for entry in self.registered]
        self._by_selector: dict[str, type[Rule]] = {}
        self._named_by: dict[str, frozenset[str]] = {}
        for entry in self.registered:
            for selector in (entry.rule.code, entry.rule.name):
                other = self._by_selector.setdefault(selector, entry.rule)
                if other is not entry.rule:
                    raise LoadError(
                        f"rule {selector!r} of package {entry.provider.package} {entry.provider.version} is already "
                        f"provided by {other.__module__}: uninstall one of the two"
                    )

    def find(self, selector: str) -> type[Rule] | None:
        """Return the rule with this code or name."""
        return self._by_selector.get(selector)

    def named_by(self, selector: str) -> frozenset[str]:
        """Return the codes of the rules that a selector names: a code, a prefix of codes, a name or `ALL`."""
        known = self._named_by.get(selector)
        if known is None:
            found = frozenset(rule.code for rule in self.rules if matches(rule, selector))
            # Selectors that name nothing come from pages, in any number: they are not cached.
            if found:
                self._named_by[selector] = found
            return found
        return known

    def likeliest(self, selector: str) -> str:
        """Return the selector that was probably meant by one that names no rule; empty if none is similar."""
        upper, lower = selector.upper(), selector.lower().replace("_", "-")
        for meant in (upper, lower):
            if self.named_by(meant):
                return meant
        # Codes are all similar to one another: only names can be misspelt.
        if len(selector) > _LONGEST_NAME or any(character.isdigit() for character in selector):
            return ""
        # Imported here: only a mistake pays for the import.
        from rapidfuzz import fuzz, process

        best = process.extractOne(lower, [rule.name for rule in self.rules], scorer=fuzz.ratio, score_cutoff=_LIKE)
        return "" if best is None else str(best[0])

    @property
    def selectors(self) -> Sequence[str]:
        """All codes and names, for suggestions, sorted."""
        return sorted(self._by_selector)


def find_providers() -> list[Provider]:
    """Return the installed packages that provide rules, in a fixed order, without importing them."""
    if is_sole_provider():
        return [BUILT_IN]
    # Imported here: it takes a tenth of the time of a short run.
    from importlib.metadata import entry_points

    return sorted(
        Provider(
            point.name,
            point.dist.name if point.dist else "(unknown package)",
            point.dist.version if point.dist else "",
            f"{point.module}:{point.attr}",
        )
        for point in entry_points(group=GROUP)
    )


def load_registry(providers: Iterable[Provider] | None = None) -> Registry:
    """Import and classify the rules of all providers. Raises `LoadError`."""
    registered = [
        entry for provider in (find_providers() if providers is None else providers) for entry in _load(provider)
    ]
    if not registered:
        raise LoadError(f"no rules found: no installed package provides any in {GROUP!r}; reinstall archive-lint")
    return Registry(registered)


def _load(provider: Provider) -> list[RegisteredRule]:
    source = f"rules of package {provider.package} {provider.version} ({provider.value})"
    try:
        provide: Callable[[], Iterable[type[Rule]]] = resolve_name(provider.value)
        rules = list(provide())
    except RuleError as error:
        raise LoadError(f"{source} cannot be loaded: {error}") from error
    except (Exception, SystemExit) as error:
        # Any exception of another package's import is reported under its name. One that ends the program, as in a
        # script, would end it with success.
        raise LoadError(f"{source} cannot be loaded: {type(error).__name__}: {error}") from error
    for rule in rules:
        if not (isinstance(rule, type) and issubclass(rule, Rule)):
            raise LoadError(f"{source} cannot be loaded: {rule!r} is not a rule class")
    return [RegisteredRule(rule, provider) for rule in rules]
