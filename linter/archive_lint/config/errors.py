"""The errors of a configuration that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class ConfigFault(Struct, frozen=True):
    """One error, and its place."""

    file: str
    """The file's path as shown to people, or `--config KEY=VALUE`."""
    line: int | None
    """Line number from 1; `None` if there is no line to name."""
    message: str
    hint: str | None = None
    """Advice on what to do instead."""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class ConfigError(Exception):
    """A configuration cannot be used. `faults` holds all of its errors, not only the first."""

    def __init__(self, faults: Sequence[ConfigFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)
