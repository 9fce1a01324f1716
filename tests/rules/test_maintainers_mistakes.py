"""Mistakes that maintainers make: one finding, of the right rule, at the right line, and none that a fix hides."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
from benchmarks.corpus.defects.workbench import Lines, Site
from benchmarks.corpus.linting import lint, reports
from benchmarks.corpus.plan import Story

PAGES = 5
"""On which each mistake is made."""
AT_ONCE = 6
"""Mistakes that are made in one archive, each on pages of its own: it is the archive that takes long to check."""


@dataclass
class Spot:
    """A story's page with the places where mistakes are made; positions are of lines, from 0."""

    site: Site
    story: Story
    page: Lines

    @property
    def lines(self) -> list[str]:
        return self.page.lines

    @property
    def source(self) -> int:
        return self.page.find(self.site.source_heading(self.story))

    @property
    def related(self) -> int:
        return self.page.find(self.site.related_heading(self.story))

    @property
    def title(self) -> int:
        return self.page.find("# ")

    @property
    def date(self) -> int:
        return self.page.find("### [")

    def entry(self, heading: int, number: int = 2) -> int:
        return heading + 1 + number


Mistake = Callable[[Spot], int]
"""Makes the mistake and returns the line, from 0, at which it must be reported."""


def line(where: Callable[[Spot], int], change: Callable[[str], str], *, down: int = 0) -> Mistake:
    """A mistake in one line; it is reported `down` lines below."""

    def make(spot: Spot) -> int:
        at = where(spot)
        changed = change(spot.lines[at])
        assert changed != spot.lines[at]
        spot.lines[at : at + 1] = changed.split("\n")
        return at + down

    return make


def swap(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def related(change: Callable[[str], str], **how: int) -> Mistake:
    return line(lambda spot: spot.entry(spot.related), change, **how)


def source(change: Callable[[str], str], **how: int) -> Mistake:
    return line(lambda spot: spot.entry(spot.source, 1), change, **how)


def heading(name: str, change: Callable[[str], str], **how: int) -> Mistake:
    return line(lambda spot: spot.source if name == "Source" else spot.related, change, **how)


def title(change: Callable[[str], str], **how: int) -> Mistake:
    return line(lambda spot: spot.title, change, **how)


def date(change: Callable[[str], str], **how: int) -> Mistake:
    return line(lambda spot: spot.date, change, **how)


def summary(text: str) -> Mistake:
    return title(lambda old: f"{old}\n\n{text}", down=2)


def target(new: Callable[[str], str]) -> Callable[[str], str]:
    """A change of a line's first link target."""

    def change(text: str) -> str:
        before, _, rest = text.partition("](")
        old, _, after = rest.partition(")")
        return f"{before}]({new(old)}){after}"

    return change


def label(new: Callable[[str], str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        before, _, rest = text.partition("[")
        old, _, after = rest.partition("](")
        return f"{before}[{new(old)}]({after}"

    return change


def joined(spot: Spot) -> int:
    at = spot.entry(spot.related)
    spot.lines[at - 1 : at + 1] = [spot.lines[at - 1] + " " + spot.lines[at]]
    return at - 1


def twice(spot: Spot) -> int:
    at = spot.entry(spot.related, 3)
    spot.lines[at] = spot.lines[at - 1].replace("2. ", "3. ", 1)
    return at


def itself(spot: Spot) -> int:
    at = spot.entry(spot.related)
    spot.lines[at] = target(lambda _: spot.site.plan.link(spot.story.path))(spot.lines[at])
    return at


def same_source_twice(spot: Spot) -> int:
    at = spot.entry(spot.source, 1)
    spot.lines.insert(at + 1, spot.lines[at].replace("1. ", "2. ", 1))
    for below in range(at + 2, len(spot.lines)):
        number, dot, rest = spot.lines[below].partition(". ")
        if not (dot and number.isdigit()):
            break
        spot.lines[below] = f"{int(number) + 1}. {rest}"
    return at + 1


def cut_off(spot: Spot) -> int:
    at = spot.entry(spot.related)
    del spot.lines[at + 1 :]
    spot.lines[at] = spot.lines[at].partition(".md)")[0][:-5]
    return at


def emptied(spot: Spot) -> int:
    start, end = spot.page.block(spot.lines[spot.related])
    del spot.lines[start + 2 : end]
    return start


def dropped(spot: Spot) -> int:
    start, end = spot.page.block(spot.lines[spot.related])
    del spot.lines[start : end + 1]
    return spot.title


def no_date(spot: Spot) -> int:
    del spot.lines[spot.date : spot.date + 2]
    return spot.title


def section_twice(spot: Spot) -> int:
    at = spot.entry(spot.related, 3)
    spot.lines[at:at] = ["", spot.lines[spot.related], ""]
    below = at + 3
    for number, following in enumerate(range(below, len(spot.lines)), start=1):
        if ". " not in spot.lines[following]:
            break
        spot.lines[following] = f"{number}. " + spot.lines[following].partition(". ")[2]
    return at + 1


def conflict(where: Callable[[Spot], int]) -> Mistake:
    def make(spot: Spot) -> int:
        at = where(spot)
        ours, theirs = spot.lines[at], spot.lines[at] + " (update)"
        spot.lines[at : at + 1] = ["<<<<<<< HEAD", ours, "=======", theirs, ">>>>>>> topic"]
        return at

    return make


CONTEXT = " _Context:"
SWALLOWED = {
    "no space": swap("2. ", "2."),
    "full-width full stop": swap("2. ", "2\uff0e"),
    "full-width full stop and space": swap("2. ", "2\uff0e "),
    "ideographic comma": swap("2. ", "2\u3001"),
    "full-width parenthesis": swap("2. ", "2\uff09"),
    "full-width digit": swap("2. ", "\uff12. "),
    "no-break space": swap("2. ", "2.\u00a0"),
    "ideographic space": swap("2. ", "2.\u3000"),
    "four spaces": swap("2. ", "    2. "),
    "a tab": swap("2. ", "\t2. "),
}
MISNAMED = {
    "level 2": lambda text: text[1:],
    "level 4": lambda text: f"#{text}",
    "level 5": lambda text: f"##{text}",
    "no space": swap("### ", "###"),
    "full-width marks": swap("### ", "\uff03\uff03\uff03 "),
    "bold": lambda text: f"**{text[4:]}**",
    "no marks": swap("### ", ""),
    "a letter too few": lambda text: text[:5] + text[6:],
}
NO_LINK = {
    "space before the target": swap("](", "] ("),
    "full-width parentheses": lambda text: text.replace("](", "]\uff08", 1).replace(")", "\uff09", 1),
    "a bracket too many": swap("](", "]]("),
    "no closing bracket": swap("](", "("),
    "a space in the target": target(lambda old: old[:-9] + " " + old[-9:]),
    "a picture": swap("[", "!["),
    "words only": lambda text: text[:3] + "See the archive",
}

MISTAKES: dict[str, tuple[str, Mistake]] = {
    **{f"entry: {name}": ("S007", related(change)) for name, change in SWALLOWED.items()},
    **{f"related: {name}": ("S007", related(change)) for name, change in NO_LINK.items()},
    **{f"source: {name}": ("S007", source(change)) for name, change in NO_LINK.items()},
    **{
        f"{of}: {name}": ("S001", heading(of, change))
        for of in ("Source", "Related")
        for name, change in MISNAMED.items()
    },
    "Related: in a tag": ("S001", heading("Related", lambda text: f"<details>\n{text}", down=1)),
    "Related: in a comment": ("S001", heading("Related", lambda text: f"<!--\n{text}", down=1)),
    "Related: in code": ("S001", heading("Related", lambda text: f"```\n{text}", down=1)),
    "Related: dropped": ("S001", dropped),
    "Related: emptied": ("S002", emptied),
    "Related: twice": ("S003", section_twice),
    "entry: in another's line": ("S007", joined),
    "entry: cut off": ("S007", cut_off),
    "entry: wrong number": ("S006", related(swap("2. ", "7. "))),
    "source: a bare URL": ("S007", source(lambda text: "1. " + text.partition("](")[2].partition(")")[0])),
    "related: another month": ("L001", related(target(swap("/0", "/9")))),
    "related: without its ending": ("L001", related(target(swap(".md", "")))),
    "related: a page that never was": (
        "L001",
        related(target(lambda old: old.replace(".md", "-never-was-there-at-all.md"))),
    ),
    "related: capitals": ("L008", related(target(swap("/news/", "/News/")))),
    "related: a slash at the end": ("L008", related(target(lambda old: f"{old}/"))),
    "related: twice": ("L003", twice),
    "related: itself": ("L002", itself),
    "related: another title": ("L006", related(label(lambda _: "Fish market burns to the ground "))),
    "related: no context": ("L007", related(lambda text: text.partition(CONTEXT)[0])),
    "related: another label": ("L007", related(swap(CONTEXT, " _Kontext:"))),
    "related: out of the archive": ("L005", related(target(lambda _: "../../../../../../x.md"))),
    "related: a folder": ("L010", related(target(lambda old: old.rpartition("/")[0] + "/"))),
    "related: on the web": ("L010", related(target(lambda _: "https://gazette.example/"))),
    "source: hxxp": ("U005", source(target(lambda _: "hxxp://gazette.example/a"))),
    "source: one slash": ("U005", source(target(lambda _: "https:/gazette.example/a"))),
    "source: no scheme": ("U005", source(target(lambda _: "www.gazette.example/a"))),
    "source: zero-width space": ("U005", source(target(lambda _: "https://gaz\u200bette.example/a"))),
    "source: full-width stop": ("U005", source(target(lambda _: "https://gazette\uff0eexample/a"))),
    "source: sentence's end": ("U005", source(target(lambda _: "https://gazette.example/a\u3002"))),
    "source: broken picture": ("U005", source(lambda text: text + " [IMG](/x.jpg)")),
    "source: private address": ("U006", source(target(lambda _: "http://10.0.0.1/a"))),
    "source: tracking": ("U008", source(target(lambda _: "https://gazette.example/a?utm_source=x"))),
    "source: no label": ("U009", source(label(lambda _: ""))),
    "source: untrusted archive": ("U010", source(target(lambda _: "https://archive.is/AbCd"))),
    "source: another year": ("D007", source(target(lambda _: "https://gazette.example/1985/05/23/a"))),
    "source: twice": ("U007", same_source_twice),
    "date: no marks": ("D001", date(swap("### ", ""))),
    "date: no space": ("D001", date(swap("### ", "###"))),
    "date: level 2": ("D001", date(swap("### ", "## "))),
    "date: dropped": ("D001", no_date),
    "date: another day": ("D002", date(label(lambda _: "1999-01-31"))),
    "date: a day that does not exist": ("D004", date(label(lambda old: old[:4] + "-02-30"))),
    "date: slashes": ("D005", date(label(lambda old: old.replace("-", "/")))),
    "date: linked to another day": ("D003", date(target(lambda _: "/news/1999/01/1/index.md"))),
    "title: gone": ("S008", title(lambda _: "#")),
    "title: two": ("S009", title(lambda text: f"{text}\n\n# Another one", down=2)),
    "text: entity": ("T003", summary("The mayor&#039;s office")),
    "text: template": ("T004", summary("The mayor {{es icon}} and date=May")),
    "text: mojibake": ("T006", summary("They met in the Caf\u00c3\u00a9.")),
    "text: broken link": ("L009", summary("See [the plan](/plans/gone.md).")),
    "conflict: in the title": ("T008", conflict(lambda spot: spot.title)),
    "conflict: in a list": ("T008", conflict(lambda spot: spot.entry(spot.related))),
    "conflict: in the date": ("T008", conflict(lambda spot: spot.date)),
    "conflict: in a heading": ("T008", conflict(lambda spot: spot.related)),
}

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
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory() as root:
        plan = generate(root, pages=400, seed=5, edition="en")
        yield Site(root, 6, plan)


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
