"""What a rule reports, and the edits that would fix it: inert data."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct

from archive_lint.model.evidence import Evidence, is_safe
from archive_lint.model.span import START_OF_PAGE, Position, Span


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Higher is worse: for comparing with `--fail-on`."""
        return _RANK[self]


_RANK = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Edit(Struct, frozen=True, order=True):
    """One replacement in one file: the bytes from `start` to `end` become `text` in UTF-8."""

    path: str
    """Relative to the archive's root; empty for the page the finding is on.

    A file that does not exist is created by an edit of its bytes 0 to 0.
    """
    start: int
    end: int
    text: str


class Fix(Struct, frozen=True):
    """Edits that fix a finding: all or none of them are applied."""

    message: str
    """What it does, as an instruction: "remove the entry"."""
    edits: tuple[Edit, ...]
    evidence: Evidence = Evidence(doubt="nothing was said of what it rests on")
    """What it rests on."""
    copied_from: str = ""
    """The file whose text its edits repeat, if any: where that changes meanwhile, the fix is out of date."""

    @property
    def safe(self) -> bool:
        """Whether its evidence says that it loses and invents nothing."""
        return is_safe(self.evidence, (edit.text for edit in self.edits))


class Finding(Struct, frozen=True, kw_only=True):
    """What a rule reports of one place of a page."""

    code: str
    name: str
    severity: Severity
    message: str
    """One sentence that names the subject: the URL, the title. Hostile text may stand in it."""
    path: str = ""
    """Relative to the archive's root; set by the engine to the page looked at."""
    span: Span = START_OF_PAGE
    start: Position = Position(1, 1)
    """Set by the engine from `span`, as `end` is."""
    end: Position = Position(1, 1)
    """Behind the last character."""
    help: str | None = None
    subject: str = ""
    """What it is about, so that it keeps its identity when lines move."""
    fix: Fix | None = None
    verdict: dict[str, Any] | None = None
    """Of a source, for findings that rest on one."""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The order of every report: path, line, column, code."""
        return (self.path, self.start.line, self.start.column, self.code, self.message)
