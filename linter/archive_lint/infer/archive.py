"""Guesses an archive's conventions from its pages and writes them down as an `archive-lint.toml`, with the evidence.

Paths are looked at all together, which costs nothing; of the pages only a bounded sample is read, the same one for the
same archive.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from archive_lint.archive.root import vote_on_root
from archive_lint.config.settings import ArchiveSettings
from archive_lint.files.read import UnreadablePageError
from archive_lint.infer.sections import Guess, SectionGuesses, printable
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout, existing_day
from archive_lint.model.page import PageFacts
from archive_lint.model.patterns.names import LONGEST_PATTERN

MOST_STORIES = 350
MOST_INDEXES = 150
"""Together as many pages as are read in a third of a second; enough that one in a hundred is seen."""

_DATED = re.compile(
    r"(?P<before>(?:[^/]+/)*?(?:[^/\d]*-)?)(?P<year>(?:19|20)\d\d)(?P<first>[-/._]?)(?P<month>\d{1,2})"
    r"(?P<second>[-/._]?)(?P<day>\d{1,2})\Z"
)
_KNOWN_INDEXES = ("index.md", "_index.md", "README.md", "readme.md", "Index.md")
_UNUSABLE = re.compile(r"[{}\\:\x00-\x1f\x7f-\x9f]")
"""What no story pattern can have in it."""
_LONGEST_BEFORE = LONGEST_PATTERN - 100
"""Characters before the year: what stands after them in a story pattern takes less than a hundred."""
_PREFIX = re.compile(r"(?:/[^/\s?#.][^/\s?#]*)*\Z")
_TWO_DIGITS = 10
_FEW_DAYS = 3
_SHARE_OF_A_CONVENTION = 0.5
"""A file name that more than half of the days have is an index's."""

_DEEPEST_PREFIX = 5


class Inferred(Struct, frozen=True):
    """A guess at an archive's conventions."""

    text: str
    """An `archive-lint.toml`."""
    notes: tuple[str, ...]
    """What a person should look at: for the terminal, one line each."""


def infer(root: str, pages: Sequence[str], read: Callable[[str], bytes]) -> Inferred:
    """Guess the conventions of an archive from the paths of all its pages and what a sample of them says.

    `root` is the archive's folder, in which the file will lie; only its name is used. `read` may raise
    `UnreadablePageError` or `OSError`: such a page is passed over.
    """
    return _Inference(sorted(pages), read).run(root)


_AT_THE_TOP = Guess("root", ".", "The archive is this folder.")


class _Inference:
    def __init__(self, pages: Sequence[str], read: Callable[[str], bytes], root: Guess = _AT_THE_TOP) -> None:
        self.pages = pages
        self.read = read
        self.root = root
        self.notes: list[str] = []
        self.layout = Layout()

    def run(self, root: str) -> Inferred:
        story = self._story()
        self._index_names()
        stories = list(self._facts(_spread([path for path in self.pages if self._is_story(path)], MOST_STORIES)))
        below = self._below(stories)
        if below is not None:
            return below.run(root)
        index = self._index(stories)
        indexes = list(self._facts(_spread([path for path in self.pages if self._is_index(path)], MOST_INDEXES)))
        name = printable(os.path.basename(os.path.abspath(root))) or "this archive"
        lines = [
            f"# Inferred from the pages of {name}: look it over, then keep it in git.",
            f"# Pages: {len(self.pages):,}. Read of them: {len(stories):,} as stories, {len(indexes):,} as indexes.",
            "",
            "[archive]",
            *(self.root.lines() if self.root is not _AT_THE_TOP else ['root = "."']),
        ]
        for guess in (story, *index, self._site_prefix([*stories, *indexes]), self._previous_day(indexes)):
            lines.extend(guess.lines())
        for key, guesses in SectionGuesses(stories, self.notes).tables():
            lines += ["", f"[sections.{key}]"]
            for guess in guesses:
                lines.extend(guess.lines())
        lines += ["", "[lint]", 'select = ["ALL"]', ""]
        return Inferred("\n".join(lines), tuple(printable(note) for note in self.notes))

    def _below(self, stories: Sequence[PageFacts]) -> _Inference | None:
        """Return the inference about the archive in a folder below, where site-absolute links start from there."""
        known = set(self.pages)
        votes = vote_on_root(stories, self.layout.top_folder, known.__contains__)
        if votes is None or self.root is not _AT_THE_TOP:
            return None
        before = f"{votes.folder}/"
        evidence = (
            f"{votes.inside:,} links that begin with '/' lead to pages from there, and {votes.here:,} from this folder."
        )
        return _Inference(
            [path.removeprefix(before) for path in self.pages if path.startswith(before)],
            lambda path: self.read(before + path),
            Guess("root", votes.folder, evidence),
        )

    def _story(self) -> Guess:
        shapes: Counter[tuple[str, str, str]] = Counter()
        digits: dict[tuple[str, str, str], Counter[str]] = {}
        for path in self.pages:
            dated = _DATED.match(path.rpartition("/")[0])
            if dated is None or existing_day(dated) is None or _UNUSABLE.search(dated["before"]):
                continue
            # As in `2014/2014-05-23`.
            before = f"/{dated['before']}".replace(f"/{dated['year']}/", "/{year}/")[1:]
            if len(before) > _LONGEST_BEFORE:
                continue
            shape = (before, dated["first"], dated["second"])
            shapes[shape] += 1
            seen = digits.setdefault(shape, Counter())
            for part in ("month", "day"):
                if int(dated[part]) < _TWO_DIGITS:
                    seen[f"{part}{len(dated[part])}"] += 1
        if not shapes:
            self.notes.append("no folders named by dates were found: set archive.story by hand")
            return Guess("story", self.layout.story[0], "No folders named by dates were found: this is the default.")
        shape, count = min(shapes.items(), key=lambda item: (-item[1], item[0]))
        before, first, second = shape
        fields = {}
        for part in ("month", "day"):
            long, short = digits[shape][f"{part}2"], digits[shape][f"{part}1"]
            # Fields that touch can only be told apart when they are padded.
            is_padded = long > short or not (first and second)
            fields[part] = f"{{{part}:02}}" if is_padded else f"{{{part}}}"
            if long and short:
                self.notes.append(f"{part}s under ten have a zero before them in {long:,} paths and none in {short:,}")
        story = f"{before}{{year}}{first}{fields['month']}{second}{fields['day']}/{{slug}}.md"
        self.layout = Layout(story=(story,))
        others = sum(shapes.values()) - count
        if others:
            self.notes.append(f"{others:,} pages lie in other folders named by dates, and are taken for no stories")
        return Guess("story", story, f"{count:,} of {len(self.pages):,} pages lie in such folders.")

    def _index_names(self) -> None:
        """File names that day folders have in common are those of indexes and their twins."""
        names: Counter[str] = Counter()
        days: set[str] = set()
        for path in self.pages:
            folder, _, name = path.rpartition("/")
            if name.endswith(".md") and self.layout.is_in_day_folder(path) and printable(name) == name:
                days.add(folder)
                names[name] += 1
        common = sorted(name for name in names if name in _KNOWN_INDEXES)
        if not common and len(days) > _FEW_DAYS:
            common = sorted(name for name, count in names.items() if count > len(days) * _SHARE_OF_A_CONVENTION)
        common.sort(key=lambda name: -names[name])
        self.index_counts = {name: names[name] for name in common}
        self.days = len(days)
        if common:
            self.layout = msgspec.structs.replace(self.layout, index=common[0], twins=tuple(common[1:]))

    def _index(self, stories: Sequence[PageFacts]) -> list[Guess]:
        """Of the names that indexes have, stories link to the original."""
        linked = Counter(
            facts.date_heading.link.target.rpartition("/")[2]
            for facts in stories
            if facts.date_heading is not None and facts.date_heading.link is not None
        )
        counts = self.index_counts
        if not counts:
            name = next((name for name, _ in linked.most_common(1) if name.endswith(".md")), self.layout.index)
            self.layout = msgspec.structs.replace(self.layout, index=name, twins=())
            self.notes.append("no day has an index")
            return [Guess("index", name, "No day has an index."), Guess("twins", (), "None was found.")]
        order = [*_KNOWN_INDEXES, *counts]
        index = min(counts, key=lambda name: (-linked[name], order.index(name)))
        twins = tuple(name for name in counts if name != index)
        self.layout = msgspec.structs.replace(self.layout, index=index, twins=twins)
        found = f"Days that have one: {counts[index]:,} of {self.days:,}"
        return [
            Guess("index", index, f"{found}; stories read that link to it: {linked[index]:,}."),
            Guess("twins", twins, "; ".join(f"{counts[name]:,} {name}" for name in twins) or "None was found."),
        ]

    def _is_story(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return name not in self.layout.index_names and self.layout.story_match(path) is not None

    def _is_index(self, path: str) -> bool:
        return path.rpartition("/")[2] == self.layout.index and self.layout.is_in_day_folder(path)

    def _facts(self, paths: Iterable[str]) -> Iterator[PageFacts]:
        for path in paths:
            try:
                source = self.read(path)
            except (UnreadablePageError, OSError):
                continue
            facts = parse(path, source, self.layout).facts
            if not facts.damaged:
                yield facts

    def _site_prefix(self, sample: Sequence[PageFacts]) -> Guess:
        prefixes: Counter[str] = Counter()
        for facts in sample:
            for link in facts.all_links():
                prefix = _prefix(link.target, self.layout)
                if prefix is not None:
                    prefixes[prefix] += 1
        if not prefixes:
            return Guess("site-prefix", "", "No page read links to another by a path from the site's root.")
        prefix, count = min(prefixes.items(), key=lambda item: (-item[1], item[0]))
        if len(prefixes) > 1:
            others = ", ".join(f"{one or 'none'} ({many:,})" for one, many in prefixes.most_common(3) if one != prefix)
            self.notes.append(f"links between pages begin with {prefix or 'no prefix'} ({count:,}), and with {others}")
        return Guess("site-prefix", prefix, f"{count:,} of {prefixes.total():,} links between the pages read are so.")

    def _previous_day(self, indexes: Sequence[PageFacts]) -> Guess:
        """Only an index whose eve is not a day of the archive tells the two conventions apart."""
        folders = {path.rpartition("/")[0] for path in self.pages}
        days = sorted({day for folder in folders if (day := self._day(folder)) is not None})
        votes: Counter[str] = Counter()
        for facts in indexes:
            link = facts.previous_day.link if facts.previous_day is not None else None
            if link is None or facts.date is None:
                continue
            linked = self._linked_day(link.target)
            before = bisect_left(days, facts.date)
            nearest = days[before - 1] if before else None
            eve = facts.date - dt.timedelta(days=1) if facts.date > dt.date.min else None
            if nearest != eve and linked is not None:
                votes["calendar" if linked == eve else "existing" if linked == nearest else "other"] += 1
        calendar, existing = votes["calendar"], votes["existing"]
        if not calendar and not existing:
            default = ArchiveSettings().previous_day
            return Guess("previous-day", default, "No index read tells: this is the default.")
        meant = "calendar" if calendar > existing else "existing"
        return Guess(
            "previous-day",
            meant,
            f"Across a gap, {existing:,} indexes link to the day before it and {calendar:,} into it.",
        )

    def _day(self, folder: str) -> dt.date | None:
        return self.layout.day_of_folder(folder)

    def _linked_day(self, target: str) -> dt.date | None:
        prefix = _prefix(target, self.layout)
        return self._day(target[len(prefix) + 1 :].rpartition("/")[0]) if prefix is not None else None


def _prefix(target: str, layout: Layout) -> str | None:
    """What stands before a page's path in a site-absolute link; `None` for a link that names no page of a day."""
    if not target.startswith("/") or target.startswith("//"):
        return None
    at = 0
    for _ in range(_DEEPEST_PREFIX):
        if layout.story_match(target[at + 1 :]):
            return target[:at] if _PREFIX.match(target[:at]) else None
        at = target.find("/", at + 1)
        if at < 0:
            break
    return None


def _spread(paths: Sequence[str], most: int) -> Sequence[str]:
    """Some of many, as far apart as can be."""
    if len(paths) <= most:
        return paths
    return [paths[number * len(paths) // most] for number in range(most)]
