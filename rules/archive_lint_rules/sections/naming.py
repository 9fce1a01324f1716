"""The names of sections in findings, and the section that a misspelt heading means."""

from __future__ import annotations

from collections.abc import Iterable

from archive_lint.api import Section, SectionNames

LONGEST = 60
"""The most code points of a heading that may be a misspelt section.

Comparing longer ones takes time and finds nothing.
"""


def shown_name(section: Section) -> str:
    """Return a section's heading as the page has it, without a final colon."""
    return section.heading.text.rstrip(":：").rstrip()


def closest_name(name: str, sections: Iterable[SectionNames]) -> str | None:
    """Return the section name that a heading most likely means; `None` if it is like none of them."""
    if len(name) > LONGEST:
        return None
    names = {known.casefold(): known for section in sections for known in section.names}
    # Here and not above: most archives have no such heading, and it takes a millisecond to load.
    from difflib import get_close_matches

    close = get_close_matches(name.casefold(), names, n=1, cutoff=0.7)
    return names[close[0]] if close else None


def is_meant_only(section: Section) -> bool:
    """Return whether a section is opened by something other than its proper heading."""
    return section.heading.level != 3
