"""The exit codes of commands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command."""

    CLEAN = 0
    """No finding at or above `--fail-on`."""
    FINDINGS = 1
    ERROR = 2
    """Usage, configuration, a rule package or this program: something could not be done."""
    NO_NETWORK = 3
    """The network is down: sources could not be checked."""
    INTERRUPTED = 130
    """The run was ended by Ctrl-C; the number is that of shells."""


MEANINGS: Mapping[ExitCode, str] = {
    ExitCode.CLEAN: "nothing at or above --fail-on",
    ExitCode.FINDINGS: "findings",
    ExitCode.ERROR: "usage, configuration, a rule package, or something that could not be read",
    ExitCode.NO_NETWORK: "the network is down",
    ExitCode.INTERRUPTED: "interrupted",
}
"""The meaning of each, as the help and the man page list it."""
