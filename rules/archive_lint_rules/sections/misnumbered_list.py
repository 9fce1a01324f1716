from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from archive_lint.api import (
    OTHER,
    SOURCE,
    Entry,
    Finding,
    Fix,
    Ground,
    Invalid,
    Kind,
    Meta,
    Page,
    PageRule,
    RuleOptions,
    Severity,
    Valid,
    following,
    replace_all,
    story,
)
from archive_lint_rules.sections.lost_entries import lost_entries
from archive_lint_rules.sections.naming import shown_name

COVER = "[Cover Image](https://gazette.example/bridge.jpg)"
MOST_SHOWN = 12
"""The most numbers of a list that a message shows."""


def numbered(*entries: tuple[int, str]) -> str:
    """Return a story whose Source section has these entries under these numbers."""
    return story(sources=[], related=None) + "".join(f"{number}. {entry}\n" for number, entry in entries)


class MisnumberedList(PageRule):
    """A section whose entries are not numbered 1, 2, 3.

    ## What it does
    Reports a known section of a story whose numbers, as written, do not count from 1. A picture and an entry of the
    `repeating` ones may carry the number of the entry before it. Bulleted entries are not counted, and a list after
    other text may start again at 1. Changes is not checked, because its generator repeats numbers, nor is a list with a
    line that looks like an entry but is not one.

    ## Why it matters
    If one number is wrong, Markdown shows other numbers than the written ones, so that "see source 3" has two meanings.

    ## Fix
    Safe: the numbers are corrected. None if an entry has several lines and its number would become longer or shorter:
    their indentation depends on it.
    """

    code = "S006"
    name = "misnumbered-list"
    summary = "Entries are not numbered 1, 2, 3"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.ITSELF,)
    kinds = (Kind.STORY,)
    yields_to = ("S007",)

    class Options(RuleOptions, frozen=True):
        """Options: which entries repeat a number by design."""

        repeating: Annotated[
            tuple[str, ...],
            Meta(description="Link texts, or texts after the link, of entries that repeat the number before them."),
        ] = ("Cover Image", "(Current version)")

    options: Options

    valid = [
        Valid(story(sources=[SOURCE, SOURCE])),
        Valid(numbered((1, SOURCE), (2, SOURCE), (2, COVER)), note="a cover image repeats the number before it"),
        Valid(numbered((1, SOURCE), (2, COVER))),
        Valid(story(related=None, sources=None) + f"### Related:\n\n- {OTHER}\n- {OTHER}\n"),
    ]
    invalid = [
        Invalid(
            numbered((1, SOURCE), (2, SOURCE), (2, SOURCE), (3, SOURCE)),
            at="9:1",
            fixed=numbered((1, SOURCE), (2, SOURCE), (3, SOURCE), (4, SOURCE)),
            message="entries of 'Source' are numbered 1, 2, 2, 3",
        ),
        Invalid(
            numbered((2, SOURCE), (2, COVER)),
            at="7:1",
            fixed=numbered((1, SOURCE), (1, COVER)),
        ),
        Invalid(
            numbered((9, SOURCE + "\n   Page 4")).replace("9.", "10."),
            at="7:1",
            note="the second line would need another indentation",
        ),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        for section in page.facts.sections:
            # The numbers of Changes come from the generator, which repeats them by design.
            if section.key is None or section.key == "changes" or _counts(section.entries):
                continue
            if lost_entries(page, section):
                # Another rule reports the entries missing from the count: numbers without them would be wrong.
                continue
            wrong = [pair for pair in self._wanted(page.source, section.entries) if pair[0].number != pair[1]]
            if wrong:
                numbers = [str(entry.number) for entry in section.entries if entry.number is not None]
                shown = ", ".join(numbers[:MOST_SHOWN] + ["…"] * (len(numbers) > MOST_SHOWN))
                yield self.finding(
                    wrong[0][0].number_span,
                    f"entries of {shown_name(section)!r} are numbered {shown}",
                    subject=section.key,
                    fix=_renumber(page.source, wrong),
                )

    def _wanted(self, source: bytes, entries: Sequence[Entry]) -> Iterator[tuple[Entry, int]]:
        """Yield every numbered entry with the number it should have."""
        count = 0
        before: Entry | None = None
        for entry in entries:
            if entry.number is None:
                continue
            if before is not None and entry.number == 1 and source[before.end : entry.start].strip():
                count = 0
            if before is None or entry.number != before.number or not self._repeats(entry):
                count += 1
            yield entry, count
            before = entry

    def _repeats(self, entry: Entry) -> bool:
        repeating = self.options.repeating
        if entry.link is None:
            return any(link.picture for link in entry.further) or entry.note.strip(" _*") in repeating
        return entry.link.text.strip() in repeating or entry.note.strip(" _*") in repeating


def _counts(entries: Sequence[Entry]) -> bool:
    return [entry.number for entry in entries] == list(range(1, len(entries) + 1))


def _renumber(source: bytes, wrong: Sequence[tuple[Entry, int]]) -> Fix | None:
    for entry, number in wrong:
        span = entry.number_span
        if len(str(number)) != span.end - span.start and source[entry.start : entry.end].count(b"\n"):
            return None
    return replace_all(
        ((entry.number_span, str(number)) for entry, number in wrong), "correct the numbers", evidence=following()
    )
