"""An archive whose witnesses all agree, and ways to damage one of them: what the test of safe fixes plays with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from archive_lint.model.evidence import words_of
from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story

DAY, DAY_BEFORE, FIRST_DAY = "news/2014/05/23", "news/2014/05/22", "news/2014/05/21"
INDEX, TWIN = f"{DAY}/index.md", f"{DAY}/README.md"
FERRY = f"{DAY_BEFORE}/ferry-takes-over-from-the-bridge.md"
FERRY_TITLE = "Ferry takes over from the bridge"
COUNCIL = f"{DAY}/council-pays-for-all-of-the-works.md"
COUNCIL_TITLE = "Council pays for all of the works"
TO_STORY = f"[{TITLE}](/{PATH}) _Context: Harbour_"
TO_FERRY = f"[{FERRY_TITLE}](/{FERRY}) _Context: Harbour_"
PRECIOUS = "irreplaceable testimony"
"""Words that damage adds and that no safe fix may take away."""
SOURCES = ("[Gazette](https://gazette.example/a)", "[Courier](https://courier.example/b)")

Files = dict[str, str]
Damage = Callable[[Files, str], None]
"""Changes files in place; the second argument is where in its line a damage strikes, as a word."""


def sound_archive() -> Files:
    """Three days, four stories, indexes and twins in which all places state the same."""
    days = {
        DAY: day_index([(TITLE, PATH), (COUNCIL_TITLE, COUNCIL)], previous=f"/{DAY_BEFORE}/index.md"),
        DAY_BEFORE: day_index([(FERRY_TITLE, FERRY)], date="2014-05-22", previous=f"/{FIRST_DAY}/index.md"),
        FIRST_DAY: day_index([(OTHER_TITLE, OTHER_PATH)], date="2014-05-21"),
    }
    files = {f"{day}/{name}": text for day, text in days.items() for name in ("index.md", "README.md")}
    return files | {
        PATH: story(summary="It was closed.", sources=SOURCES, related=[OTHER, TO_FERRY]),
        COUNCIL: story(title=COUNCIL_TITLE, sources=SOURCES, related=[TO_STORY]),
        FERRY: story(date="2014-05-22", title=FERRY_TITLE, related=[OTHER, TO_STORY]),
        OTHER_PATH: story(date="2014-05-21", title=OTHER_TITLE, related=[TO_STORY, TO_FERRY]),
    }


def swap(path: str, old: str, new: str, *, twin: bool = False) -> Damage:
    """One text in place of another, once, in a page; with `twin` in the index's twin as well."""

    def damage(files: Files, _: str) -> None:
        for name in (path, TWIN) if twin else (path,):
            if name in files:
                files[name] = files[name].replace(old, new, 1)

    return damage


def cut_title(files: Files, word: str) -> None:
    title = f"# {TITLE}"
    files[PATH] = files[PATH].replace(title, title[: title.index(word)].rstrip(), 1)


def misspelt_link_text(files: Files, word: str) -> None:
    files[FERRY] = files[FERRY].replace(f"[{TITLE}]", f"[{TITLE.replace(word, word[::-1])}]", 1)


def misspelt_entry(files: Files, word: str) -> None:
    for name in (INDEX, TWIN):
        files[name] = files[name].replace(f"[{TITLE}]", f"[{TITLE.replace(word, word[::-1])}]", 1)


def deleted_story(files: Files, _: str) -> None:
    del files[COUNCIL]


def moved_story(files: Files, _: str) -> None:
    files[f"{DAY_BEFORE}/{PATH.rpartition('/')[2]}"] = files.pop(PATH)


def swapped_sections(files: Files, _: str) -> None:
    files[PATH] = re.sub(r"(### Source:.*?)(### Related:.*)", r"\2\1", files[PATH], flags=re.DOTALL)


def _line_after(path: str, line: str, added: str) -> Damage:
    return swap(path, line, f"{line}\n{added}")


ENTRY = f"### [{TITLE}](/{PATH})"
DATE = f"### [2014-05-23](/{INDEX})"
DAMAGES: Mapping[str, tuple[str, Damage]] = {
    "no date heading": ("D001", swap(PATH, f"{DATE}\n\n", "")),
    "date heading without its marks": ("D001", swap(PATH, DATE, DATE.removeprefix("### "))),
    "another date": ("D002", swap(PATH, "[2014-05-23]", "[2014-05-22]")),
    "another date link": ("D003", swap(PATH, f"](/{INDEX})", f"](/{DAY_BEFORE}/index.md)")),
    "another date and link": ("D002", swap(PATH, DATE, DATE.replace("23", "22"))),
    "words for a date": ("D002", swap(PATH, "[2014-05-23]", f"[{PRECIOUS}]")),
    "another form of the date": ("D005", swap(PATH, "[2014-05-23]", "[2014/05/23]")),
    "another previous day": (
        "D006",
        swap(INDEX, f"/{DAY_BEFORE}/index.md", f"/{FIRST_DAY}/index.md", twin=True),
    ),
    "no entry": ("I001", swap(INDEX, f"{ENTRY}\n\n", "", twin=True)),
    "no such story": ("I002", deleted_story),
    "another day's folder": ("I002", moved_story),
    "words in the twin": ("I003", swap(TWIN, ENTRY, f"{ENTRY}\n{PRECIOUS}")),
    "no entry in the index alone": ("I003", swap(INDEX, f"{ENTRY}\n\n", "")),
    "no entry in the twin": ("I003", swap(TWIN, f"{ENTRY}\n\n", "")),
    "an entry twice": ("I005", swap(INDEX, ENTRY, f"{ENTRY}\n\n{ENTRY}", twin=True)),
    "an entry twice with words": ("I005", swap(INDEX, ENTRY, f"{ENTRY}\n\n{ENTRY}\n{PRECIOUS}", twin=True)),
    "a misspelt entry": ("I006", misspelt_entry),
    "an entry that is not a link": ("I008", swap(INDEX, f"[{TITLE}](", f"[{TITLE}] (", twin=True)),
    "a wrong day in a link": ("L001", swap(FERRY, f"](/{PATH})", f"](/{PATH.replace('/23/', '/20/')})")),
    "a self link": ("L002", swap(PATH, f"1. {OTHER}", f"1. {TO_STORY}\n2. {OTHER}")),
    "a self link with words": ("L002", swap(PATH, f"1. {OTHER}", f"1. {TO_STORY} {PRECIOUS}\n2. {OTHER}")),
    "a related link twice": ("L003", swap(PATH, f"1. {OTHER}", f"1. {OTHER}\n2. {OTHER}")),
    "a related link twice with words": ("L003", swap(PATH, f"1. {OTHER}", f"1. {OTHER}\n2. {PRECIOUS} {OTHER}")),
    "another edition's prefix": ("L004", swap(PATH, f"](/{OTHER_PATH})", f"](/de/{OTHER_PATH})")),
    "a misspelt link": ("L006", misspelt_link_text),
    "capitals in a link": ("L008", swap(PATH, f"](/{OTHER_PATH})", f"](/{OTHER_PATH.replace('storm', 'STORM')})")),
    "sections in another order": ("S004", swapped_sections),
    "wrong numbers": ("S006", swap(PATH, "2. [Courier]", "7. [Courier]")),
    "an entry that is text": ("S007", swap(PATH, "[Courier](", "[Courier] (")),
    "an entity": ("T003", swap(PATH, "It was closed.", "It was &quot;closed&quot;.")),
    "a cut title": ("T007", cut_title),
    "a lost character": ("T007", swap(PATH, "# Harbour", "# Harb\ufffdur")),
    "another text for a title": ("T007", swap(PATH, f"# {TITLE}", "# xyzzy")),
    "a doubled scheme": ("U005", swap(PATH, "(https://gazette", "(http://https://gazette")),
    "a source twice": ("U007", swap(PATH, f"2. {SOURCES[1]}", f"2. {SOURCES[0]}\n3. {SOURCES[1]}")),
    "a source twice with words": (
        "U007",
        swap(PATH, f"2. {SOURCES[1]}", f"2. {PRECIOUS} {SOURCES[0]}\n3. {SOURCES[1]}"),
    ),
    "no label": ("U009", swap(PATH, "[Courier](", "[](")),
    "an unused suppression": ("A001", _line_after(PATH, "It was closed.", "\n<!-- archive-lint: ignore[D001] -->")),
    "a suppression with its reason": (
        "A001",
        _line_after(PATH, "It was closed.", f"\n<!-- archive-lint: ignore[D001] {PRECIOUS} -->"),
    ),
    "a misspelt suppression": (
        "A002",
        _line_after(PATH, "It was closed.", f"\n<!-- archive-lint: ignore[X999] {PRECIOUS} -->"),
    ),
    "a conflict": (
        "T008",
        swap(PATH, "It was closed.", f"<<<<<<< HEAD\nIt was {PRECIOUS}.\n=======\nb\n>>>>>>> topic"),
    ),
    "a conflict in an index": (
        "T008",
        swap(INDEX, ENTRY, f"<<<<<<< HEAD\n{ENTRY}\n=======\n{PRECIOUS}\n>>>>>>> topic"),
    ),
}
"""By what is wrong: the rule that it is about, and the damage."""

_TARGET = re.compile(r"\]\([^)\n]*\)?")


def told(text: str) -> set[str]:
    """The words that a reader of a page sees: no targets of links, no numbers."""
    return {word for word in words_of(_TARGET.sub("] ", text)) if not word.isdigit()}
