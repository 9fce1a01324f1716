"""Judges what fixes wrote by what the archive became.

A line that a fix wrote is contradicted where it leads to a page that the later state does not have, or where that
state has another value at that place: another title, date, target or text of the same link. It is not where the archive
itself wrote the same value at some commit between, nor where the archive never came to the place: the later state still
has the early value there, and the rule still reports the page. A link
that a fix led elsewhere is contradicted, too, where the archive took it away and left those beside it; a line that a
fix removed where the later state has it again in place of what the fix kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from benchmarks.history.statements import Place, Statement, is_page, statements, target_of, values

Values = Mapping[Place, list[str]]


class LineChange(NamedTuple):
    """A line that a fix wrote or removed."""

    path: str
    line: str
    is_written: bool
    states: tuple[Statement, ...]
    """Statements that the change adds to the page, or removes from it."""

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
    written: list[LineChange] = []
    removed: list[LineChange] = []
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            written += (
                LineChange(path, new[at], True, _unsaid(has[at], said_before)) for at in range(new_start, new_end)
            )
            removed += (
                LineChange(path, old[at], False, _unsaid(had[at], said_after)) for at in range(old_start, old_end)
            )
    about = _about(each for line in written for each in line.states)
    gone = [line for line in removed if not about & _about(line.states) and not _is_renumbered(line)]
    news = (line._replace(states=_news(line.states, said_before)) for line in written)
    return [line for line in (*gone, *news) if line.line.strip()]


def contradiction(change: LineChange, before: str, after: str, later: Later) -> str | None:
    """Return the contradiction of the later state to a line that a fix wrote or removed; `None` without one."""
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
    page = target_of(said) if place[0] != "text" else None
    if page is not None and later.text(page) is None:
        return f"{page} does not exist"
    if not known:
        return "the link is gone" if place in early and _is_dropped(said, early, there, later) else None
    if place[0] == "number" and not _is_comparable(written, there, place[1]):
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


def _about(said: Iterable[Statement]) -> set[str]:
    """Return the subject of a line with these statements: the text and target of its link; else its kind."""
    kinds = [(*each.place, each.value) for each in said if each.place[0] != "number"]
    return {part for kind in kinds for part in (kind[-2:] if len(kind) > 2 else kind[:1])}


def _news(states: Iterable[Statement], early: Values) -> tuple[Statement, ...]:
    """Return the new statements: for a link with a new target, the target; for one with a new text, the text."""
    return tuple(each for each in states if not _is_old_half(each, early))


def _is_old_half(said: Statement, early: Values) -> bool:
    kind, *rest = said.place
    if kind not in ("text", "target"):
        return False
    text, target = (said.value, rest[-1]) if kind == "text" else (rest[-1], said.value)
    has_text = ("target", rest[0], text) in early
    return has_text if kind == "text" else ("text", rest[0], target) in early and not has_text


def _is_renumbered(removed: LineChange) -> bool:
    return bool(removed.states) and all(each.place[0] == "number" for each in removed.states)


def _unsaid(said: Iterable[Statement], others: Values) -> tuple[Statement, ...]:
    return tuple(each for each in said if each.value not in others.get(each.place, ()))


def _is_dropped(said: Statement, early: Values, there: Values, later: Later) -> bool:
    """Return whether a link with a new target no longer exists, while all others of its section do."""
    if said.place[0] != "target":
        return False
    before, now = (_targets(of, said.place[1]) for of in (early, there))
    return said.value not in now and all(not is_page(each) or later.text(each) is None for each in before - now)


def _targets(said: Values, section: str) -> set[str]:
    return {place[2] for place in said if place[:2] == ("text", section)}


def _is_comparable(written: Values, there: Values, section: str) -> bool:
    """Return whether numbers of two lists can be compared: the first repeats nothing, the second is in order."""
    is_single = all(len(found) == 1 for found in _numbers(written, section))
    numbers = sorted(int(each) for found in _numbers(there, section) for each in found)
    return is_single and numbers == list(range(1, len(numbers) + 1))


def _numbers(said: Values, section: str) -> list[list[str]]:
    return [found for place, found in said.items() if place[:2] == ("number", section)]


def _was_said(change: LineChange, before: str, later: Later) -> bool:
    """Return whether the archive made the same change itself, even if it was changed again later."""
    if not change.is_written:
        return False
    seen, early = before, values(before, change.path)
    for text in later.between(change.path):
        if text != seen:
            said = values(text, change.path)
            if all(each.value in said.get(each.place, ()) or _is_led(each, early, said) for each in change.states):
                return True
        seen = text
    return False


def _is_led(change: Statement, early: Values, said: Values) -> bool:
    """Return whether the archive changed a link to the same target as a fix, and to the page's new title with it."""
    kind, *rest = change.place
    if kind != "target" or ("text", rest[0], change.value) in early:
        return False
    return ("text", rest[0], change.value) in said and change.place not in said
