"""The data of a finding and of the edits that would fix it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct

from archive_lint.model.evidence import Evidence, is_safe
from archive_lint.model.span import START_OF_PAGE, Position, Span


class Severity(StrEnum):
    """The severity of a finding."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """The severity as a number, for comparing with `--fail-on`; higher is worse."""
        return _RANK[self]


_RANK = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Edit(Struct, frozen=True, order=True):
    """One replacement in one file: the bytes from `start` to `end` become `text` in UTF-8."""

    path: str
    """Path relative to the archive's root; empty for the page that the finding is on.

    A file that does not exist is created by an edit of its bytes 0 to 0.
    """
    start: int
    end: int
    text: str


class Fix(Struct, frozen=True):
    """Edits that fix a finding: all or none of them are applied."""

    message: str
    """The fix as an instruction: "remove the entry"."""
    edits: tuple[Edit, ...]
    evidence: Evidence = Evidence(doubt="no evidence was given")
    """The evidence that decides whether the fix is safe."""
    copied_from: str = ""
    """The file whose text the edits copy, if any: when that file changes, the fix is out of date."""

    @property
    def safe(self) -> bool:
        """Whether the evidence shows that the fix loses and invents nothing."""
        return is_safe(self.evidence, (edit.text for edit in self.edits))


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that a rule reports, and its place in a page."""

    code: str
    name: str
    severity: Severity
    message: str
    """One sentence that names the subject: the URL, the title. It may contain hostile text."""
    path: str = ""
    """Path relative to the archive's root; set by the engine to the page that was checked."""
    span: Span = START_OF_PAGE
    start: Position = Position(1, 1)
    """Start of the finding; set by the engine from `span`, as `end` is."""
    end: Position = Position(1, 1)
    """End of the finding, exclusive."""
    help: str | None = None
    subject: str = ""
    """The thing that the finding is about, so that it keeps its identity when lines move."""
    fix: Fix | None = None
    verdict: dict[str, Any] | None = None
    """The verdict on the source that the finding is about, as JSON; `None` for other findings."""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The key of the order of every report: path, line, column, code."""
        return (self.path, self.start.line, self.start.column, self.code, self.message)
