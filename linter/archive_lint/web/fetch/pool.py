"""Open connections that wait for a next request to the same origin."""

from __future__ import annotations

import asyncio

from archive_lint.web.fetch.connection import Connection

Origin = tuple[str, str, int]
"""Scheme, host, port."""

MOST_IDLE = 200
"""The most connections that are kept; the oldest is closed.

If file descriptors still run out, `clear` frees them.
"""

IDLE_TIME = 4.0
"""Seconds that a connection is kept. The shortest keep-alive that servers commonly set is 5."""


class Pool:
    """Idle connections by origin, the latest first, each for at most `idle_time` seconds."""

    def __init__(self, *, idle_time: float = IDLE_TIME) -> None:
        self._idle_time = idle_time
        self._by_origin: dict[Origin, list[Connection]] = {}
        self._by_age: dict[Connection, Origin] = {}

    def __len__(self) -> int:
        return len(self._by_age)

    def keep(self, connection: Connection, origin: Origin) -> None:
        """Keep a connection that is ready for a next request."""
        connection.idle_since = asyncio.get_running_loop().time()
        if len(self._by_age) >= MOST_IDLE:
            self._close(next(iter(self._by_age)))
        self._by_origin.setdefault(origin, []).append(connection)
        self._by_age[connection] = origin

    def take(self, origin: Origin) -> Connection | None:
        """Return the latest connection to `origin` that is open and has not waited too long; `None` without one."""
        fresh_since = asyncio.get_running_loop().time() - self._idle_time
        while kept := self._by_origin.get(origin):
            connection = kept[-1]
            if connection.reusable and connection.idle_since > fresh_since:
                self._forget(connection)
                return connection
            self._close(connection)
        return None

    def clear(self) -> bool:
        """Close all of them; return whether there were any."""
        found = bool(self._by_age)
        for connection in tuple(self._by_age):
            self._close(connection)
        return found

    def _close(self, connection: Connection) -> None:
        self._forget(connection)
        connection.close()

    def _forget(self, connection: Connection) -> None:
        origin = self._by_age.pop(connection)
        kept = self._by_origin[origin]
        kept.remove(connection)
        if not kept:
            del self._by_origin[origin]
