"""Word characters for renderers that follow GitHub: letters, marks, digits and connectors."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD_CATEGORIES = ("L", "M", "Nd", "Nl", "Pc")
_LETTERS_AMONG_SYMBOLS = re.compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""Letters in circles and squares, which Unicode counts as alphabetic."""


@lru_cache(maxsize=4096)
def is_of_word(character: str) -> bool:
    """Return whether a character is part of a word."""
    if unicodedata.category(character).startswith(_WORD_CATEGORIES):
        return True
    return _LETTERS_AMONG_SYMBOLS.match(character) is not None
