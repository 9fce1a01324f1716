"""Fixes early states of an archive and counts, rule by rule, how many of the lines the later history contradicts."""

from __future__ import annotations

import os
import posixpath
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from archive_lint.fix.plan import Change
from benchmarks.history.fixing import TOGETHER, Checkout
from benchmarks.history.judge import Later, LineChange, contradiction, line_changes
from benchmarks.history.repository import History

MOST_CONTRADICTED = 0.01
"""The share of a rule's lines that may be contradicted; a rule above it is not safe."""


@dataclass(kw_only=True, slots=True)
class RuleScore:
    """The fate of the lines of one rule's safe fixes."""

    code: str
    lines: int = 0
    """Written or removed."""
    examples: list[str] = field(default_factory=list)
    """The contradicted ones, each with what contradicts it."""

    @property
    def share(self) -> float:
        """Contradicted lines of all; 0 where there are none."""
        return len(self.examples) / self.lines if self.lines else 0.0


def score_history(
    history: History, early: Sequence[str], late: str, config: Sequence[str] = ()
) -> Mapping[str, RuleScore]:
    """Return the scores by code, over all early states, and under `TOGETHER` what only several rules together wrote.

    `early` and `late` are revisions, `config` is as for `--config`. Raises `HistoryError`.
    """
    scores: dict[str, RuleScore] = {}
    with tempfile.TemporaryDirectory() as root:
        folder = os.path.join(root, "late")
        history.check_out(history.commit(late), folder)
        checked = Checkout.at(folder, config)
        later = _LateState(checked.run.root, checked.reported)
        below = os.path.relpath(checked.run.root, os.path.realpath(folder))
        for number, revision in enumerate(early):
            commit = history.commit(revision)
            there = os.path.join(root, f"early-{number}")
            history.check_out(commit, there)
            _add(scores, Checkout.at(there, config), later, _Between(history, (commit, late), below))
    return dict(sorted(scores.items()))


def spread(history: History, late: str, states: int) -> Sequence[str]:
    """Return so many commits at equal distances on the way to `late`, itself and the first left out."""
    commits = history.first_parents(late)
    return [commits[len(commits) * number // (states + 1)] for number in range(1, states + 1)]


def offenders(scores: Mapping[str, RuleScore]) -> list[RuleScore]:
    """Return the scores of the rules of which more is contradicted than may be."""
    return [one for one in scores.values() if one.share > MOST_CONTRADICTED]


class _LateState:
    def __init__(self, folder: str, reported: set[tuple[str, str]]) -> None:
        self._folder = folder
        self._pages = {path for _, path in reported}
        self._reported = reported
        self.text = cache(self._text)

    def has_finding(self, code: str, path: str) -> bool:
        return path in self._pages if code == TOGETHER else (code, path) in self._reported

    def _text(self, path: str) -> str | None:
        full = os.path.join(self._folder, path)
        if os.path.islink(full) or not os.path.isfile(full):
            return None
        with open(full, encoding="utf-8", errors="replace", newline="") as file:
            return file.read()


class _Between:
    """The contents of pages between an early state and the late one, read from git in bulk."""

    def __init__(self, history: History, states: tuple[str, str], below: str) -> None:
        """`below` is the archive's folder in the repository."""
        self._history = history
        self._states = states
        self._below = below
        self._texts: dict[str, list[str]] = {}

    def ask(self, paths: Iterable[str]) -> None:
        self._texts = self._history.later_texts(*self._states, sorted(map(self._named, paths)))

    def of(self, path: str) -> list[str]:
        return self._texts.get(self._named(path), [])

    def _named(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self._below, path))


def _add(scores: dict[str, RuleScore], early: Checkout, late: _LateState, between: _Between) -> None:
    fixes = early.safe_fixes()
    between.ask({path for each in fixes.values() for path in each.changes})
    alone: defaultdict[str, set[LineChange]] = defaultdict(set)
    for code, planned in fixes.items():
        one = scores.setdefault(code, RuleScore(code=code))
        later = Later(late.text, between.of, lambda path, code=code: late.has_finding(code, path))  # type: ignore[misc]
        for path, change in planned.changes.items():
            before, after = _texts(change, early.text(planned.copied_from.get(path, "")))
            lines = line_changes(path, before, after)
            if code == TOGETHER:
                lines = [line for line in lines if line not in alone[path]]
            alone[path].update(lines)
            one.lines += len(lines)
            for line in lines:
                why = contradiction(line, before, after, later)
                if why is not None:
                    one.examples.append(f"{' + '.join(sorted(planned.codes[path]))} {line}: later {why}")


def _texts(change: Change, copied: str) -> tuple[str, str]:
    """Return the old and the new text of a file.

    A new file states nothing that the page it is a copy of does not state.
    """
    before = copied if change.before is None else change.before.decode(errors="replace")
    return before, change.after.decode(errors="replace")


def score_table(scores: Mapping[str, RuleScore], examples: int) -> str:
    """Return the scores as a Markdown table, and so many examples of each rule that was contradicted."""
    lines = ["| rule | safe lines | contradicted | share |", "|---|---:|---:|---:|"]
    lines += [f"| {one.code} | {one.lines:,} | {len(one.examples):,} | {one.share:.4f} |" for one in scores.values()]
    for one in scores.values():
        lines += ["", *(f"- {example}" for example in one.examples[:examples])] if one.examples else []
    return "\n".join(lines) + "\n"
