"""Servers that are down: which URL represents them, and what becomes of those that wait for it."""

from __future__ import annotations

import pytest

from archive_lint.model.observation import Failure, Phase
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.classify import Judgement
from archive_lint.web.host_verdicts import HostVerdicts
from tests.web.fake_web import NO_SERVER, failed

FIRST, SECOND, THIRD = (f"http://down.example/{number}/a-story" for number in range(3))
ELSEWHERE = "http://up.example/a-story"
REFUSED = failed(*NO_SERVER, FIRST)
DOWN = Judgement(VerdictKind.UNREACHABLE, "connection-refused", "connection refused")


def shown_to_be_down() -> HostVerdicts:
    """A server that three refused connections for its first URL have shown to be down."""
    servers = HostVerdicts()
    for _ in range(3):
        servers.learn(FIRST, REFUSED, judged=False)
    return servers


def test_a_server_that_is_down_is_represented_by_the_url_that_showed_it() -> None:
    servers = shown_to_be_down()
    assert [servers.representative(url) for url in (FIRST, SECOND, ELSEWHERE)] == ["", FIRST, ""]


def test_what_follows_before_the_judgement_waits_and_what_follows_later_gets_it_at_once() -> None:
    servers = shown_to_be_down()
    assert servers.follow(FIRST, SECOND) is None
    assert servers.conclude(FIRST, DOWN, REFUSED) == [SECOND]
    assert servers.follow(FIRST, THIRD) == (DOWN, REFUSED)
    assert servers.conclude(FIRST, DOWN, REFUSED) == ()


@pytest.mark.parametrize(
    ("kind", "is_up"), [("alive", True), ("dead", True), ("timeout", False), ("gone-domain", False)]
)
def test_a_server_whose_representative_is_answered_after_all_is_up(kind: str, is_up: bool) -> None:
    servers = shown_to_be_down()
    assert servers.follow(FIRST, SECOND) is None
    assert servers.conclude(FIRST, Judgement(VerdictKind(kind)), REFUSED) == [SECOND]
    assert servers.representative(SECOND) == ("" if is_up else FIRST)


@pytest.mark.parametrize(
    ("failure", "phase", "no_more"),
    [(Failure.TIMEOUT, Phase.CONNECT, True), (Failure.CONNECTION_REFUSED, Phase.CONNECT, False)],
)
def test_only_a_timeout_that_shows_a_server_to_be_down_is_not_repeated(
    failure: Failure, phase: Phase, no_more: bool
) -> None:
    servers = HostVerdicts()
    seen = failed(failure, phase, FIRST)
    assert [servers.learn(FIRST, seen, judged=False) for _ in range(3)] == [False, False, no_more]
