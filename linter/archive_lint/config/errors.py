"""What is said of a configuration that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class ConfigFault(Struct, frozen=True):
    """One thing that is wrong, and where."""

    file: str
    """The file's path as shown to people, or `--config KEY=VALUE`."""
    line: int | None
    """1-based; `None` where there is no line to name."""
    message: str
    hint: str | None = None
    """What to do instead."""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class ConfigError(Exception):
    """A configuration cannot be used. `faults` says all that is wrong with it, not only the first thing."""

    def __init__(self, faults: Sequence[ConfigFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)
