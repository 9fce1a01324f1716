"""Infers the paths of stories if no path states a date: front matter dates them, or they are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from archive_lint.infer.front_keys import states_date
from archive_lint.infer.path_shape import NO_DATE, Shape, is_usable, undated_shape
from archive_lint.infer.paths import (
    PathVotes,
    StoryPattern,
    Tally,
    are_of,
    common,
    is_of,
    is_unpublished,
    merged,
    split_ending,
    story_pattern,
)
from archive_lint.infer.sample import Read, sources, spread

_MOST_OF_A_SHAPE = 24
"""The most pages of one shape that are read for their dates: enough to tell half of them from nearly all."""
_MOST_PAGES = 600
_SHARE_OF_DATED = 0.6
_FEWEST_ISSUES = 5
_SHARE_OF_ISSUES = 0.5
_ISSUE = re.compile(r"((?:[^/]+/)*)([^/\d]*[^/\d.])(\d{1,5})\Z")


def vote_on_front_dates(pages: Sequence[str], read: Read, beside: Iterable[StoryPattern] = ()) -> PathVotes:
    """Return the patterns of paths whose pages have a date in their front matter, or in its URL.

    `beside` are the patterns of dated paths, if any; `pages` then have none of these paths, and only those in the same
    folders are read.
    """
    known = tuple(beside)
    shapes = _beside(_undated(pages), known) if known else _undated(pages)
    asked = {shape: _dated(paths, read, _share_of_reading(len(shapes))) for shape, paths in _largest(shapes)}
    dated = {shape: _tally(shapes[shape]) for shape, (is_so, _, _) in asked.items() if is_so}
    undated = [shape for shape in shapes if shape not in dated]
    found = common(merged(dated, undated), sum(each.pages for each in known))
    return PathVotes(tuple(story_pattern(shape, tally, _evidence(shape, asked)) for shape, tally in found))


def _beside(shapes: dict[Shape, list[str]], known: Sequence[StoryPattern]) -> dict[Shape, list[str]]:
    """Return the shapes in the folders of stories with a date in their path, with the same `{*}`."""
    found: dict[Shape, list[str]] = {}
    for shape, paths in shapes.items():
        wide = next((each.shape.folders for each in known if are_of(shape.folders, each.shape.folders)), None)
        if wide is not None:
            found.setdefault(shape._replace(before="".join(f"{name}/" for name in wide)), []).extend(paths)
    return found


def vote_on_numbers(pages: Sequence[str]) -> PathVotes:
    """Return the pattern of issues, `issue-12`, if most pages are numbered so and hardly a number is missing."""
    groups: dict[tuple[str, str], list[str]] = {}
    numbers: dict[tuple[str, str], set[int]] = {}
    for path in pages:
        found = None if is_unpublished(path) else _ISSUE.match(split_ending(path)[0])
        if found is not None and is_usable(found[1] + found[2]):
            groups.setdefault((found[1], found[2]), []).append(path)
            numbers.setdefault((found[1], found[2]), set()).add(int(found[3]))
    for key, paths in groups.items():
        span = max(numbers[key]) - min(numbers[key]) + 1
        are_most = len(paths) >= max(_FEWEST_ISSUES, len(pages) * _SHARE_OF_ISSUES)
        if are_most and len(numbers[key]) * 2 >= span:
            shape = Shape(NO_DATE, "".join(key), "", "", "{slug}")
            return PathVotes((story_pattern(shape, _tally(paths), "they are numbered"),))
    return PathVotes(())


def _undated(pages: Iterable[str]) -> dict[Shape, list[str]]:
    shapes: dict[Shape, list[str]] = {}
    for path in pages:
        shape = None if is_unpublished(path) else undated_shape(split_ending(path)[0])
        if shape is not None:
            shapes.setdefault(shape, []).append(path)
    return shapes


def _largest(shapes: dict[Shape, list[str]]) -> list[tuple[Shape, list[str]]]:
    """Return the shapes to read: those of most pages, if there are very many."""
    return sorted(shapes.items(), key=lambda item: (-len(item[1]), item[0]))[:_MOST_PAGES]


def _share_of_reading(shapes: int) -> int:
    return max(1, min(_MOST_OF_A_SHAPE, _MOST_PAGES // max(shapes, 1)))


def _dated(paths: Sequence[str], read: Read, most: int) -> tuple[bool, int, int]:
    """Return whether pages of a shape are dated; the number of dated pages, and the number of pages read."""
    said = [states_date(source) for _, source in sources(spread(paths, most), read)]
    return sum(said) > 0 and sum(said) >= len(said) * _SHARE_OF_DATED, sum(said), len(said)


def _tally(paths: Iterable[str]) -> Tally:
    tally = Tally()
    for path in paths:
        tally.pages += 1
        tally.endings[split_ending(path)[1]] += 1
    return tally


def _evidence(shape: Shape, asked: dict[Shape, tuple[bool, int, int]]) -> str:
    """Return the evidence for a shape; for one with `{*}`, all pages read of the shapes that it covers count."""
    counts = [(dated, read) for narrow, (is_so, dated, read) in asked.items() if is_so and is_of(narrow, shape)]
    dated, read = (sum(each) for each in zip(*counts, strict=True))
    return f"of {read:,} read, {dated:,} are dated in their front matter"
