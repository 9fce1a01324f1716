"""The statements of a page, line by line, read by regular expressions: the linter is not to be its own witness."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

_LINK = r"\[(?P<text>.*?)\]\((?P<target>[^)\s]*)\)"
_DATE = re.compile(rf"#{{2,3}} {_LINK}\s*$")
_ENTRY = re.compile(r" *(?:### |(?P<number>\d{1,9})\. *)" + _LINK)
"""However far it is indented, and without its space: where such a line leads its author said all the same."""
_PREVIOUS = re.compile(rf"## {_LINK}\s*$")
_TITLE = re.compile(r"# (?P<text>.*)")
_SECTION = re.compile(r"### (?P<name>[^\[]*?)\s*:\s*$")
_DAY = re.compile(r"\s*\d+\s*[-/.]\s*\d+\s*[-/.]\s*\d+\s*$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

Place = tuple[str, ...]
"""The subject of a statement: `("title",)`, or `("text", section, target)` for the text of a link."""


class Statement(NamedTuple):
    """One value at one place of a page."""

    place: Place
    value: str


def statements(text: str, page: str) -> Iterator[tuple[int, Statement]]:
    """Yield the statements of the page at `page`, each with its line's position from 0."""
    section = ""
    for number, line in enumerate(text.splitlines()):
        heading = _SECTION.match(line)
        if heading:
            section = heading["name"]
        for place, value in _of_line(line, section, page):
            yield number, Statement(place, value)


def values(text: str, page: str) -> dict[Place, list[str]]:
    """Return the values that a page states at each place, in the order of its lines."""
    found: defaultdict[Place, list[str]] = defaultdict(list)
    for _, (place, value) in statements(text, page):
        found[place].append(value)
    return dict(found)


def is_page(target: str) -> bool:
    """Return whether a target, as returned by `values`, is meant as a page of the archive."""
    return target.endswith(".md") and "://" not in target


def target_of(statement: Statement) -> str | None:
    """Return the page that a statement leads to; `None` where it leads out of the archive or nowhere."""
    kind = statement.place[0]
    target = statement.value if kind.endswith("target") else statement.place[2] if kind == "text" else ""
    return target if is_page(target) else None


def _of_line(line: str, section: str, page: str) -> Iterator[Statement]:
    date, title, previous, entry = (pattern.match(line) for pattern in (_DATE, _TITLE, _PREVIOUS, _ENTRY))
    if date and _DAY.match(date["text"]):
        yield Statement(("date",), date["text"].strip())
        yield Statement(("date target",), _resolved(date["target"], page))
    elif title:
        yield Statement(("title",), _plain(title["text"]))
    elif previous:
        yield Statement(("previous target",), _resolved(previous["target"], page))
    elif entry:
        target, text = _resolved(entry["target"], page), _plain(entry["text"])
        yield Statement(("text", section, target), text)
        yield Statement(("target", section, text), target)
        if entry["number"]:
            yield Statement(("number", section, target), entry["number"])


def _plain(text: str) -> str:
    return " ".join(_ESCAPE.sub(r"\1", text).split())


def _resolved(target: str, page: str) -> str:
    if "://" in target or target.startswith("//"):
        return target
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(page), target)).lstrip("/")
