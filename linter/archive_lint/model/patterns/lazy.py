"""Regular expressions compiled on first use: most runs need few, and each delays the start."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LazyPattern:
    """A stand-in for an expression, which it compiles on first use."""

    def __init__(self, expression: str | bytes, flags: int) -> None:
        self._expression = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._expression, self._flags), name)
        setattr(self, name, value)
        return value


def lazy_pattern(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a stand-in for an expression compiled with `flags`. It raises `re.error` only on first use."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(expression, flags))
