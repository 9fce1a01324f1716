"""Puts known defects into a generated archive, and says what must be found because of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import gcd

from benchmarks.corpus.defects import RECIPES
from benchmarks.corpus.defects.workbench import FRONT_DAYS, Bench, Defect, PageTakenError, Site
from benchmarks.corpus.generate import write_page
from benchmarks.corpus.plan import Plan, Story, mix


@dataclass(frozen=True, kw_only=True, slots=True)
class Injected:
    """One defect that was put into the archive."""

    code: str
    """Code of the rule that must report it."""
    path: str
    """The page that it must be reported on."""
    line: int | None
    """1-based; `None` where no one line is to blame."""
    side_effects: tuple[tuple[str, str], ...]
    """Codes and paths of what must be reported besides, because of it."""
    original: Mapping[str, bytes | None]
    """The earlier contents of the files that it changed; `None` for a new file."""


class TooFewPagesError(ValueError):
    """The archive has no room for so many defects that have nothing to do with each other."""


def inject(root: str, plan: Plan, *, defects: Mapping[str, int], seed: int) -> list[Injected]:
    """Put defects into the archive that `generate` wrote under `root`: so many of each code.

    No two defects share a page, be it one that they change, rest on or have a side effect on, so that what each must
    bring about is known. The same arguments damage the same pages in the same way. Raises `KeyError` for a code
    without a recipe and `TooFewPagesError` when there is no room for all.
    """
    site = Site(root, seed, plan)
    injected: list[Injected] = []
    # Those that need the most pages of their own come first, while there is the most room.
    for code in sorted(defects, key=lambda code: (code not in _WIDE, code)):
        left = defects[code]
        for story in _candidates(plan, mix(seed, int.from_bytes(code.encode()))):
            if not left:
                break
            defect = _make(site, code, story)
            if defect is not None:
                injected.append(apply(site, code, defect))
                left -= 1
        if left:
            raise TooFewPagesError(f"no room for {left} of {defects[code]} defects of {code} in {plan.pages} pages")
    return injected


_WIDE = frozenset({"I002", "I004", "T001"})
"""Defects that concern all pages that link to a story, or all of a day."""


def _candidates(plan: Plan, chance: int) -> Iterator[Story]:
    """Yield all stories that may be damaged, once each, in an order that scatters them."""
    first = plan.first_stories[1]
    count = plan.first_stories[plan.days - FRONT_DAYS] - first
    for position in scattered(count, chance):
        yield plan.story(first + position)


def scattered(count: int, chance: int) -> Iterator[int]:
    """Yield the numbers below `count`, once each, in an order that scatters them."""
    step = next(step for step in range(count * 2 // 3, 2 * count + 2) if gcd(step, count) == 1) if count > 1 else 1
    for position in range(count):
        yield (chance + position * step) % count


def _make(site: Site, code: str, story: Story) -> Defect | None:
    """Return the defect of a story, if it can have one without touching another."""
    if story.path in site.used or site.plan.has_earlier_copy(story.number):
        # What holds of a story with an unlisted copy depends on that copy: such stories are left alone.
        return None
    try:
        defect = RECIPES[code](site, story)
    except PageTakenError:
        return None
    return defect if defect is not None and is_apart(site, defect) else None


def is_apart(bench: Bench, defect: Defect) -> bool:
    """Return whether a defect shares no page with those that were put in before it."""
    return bench.used.isdisjoint(_pages(defect))


def _pages(defect: Defect) -> set[str]:
    return {defect.path, *defect.changed, *defect.touched, *(path for _, path in defect.side_effects)}


def apply(bench: Bench, code: str, defect: Defect) -> Injected:
    """Write a defect's files, and return what must be found because of it."""
    original = {path: bench.read(path) for path in defect.changed}
    for path, content in defect.changed.items():
        if content is None:
            os.unlink(os.path.join(bench.root, path))
        else:
            os.makedirs(os.path.dirname(os.path.join(bench.root, path)), exist_ok=True)
            write_page(bench.root, path, content)
    bench.used |= _pages(defect)
    return Injected(code=code, path=defect.path, line=defect.line, side_effects=defect.side_effects, original=original)
