"""Writes a synthetic history with one `git fast-import`: a process per commit would take minutes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

from benchmarks.history.repository import run_git
from benchmarks.history.synthetic.damage import INDEX
from benchmarks.history.synthetic.events import Editors, Event, Step
from benchmarks.history.synthetic.state import State, index_of

LEAST_COMMITS = 40
"""Fewer would leave no room for damage between its beginning and its end."""

_FIRST_SECOND = 1_400_000_000
_SECONDS_APART = 7_200
_SHARE_OF_REPAIRS = 0.12
"""Share of the commits, at the end, that only correct what is still wrong."""
_MAIN, _TOPIC = "refs/heads/main", "refs/heads/topic"


def write_history(folder: str, *, commits: int, seed: int) -> None:
    """Write a bare repository of exactly so many commits to a new folder; the same arguments, the same commits.

    Raises `ValueError` for fewer than `LEAST_COMMITS`, and `HistoryError` where git refuses.
    """
    if commits < LEAST_COMMITS:
        raise ValueError(f"a history has at least {LEAST_COMMITS} commits, not {commits}")
    os.makedirs(folder)
    run_git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    run_git(folder, "fast-import", "--quiet", given=b"".join(_Stream(commits, Random(seed)).commands()))


class _Line:
    """A line of development: what its pages are, and what git was told of them."""

    def __init__(self, reference: str, state: State, files: dict[str, str], tip: int) -> None:
        self.reference = reference
        self.state = state
        self.files = files
        self.tip = tip
        """Mark of its last commit; 0 before the first."""

    def changes(self) -> Iterator[str]:
        """Yield commands for the files touched since the last call."""
        for path, text in self.state.files():
            if text == self.files.get(path):
                continue
            if text is None:
                del self.files[path]
                yield f"D {path}\n"
            else:
                self.files[path] = text
                yield f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"


class _Stream:
    def __init__(self, commits: int, random: Random) -> None:
        self._commits = commits
        self._random = random
        self._editors = Editors(random)
        self._main = _Line(_MAIN, State(), {}, 0)
        self._topic: _Line | None = None
        self._topic_events: list[Event] = []
        self._open: list[tuple[int, int, Step, frozenset[str]]] = []
        """Steps still to do: when, a number that settles ties, what, and the pages it keeps busy."""
        self._mark = 0

    def commands(self) -> Iterator[bytes]:
        """Yield the commands for `git fast-import`."""
        for _ in range(10 + self._commits // 20):
            self._begin(self._editors.publish(self._main.state))
        yield self._commit(self._main)
        last_event = int(self._commits * (1 - _SHARE_OF_REPAIRS))
        while self._mark < self._commits - 1:
            yield self._next(is_quiet=self._mark >= last_event)
        self._settle()
        yield self._commit(self._main)

    def _next(self, *, is_quiet: bool) -> bytes:
        if self._topic is not None and (is_quiet or len(self._topic_events) == 3):
            return self._merge(self._topic)
        if self._topic is not None and self._random.random() < 0.4:
            self._topic_events.append(self._editors.publish(self._topic.state))
            self._topic_events[-1].now(self._topic.state)
            return self._commit(self._topic)
        if self._topic is None and not is_quiet and self._random.random() < 0.08:
            self._topic = _Line(_TOPIC, self._main.state.copy(), dict(self._main.files), self._main.tip)
        self._go_on(len(self._open) if self._mark >= self._commits - 2 else 6 if is_quiet else 2, is_quiet=is_quiet)
        if not is_quiet:
            self._begin(self._editors.next_event(self._main.state))
        return self._commit(self._main)

    def _begin(self, event: Event) -> None:
        event.now(self._main.state)
        for step in event.later:
            due = self._mark + self._random.randint(1, 12 + self._commits // 8)
            self._open.append((due, len(self._open) + self._mark * 1000, step, event.busy))
        if event.later:
            self._editors.busy |= event.busy
        self._open.sort(key=lambda each: each[:2])

    def _go_on(self, most: int, *, is_quiet: bool) -> None:
        """Do some of the steps that are due; `is_quiet` for those that are not due yet, too."""
        while self._open and most and (is_quiet or self._open[0][0] <= self._mark):
            most -= 1
            _, _, step, busy = self._open.pop(0)
            step(self._main.state)
            if not any(each[3] == busy for each in self._open):
                self._editors.busy -= busy

    def _merge(self, topic: _Line) -> bytes:
        for event in self._topic_events:
            self._begin(event)
        if self._random.random() < 0.4:
            self._begin(self._conflict())
        self._topic, self._topic_events = None, []
        return self._commit(self._main, merged=topic.tip)

    def _conflict(self) -> Event:
        """Return the merge leaves its marks in an index."""
        index = index_of(max(self._main.state.listed))
        damage = INDEX["entry in conflict"]
        return Event(
            lambda there: there.spoil(index, damage), (lambda there: there.spoil(index, None),), frozenset({index})
        )

    def _settle(self) -> None:
        """Do all that is left, and remove links to pages that are gone."""
        state = self._main.state
        self._go_on(len(self._open), is_quiet=True)
        for path in list(state.damage):
            state.spoil(path, None)
        for story in list(state.stories.values()):
            kept = tuple(entry for entry in story.related if entry[1] in state.stories)
            state.put(story._replace(related=kept))
        for day, entries in list(state.listed.items()):
            state.list(day, [entry for entry in entries if entry[1] in state.stories])

    def _commit(self, line: _Line, merged: int | None = None) -> bytes:
        self._mark += 1
        second = _FIRST_SECOND + self._mark * _SECONDS_APART
        parts = [
            f"commit {line.reference}\nmark :{self._mark}\n",
            f"committer Ada <ada@archive.example> {second} +0000\ndata 1\nx\n",
            f"from :{line.tip}\n" if line.tip else "",
            f"merge :{merged}\n" if merged else "",
            *line.changes(),
            "\n",
        ]
        line.tip = self._mark
        return "".join(parts).encode()
