"""What every defect is made with: pages taken apart into lines, and a defect as the files it changes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.corpus.plan import Plan, Story, mix

FRONT_DAYS = 4
"""The last days, which the site's front page speaks of, are left alone."""

_ENTRY = re.compile(r"(?P<number>\d+)\. \[(?P<text>[^\]]*)\]\((?P<target>[^)]*)\)(?P<rest>.*)\Z", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Defect:
    """A change to the archive that a rule must notice."""

    path: str
    """The page that the finding is about."""
    changed: Mapping[str, bytes | None]
    """New contents of files; `None` for one that is taken away."""
    line: int | None = None
    """Where on the page, 1-based; `None` where no one line is to blame."""
    side_effects: tuple[tuple[str, str], ...] = ()
    """Codes and paths of what else must be reported because of it."""
    touched: tuple[str, ...] = ()
    """Pages that it rests on: another defect must leave them alone."""


@dataclass
class Entry:
    """One entry of a list, in the form `1. [text](target) rest`."""

    line: int
    """Position in the page's lines, from 0."""
    number: int
    text: str
    target: str
    rest: str

    def __str__(self) -> str:
        return f"{self.number}. [{self.text}]({self.target}){self.rest}"


@dataclass
class Lines:
    """A page as lines without their endings; the last is empty where the page ends with a newline."""

    lines: list[str]

    def find(self, beginning: str) -> int:
        """Position of the first line that begins so, or -1."""
        return next((at for at, line in enumerate(self.lines) if line.startswith(beginning)), -1)

    def entries(self, heading: str) -> list[Entry]:
        """The entries under a heading."""
        at = self.find(heading)
        found: list[Entry] = []
        if at < 0:
            return found
        for line in range(at + 2, len(self.lines)):
            entry = _ENTRY.match(self.lines[line])
            if entry is None:
                break
            found.append(Entry(line, int(entry["number"]), entry["text"], entry["target"], entry["rest"]))
        return found

    def put(self, entry: Entry) -> None:
        """Write an entry back to its line."""
        self.lines[entry.line] = str(entry)

    def block(self, heading: str) -> tuple[int, int]:
        """Positions of a section's heading and of the blank line after its last entry."""
        at = self.find(heading)
        return at, at + 2 + len(self.entries(heading))

    def put_summary(self, text: str) -> int:
        """Give the page a summary, or another one; the line's number, 1-based."""
        at = self.find("# ") + 2
        self.lines[at] = text
        return at + 1

    def encode(self) -> bytes:
        """The page's bytes."""
        return "\n".join(self.lines).encode()


class PageTakenError(Exception):
    """A page has something to do with another defect."""


@dataclass
class Bench:
    """A generated archive on disk, and which of its pages a defect has been put into."""

    root: str
    seed: int
    used: set[str] = field(default_factory=set, kw_only=True)

    def read(self, path: str) -> bytes | None:
        """A page's bytes, `None` where there is none. Raises `PageTakenError` for one that has a defect already."""
        if path in self.used:
            raise PageTakenError(path)
        try:
            with open(os.path.join(self.root, path), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def lines(self, path: str) -> Lines:
        """A page taken apart. Raises `PageTakenError` for one that has a defect already."""
        return Lines((self.read(path) or b"").decode().split("\n"))

    def pick(self, number: int, *options: str) -> str:
        """One of some variants, always the same for the same number and seed."""
        return options[mix(number, self.seed + 99) % len(options)]


@dataclass
class Site(Bench):
    """A generated news archive on disk."""

    plan: Plan

    def related_heading(self, story: Story) -> str:
        """The heading of a story's Related section."""
        return self.plan.generation(story.day).related_heading

    def source_heading(self, story: Story) -> str:
        """The heading of a story's Source section."""
        return self.plan.generation(story.day).source_heading

    def related(self, story: Story) -> tuple[Lines, list[Entry]]:
        """A story's page and its related links."""
        page = self.lines(story.path)
        return page, page.entries(self.related_heading(story))

    def sources(self, story: Story) -> tuple[Lines, list[Entry]]:
        """A story's page and its sources, cover image included."""
        page = self.lines(story.path)
        return page, page.entries(self.source_heading(story))

    def choose(self, story: Story, *options: str) -> str:
        """One of some variants, always the same for the same story and seed."""
        return self.pick(story.number, *options)

    def with_twin(self, day: int, page: Lines) -> dict[str, bytes | None]:
        """New contents of a day's index and of its twin alike."""
        return {self.plan.index(day): page.encode(), self.plan.twin(day): page.encode()}

    def previous_index(self, story: Story) -> str:
        """Path of the index of the day before a story's."""
        return self.plan.index(story.day - 1)


Recipe = Callable[[Site, Story], Defect | None]
"""Makes a defect of a story, its page or its day's index; `None` where this story does not lend itself to it."""


def on_page(story: Story, page: Lines, line: int | None = None, *, touched: Sequence[str] = ()) -> Defect:
    """A defect of a story's own page alone."""
    return Defect(path=story.path, changed={story.path: page.encode()}, line=line, touched=tuple(touched))
