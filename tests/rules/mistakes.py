"""Mistakes that maintainers make, each with the rule that must report it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.corpus.defects.workbench import Lines, Site
from benchmarks.corpus.plan import Story


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
