"""What makes the ids of a page's headings, and what it is given of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct


class HeadingText(Struct, frozen=True, gc=False):
    """A heading without the attributes that may end it."""

    source: str
    """As written, without the marks of a heading."""
    pieces: tuple[tuple[str, bool], ...]
    """What is rendered of it but pictures and HTML, and whether each piece is code."""

    @property
    def text(self) -> str:
        """All that is rendered of it."""
        return "".join([text for text, _ in self.pieces])


class Slugger(Protocol):
    """Makes the ids of one page's headings. It is asked for each heading in order, and numbers what repeats."""

    reads_bare_signs: bool
    """Whether `#Heading`, without a space, is a heading."""

    def reserve(self, ids: Iterable[str]) -> None:
        """Take over the ids that headings have by their attributes, before any is made."""
        ...

    def id_of(self, heading: HeadingText) -> str:
        """Return the id of the next heading that has none of its own."""
        ...

    def further_ids(self, heading: HeadingText) -> Iterable[str]:
        """Return what other versions or users of the renderer may give the heading in place of that id."""
        ...

    def note_ids(self, name: str, number: int, /) -> Iterable[str]:
        """Return the ids that belong to a footnote, of itself and of the reference to it."""
        ...
