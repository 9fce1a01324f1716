"""What asks for URLs: a protocol, so that a log or a test can stand in for the network."""

from __future__ import annotations

from typing import Protocol

from archive_lint.model.observation import Method, Observation


class Fetches(Protocol):
    """What asks for a URL. It never raises for anything that a server does."""

    async def fetch(self, url: str, method: Method) -> Observation:
        """One observation of `url`, redirects followed."""
        ...
