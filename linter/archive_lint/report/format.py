"""What a format is: a module with a `write` function."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from archive_lint.report.report import Report


class MachineFormat(Protocol):
    """A format for programs: the same bytes for the same report, whoever reads them."""

    def write(self, report: Report, stream: BinaryIO) -> None:
        """Write the whole report."""


class HumanFormat(Protocol):
    """A format for people at a terminal or a log."""

    def write(self, report: Report, stream: BinaryIO, *, color: bool, width: int | None) -> None:
        """Write the whole report, `width` cells wide (by default as suits a log)."""
