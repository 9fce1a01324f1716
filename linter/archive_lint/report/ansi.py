"""The few colours of reports for people."""

from __future__ import annotations

from archive_lint.model.finding import Severity

_CODES = {"bold": "1", "red": "1;31", "yellow": "1;33", "cyan": "1;36", "blue": "34", "green": "32"}

SEVERITY_COLOR = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


class Paint:
    """Colours text that is already escaped, or leaves it as it is."""

    def __init__(self, *, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, style: str) -> str:
        """Return the text in a style of `_CODES`; unchanged if `style` is empty."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self._color and text and style else text
