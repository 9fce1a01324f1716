"""What is claimed of a URL."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class VerdictKind(StrEnum):
    """The claims that can be made."""

    ALIVE = "alive"
    DEAD = "dead"


class Verdict(Struct, frozen=True, kw_only=True):
    """A claim about a URL, and the evidence for it."""

    url: str
    kind: VerdictKind
