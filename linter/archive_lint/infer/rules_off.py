"""Rules that have nothing to say in an archive, each with the evidence for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from archive_lint.infer.guess import Fixed, GuessedList, Line, Reasoned
from archive_lint.model.layout import Kind, Layout
from archive_lint.model.page import PageFacts

_SHARE_OF_A_NORM = 0.2
"""Where this part of the stories has date headings, the others lack them."""
_MOST_MISMATCHES = 0.05
"""Where more of the file names than this are not those of titles, names are not made of titles."""
_FEWEST_MISMATCHES = 3

_ON_SECTIONS = ("S001", "S002", "S003", "S004", "S005", "S006", "S007")
_ON_RELATED = ("L001", "L002", "L003", "L006", "L007", "L010")
_ON_SOURCES = ("D007", "U")
_ON_INDEXES = ("D003", "D006", "I")
_ON_DAY_FOLDERS = ("D001", "D003", "D006", "D008", "I")
_ON_DATE_HEADINGS = ("D001", "D003")
SLUG_TITLE_MISMATCH = "T001"


def rules_off(
    layout: Layout, stories: Sequence[PageFacts], sections: Collection[str], *, has_indexes: bool
) -> Iterator[Reasoned]:
    """Yield the rules that do not apply to an archive whose stories have these sections, by their keys."""
    if not stories:
        return
    if not {"source", "related"} & set(sections):
        yield Reasoned(_ON_SECTIONS, "No section of stories lists their sources or related stories.")
    if "related" not in sections:
        yield Reasoned(_ON_RELATED, "No section lists related stories.")
    if "source" not in sections:
        yield Reasoned(_ON_SOURCES, "No section lists sources.")
    if layout.day_folder_pattern is None:
        yield Reasoned(_ON_DAY_FOLDERS, "No day is a folder, so none has an index that pages could link to.")
        return
    if not has_indexes:
        yield Reasoned(_ON_INDEXES, "No day has an index.")
    of_stories = [facts for facts in stories if facts.kind is Kind.STORY]
    headed = sum(facts.date_heading is not None for facts in of_stories)
    if headed <= len(of_stories) * _SHARE_OF_A_NORM:
        left = [code for code in _ON_DATE_HEADINGS if has_indexes or code not in _ON_INDEXES]
        yield Reasoned(left, f"{headed:,} of {len(of_stories):,} stories read have a date heading.")


def rules_off_by_findings(counts: Mapping[str, int], stories: int) -> Iterator[Reasoned]:
    """Yield the rules that report a convention, by how many of so many stories they do."""
    mismatches = counts.get(SLUG_TITLE_MISMATCH, 0)
    if mismatches >= _FEWEST_MISMATCHES and mismatches > stories * _MOST_MISMATCHES:
        evidence = f"{mismatches:,} of {stories:,} stories have a file name that was not made of their title."
        yield Reasoned((SLUG_TITLE_MISMATCH,), evidence)


def lint_lines(off: Sequence[Reasoned]) -> list[Line]:
    """Return the `[lint]` table: all rules but those that do not apply."""
    selected = Fixed("select", ("ALL",))
    return [selected, GuessedList("ignore", off)] if off else [selected]
