"""Plain text as the text of a Markdown link."""

from __future__ import annotations

from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.text import is_balanced

_SPECIAL = lazy_pattern(r"[\\\[\]`*_<]")


def escape_link_text(text: str) -> str:
    """Return rendered text as Markdown that renders to it in the brackets of a link.

    Balanced brackets stay, as generators write them; other characters that Markdown might read get a backslash.
    """
    balanced = is_balanced(text, "[]") and "](" not in text
    return _SPECIAL.sub(lambda mark: mark[0] if balanced and mark[0] in "[]" else "\\" + mark[0], text)
