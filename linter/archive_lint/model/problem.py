"""What kept the run from looking at something: not a finding about a page, but about the run itself."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class ProblemKind(StrEnum):
    """What went wrong."""

    UNREADABLE = "unreadable"
    CRASH = "crash"
    """A rule crashed."""
    MISREAD_ROOT = "misread-root"
    """What was taken for the archive's root is not where its links start from: nothing is fixed."""
    SKIPPED = "skipped"
    """Something was named that is nothing to check, or cannot be used whole. It alone does not make the run fail."""


class Problem(Struct, frozen=True, order=True):
    """One thing that could not be looked at."""

    kind: ProblemKind
    path: str
    message: str
    code: str = ""
    """Of the rule that crashed."""
    traceback: str = ""
    """Where it crashed; known of the first of many crashes."""
