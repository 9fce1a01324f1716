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
    NETWORK = "network"
    """The network is down: sources were not checked."""
    USAGE = "usage"
    """What the command line asks for cannot be done."""
    CONFIGURATION = "configuration"
    RULE_PACKAGE = "rule-package"
    """Rules cannot be loaded."""
    INTERNAL = "internal-error"

    @property
    def is_of_the_start(self) -> bool:
        """Whether nothing was looked at because of it."""
        return self in _OF_THE_START


_OF_THE_START = frozenset(
    (ProblemKind.USAGE, ProblemKind.CONFIGURATION, ProblemKind.RULE_PACKAGE, ProblemKind.INTERNAL)
)


class Problem(Struct, frozen=True, order=True):
    """One thing that could not be looked at."""

    kind: ProblemKind
    path: str
    message: str
    code: str = ""
    """Of the rule that crashed."""
    traceback: str = ""
    """Where it crashed; known of the first of many crashes."""
    line: int = 0
    """Of the file, from 1; 0 for the file as a whole."""
