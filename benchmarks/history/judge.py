"""Judges what fixes wrote by what the archive became.

A line that a fix wrote is contradicted where it leads to a page that the later state does not have, or where that
state has another value at that place: another title, date, target or text of the same link. It is not where the archive
itself wrote the same value at some commit between, nor where the archive never came to the place: the later state still
has the early value there, and the rule still reports the page. A line that a fix removed is contradicted where the
later state has it again in place of what the fix kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from benchmarks.history.statements import Place, Statement, statements, target_of, values

Values = Mapping[Place, list[str]]


class LineChange(NamedTuple):
    """A line that a fix wrote or removed."""

    path: str
    line: str
    is_written: bool
    states: tuple[Statement, ...]
    """What it says that the page did not say before, or does not say any more."""

    def __str__(self) -> str:
        return f"{self.path}: {'+' if self.is_written else '-'} {self.line.strip()}"


class Later(NamedTuple):
    """A later state of the archive."""

    text: Callable[[str], str | None]
    """A page's text, by its path; `None` where there is no such page."""
    between: Callable[[str], list[str]]
    """All that a page held since the early state."""
    has_finding: Callable[[str], bool]
    """Whether the rule whose fix is judged still reports a page."""


def line_changes(path: str, before: str, after: str) -> list[LineChange]:
    """Return the lines by which two states of a page differ; one that took another's place counts once, as written."""
    old, new = before.splitlines(), after.splitlines()
    had, has = _by_line(before, path), _by_line(after, path)
    said_before, said_after = values(before, path), values(after, path)
    changes: list[LineChange] = []
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        written = [LineChange(path, new[at], True, _unsaid(has[at], said_before)) for at in range(new_start, new_end)]
        about = {_about(each) for at in range(new_start, new_end) for each in has[at]}
        removed = (
            LineChange(path, old[at], False, _unsaid(had[at], said_after))
            for at in range(old_start, old_end)
            if not about.intersection(map(_about, had[at]))
        )
        changes += (change for change in (*removed, *written) if change.line.strip())
    return changes


def contradiction(change: LineChange, before: str, after: str, later: Later) -> str | None:
    """Return what the later state says against a line that a fix wrote or removed; `None` if nothing."""
    late = later.text(change.path)
    if late is None or not change.states:
        return None
    early, written, there = (values(text, change.path) for text in (before, after, late))
    judge = _against_written if change.is_written else _against_removed
    found = next((why for each in change.states if (why := judge(each, early, written, there, change, later))), None)
    if found is None or _was_said(change, before, later):
        return None
    return found


def _against_written(
    said: Statement, early: Values, written: Values, there: Values, change: LineChange, later: Later
) -> str | None:
    place, value = said
    known = there.get(place, [])
    if value in known:
        return None
    page = target_of(said)
    if page is not None and later.text(page) is None:
        return f"{page} does not exist"
    if not known or (place[0] == "number" and not _is_comparable(written, there, place[1])):
        return None
    is_untouched = set(known) <= set(early.get(place, []))
    return None if is_untouched and later.has_finding(change.path) else f"{place[0]} is {known[0]!r}"


def _against_removed(
    said: Statement, _: Values, written: Values, there: Values, change: LineChange, later: Later
) -> str | None:
    place, value = said
    known, kept = there.get(place, []), written.get(place, [])
    if place[0] == "number" or value not in known or set(known) & set(kept) or later.has_finding(change.path):
        return None
    return f"{place[0]} is {value!r} again"


def _by_line(text: str, path: str) -> Mapping[int, list[Statement]]:
    found: defaultdict[int, list[Statement]] = defaultdict(list)
    for line, statement in statements(text, path):
        found[line].append(statement)
    return found


def _about(statement: Statement) -> Place:
    """Return what a line with this statement is about, whatever it says of it."""
    kind, *rest = statement.place
    return (kind,) if not rest else (statement.value if kind == "target" else rest[-1],)


def _unsaid(said: Iterable[Statement], others: Values) -> tuple[Statement, ...]:
    return tuple(each for each in said if each.value not in others.get(each.place, ()))


def _is_comparable(written: Values, there: Values, section: str) -> bool:
    """Return whether numbers of two lists can be: nothing stands twice in the first, and the second is in order."""
    is_single = all(len(found) == 1 for found in _numbers(written, section))
    numbers = sorted(int(each) for found in _numbers(there, section) for each in found)
    return is_single and numbers == list(range(1, len(numbers) + 1))


def _numbers(said: Values, section: str) -> list[list[str]]:
    return [found for place, found in said.items() if place[:2] == ("number", section)]


def _was_said(change: LineChange, before: str, later: Later) -> bool:
    """Whether the archive made the same change itself, whatever became of it afterwards."""
    if not change.is_written:
        return False
    seen = before
    for text in later.between(change.path):
        if text != seen and all(each.value in values(text, change.path).get(each.place, ()) for each in change.states):
            return True
        seen = text
    return False
