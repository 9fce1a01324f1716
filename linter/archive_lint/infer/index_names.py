"""Infers the names of indexes and their twins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from archive_lint.infer.guess import Guess, printable
from archive_lint.infer.path_shape import INDEX_NAMES
from archive_lint.model.layout import Layout
from archive_lint.model.page import PageFacts
from archive_lint.text import counted

_FEW_DAYS = 3
_SHARE_OF_A_CONVENTION = 0.5
"""The share of days that must have a file name for it to be an index's."""


class IndexNames(Struct, frozen=True):
    """The file names that day folders share, commonest first, with their numbers."""

    counts: Mapping[str, int]
    days: int
    """Number of day folders."""

    def layout(self, layout: Layout) -> Layout:
        """Return a layout with these names; it is not known yet which of them is the original."""
        names = tuple(self.counts)
        return msgspec.structs.replace(layout, index=names[0], twins=names[1:]) if names else layout


def vote_on_index_names(pages: Sequence[str], layout: Layout) -> IndexNames:
    """Return the file names that day folders share: those of indexes and their twins."""
    names: Counter[str] = Counter()
    days: set[str] = set()
    for path in pages:
        folder, _, name = path.rpartition("/")
        if name.endswith(".md") and layout.is_in_day_folder(path) and printable(name) == name:
            days.add(folder)
            names[name] += 1
    common = sorted(name for name in names if name in INDEX_NAMES)
    if not common and len(days) > _FEW_DAYS:
        common = sorted(name for name, count in names.items() if count > len(days) * _SHARE_OF_A_CONVENTION)
    common.sort(key=lambda name: -names[name])
    return IndexNames({name: names[name] for name in common}, len(days))


def vote_on_index(stories: Sequence[PageFacts], names: IndexNames, notes: list[str]) -> list[Guess]:
    """Return the name of the index, the one that stories link to, and those of its twins."""
    linked = Counter(
        facts.date_heading.link.target.rpartition("/")[2]
        for facts in stories
        if facts.date_heading is not None and facts.date_heading.link is not None
    )
    counts = names.counts
    if not counts:
        name = next((name for name, _ in linked.most_common(1) if name.endswith(".md")), Layout().index)
        notes.append("no day has an index")
        return [Guess("index", name, "No day has an index."), Guess("twins", (), "None was found.")]
    order = [*INDEX_NAMES, *counts]
    index = min(counts, key=lambda name: (-linked[name], order.index(name)))
    twins = tuple(name for name in counts if name != index)
    found = f"Days that have one: {counts[index]:,} of {names.days:,}"
    return [
        Guess("index", index, f"{found}; stories read that link to it: {linked[index]:,}."),
        Guess("twins", twins, "; ".join(f"{counts[name]:,} {name}" for name in twins) or "None was found."),
    ]


def vote_on_folder_pages(pages: Sequence[str], layout: Layout) -> list[Guess]:
    """Return the names of pages about their folders, if these lie among stories and no day is a folder.

    They are set as the names of the index and its twins, which are not stories. The pages of bundles,
    `{slug}/index.md`, are stories.
    """
    bundles = {pattern.rpartition("/")[2] for pattern in layout.story}
    names: Counter[str] = Counter()
    for path in pages:
        name = path.rpartition("/")[2]
        stem, _, ending = name.rpartition(".")
        is_bundle = name in bundles or f"{stem}.{{ending}}" in bundles
        if name in INDEX_NAMES and not is_bundle and ending and layout.story_match(path):
            names[name] += 1
    if not names:
        return []
    (index, count), *others = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    twins = tuple(name for name, _ in others)
    return [
        Guess("index", index, f"About its folder, not a story: {counted(count, 'page')} among the stories."),
        *([Guess("twins", twins, f"So too: {'; '.join(f'{n:,} {one}' for one, n in others)}.")] if others else []),
    ]
