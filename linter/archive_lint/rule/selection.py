"""Selection of the rules to run: `select`, `extend-select` and `ignore`, with ruff's meanings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from archive_lint.model.patterns.glob import PathMatcher
from archive_lint.rule.base import Rule


class SelectionLayer(Struct, frozen=True, kw_only=True):
    """One source of a selection: the configuration, or the command line."""

    origin: str
    """Its name for people: `archive-lint.toml`, `the command line`."""
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class Choice(Struct, frozen=True):
    """Whether a rule runs, and which selector decided it."""

    enabled: bool
    reason: str


def choose(rules: Iterable[type[Rule]], layers: Sequence[SelectionLayer]) -> dict[str, Choice]:
    """Return for each rule's code whether it runs.

    A later layer with `select` starts afresh; one without changes the selection so far. Within a layer the longest
    matching selector decides, and of two equally long ones the one in `ignore`.
    """
    return {rule.code: _choose(rule, layers) for rule in rules}


def _choose(rule: type[Rule], layers: Sequence[SelectionLayer]) -> Choice:
    choice = Choice(False, "not selected")
    for layer in layers:
        if layer.select is not None:
            choice = Choice(False, f"not selected in {layer.origin}")
        votes = [
            (specificity, not enables, Choice(enables, f"{word} {selector} in {layer.origin}"))
            for word, enables, selectors in (
                ("select", True, layer.select or ()),
                ("extend-select", True, layer.extend_select),
                ("ignore", False, layer.ignore),
            )
            for selector in selectors
            if (specificity := _specificity(rule, selector)) >= 0
        ]
        if votes:
            choice = max(votes, key=lambda vote: vote[:2])[2]
    return choice


def _specificity(rule: type[Rule], selector: str) -> int:
    """Return how exactly a selector names a rule; -1 if it does not."""
    if selector == "ALL":
        return 0
    if selector in (rule.code, rule.name):
        return len(rule.code)
    return len(selector) if rule.code.startswith(selector) and selector else -1


def matches(rule: type[Rule], selector: str) -> bool:
    """Return whether a selector (code, prefix of codes, name or `ALL`) names a rule."""
    return _specificity(rule, selector) >= 0


class PathIgnores:
    """`per-file-ignores`: rules that do not run on some paths."""

    def __init__(self, rules: Iterable[type[Rule]], ignores: Mapping[str, Sequence[str]]) -> None:
        rules = list(rules)
        self._ignores = [
            (
                PathMatcher([glob]),
                frozenset(rule.code for rule in rules if any(matches(rule, each) for each in selectors)),
            )
            for glob, selectors in ignores.items()
        ]
        self._known: dict[str, frozenset[str]] = {}

    def codes(self, path: str) -> frozenset[str]:
        """Return the codes of the rules that do not run on a path."""
        if not self._ignores:
            return frozenset()
        known = self._known.get(path)
        if known is None:
            found = [codes for matcher, codes in self._ignores if matcher(path)]
            known = self._known[path] = frozenset().union(*found)
        return known
