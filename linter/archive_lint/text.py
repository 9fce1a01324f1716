"""Small questions about text, and words, that several layers share."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number and its noun: "1 page", "15,812 pages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(text: str, most: int) -> str:
    """Text of at most so many code points, with an ellipsis where some are left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def is_balanced(text: str, pair: str) -> bool:
    """Whether every bracket of a pair such as `()` has its partner, an opening one first. A backslash means nothing."""
    depth = 0
    for character in text:
        depth += (character == pair[0]) - (character == pair[1])
        if depth < 0:
            return False
    return depth == 0
