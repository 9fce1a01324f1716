"""What a fix rests on, and the one judgement of whether that makes it safe.

A fix is safe if (a) no word is lost by it, and (b) what it writes is stated by at least two independent witnesses and
by more than state otherwise, or follows from one place without choice. No rule says "safe": it says what it has seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Ground(StrEnum):
    """Where a fact stands. What was copied from one place to many (an index and its twin) counts once."""

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
    """What a fix rests on. Made by `agreeing`, `following`, `repeated` and `guessed`."""

    value: str = ""
    """What the fix writes, in the words in which the witnesses state it."""
    witnesses: tuple[Witness, ...] = ()
    """All that were heard, those that state something else among them."""
    has_choice: bool = True
    """False where the value follows from the witness alone: numbers in order, a doubled scheme."""
    lost: tuple[str, ...] = ()
    """Words that the fix removes and that stand nowhere else in the same meaning."""
    doubt: str = ""
    """Why it is a guess, whoever states it."""

    @property
    def places(self) -> frozenset[Ground]:
        """The places that state the value."""
        return frozenset(witness.place for witness in self.witnesses if witness.states == self.value)

    @property
    def dissenting(self) -> frozenset[Ground]:
        """The places that state something else."""
        return frozenset(witness.place for witness in self.witnesses if witness.states != self.value)

    def and_no_loss(self, lost: Iterable[str]) -> Evidence:
        """Return the evidence of a fix that also removes: `lost` are the words that then stand nowhere."""
        return Evidence(
            value=self.value,
            witnesses=self.witnesses,
            has_choice=self.has_choice,
            lost=(*self.lost, *lost),
            doubt=self.doubt,
        )


def agreeing(value: str, witnesses: dict[Ground, str]) -> Evidence:
    """Return the evidence for writing `value`: what each place states, the one that is to be rewritten included.

    Safe where two places or more state the value, and more than state otherwise.
    """
    return Evidence(value=value, witnesses=tuple(Witness(place, states) for place, states in witnesses.items()))


def following(place: Ground = Ground.ITSELF) -> Evidence:
    """Return the evidence for a rewriting that leaves no choice: whoever reads that place can write nothing else."""
    return Evidence(witnesses=(Witness(place, ""),), has_choice=False)


def repeated(removed: str, kept: str) -> Evidence:
    """Return the evidence for removing a text, with the text that keeps its words. Safe where none is lost."""
    return Evidence(
        witnesses=(Witness(Ground.ITSELF, ""),),
        has_choice=False,
        lost=tuple(sorted(words_of(removed) - words_of(kept))),
    )


def guessed(doubt: str) -> Evidence:
    """Return the evidence for what may be otherwise; never safe. `doubt` says why."""
    return Evidence(doubt=doubt)


def words_of(text: str) -> set[str]:
    """The words of a text, for comparing what is removed with what stays: punctuation and case say nothing."""
    return set("".join(mark if mark.isalnum() else " " for mark in text.casefold()).split())


def is_safe(evidence: Evidence, written: Iterable[str]) -> bool:
    """Whether evidence makes a fix safe that writes these texts."""
    if evidence.doubt or evidence.lost or any(looks_damaged(text) for text in (evidence.value, *written)):
        return False
    if not evidence.has_choice:
        return bool(evidence.witnesses)
    return len(evidence.places) >= 2 and len(evidence.places) > len(evidence.dissenting)


def looks_damaged(text: str) -> bool:
    """Whether a text shows that something was lost in it: it is not to be copied."""
    if "\N{REPLACEMENT CHARACTER}" in text:
        return True
    has_marks = "<<<<<<< " in text or ">>>>>>> " in text
    return has_marks and any(line.startswith(("<<<<<<< ", ">>>>>>> ")) for line in text.splitlines())
