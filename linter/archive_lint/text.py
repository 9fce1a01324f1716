"""Functions on text that several layers share: counts, quotations, and where an exception was raised."""

from __future__ import annotations

MOST_QUOTED = 80
"""The most code points of a foreign text that a message quotes."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 page", "15,812 pages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(text: str, most: int = MOST_QUOTED) -> str:
    """Return a text cut to `most` code points; if it was cut, the last one is an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def raised_at(error: BaseException) -> tuple[str, int] | None:
    """Return the file and line, from 1, in which an exception was raised; `None` for one that was never raised."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return (place.tb_frame.f_code.co_filename, place.tb_lineno) if place is not None else None


def is_balanced(text: str, pair: str) -> bool:
    """Return whether every bracket of a pair such as `()` has its partner, an opening one first.

    A backslash has no meaning.
    """
    depth = 0
    for character in text:
        depth += (character == pair[0]) - (character == pair[1])
        if depth < 0:
            return False
    return depth == 0
