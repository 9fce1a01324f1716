"""Rules that do not apply to an archive, each with the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from archive_lint.infer.guess import GuessedList, PlainSetting, Reasoned, TableLine
from archive_lint.infer.path_shape import is_about_its_folder
from archive_lint.infer.paths import ANY_FOLDER
from archive_lint.model.layout import Layout
from archive_lint.model.page import PageFacts

_SHARE_OF_A_NORM = 0.2
"""The share of stories with date headings above which the others lack them."""
_SHARE_OF_TRANSLATIONS = 0.2
_MOST_MISMATCHES = 0.01
"""The share of file names without a title above which names are not made of titles."""
_FEWEST_MISMATCHES = 3

_ON_SECTIONS = ("S001", "S002", "S003", "S004", "S005", "S006", "S007")
_ON_RELATED = ("L001", "L002", "L003", "L006", "L007", "L010")
_ON_SOURCES = ("D007", "U")
_ON_LISTED_SOURCES = ("D007", "U007")
_ON_INDEXES = ("D003", "D006", "I")
_ON_DAY_FOLDERS = ("D001", "D003", "D006", "D008", "I")
_ON_DATE_HEADINGS = ("D001", "D003")
SLUG_TITLE_MISMATCH = "T001"
MARKUP_DEBRIS = "T004"
_SHARE_OF_A_CONVENTION = 0.5
_CONVENTIONS = {
    "S008": "have no title",
    "S009": "have several headings of the first level",
    "T002": "have the title of another story of the same week",
}
"""Conventions if more than half of the stories have them, by the rules that report them."""


class KnownArchive(Struct, frozen=True, kw_only=True):
    """Facts about an archive."""

    layout: Layout
    pages: Sequence[str]
    stories: Sequence[PageFacts]
    """The stories that were read."""
    sections: Collection[str]
    """Keys of the sections that they have."""
    cites_in_body: bool = False
    """Whether the links of their text are their sources."""
    has_indexes: bool
    with_template_code: int
    """Number of stories with code of a generator's templates."""


def rules_off(known: KnownArchive) -> Iterator[Reasoned]:
    """Yield the rules that do not apply to an archive."""
    if not known.stories:
        return
    yield from _on_sections(known.sections, cites_in_body=known.cites_in_body)
    yield from _on_days(known)
    if known.with_template_code:
        count = f"{known.with_template_code:,} of {len(known.stories):,} stories read"
        yield Reasoned((MARKUP_DEBRIS,), f"{count} hold code of templates, which is not left over.")
    if _are_translated(known):
        yield Reasoned((SLUG_TITLE_MISMATCH,), "Translations have the file name of the story in another language.")


def _on_sections(sections: Collection[str], *, cites_in_body: bool) -> Iterator[Reasoned]:
    if not {"source", "related"} & set(sections):
        yield Reasoned(_ON_SECTIONS, "No section of stories lists their sources or related stories.")
    if "related" not in sections:
        yield Reasoned(_ON_RELATED, "No section lists related stories.")
    if cites_in_body:
        yield Reasoned(_ON_LISTED_SOURCES, "A text may link to reports of any day, and to one of them twice.")
    elif "source" not in sections:
        yield Reasoned(_ON_SOURCES, "No section lists sources.")


def _on_days(known: KnownArchive) -> Iterator[Reasoned]:
    if known.layout.day_folder_pattern is None:
        yield Reasoned(_ON_DAY_FOLDERS, "No day is a folder, so none has an index that pages could link to.")
        return
    if not known.has_indexes:
        yield Reasoned(_ON_INDEXES, "No day has an index.")
    headed = sum(facts.date_heading is not None for facts in known.stories)
    if headed <= len(known.stories) * _SHARE_OF_A_NORM:
        left = [code for code in _ON_DATE_HEADINGS if known.has_indexes or code not in _ON_INDEXES]
        yield Reasoned(left, f"{headed:,} of {len(known.stories):,} stories read have a date heading.")


def _are_translated(known: KnownArchive) -> bool:
    """Return whether stories of one name lie in several of the folders that `{*}` stands for."""
    if not any(ANY_FOLDER in pattern for pattern in known.layout.story):
        return False
    names = Counter(path.rpartition("/")[2] for path in known.pages if known.layout.story_match(path))
    shared = sum(count for name, count in names.items() if count > 1 and not is_about_its_folder(name.split(".")[0]))
    return shared > names.total() * _SHARE_OF_TRANSLATIONS


def rules_off_by_findings(counts: Mapping[str, int], stories: int) -> Iterator[Reasoned]:
    """Yield the rules that report a convention, from the number of stories that each reports."""
    for code, said in _CONVENTIONS.items():
        if counts.get(code, 0) > stories * _SHARE_OF_A_CONVENTION:
            yield Reasoned((code,), f"{counts[code]:,} of {stories:,} stories {said}.")
    mismatches = counts.get(SLUG_TITLE_MISMATCH, 0)
    if mismatches >= _FEWEST_MISMATCHES and mismatches > stories * _MOST_MISMATCHES:
        evidence = f"{mismatches:,} of {stories:,} stories have a file name that was not made of their title."
        yield Reasoned((SLUG_TITLE_MISMATCH,), evidence)


def lint_lines(off: Sequence[Reasoned]) -> list[TableLine]:
    """Return the `[lint]` table: all rules except those that do not apply."""
    selected = PlainSetting("select", ("ALL",))
    return [selected, GuessedList("ignore", off)] if off else [selected]
