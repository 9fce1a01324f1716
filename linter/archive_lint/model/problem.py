"""Problems of the run itself, which kept it from checking something; not findings about a page."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class ProblemKind(StrEnum):
    """The kind of a problem."""

    UNREADABLE = "unreadable"
    CRASH = "crash"
    """A rule crashed."""
    MISREAD_ROOT = "misread-root"
    """The folder taken as the archive's root is not where its links start from: nothing is fixed."""
    SKIPPED = "skipped"
    """A named path holds nothing to check, or cannot be used as a whole. This alone does not fail the run."""
    NETWORK = "network"
    """The network is down: sources were not checked."""
    USAGE = "usage"
    """The command line asks for something that cannot be done."""
    CONFIGURATION = "configuration"
    RULE_PACKAGE = "rule-package"
    """Rules cannot be loaded."""
    INTERNAL = "internal-error"

    @property
    def is_of_the_start(self) -> bool:
        """Whether the problem kept the run from checking anything."""
        return self in _OF_THE_START


_OF_THE_START = frozenset(
    (ProblemKind.USAGE, ProblemKind.CONFIGURATION, ProblemKind.RULE_PACKAGE, ProblemKind.INTERNAL)
)


class Problem(Struct, frozen=True, order=True):
    """One thing that could not be checked."""

    kind: ProblemKind
    path: str
    message: str
    code: str = ""
    """Code of the rule that crashed."""
    traceback: str = ""
    """Traceback of the crash; only for the first of many crashes."""
    line: int = 0
    """Line in the file, from 1; 0 for the file as a whole."""
    place: str = ""
    """Place in the code of a rule that crashed: line and file."""
