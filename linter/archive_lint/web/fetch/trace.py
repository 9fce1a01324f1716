"""How far one fetch has come: what a deadline that strikes at any moment needs to know."""

from __future__ import annotations

from dataclasses import dataclass

from archive_lint.model.observation import Cause, Phase

TRACE = "archive_lint.trace"
"""The key under which a request's `extensions` carry it to the transport."""


@dataclass(slots=True)
class Trace:
    """Written by the code that does the work, read when the fetch has ended."""

    phase: Phase = Phase.URL
    cause: Cause | None = None
    """What is to blame if time runs out now, where it is not the server."""
    requests: int = 0
    peer: str = ""
