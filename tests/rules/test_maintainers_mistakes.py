"""Mistakes that maintainers make: one finding, of the right rule, at the right line, and none that a fix hides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from msgspec.structs import replace

from archive_lint.config.settings import Settings
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Run
from archive_lint.files.discover import discover
from archive_lint.fix.passes import plan_fixes
from archive_lint.rule.registry import load_registry
from benchmarks.corpus import generate
from benchmarks.corpus.defects.workbench import Site
from benchmarks.corpus.linting import lint, reports
from tests.rules.mistakes import MISTAKES, Spot

PAGES = 5
"""On which each mistake is made."""
AT_ONCE = 6
"""Mistakes that are made in one archive, each on pages of its own: it is the archive that takes long to check."""


PUT_RIGHT = {
    "source: a bare URL": "1. <https://",
    "source: hxxp": "](http://gazette.example/a)\n",
    "source: one slash": "](https://gazette.example/a)\n",
    "source: zero-width space": "](https://gazette.example/a)\n",
    "source: full-width stop": "](https://gazette.example/a)\n",
    "source: sentence's end": "](https://gazette.example/a)\n",
    "source: twice": "\n2. [",
    "related: twice": "\n3. [",
    "text: entity": "\nThe mayor's office\n",
}
"""What a page holds after the fix of a mistake that took something away or brought something new: not what it was."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = str(tmp_path_factory.mktemp("site"))
    return Site(root, 6, generate(root, pages=400, seed=5, edition="en"))


def spots(site: Site) -> Iterator[Spot]:
    """Stories with what mistakes are made in, one per day, so that none has to do with another."""
    plan = site.plan
    days: set[int] = set()
    for number in range(plan.first_stories[8], plan.first_stories[plan.days - 4]):
        story = plan.story(number)
        page, entries = site.related(story)
        is_fit = len(entries) >= 4 and "_Context:" in entries[1].rest and page.find("### Changes") < 0
        if is_fit and site.sources(story)[1] and story.day not in days and not plan.has_earlier_copy(number):
            days.add(story.day)
            yield Spot(site, story, page)


GROUPS = [tuple(MISTAKES)[at : at + AT_ONCE] for at in range(0, len(MISTAKES), AT_ONCE)]
Reported = list[tuple[str, str, int | None]]
"""Rules, paths and lines."""


class Made(NamedTuple):
    """What was reported of an archive with several mistakes."""

    wanted: Mapping[str, Reported]
    """By mistake."""
    found: Reported


@pytest.fixture(scope="module")
def made(site: Site) -> Callable[[str], Made]:
    """Makes a mistake together with the others of its group."""

    @cache
    def make(group: tuple[str, ...]) -> Made:
        wanted: dict[str, Reported] = {}
        originals: dict[Path, bytes] = {}
        places = spots(site)
        for name in group:
            code, mistake = MISTAKES[name]
            wanted[name] = []
            for spot in islice(places, PAGES):
                file = Path(site.root, spot.story.path)
                originals[file] = file.read_bytes()
                wanted[name].append((code, spot.story.path, mistake(spot) + 1))
                file.write_bytes(spot.page.encode())
        try:
            return Made(wanted, [*reports(lint(site.root, site.plan.settings))])
        finally:
            for file, content in originals.items():
                file.write_bytes(content)

    return lambda name: make(next(group for group in GROUPS if name in group))


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_finding_at_its_line(made: Callable[[str], Made], name: str) -> None:
    wanted, found = made(name)
    assert len(wanted[name]) == PAGES
    others = {path for other, places in wanted.items() if other != name for _, path, _ in places}
    assert sorted(report for report in found if report[1] not in others) == sorted(wanted[name])


@pytest.fixture(scope="module")
def run(site: Site) -> Run:
    registry = load_registry()
    layout = msgspec.convert(dict(site.plan.settings), Settings).layout()
    plan = StagePlan(root=site.root, layout=layout, codes=tuple(rule.code for rule in registry.rules))
    return Run(root=site.root, plan=plan, registry=registry, listing=discover(site.root).listing)


@pytest.mark.parametrize("name", MISTAKES)
def test_after_fix_a_mistake_is_put_right_or_still_reported(site: Site, run: Run, name: str) -> None:
    spot = next(spots(site))
    path = spot.story.path
    original = spot.page.encode()
    MISTAKES[name][1](spot)
    planned = plan_fixes(
        replace(run, reported=(path,), overlay={path: spot.page.encode()}),
        lambda finding: finding.fix is not None and finding.fix.safe,
    )
    after = planned.changes[path].after if path in planned.changes else spot.page.encode()
    assert planned.changes.keys() <= {path}, "another page was changed for it"
    reported = [finding for finding in planned.outcome.findings if finding.path == path]
    if name in PUT_RIGHT:
        assert not reported
        assert PUT_RIGHT[name] in after.decode()
    else:
        assert after == original or reported
