"""The work of editors on an archive, commit by commit. Much of it is done by halves, and the rest follows later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from benchmarks.corpus.editions import EDITIONS
from benchmarks.history.synthetic.damage import INDEX, STORY
from benchmarks.history.synthetic.state import INDEXES, Damage, Entry, State, Story, day_of, folder

Step = Callable[[State], None]
"""One commit's work."""

_EDITION = EDITIONS["en"]
_FIRST_DAY = dt.date(2014, 1, 1)
_TOPICS = 12
_MOST_RELATED = 6


class Event(NamedTuple):
    """Something that begins in one commit and ends in later ones."""

    now: Step
    later: tuple[Step, ...] = ()
    """Later steps, in any order, each in a commit of its own."""
    busy: frozenset[str] = frozenset()
    """Pages that nothing else may happen to until all of it is done."""


class Editors:
    """Those who write the archive: what they do next depends on the seed alone."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._day = _FIRST_DAY
        self._number = 0
        self.busy: set[str] = set()

    def next_event(self, state: State) -> Event:
        """Return the next event on the main branch."""
        kind = self._random.choices(
            (self.publish, self._retitle, self._correct_title, self._correct_day, self._delete, self._damage),
            weights=(38, 9, 4, 7, 4, 38),
        )[0]
        return kind(state)

    def publish(self, state: State) -> Event:
        """Return some new stories of a day: listed at once or, now and then, in a later commit."""
        self._day += dt.timedelta(days=self._random.choice((0, 0, 1, 1, 1, 2)))
        day = self._day
        if self._random.random() < 0.1:
            day -= dt.timedelta(days=self._random.randint(1, 5))
        stories = [self._new_story(state, day) for _ in range(self._random.choice((1, 1, 2, 3)))]
        entries = [(story.title, story.path) for story in stories]

        def write(there: State) -> None:
            for story in stories:
                there.put(story)

        def list_them(there: State) -> None:
            _list(there, day, entries)

        if self._random.random() < 0.2 and day in state.listed:
            return _event([write], [list_them], *(path for _, path in entries))
        misplaced = self._misplaced(state, stories) if self._random.random() < 0.15 else {}

        def misplace(there: State) -> None:
            for path, place in misplaced.items():
                there.misplace(path, place)

        def put_right(there: State) -> None:
            for path in misplaced:
                there.misplace(path, None)

        later = [put_right] if misplaced else []
        return _event([write, list_them, misplace], later, *misplaced)

    def _misplaced(self, state: State, stories: Sequence[Story]) -> dict[str, str]:
        """Return the wrong paths of files of a new day: with another ending, in another folder."""
        path, day = stories[0].path, stories[0].heading
        if day.day < 10 and day not in state.listed and self._random.random() < 0.3:
            paths = [*(story.path for story in stories), *(f"{folder(day)}/{name}" for name in INDEXES)]
            return {each: each.replace(f"/{day.day}/", f"/0{day.day}/") for each in paths}
        if self._random.random() < 0.5:
            return {path: path.replace(".md", self._random.choice((".MD", ".markdown", ".md.txt")))}
        other = self._random.choice(sorted(state.listed)[-5:]) if state.listed else day
        return {path: path.replace(folder(day), folder(other))} if other != day else {}

    def _retitle(self, state: State) -> Event:
        """Return a new headline and with it a new page; the old one is left over or moved."""
        story = self._any_story(state)
        return (
            self.publish(state)
            if story is None
            else self._move(state, story, self._retitled(story.title), day_of(story.path))
        )

    def _correct_day(self, state: State) -> Event:
        """Return the story happened on another day: its page moves there."""
        story = self._any_story(state)
        days = [] if story is None else sorted(set(state.listed) - {day_of(story.path)})
        if story is None or not days:
            return self.publish(state)
        near = sorted(days, key=lambda day: abs(day - day_of(story.path)))[:6]
        return self._move(state, story, story.title, self._random.choice(near))

    def _move(self, state: State, story: Story, title: str, day: dt.date) -> Event:
        heading_follows = self._random.random() < 0.5
        new = story._replace(path=_path(day, title), title=title, heading=day if heading_follows else story.heading)
        if new.path in state.stories:
            return self.publish(state)
        old, entry, old_day = story.path, (title, new.path), day_of(story.path)
        is_left_over, is_listed, are_linked = (self._random.random() < share for share in (0.6, 0.6, 0.3))
        says_new_day = is_left_over and self._random.random() < 0.3

        def move(there: State) -> None:
            there.put(new)
            if not is_left_over:
                there.remove(old)
            elif says_new_day:
                there.put(story._replace(heading=day))

        def list_it(there: State) -> None:
            _replace_entry(there, old_day, old, entry, day)

        def link_it(there: State) -> None:
            there.relink(old, entry)

        def finish(there: State) -> None:
            there.remove(old)
            if new.path in there.stories:
                there.put(there.stories[new.path]._replace(heading=day))

        steps = {move: True, list_it: is_listed, link_it: are_linked, finish: False}
        later = [step for step, is_now in steps.items() if not is_now]
        return _event([step for step, is_now in steps.items() if is_now], later, old, new.path)

    def _correct_title(self, state: State) -> Event:
        """Return a small correction of a headline, after which its file name still fits."""
        story = self._any_story(state)
        if story is None:
            return self.publish(state)
        path, title = story.path, story.title.replace(", says the", ": says the")

        def correct(there: State) -> None:
            there.put(there.stories[path]._replace(title=title))

        def list_it(there: State) -> None:
            _replace_entry(there, day_of(path), path, (title, path), day_of(path))

        return _event([correct], [list_it, lambda there: there.relink(path, (title, path))], path)

    def _delete(self, state: State) -> Event:
        """Return a story goes, its index entry and the links to it with it or later."""
        story = self._any_story(state)
        if story is None:
            return self.publish(state)
        path, day = story.path, day_of(story.path)
        steps: list[Step] = [
            lambda there: there.list(day, (each for each in there.listed[day] if each[1] != path)),
            lambda there: there.relink(path, None),
        ]
        split = self._random.randint(0, 2)
        return _event([lambda there: there.remove(path), *steps[:split]], steps[split:], path)

    def _damage(self, state: State) -> Event:
        """Pages lose something; an index more rarely, and then itself, its twin or both."""
        is_of_stories = self._random.random() < 0.7
        paths, damage = self._damaged_stories(state) if is_of_stories else self._damaged_index(state)
        if not paths or self.busy.intersection(paths):
            return self.publish(state)

        def set_damage(there: State, damage: Damage | None) -> None:
            for path in paths:
                there.spoil(path, damage)

        return _event([lambda there: set_damage(there, damage)], [lambda there: set_damage(there, None)], *paths)

    def _damaged_stories(self, state: State) -> tuple[list[str], Damage]:
        """Return pages that a script damages, all in the same way."""
        stories = [self._any_story(state) for _ in range(self._random.choice((1, 1, 2, 5)))]
        return sorted({story.path for story in stories if story}), STORY[self._random.choice(sorted(STORY))]

    def _damaged_index(self, state: State) -> tuple[list[str], Damage]:
        day = self._random.choice(sorted(state.listed))
        names = self._random.choice((INDEXES, INDEXES, INDEXES[:1], INDEXES[1:]))
        paths = [f"{folder(day)}/{name}" for name in names if len(state.listed[day]) > 1]
        if paths and self._random.random() < 0.3:
            # One of the two is left as it is now while the other goes on.
            now = state.right_text(paths[0]) or ""
            return paths[:1], lambda _: now
        return paths, INDEX[self._random.choice(sorted(INDEX))]

    def _any_story(self, state: State) -> Story | None:
        """Return a story by chance; `None` where something is going on with it, or its day has no other."""
        story = state.stories[self._random.choice(sorted(state.stories))]
        is_alone = len(state.listed[day_of(story.path)]) < 2
        return None if story.path in self.busy or is_alone else story

    def _new_story(self, state: State, day: dt.date) -> Story:
        self._number += 1
        topic = _EDITION.words.topics[self._random.randrange(_TOPICS)]
        known = [each for each in state.stories.values() if each.topic == topic and each.path not in self.busy]
        title, number = self._title(), self._number
        outlets = self._random.sample(_EDITION.words.outlets, 2)
        return Story(
            path=_path(day, title),
            title=title,
            heading=day,
            topic=topic,
            summary=self._random.choice(_EDITION.words.summaries[:4]),
            sources=tuple((name, f"http://{host}/{day:%Y/%m/%d}/world/{number}77.html") for name, host in outlets),
            related=tuple((each.title, each.path) for each in reversed(known[-_MOST_RELATED:])),
        )

    def _retitled(self, title: str) -> str:
        """Return a title with another circumstance, another predicate or both."""
        words = _EDITION.words
        both = (words.circumstances, words.predicates)
        for phrases in self._random.choice((both[:1], both[:1], both[1:], both)):
            old = next((phrase.shown for phrase in phrases if f" {phrase.shown}" in title), "")
            title = title.replace(old, self._random.choice(phrases).shown) if old else title
        return title

    def _title(self) -> str:
        words = _EDITION.words
        subject, predicate, circumstance, town = (
            self._random.choice([phrase for phrase in phrases if phrase.shown == phrase.raw])
            for phrases in (words.subjects, words.predicates, words.circumstances, words.towns)
        )
        return f'{subject.shown} {predicate.shown} {circumstance.shown}, says the "{town.shown} Star"'


def _event(now: Sequence[Step], later: Sequence[Step], *busy: str) -> Event:
    def all_of(there: State) -> None:
        for step in now:
            step(there)

    return Event(all_of, tuple(later), frozenset(busy))


def _path(day: dt.date, title: str) -> str:
    return f"{folder(day)}/{_EDITION.slug(title)}.md"


def _list(state: State, day: dt.date, entries: list[Entry]) -> None:
    """Add entries to an index; one that is there keeps its place."""
    known = state.listed.get(day, ())
    state.list(day, (*known, *(entry for entry in entries if entry not in known)))


def _replace_entry(state: State, old_day: dt.date, old: str, entry: Entry, day: dt.date) -> None:
    if old_day == day:
        state.list(day, (entry if each[1] == old else each for each in state.listed[day]))
    else:
        state.list(old_day, (each for each in state.listed[old_day] if each[1] != old))
        _list(state, day, [entry])
