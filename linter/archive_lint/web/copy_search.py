"""Looks for an archived copy of one source, whatever became of the source."""

from __future__ import annotations

import asyncio
import datetime as dt

from archive_lint.config.web import WebSettings
from archive_lint.files.state_folder import StateFolder
from archive_lint.web.background import Network, make_fetcher
from archive_lint.web.history_file import open_state
from archive_lint.web.wayback import ArchiveLookup


def find_copy(
    settings: WebSettings, state: StateFolder, network: Network, url: str, day: dt.date, lost_since: float | None
) -> str:
    """Return the URL of the verified archived copy of a source from about a day; empty where there is none.

    `lost_since` is when the source was first found lost, in seconds since the epoch: a later capture is not a
    copy of it.
    """

    async def find() -> str:
        history = open_state(state)
        try:
            async with make_fetcher(settings, network) as fetcher:
                lookup = ArchiveLookup(fetcher, history, base=settings.wayback, clock=network.clock)
                return await lookup.find(url, day, lost_since) or ""
        finally:
            history.close()

    return asyncio.run(find())
