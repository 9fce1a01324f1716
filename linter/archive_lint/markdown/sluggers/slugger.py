"""The protocol of sluggers, and the data about a heading that they get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct


class HeadingText(Struct, frozen=True, gc=False):
    """A heading without the attributes that may end it."""

    source: str
    """The text as written, without the marks of a heading."""
    pieces: tuple[tuple[str, bool], ...]
    """The rendered pieces without pictures and HTML, and whether each is code."""

    @property
    def text(self) -> str:
        """The rendered text."""
        return "".join([text for text, _ in self.pieces])


class Slugger(Protocol):
    """Makes the ids of one page's headings. It is called per heading, in order, and numbers repeated ids."""

    reads_bare_signs: bool
    """Whether `#Heading`, without a space, is a heading."""

    def reserve(self, ids: Iterable[str]) -> None:
        """Note the ids that headings have by their attributes, before any is made."""
        ...

    def id_of(self, heading: HeadingText) -> str:
        """Return the id of the next heading without an id of its own."""
        ...

    def further_ids(self, heading: HeadingText) -> Iterable[str]:
        """Return the ids that other versions or users of the renderer may give to the heading instead."""
        ...

    def note_ids(self, name: str, number: int, /) -> Iterable[str]:
        """Return the ids of a footnote and of the reference to it."""
        ...
