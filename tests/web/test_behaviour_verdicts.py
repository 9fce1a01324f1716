"""The verdict that a single check of each behaviour of a hostile web ends in, over real sockets."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping

import pytest

from archive_lint.config.web import WebSettings
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.history import in_memory
from archive_lint.web.summary import CheckReport
from archive_lint.web.sweep import SourceChecker
from tests.web.behaviour import same
from tests.web.behaviours import ALL, BY_NAME, Behaviour
from tests.web.fake_web import each
from tests.web.hostile_server import Site, Web, page
from tests.web.virtual_clock import HurriedClock

_WITNESS = "http://witness.example/"
"""Lives, so that a name which does not exist is known not to be our resolver's fault."""

_UNDECIDED = {
    # An empty answer is not a page, and does not prove that there is none: it stays alive, as to a browser.
    "15-empty-page": VerdictKind.ALIVE,
    "15-no-content": VerdictKind.ALIVE,
}
"""What is claimed where the table leaves it open."""

_REQUESTS = {
    "1-article": 2,
    "2-head-405-get-200": 2,
    "3-head-200-get-404": 3,
    "4-not-found": 3,
    "7-moved-permanently": 6,
    "11-not-found-page-with-200": 3,
    "14-parked": 4,
    "17-wall-401": 2,
    "18-challenge-429": 2,
    "20-rate-limit-passes": 3,
    "22-unavailable-once": 2,
    "22-unavailable": 4,
    "22-unavailable-retry-after": 3,
    "24-to-metadata": 2,
    "27-user-in-url": 0,
    "35-tls-expired": 0,
}
"""What a behaviour costs, HEAD included."""


async def _check(
    behaviour: Behaviour, certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> tuple[CheckReport, Web]:
    sites = {**behaviour.sites, "witness.example": Site(same(page("A witness")), ("93.184.216.200",))}
    async with Web(sites, certificates) as web:
        async with web.fetcher(trusting=trusting, timeout=behaviour.timeout) as fetcher:
            checker = SourceChecker(WebSettings(interval=0.0), fetcher, in_memory(), clock=HurriedClock())
            report = await checker.run(each([_WITNESS, behaviour.url, *behaviour.more_urls]))
        assert len(asyncio.all_tasks()) <= 1 + web.tasks
        return report, web


@pytest.mark.parametrize("behaviour", ALL, ids=str)
def test_verdict(behaviour: Behaviour, certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext) -> None:
    report, web = asyncio.run(_check(behaviour, certificates, trusting))
    wanted = behaviour.verdict or _UNDECIDED[str(behaviour)]
    verdicts = [report.verdicts[url] for url in (behaviour.url, *behaviour.more_urls)]
    assert {verdict.kind for verdict in verdicts} == {wanted}, verdicts[0]
    assert not web.private_contacts
    assert not report.network_down
    assert all(verdict.evidence.isprintable() and "secret" not in verdict.evidence for verdict in verdicts)
    asked = sum(asked.host != "witness.example" for asked in web.log)
    assert asked == _REQUESTS.get(str(behaviour), asked)
    assert asked <= 24 * (1 + len(behaviour.more_urls))


def test_a_fetch_that_is_refused_is_never_repeated(
    certificates: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    _, web = asyncio.run(_check(BY_NAME["27-user-in-url"], certificates, trusting))
    assert {asked.host for asked in web.log} == {"witness.example"}
