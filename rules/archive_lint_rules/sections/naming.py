"""How findings name a section."""

from __future__ import annotations

from archive_lint.api import Section


def shown_name(section: Section) -> str:
    """A section's heading as the page has it, final colon left out."""
    return section.heading.text.rstrip(":：").rstrip()
