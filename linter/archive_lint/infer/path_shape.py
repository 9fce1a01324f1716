"""The shape of one path: the positions of its date and its name."""

from __future__ import annotations

import re
from typing import NamedTuple

from archive_lint.model.layout import existing_day
from archive_lint.model.patterns.names import LONGEST_PATTERN

WHOLE_DAY, MONTH, YEAR, NO_DATE = 3, 2, 1, 0
"""Part of a date that a path states."""

INDEX_NAMES = ("index.md", "_index.md", "README.md", "readme.md", "Index.md")
"""File names of pages about their folder."""

_BEFORE = r"(?P<before>(?:[^/]+/)*?)"
_NAMED = r"(?P<name>(?:[^/\d]*-)?)"
"""The text that may stand before a date in its own folder or file name: `issue-2014-05`."""
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# Digits read as a month are not given back: `2014/12/x` does not contain 1 and 2.
_MONTH = r"(?P<first>[-/._]?)(?P<month>(?>1[0-2]|0?[1-9]))"
_DAY = r"(?P<second>[-/._]?)(?P<day>(?>3[01]|[12]\d|0?[1-9]))"
_AFTER = r"(?!\d)(?P<after>.*)\Z"
_FORMS = (
    (WHOLE_DAY, re.compile(_BEFORE + _NAMED + _YEAR + _MONTH + _DAY + _AFTER, re.DOTALL)),
    (MONTH, re.compile(_BEFORE + _NAMED + _YEAR + _MONTH + _AFTER, re.DOTALL)),
    (YEAR, re.compile(_BEFORE + r"(?P<name>)" + _YEAR + _AFTER, re.DOTALL)),
)
_MARK = re.compile(r"/|[-_. ]+")
_UNUSABLE = re.compile(r"[{}\\:\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Characters that no pattern can contain."""
_LONGEST_BEFORE = LONGEST_PATTERN - 100
"""The most characters before the year: the rest of a pattern takes less than a hundred."""
_BUNDLE = "index"
_ABOUT_A_FOLDER = frozenset(name.rpartition(".")[0].casefold() for name in INDEX_NAMES)


class Shape(NamedTuple):
    """The common shape of some paths. Months and days are `{month}` and `{day}`, with any padding."""

    level: int
    """Part of a date that the shape states."""
    before: str
    """The folders before the date or the name, and the text before it in its own part of the path."""
    first: str
    """The text between year and month."""
    second: str
    """The text between month and day."""
    after: str
    """The text after the date, without the ending: `/{slug}`, `-{slug}`, `/{slug}/index`, or nothing."""

    @property
    def is_day_folder(self) -> bool:
        """Whether a day is a folder with stories in it."""
        return self.level == WHOLE_DAY and self.after.startswith("/")

    @property
    def begins_name(self) -> bool:
        """Whether a month or day begins a file name that continues: `2014/05/23-x`."""
        before = self.second if self.level == WHOLE_DAY else self.first
        return before == "/" and self.after != "" and not self.after.startswith("/")

    @property
    def with_number_in_name(self) -> Shape:
        """The shape of the same paths if that number is part of the name."""
        level = self.level - 1
        first = self.first if level == MONTH else ""
        return Shape(level, self.before, first, "", f"/{{slug}}{self.after.partition('{slug}')[2]}")

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders before the date or name, each with its `/`."""
        return tuple(self.before[: self.before.rfind("/") + 1].split("/")[:-1])


class Dated(NamedTuple):
    """A path's shape, with its month and day as written; empty without."""

    shape: Shape
    month: str
    day: str


def dated_shape(stem: str) -> Dated | None:
    """Return the shape of a path with a date, given without its ending; `None` for any other path.

    A date that does not exist makes no shape: it may not be meant as a date.
    """
    for level, form in _FORMS:
        found = form.match(stem)
        if found is None:
            continue
        if level == WHOLE_DAY and existing_day(found) is None:
            return None
        after = _after(found["after"], level)
        if after is None or not _is_date(found.groupdict(""), level, after):
            continue
        before = pattern_of(found["before"], found.groupdict()) + found["name"]
        if _UNUSABLE.search(found["before"] + found["name"]) or len(before) > _LONGEST_BEFORE:
            return None
        parts = found.groupdict("")
        shape = Shape(level, before, parts.get("first", ""), parts.get("second", ""), after)
        return Dated(shape, parts.get("month", ""), parts.get("day", ""))
    return None


def undated_shape(stem: str) -> Shape | None:
    """Return the shape of a path without a date: its folder, and whether its name is a file's or a folder's."""
    folder, _, name = stem.rpartition("/")
    after = "{slug}"
    if name == _BUNDLE and folder:
        folder, _, name = folder.rpartition("/")
        after = f"{{slug}}/{_BUNDLE}"
    elif is_about_its_folder(name):
        return None
    before = f"{folder}/" if folder else ""
    return None if _UNUSABLE.search(before) or len(before) > _LONGEST_BEFORE else Shape(NO_DATE, before, "", "", after)


def is_about_its_folder(name: str) -> bool:
    """Return whether a file name without its ending is that of an index or a read-me."""
    return name.casefold() in _ABOUT_A_FOLDER


def is_usable(text: str) -> bool:
    """Return whether a text can stand in a pattern as it is."""
    return not _UNUSABLE.search(text)


def pattern_of(folders: str, date: dict[str, str | None]) -> str:
    """Return folders with a field for each that repeats the year, the month, or the day: `2014/2014-05-23`."""
    wanted = [part for part in ("year", "month", "day") if date.get(part)]
    names = folders.split("/")
    for at, name in enumerate(names):
        if wanted and name == date[wanted[0]]:
            names[at] = f"{{{wanted.pop(0)}}}"
    return "/".join(names)


def _is_date(parts: dict[str, str], level: int, after: str) -> bool:
    """Return whether the numbers of a path look like a date, and not like a version or a part of a name."""
    separators = {parts["first"], parts.get("second", parts["first"])} if level != YEAR else set()
    if separators != {"."} and ("." in separators or after.startswith(".")):
        return False
    if level == MONTH and parts["name"] and after:
        return False
    number = parts["day"] if level == WHOLE_DAY else parts.get("month", "")
    is_in_name = after != "" and not after.startswith("/")
    may_be_short = not is_in_name or parts.get("second", parts.get("first")) not in ("/", ".")
    return may_be_short or len(number) > 1


def _after(text: str, level: int) -> str | None:
    """Return the text after a date as a pattern has it; `None` if it is neither a name nor empty.

    A file named by a year alone lists what others say.
    """
    if not text:
        return None if level == YEAR else ""
    mark = _MARK.match(text)
    if mark is None:
        return None
    name, _, below = text[mark.end() :].partition("/")
    if not name or below not in ("", _BUNDLE):
        return None
    if level != WHOLE_DAY and not below and is_about_its_folder(name):
        return None
    return f"{mark[0]}{{slug}}/{_BUNDLE}" if below else f"{mark[0]}{{slug}}"
