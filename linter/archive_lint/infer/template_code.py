"""Template code in the text of pages, which is markup there, not left-over."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CODE = re.compile(
    rb"\{\{[<%]"
    rb"|\{\{-?[ \t]*+(?:site|page|post|content|layout|include|config|ref|relref)[ .|(]"
    rb"|[A-Za-z-]=\{\{"
)
"""A shortcode, a variable of the site or page, or an attribute of a component."""


def count_template_code(pages: Iterable[tuple[str, bytes]]) -> int:
    """Return the number of pages with template code."""
    return sum(_CODE.search(source) is not None for _, source in pages)
