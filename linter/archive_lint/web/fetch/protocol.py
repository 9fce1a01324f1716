"""The protocol of fetching, so that a log or a test can replace the network."""

from __future__ import annotations

from typing import Protocol

from archive_lint.model.observation import Method, Observation


class Fetches(Protocol):
    """Fetches URLs. It never raises for anything that a server does."""

    async def fetch(self, url: str, method: Method) -> Observation:
        """Return one observation of `url`, with redirects followed."""
        ...
