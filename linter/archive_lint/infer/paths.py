"""Infers the paths of stories, by votes over the paths of all pages."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from archive_lint.infer.path_shape import MONTH, WHOLE_DAY, YEAR, Shape, dated_shape
from archive_lint.model.patterns.path_pattern import path_regex

_TWO_DIGITS = 10
_FEWEST = 3
_SHARE_OF_A_SHAPE = 0.02
"""The share of stories that a further shape needs."""
_SHARE_OF_THE_PAGES = {WHOLE_DAY: 0.1, MONTH: 0.05, YEAR: 0.2}
"""The share of all pages that paths with a date need to be those of stories; with a whole day, a few are enough."""
_SHARE_OF_AN_ENDING = 0.02
_MOST_OF_A_FOLDER = 0.9
"""The share of the pages in one folder above which the others are not of its kind."""
_MOST_NAMES = 4
"""Factor by which more names must begin with a number than not for the numbers to be months or days."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?\Z")
_MANY_FOLDERS = 3
_NOT_PUBLISHED = frozenset({"_drafts", "drafts", "draft", "_templates", "templates", "archetypes", "node_modules"})
"""Folders whose pages are not yet stories, or never."""
ANY_FOLDER = "{*}"


class Tally(Struct):
    """The pages of one shape."""

    pages: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    """Endings, without the dot."""
    digits: Counter[str] = field(default_factory=Counter)
    """Counts of `month1`, a month of one digit that could have two, `day2`, and so on."""

    def add(self, other: Tally) -> None:
        """Add the pages of another tally."""
        self.pages += other.pages
        self.endings = self.endings + other.endings
        self.digits = self.digits + other.digits


class StoryPattern(NamedTuple):
    """A pattern of stories' paths."""

    pattern: str
    pages: int
    """Number of pages with such a path."""
    shape: Shape
    evidence: str = ""
    """The evidence besides that number."""


class PathVotes(Struct, frozen=True):
    """The patterns that the paths of all pages vote for."""

    patterns: tuple[StoryPattern, ...]
    """The patterns, commonest first; none if nothing was recognised."""
    notes: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The patterns as they are configured."""
        return tuple(each.pattern for each in self.patterns)


def vote_on_paths(pages: Sequence[str]) -> PathVotes:
    """Return the patterns of paths with a date, if they are common enough."""
    tallies = _without_numbered_names(dated_tallies(pages))
    found: list[tuple[Shape, Tally]] = []
    others = 0
    for level in (WHOLE_DAY, MONTH, YEAR):
        shapes = merged({shape: tally for shape, tally in tallies.items() if shape.level == level})
        taken = common(shapes, _pages(found))
        if not found:
            taken = taken if _is_telling(level, taken, len(pages)) else []
        else:
            # Among stories with a whole day in their path, only others in the same folders are stories too.
            folders = {shape.folders for shape, _ in found}
            taken = [(shape, tally) for shape, tally in taken if shape.folders in folders]
        if level == WHOLE_DAY:
            others = sum(tally.pages for tally in shapes.values()) - _pages(taken)
        found += taken
    notes = [note for _, tally in found for note in _notes_on_padding(tally)]
    if others:
        notes.append(f"{others:,} pages lie in other folders named by dates, and are taken for no stories")
    return PathVotes(tuple(story_pattern(shape, tally) for shape, tally in found), tuple(dict.fromkeys(notes)))


def _pages(found: Iterable[tuple[Shape, Tally]]) -> int:
    return sum(tally.pages for _, tally in found)


def _is_telling(level: int, taken: Sequence[tuple[Shape, Tally]], pages: int) -> bool:
    """Return whether shapes without more of a date are common enough among all pages to be those of stories."""
    if any(shape.is_day_folder for shape, _ in taken):
        return True
    is_share = _pages(taken) >= pages * _SHARE_OF_THE_PAGES[level]
    are_few = _pages(taken) < _FEWEST
    return is_share and not are_few if level != WHOLE_DAY else is_share or not are_few


def dated_tallies(pages: Iterable[str]) -> dict[Shape, Tally]:
    """Count the shapes of the paths that state a date."""
    tallies: dict[Shape, Tally] = {}
    for path in pages:
        stem, ending = split_ending(path)
        dated = None if is_unpublished(path) else dated_shape(stem)
        if dated is None:
            continue
        tally = tallies.setdefault(dated.shape, Tally())
        tally.pages += 1
        tally.endings[ending] += 1
        for part, digits in (("month", dated.month), ("day", dated.day)):
            if digits and int(digits) < _TWO_DIGITS:
                tally.digits[f"{part}{len(digits)}"] += 1
    return tallies


def _without_numbered_names(tallies: dict[Shape, Tally]) -> dict[Shape, Tally]:
    """Count `2014/10-things` as a name in a folder of 2014, unless most names there begin with a number.

    Then the number is the month or day.
    """
    for shape in [shape for shape in tallies if shape.begins_name]:
        plain = shape.with_number_in_name
        beside = tallies.get(plain)
        if beside is not None and beside.pages * _MOST_NAMES > tallies[shape].pages:
            beside.add(tallies.pop(shape))
    return tallies


def split_ending(path: str) -> tuple[str, str]:
    """Return a path without its ending, and the ending without its dot."""
    stem, ending = posixpath.splitext(path)
    return stem, ending.removeprefix(".")


def is_unpublished(path: str) -> bool:
    """Return whether a page lies in a folder of drafts or templates."""
    return not _NOT_PUBLISHED.isdisjoint(path.split("/")[:-1])


def common(shapes: Mapping[Shape, Tally], already: int = 0) -> list[tuple[Shape, Tally]]:
    """Return the shapes that many pages have, commonest first; `already` is the number of other stories."""
    ordered = sorted(shapes.items(), key=lambda item: (-item[1].pages, item[0]))
    total = already + sum(tally.pages for _, tally in ordered)
    least = max(total * _SHARE_OF_A_SHAPE, min(_FEWEST, total / 10))
    return [
        (shape, tally) for at, (shape, tally) in enumerate(ordered) if tally.pages >= least or (not at and not already)
    ]


def merged(shapes: Mapping[Shape, Tally], others: Sequence[Shape] = ()) -> dict[Shape, Tally]:
    """Return shapes with `{*}` for the one folder in which several of them differ, such as that of a language.

    `others` are shapes of pages that are not stories: no `{*}` may match them.
    """
    left = dict(shapes)
    for at in range(max((len(shape.folders) for shape in shapes), default=0)):
        for wide, narrow in _by_folder(left, at).items():
            if _is_any_folder(narrow, left, at) and not any(is_of(shape, wide) for shape in others):
                tally = Tally()
                for shape in narrow:
                    tally.add(left.pop(shape))
                left.setdefault(wide, Tally()).add(tally)
    return left


def _by_folder(shapes: Iterable[Shape], at: int) -> dict[Shape, list[Shape]]:
    """Return shapes grouped by the shape that they have with `{*}` for one of their folders."""
    groups: dict[Shape, list[Shape]] = {}
    for shape in sorted(shapes):
        folders = shape.folders
        if at < len(folders) and not folders[at].startswith("{"):
            wide = "/".join([*folders[:at], ANY_FOLDER, *folders[at + 1 :], shape.before.rpartition("/")[2]])
            groups.setdefault(shape._replace(before=wide), []).append(shape)
    return groups


def _is_any_folder(shapes: Sequence[Shape], tallies: Mapping[Shape, Tally], at: int) -> bool:
    counts = [tallies[shape].pages for shape in shapes]
    if max(counts) > sum(counts) * _MOST_OF_A_FOLDER:
        return False
    are_languages = all(_LANGUAGE.match(shape.folders[at]) for shape in shapes)
    return len(shapes) >= _MANY_FOLDERS or (are_languages and len(shapes) > 1)


def is_of(narrow: Shape, wide: Shape) -> bool:
    """Return whether a shape equals another or is covered by it, with a `{*}` for a folder."""
    return narrow.after == wide.after and are_of(narrow.folders, wide.folders)


def are_of(narrow: Sequence[str], wide: Sequence[str]) -> bool:
    """Return whether folders match those of a pattern, of which one may be `{*}`."""
    if len(narrow) != len(wide):
        return False
    return all(other in (name, ANY_FOLDER) for name, other in zip(narrow, wide, strict=True))


def story_pattern(shape: Shape, tally: Tally, evidence: str = "") -> StoryPattern:
    """Return a shape as a pattern for the configuration."""
    fields = {part: _padded(part, shape, tally) for part in ("month", "day")}
    date = "{year}" + shape.first + "{month}" + shape.second + "{day}"
    date = {WHOLE_DAY: date, MONTH: "{year}" + shape.first + "{month}", YEAR: "{year}"}.get(shape.level, "")
    pattern = f"{shape.before}{date}{shape.after}.{_ending(tally)}"
    for part, padded in fields.items():
        pattern = pattern.replace(f"{{{part}}}", padded)
    return StoryPattern(pattern, tally.pages, shape, evidence)


def _padded(part: str, shape: Shape, tally: Tally) -> str:
    """Return a month or day with its padding. Adjacent fields can only be told apart if they are padded."""
    touch = not shape.first or (shape.level == WHOLE_DAY and not shape.second)
    long, short = tally.digits[f"{part}2"], tally.digits[f"{part}1"]
    # If neither is commoner, a name has the form in which dates sort.
    is_padded = touch or long > short or (long == short and not shape.is_day_folder)
    return f"{{{part}:02}}" if is_padded else f"{{{part}}}"


def _ending(tally: Tally) -> str:
    """Return the ending of a shape's pages: any readable one if several are in use."""
    (usual, _), *others = sorted(tally.endings.items(), key=lambda item: (-item[1], item[0]))
    least = min(_FEWEST, tally.pages * _SHARE_OF_AN_ENDING)
    return "{ending}" if any(count >= least for _, count in others) else usual


def _notes_on_padding(tally: Tally) -> Iterator[str]:
    for part in ("month", "day"):
        long, short = tally.digits[f"{part}2"], tally.digits[f"{part}1"]
        if long and short:
            yield f"{part}s under ten have a leading zero in {long:,} paths and none in {short:,}"


def uncovered(pages: Iterable[str], patterns: Sequence[str], endings: Sequence[str]) -> list[str]:
    """Return the pages that no pattern matches as stories."""
    regexes = [path_regex(pattern, [ending.removeprefix(".") for ending in endings]) for pattern in patterns]
    return [path for path in pages if not any(regex.match(path) for regex in regexes)]
