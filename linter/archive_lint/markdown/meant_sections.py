"""Finds text meant as the heading of a required section: wrong level, no space, bold, in a comment.

The text below keeps its meaning: it belongs to the missing section, not to the section above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from archive_lint.model.layout import SectionNames, normal_name
from archive_lint.model.page import Heading

_COLON = "[:]|\uff1a".encode()
_SPACE = "(?:[ \t]|\u3000|\u00a0)*".encode()
_MARKS = b"(?P<marks>(?:#|%b){1,6}%b|[*]{1,3}|_{1,3}|)" % ("\uff03".encode(), _SPACE)
_BEFORE = rb"^(?P<indent> {0,3})(?:<!--[ \t]*|<[a-z][a-z0-9]{0,9}>[ \t]*)?"
_AFTER = rb"[ \t]*(?:%b)?[ \t]*(?:[*]{1,3}|_{1,3}|#{1,6})?[ \t]*(?:%b)?[ \t]*(?:-->|</[a-z][a-z0-9]{0,9}>)?[ \t]*$" % (
    _COLON,
    _COLON,
)


def meant_sections(
    source: bytes, headings: Sequence[Heading], required: Sequence[SectionNames]
) -> list[tuple[SectionNames, Heading]]:
    """Return text that looks like the heading of a required section that a page lacks, one per section, in order.

    A line that is not a heading at all has level 0.
    """
    present = {normal_name(heading.text) for heading in headings if heading.level == 3}
    missing = [section for section in required if present.isdisjoint(_normal_names(section.names))]
    if not missing:
        return []
    lines = source.replace(b"\r", b"\n")
    lowered = lines.lower()
    found = [
        (section, heading)
        for section in missing
        if any(name.encode().lower() in lowered for name in section.names)
        and (heading := _meant(lines, headings, section)) is not None
    ]
    return sorted(found, key=lambda pair: pair[1].start)


def _meant(lines: bytes, headings: Sequence[Heading], section: SectionNames) -> Heading | None:
    """Return the line meant as the heading of a section.

    That is the first line with its name and the marks of a heading or of bold text, else the first line with its name.
    """
    title = next((heading.start for heading in headings if heading.level == 1), -1)
    by_start = {heading.start: heading for heading in headings}
    plain: Heading | None = None
    for line in _pattern(section.names).finditer(lines):
        if line.start() == title:
            continue
        at = line.end("indent")
        heading = by_start.get(at) or Heading(
            level=0, text=line[0].decode(errors="replace").strip(), start=at, end=at + len(line[0].strip())
        )
        if line["marks"] or heading.level:
            return heading
        plain = plain or heading
    return plain


@lru_cache(maxsize=64)
def _normal_names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(normal_name(name) for name in names)


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[bytes]:
    said = b"|".join(re.escape(name.encode()) for name in sorted(names, key=len, reverse=True))
    return re.compile(b"%b%b(?:%b)%b" % (_BEFORE, _MARKS, said, _AFTER), re.MULTILINE | re.IGNORECASE)
