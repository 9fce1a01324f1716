"""Logs every observation as it is made, to show why a source was judged as it was."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

import aiofiles
import msgspec
from aiofiles.threadpool.binary import AsyncBufferedIOBase

from archive_lint.model.observation import Method, Observation
from archive_lint.model.secret import hide_secrets_in
from archive_lint.web.fetch.protocol import Fetches


class ObservationLog:
    """Fetches with another fetcher, and adds one JSON object per observation and line to a file.

    An asynchronous context manager. The file is written in threads, so that a slow disk delays no request. If it cannot
    be written, that is a warning in `notes`, and the check continues without it.
    """

    def __init__(self, fetcher: Fetches, path: str) -> None:
        self._fetcher = fetcher
        self._path = path
        self._file: AsyncBufferedIOBase | None = None
        self._turn = asyncio.Lock()
        self._open = AsyncExitStack()
        self.notes: list[str] = []

    async def __aenter__(self) -> Self:
        try:
            self._file = await self._open.enter_async_context(aiofiles.open(self._path, "ab"))
        except OSError as error:
            self._give_up(error)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            await self._open.aclose()
        except OSError as failed:
            self._give_up(failed)

    async def fetch(self, url: str, method: Method) -> Observation:
        """Return one observation of `url`, and log it."""
        seen = await self._fetcher.fetch(url, method)
        line = msgspec.json.encode(_shown(seen)) + b"\n"
        async with self._turn:
            if self._file is not None:
                try:
                    await self._file.write(line)
                    await self._file.flush()
                except OSError as error:
                    self._give_up(error)
        return seen

    def _give_up(self, error: OSError) -> None:
        self._file = None
        self.notes.append(f"{self._path}: observations cannot be written: {error.strerror or error}")


def _shown(seen: Observation) -> dict[str, Any]:
    """Return an observation without the text of the page, which is only needed for comparing."""
    fields: dict[str, Any] = msgspec.to_builtins(seen)
    del fields["sample"]
    return {name: hide_secrets_in(value) for name, value in fields.items() if value not in (None, "", [], {})}
