"""httpx alone on a list of URLs: HEAD, then GET where HEAD failed. `python -m benchmarks.plain_httpx FILE`.

No guard, no pauses, no second look and no history: the least a checker on httpx could do.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import httpx

_AT_ONCE = 128


async def check(urls: list[str], timeout: float) -> dict[str, int]:  # noqa: ASYNC109 -- httpx's, a request each
    """Return the last status of each URL; 0 where none came."""
    found: dict[str, int] = {}
    waiting = iter(urls)
    limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE)

    async def work(client: httpx.AsyncClient) -> None:
        for url in waiting:
            try:
                answer = await client.head(url)
                if not answer.is_success:
                    answer = await client.get(url)
                found[url] = answer.status_code
            except httpx.HTTPError:
                found[url] = 0

    async with httpx.AsyncClient(limits=limits, timeout=timeout, trust_env=False, follow_redirects=True) as client:
        await asyncio.gather(*(work(client) for _ in range(_AT_ONCE)))
    return found


if __name__ == "__main__":
    statuses = asyncio.run(check(Path(sys.argv[1]).read_text().split(), float(sys.argv[2])))
    for address, status in statuses.items():
        print(status, address)
