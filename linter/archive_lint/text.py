"""Words that the command line and reports share."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number and its noun: "1 page", "15,812 pages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(text: str, most: int) -> str:
    """Text of at most so many code points, with an ellipsis where some are left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
