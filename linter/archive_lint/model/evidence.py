"""The evidence for a fix, and the one place that decides whether a fix is safe.

A fix is safe if (a) it loses no word, and (b) what it writes is stated by at least two independent witnesses and by
more than state something else, or follows from one place without a choice. No rule says "safe": it states its evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Ground(StrEnum):
    """The place where a fact stands. Copies of one place (an index and its twin) count once."""

    PATH = "the path"
    DATE_HEADING = "the date heading"
    DATE_LINK = "the date heading's link"
    TITLE = "the title"
    FRONT_MATTER = "the front matter"
    LINK_TEXT = "the link's text"
    LINK_TARGET = "the link's target"
    INDEX = "the day's index"
    TWIN = "the index's twin"
    RELATED = "the related links"
    CHANGES = "the Changes section"
    GIT = "git's history"
    FILES = "the files of the archive"
    CONTENT = "the pages' content"
    CONFIGURATION = "the configuration"
    ITSELF = "the place itself"
    WEB = "what a server answered"


class Witness(Struct, frozen=True, array_like=True):
    """A place, and what it states."""

    place: Ground
    states: str


class Evidence(Struct, frozen=True, array_like=True, kw_only=True):
    """The evidence for a fix. Made by `agreeing`, `following`, `repeated` and `guessed`."""

    value: str = ""
    """The text that the fix writes, as the witnesses state it."""
    witnesses: tuple[Witness, ...] = ()
    """All places that were asked, including those that state something else."""
    has_choice: bool = True
    """False where the value follows from the witness alone: numbers in order, a doubled scheme."""
    lost: tuple[str, ...] = ()
    """Words that the fix removes and that stand nowhere else in the same meaning."""
    doubt: str = ""
    """Why the fix is a guess, whatever the witnesses state."""

    @property
    def places(self) -> frozenset[Ground]:
        """The places that state the value."""
        return frozenset(witness.place for witness in self.witnesses if witness.states == self.value)

    @property
    def dissenting(self) -> frozenset[Ground]:
        """The places that state something else."""
        return frozenset(witness.place for witness in self.witnesses if witness.states != self.value)

    def and_no_loss(self, lost: Iterable[str]) -> Evidence:
        """Return this evidence for a fix that also removes words; `lost` are those that are then left nowhere."""
        return Evidence(
            value=self.value,
            witnesses=self.witnesses,
            has_choice=self.has_choice,
            lost=(*self.lost, *lost),
            doubt=self.doubt,
        )


def agreeing(value: str, witnesses: dict[Ground, str]) -> Evidence:
    """Return the evidence for writing `value`.

    `witnesses` has what each place states, including the place that the fix rewrites. The fix is safe if two places or
    more state the value, and more places state it than state something else.
    """
    return Evidence(value=value, witnesses=tuple(Witness(place, states) for place, states in witnesses.items()))


def following(place: Ground = Ground.ITSELF) -> Evidence:
    """Return the evidence for a rewrite that leaves no choice: it follows from what `place` says."""
    return Evidence(witnesses=(Witness(place, ""),), has_choice=False)


def repeated(removed: str, kept: str) -> Evidence:
    """Return the evidence for removing the text `removed` while `kept` stays. Safe if no word of it is lost."""
    return Evidence(
        witnesses=(Witness(Ground.ITSELF, ""),),
        has_choice=False,
        lost=tuple(sorted(words_of(removed) - words_of(kept))),
    )


def guessed(doubt: str) -> Evidence:
    """Return the evidence for a guess, which is never safe. `doubt` says why."""
    return Evidence(doubt=doubt)


def words_of(text: str) -> set[str]:
    """Return the words of a text without punctuation and case, to compare what is removed with what stays."""
    return set("".join(mark if mark.isalnum() else " " for mark in text.casefold()).split())


def is_safe(evidence: Evidence, written: Iterable[str]) -> bool:
    """Return whether the evidence makes a fix safe that writes the texts `written`."""
    if evidence.doubt or evidence.lost or any(looks_damaged(text) for text in (evidence.value, *written)):
        return False
    if not evidence.has_choice:
        return bool(evidence.witnesses)
    return len(evidence.places) >= 2 and len(evidence.places) > len(evidence.dissenting)


def looks_damaged(text: str) -> bool:
    """Return whether a text looks as if a part of it was lost, so that it must not be copied."""
    if "\N{REPLACEMENT CHARACTER}" in text:
        return True
    has_marks = "<<<<<<< " in text or ">>>>>>> " in text
    return has_marks and any(line.startswith(("<<<<<<< ", ">>>>>>> ")) for line in text.splitlines())
