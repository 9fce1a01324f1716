"""How a host is treated, and what it may ask for."""

from __future__ import annotations

import pytest

from archive_lint.model.observation import Failure, Observation, Phase
from archive_lint.web.domains import registrable
from archive_lint.web.politeness import Breaker, Manners, host_key, server_key
from archive_lint.web.retry import LONGEST_WAIT, RetryPolicy, retry_after
from tests.web.fake_web import NO_NAME, NO_SERVER, failed, seen

NOW = 784_111_777.0
"""Sun, 06 Nov 1994 08:49:37 GMT."""


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("999999", LONGEST_WAIT),
        ("Sun, 06 Nov 1994 08:49:47 GMT", 10.0),
        ("Sun, 06 Nov 1994 08:49:00 GMT", 0.0),
        ("Sunday, 06-Nov-94 08:49:47 GMT", 10.0),
        ("Sun Nov  6 08:49:47 1994", 10.0),
        ("Thu, 01 Jan 2099 00:00:00 GMT", LONGEST_WAIT),
        ("", None),
        ("-5", None),
        ("+5", None),
        ("1_000", None),
        ("1.5", None),
        ("inf", None),
        ("nan", None),
        ("1e309", None),
        ("١٢", None),
        ("９", None),
        ("9" * 10_000, None),
        ("soon", None),
        ("Mon, 99 Nov 1994 08:49:47 GMT", None),
        ("Sun, 06 Nov 99999999 08:49:47 GMT", None),
        ("Sun, 06 Nov 1994 08:49:47 +9999999999", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


_RESET = failed(Failure.CONNECTION_RESET, Phase.CONNECT)


@pytest.mark.parametrize(
    ("observation", "again"),
    [
        (seen(status=408), True),
        (seen(status=429), True),
        (seen(status=500), True),
        (seen(status=503), True),
        (seen(status=503, headers={"cf-mitigated": "challenge"}), False),
        (_RESET, True),
        (failed(Failure.CONNECTION_RESET, Phase.TLS), True),
        (failed(Failure.TIMEOUT, Phase.CONNECT), True),
        (failed(Failure.DNS_FAILURE, Phase.DNS), True),
        (failed(Failure.TLS, Phase.TLS), False),
        (failed(Failure.REFUSED_BY_POLICY, Phase.ADDRESS), False),
        (failed(Failure.TOO_MANY_REDIRECTS, Phase.REDIRECT), False),
        (seen(status=200), False),
        (seen(status=403), False),
    ],
)
def test_what_may_pass_is_asked_again_and_nothing_else(observation: Observation, again: bool) -> None:
    policy = RetryPolicy(2)
    assert (policy.wait(1, observation) is not None) is again
    assert policy.wait(3, observation) is None


def test_waits_grow_and_differ() -> None:
    policy = RetryPolicy(9)
    waits = [policy.wait(attempt, _RESET) for attempt in range(1, 9)]
    assert all(wait is not None and 0.5 <= wait <= LONGEST_WAIT for wait in waits)
    assert (waits[5] or 0) > 4 * (waits[0] or 0)
    assert len({policy.wait(1, _RESET) for _ in range(9)}) > 1


def test_a_server_s_wish_is_kept_and_capped() -> None:
    policy = RetryPolicy(2)
    assert policy.wait(1, seen(status=429, headers={"retry-after": "17"})) == 17.0
    assert policy.wait(1, seen(status=503, headers={"retry-after": "9999"})) == LONGEST_WAIT


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("http://news.example/a", "https://news.example/b", True),
        ("http://www.news.example/a", "http://news.example/b", True),
        ("http://news.example:443/a", "http://news.example/b", True),
        ("http://news.example:8080/a", "http://news.example/b", False),
        ("http://a.example/", "http://b.example/", False),
        ("http://[2001:db8::1]/", "http://[2001:db8::2]/", False),
    ],
)
def test_urls_that_burden_the_same_machines_share_a_queue(one: str, other: str, share: bool) -> None:
    assert (host_key(one) == host_key(other)) is share


def test_what_is_dead_is_a_server_not_a_queue() -> None:
    assert (
        len({server_key(url) for url in ("http://a.example/x", "https://a.example/x", "http://www.a.example/x")}) == 3
    )


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.news.example", "news.example"),
        ("news.example", "news.example"),
        ("a.b.news.co.uk", "news.co.uk"),
        ("news.co.uk", "news.co.uk"),
        ("www.people.com.cn", "people.com.cn"),
        ("co.uk", "co.uk"),
        ("a.b.city.kawasaki.jp", "city.kawasaki.jp"),
        ("a.news.k12.ca.us", "news.k12.ca.us"),
        ("a.b.ck", "a.b.ck"),
        ("user.github.io", "user.github.io"),
        ("a.user.github.io", "user.github.io"),
        ("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"),
        ("www.news.example.", "news.example"),
        ("example", "example"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable(host) == domain


def test_requests_are_spaced() -> None:
    manners = Manners(at_once=4, interval=0.5)
    manners.began(10.0)
    manners.began(10.0)
    assert manners.ready_at == 11.0


def test_a_host_that_complains_is_left_alone_and_then_asked_half_as_much() -> None:
    manners = Manners(at_once=4, interval=0.05)
    for _ in range(4):
        manners.began(10.0)
    limit = seen(status=429)
    for _ in range(4):
        manners.ended(limit, 10.0, 11.0, 3.0)
    assert (manners.at_once, manners.interval, manners.ready_at) == (2, 0.1, 14.0)
    manners.began(14.0)
    manners.ended(limit, 14.0, 15.0, None)
    assert (manners.at_once, manners.interval) == (1, 0.2)


def _cause(*observations: Observation, judged: bool = False) -> str:
    breaker = Breaker()
    for number, observation in enumerate(observations):
        breaker.learn(str(number), observation, judged=judged)
    return breaker.cause


@pytest.mark.parametrize(
    ("observation", "judged", "times"),
    [
        (failed(*NO_SERVER), False, 3),
        (failed(Failure.TIMEOUT, Phase.CONNECT), False, 3),
        (failed(*NO_NAME), False, 2),
        (failed(Failure.TLS, Phase.TLS), False, 2),
        (failed(Failure.TIMEOUT, Phase.HEADERS), False, 4),
        (failed(Failure.PROTOCOL, Phase.HEADERS), True, 5),
        (seen(status=500), True, 5),
        (seen(status=429), True, 5),
    ],
)
def test_a_server_is_given_up_after_so_many_in_a_row(observation: Observation, judged: bool, times: int) -> None:
    assert _cause(*[observation] * (times - 1), judged=judged) == ""
    assert _cause(*[observation] * times, judged=judged) == str(times - 1)
    assert _cause(*[observation] * (times - 1), seen(), *[observation] * (times - 1), judged=judged) == ""


@pytest.mark.parametrize(
    "observation",
    [
        seen(status=404),
        failed(Failure.TIMEOUT, Phase.HEADERS, method="HEAD"),
        seen(status=403),
        seen(status=999),
        failed(Failure.LOCAL, Phase.CONNECT),
        seen(status=200),
    ],
)
def test_a_server_that_answers_is_not_given_up(observation: Observation) -> None:
    assert _cause(*[observation] * 50, judged=observation.method == "GET") == ""
