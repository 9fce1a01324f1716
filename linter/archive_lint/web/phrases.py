"""Finds many phrases in short texts, at the cost of a few."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

_ATOM = re.compile(r"\(\?:|\\.|\[(?:\\.|[^\]\\])*\]|\{[0-9,]*\}|.", re.DOTALL)
"""One piece of an expression: the start of a group, an escape, a set, a count, or a character."""

_ABSENT = ("?", "*", "{0")
"""Starts of counts that make the piece before them optional."""

_IDEOGRAPHS = "\u2e80"
"""The first character of those that say as much as three letters."""


_GRAM = 5
"""Letters of a gram: fewer occur in any text, more are shared by too few."""


class TextSpan(Struct, frozen=True):
    """The range of a phrase in a text."""

    start: int
    end: int


class Phrases:
    """Regular expressions in lower case, several per line with ` | ` between them; lines that begin with `#` say why.

    Expressions consist of literals, sets, counts, and groups without captures; alternatives stand in groups.
    """

    def __init__(self, table: str) -> None:
        self._table = table

    def spans(self, text: str) -> list[TextSpan]:
        """Return the ranges of phrases in `text`, which is in lower case; they may overlap."""
        known = self._ascii if text.isascii() else self._all
        hits = [phrases for gram, phrases in known if gram in text]
        if not hits:
            return []
        likely = dict.fromkeys(phrase for phrases in hits for core, phrase in phrases if core in text)
        return [
            TextSpan(found.start(), found.end())
            for phrase in likely
            for found in phrase.pattern.finditer(text)
            if found.end() > found.start()
        ]

    def is_one(self, text: str) -> bool:
        """Return whether all of `text`, which is in lower case, is one phrase."""
        return self._whole.fullmatch(text) is not None

    @property
    def expressions(self) -> Iterator[str]:
        """Yield the phrases one by one."""
        for line in self._table.splitlines():
            if (line := line.strip()) and not line.startswith("#"):
                yield from line.split(" | ")

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile("|".join(self.expressions))

    @cached_property
    def _all(self) -> list[tuple[str, list[tuple[str, _Phrase]]]]:
        return _by_gram((core, phrase) for phrase in map(_Phrase, self.expressions) for core in phrase.cores)

    @cached_property
    def _ascii(self) -> list[tuple[str, list[tuple[str, _Phrase]]]]:
        return _by_gram((core, phrase) for _, known in self._all for core, phrase in known if core.isascii())


def _by_gram(known: Iterable[tuple[str, _Phrase]]) -> list[tuple[str, list[tuple[str, _Phrase]]]]:
    """Group cores that share a few letters: a text without these is not searched for any of them."""
    entries = [(core, phrase, _grams(core)) for core, phrase in known]
    shared = Counter(gram for _, _, grams in entries for gram in grams)
    groups: dict[str, list[tuple[str, _Phrase]]] = {}
    for core, phrase, grams in entries:
        groups.setdefault(max(grams, key=lambda gram: (shared[gram], gram)), []).append((core, phrase))
    return list(groups.items())


def _grams(core: str) -> frozenset[str]:
    size = min(_GRAM, len(core))
    return frozenset(core[at : at + size] for at in range(len(core) - size + 1))


class _Phrase:
    """One expression, compiled when a text first has one of its cores.

    Hundreds of alternatives in one expression would be tried at every character of a text; this way hardly one is.
    """

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self.cores = cores(expression) or ("",)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self._expression)


def cores(expression: str) -> tuple[str, ...]:
    """Return literal texts of which every match of an expression contains one; empty if there are none."""
    candidates: list[tuple[str, ...]] = []
    run = ""
    atoms = _ATOM.findall(expression)
    at = 0
    while at < len(atoms):
        atom, start = atoms[at], at
        at = _end_of_group(atoms, at) if atom == "(?:" else at + 1
        is_literal = len(atom) == 1 and atom not in ".^$+" and not _is_count(atom)
        may_be_absent = at < len(atoms) and atoms[at].startswith(_ABSENT)
        if is_literal and not may_be_absent:
            run += atom
            continue
        candidates.append((run,))
        run = ""
        if atom == "(?:" and not may_be_absent:
            candidates.append(_cores_of_any(atoms[start + 1 : at - 1]))
    candidates.append((run,))
    best = max(candidates, key=_weight)
    return best if _weight(best) > 0 else ()


def _is_count(atom: str) -> bool:
    return atom[0] in "?*{"


def _end_of_group(atoms: list[str], at: int) -> int:
    depth = 0
    while True:
        depth += {"(?:": 1, ")": -1}.get(atoms[at], 0)
        at += 1
        if not depth:
            return at


def _cores_of_any(atoms: list[str]) -> tuple[str, ...]:
    """Return the cores of a group's alternatives, each of which must have one."""
    alternatives = [""]
    depth = 0
    for atom in atoms:
        depth += {"(?:": 1, ")": -1}.get(atom, 0)
        if atom == "|" and not depth:
            alternatives.append("")
        else:
            alternatives[-1] += atom
    each = [cores(alternative) for alternative in alternatives]
    return tuple(core for found in each for core in found) if all(each) else ()


def _weight(candidate: tuple[str, ...]) -> float:
    """Return how rarely a text has one of these by chance."""
    lengths = [sum(3 if character >= _IDEOGRAPHS else 1 for character in core) for core in candidate]
    return min(lengths, default=0) - len(candidate) / 8
