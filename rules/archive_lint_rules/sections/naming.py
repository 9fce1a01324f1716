"""How findings name a section, and which one a misspelt heading means."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from archive_lint.api import Section, SectionNames

LONGEST = 60
"""Code points of a heading that may be a misspelt section: comparing longer ones takes time and finds nothing."""


def shown_name(section: Section) -> str:
    """A section's heading as the page has it, final colon left out."""
    return section.heading.text.rstrip(":：").rstrip()


def closest_name(name: str, sections: Iterable[SectionNames]) -> str | None:
    """The name of one of some sections that a heading most likely means; `None` where it is like none of them."""
    if len(name) > LONGEST:
        return None
    names = {known.casefold(): known for section in sections for known in section.names}
    close = get_close_matches(name.casefold(), names, n=1, cutoff=0.7)
    return names[close[0]] if close else None


def is_meant_only(section: Section) -> bool:
    """Whether what opens a section is not the heading that it should be."""
    return section.heading.level != 3
