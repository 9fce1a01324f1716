from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from ipaddress import ip_address
from threading import Event
from typing import Any

import pytest

from archive_lint.web.fetch.errors import FetchError
from archive_lint.web.fetch.resolver import SystemResolver
from tests.web.hostile_server import PUBLIC, PUBLIC_6

Found = list[tuple[Any, ...]]


def _found(*addresses: str) -> Found:
    return [
        (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))
        for address in addresses
    ]


def _resolved(getaddrinfo: Callable[..., Found], *hosts: str, timeout: float = 1.0) -> list[str]:
    """Each host's addresses, or how its look-up failed."""

    async def run() -> list[str]:
        resolver = SystemResolver(getaddrinfo=getaddrinfo, timeout=timeout, lookups=4)
        seen = []
        for answer in await asyncio.gather(*(resolver.resolve(host) for host in hosts), return_exceptions=True):
            if isinstance(answer, FetchError):
                seen.append(str(answer.failure))
            else:
                assert not isinstance(answer, BaseException)
                seen.append(" ".join(map(str, answer)))
        return seen

    return asyncio.run(run())


def test_names_are_looked_up_as_absolute_ones() -> None:
    asked = []

    def getaddrinfo(name: str, *_: object, **__: object) -> Found:
        asked.append(name)
        return _found(PUBLIC, PUBLIC_6, PUBLIC)

    assert _resolved(getaddrinfo, "news.example") == [f"{PUBLIC} {PUBLIC_6}"]
    assert asked == ["news.example."]


def test_simultaneous_questions_share_an_answer() -> None:
    asked = []

    def getaddrinfo(name: str, *_: object, **__: object) -> Found:
        asked.append(name)
        return _found(PUBLIC)

    assert _resolved(getaddrinfo, *["news.example"] * 5) == [PUBLIC] * 5
    assert len(asked) == 1


def test_addresses_are_remembered_and_failures_are_not() -> None:
    answers: list[Found] = [[], _found(PUBLIC)]

    async def run() -> None:
        resolver = SystemResolver(getaddrinfo=lambda *_, **__: answers.pop(0))
        with pytest.raises(FetchError, match="no address"):
            await resolver.resolve("news.example")
        for _ in range(3):
            assert await resolver.resolve("news.example") == (ip_address(PUBLIC),)

    asyncio.run(run())
    assert answers == []


def test_who_stops_waiting_for_an_answer_takes_it_from_nobody_else() -> None:
    end = Event()

    def getaddrinfo(*_: object, **__: object) -> Found:
        end.wait(5)
        return _found(PUBLIC)

    async def run() -> None:
        resolver = SystemResolver(getaddrinfo=getaddrinfo)
        impatient, patient = (asyncio.create_task(resolver.resolve("news.example")) for _ in range(2))
        await asyncio.sleep(0.01)
        impatient.cancel()
        await asyncio.sleep(0)
        end.set()
        assert await patient == (ip_address(PUBLIC),)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no name"), "nxdomain"),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), "dns-failure"),
        (socket.gaierror(socket.EAI_FAIL, "failed"), "dns-failure"),
        (OSError("broken"), "dns-failure"),
        (UnicodeError("label too long"), "dns-failure"),
        (None, "no-data"),
    ],
)
def test_failures_of_the_resolver_are_told_apart(error: Exception | None, outcome: str) -> None:
    def getaddrinfo(*_: object, **__: object) -> Found:
        if error is not None:
            raise error
        return []

    assert _resolved(getaddrinfo, "news.example") == [outcome]


def test_a_name_server_that_hangs_delays_neither_others_nor_the_end() -> None:
    end = Event()

    def getaddrinfo(name: str, *_: object, **__: object) -> Found:
        if name.startswith("slow"):
            end.wait(5)
        return _found(PUBLIC)

    assert _resolved(getaddrinfo, "slow.example", "news.example", timeout=0.3) == ["timeout", PUBLIC]
    end.set()
