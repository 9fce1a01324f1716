"""The progress of one fetch, for a deadline that may strike at any moment."""

from __future__ import annotations

from dataclasses import dataclass

from archive_lint.model.observation import Cause, Phase

TRACE = "archive_lint.trace"
"""The key of a request's `extensions` that carries it to the transport."""


@dataclass(slots=True)
class Trace:
    """The progress of a fetch: written by the code that does the work, read when the fetch has ended."""

    phase: Phase = Phase.URL
    cause: Cause | None = None
    """The cause if time runs out now, unless it is the server."""
    requests: int = 0
    peer: str = ""
