"""The archive at one commit: its stories, what its indexes list, and the damage that is on its pages."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

Damage = Callable[[str], str]
"""Makes of a page's right text the text that is there until the damage is put right."""
Entry = tuple[str, str]
"""Text and target: a link, by the path it leads to; a source, by its URL."""

INDEXES = ("index.md", "README.md")
_STORY = "### [{date}](/{index})\n\n# {title}\n\n{summary}\n\n\n### Source:\n\n{sources}\n\n### Related:\n\n{related}"


class Story(NamedTuple):
    """A page of a story."""

    path: str
    title: str
    heading: dt.date
    """The day that its date heading names."""
    topic: str
    summary: str
    sources: tuple[Entry, ...]
    related: tuple[Entry, ...]


class State:
    """An archive that changes; `touched` are the pages that may have changed since it was last emptied."""

    def __init__(self) -> None:
        self.stories: dict[str, Story] = {}
        self.listed: dict[dt.date, tuple[Entry, ...]] = {}
        self.damage: dict[str, Damage] = {}
        self.misplaced: dict[str, str] = {}
        """Paths at which pages are, by those at which they should be."""
        self.touched: set[str] = set()

    def copy(self) -> State:
        """Return a state that can go its own way: a branch."""
        other = State()
        other.stories, other.listed, other.damage = dict(self.stories), dict(self.listed), dict(self.damage)
        other.misplaced = dict(self.misplaced)
        return other

    def put(self, story: Story) -> None:
        """Write or replace a story."""
        self.stories[story.path] = story
        self.touched.add(story.path)

    def remove(self, path: str) -> None:
        """Delete a story, if it is there."""
        self.stories.pop(path, None)
        self.damage.pop(path, None)
        self.touched.add(path)

    def list(self, day: dt.date, entries: Iterable[Entry]) -> None:
        """Let the index of a day and its twin list these entries."""
        if day not in self.listed:
            after = [other for other in sorted(self.listed) if other > day]
            self._touch_indexes(after[:1])
        self.listed[day] = tuple(entries)
        self._touch_indexes([day])

    def spoil(self, path: str, damage: Damage | None) -> None:
        """Damage a page, or put it right with `None`."""
        if damage is None:
            self.damage.pop(path, None)
        else:
            self.damage[path] = damage
        self.touched.add(path)

    def misplace(self, path: str, there: str | None) -> None:
        """Let a page be at another path, or at its own with `None`."""
        self.touched |= {path, self.misplaced.pop(path, path)}
        if there is not None:
            self.misplaced[path] = there
            self.touched.add(there)

    def files(self) -> Iterator[tuple[str, str | None]]:
        """Yield the texts of the touched files, `None` for a missing one, and forget that they were touched."""
        meant = {there: path for path, there in self.misplaced.items()}
        self.touched |= {there for there, path in meant.items() if path in self.touched}
        for path in sorted(self.touched):
            yield path, None if path in self.misplaced else self.text(meant.get(path, path))
        self.touched.clear()

    def text(self, path: str) -> str | None:
        """Return the text of a page; `None` if it does not exist or is empty."""
        text = self.right_text(path)
        return None if text is None else self.damage.get(path, str)(text) or None

    def right_text(self, path: str) -> str | None:
        """Return the right text of a page."""
        if path.rpartition("/")[2] in INDEXES:
            day = day_of(path)
            return self._index_text(day) if day in self.listed else None
        story = self.stories.get(path)
        return None if story is None else _story_text(story)

    def relink(self, old: str, new: Entry | None) -> None:
        """Let all related links to one page lead to another, or take them away."""
        for story in list(self.stories.values()):
            if any(target == old for _, target in story.related):
                kept = [new if entry[1] == old else entry for entry in story.related]
                self.put(story._replace(related=tuple(entry for entry in kept if entry is not None)))

    def _touch_indexes(self, days: Iterable[dt.date]) -> None:
        self.touched |= {f"{folder(day)}/{name}" for day in days for name in INDEXES}

    def _index_text(self, day: dt.date) -> str:
        parts = [f"## [{written(day)}](/{index_of(day)})\n\n"]
        for title, path in self.listed[day]:
            story = self.stories.get(path)
            parts.append(f"### [{title}](/{path})\n{story.summary if story else 'More follows.'}\n\n")
        days = sorted(self.listed)
        at = bisect_left(days, day)
        if at:
            parts.append(f"## [Previous Day...](/{index_of(days[at - 1])})\n\n")
        return "".join(parts)


def folder(day: dt.date) -> str:
    """Return the path of a day's folder: month padded, day not."""
    return f"news/{day.year}/{day.month:02}/{day.day}"


def index_of(day: dt.date) -> str:
    """Return the path of a day's index."""
    return f"{folder(day)}/index.md"


def day_of(path: str) -> dt.date:
    """Return the day in whose folder a page lies."""
    year, month, day = path.split("/")[1:4]
    return dt.date(int(year), int(month), int(day))


def written(day: dt.date) -> str:
    """Return a day as headings write it."""
    return f"{day.year}-{day.month:02}-{day.day}"


def _story_text(story: Story) -> str:
    return _STORY.format(
        date=written(story.heading),
        index=index_of(story.heading),
        title=story.title,
        summary=story.summary,
        sources=_numbered(f"[{name}]({url})\n" for name, url in story.sources),
        related=_numbered(f"[{title}](/{path}) _Context: {story.topic}_\n" for title, path in story.related),
    )


def _numbered(entries: Iterable[str]) -> str:
    return "".join(f"{number}. {entry}" for number, entry in enumerate(entries, start=1))
