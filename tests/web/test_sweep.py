"""A whole check: what is asked, how often, and what is claimed in the end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from archive_lint.config.web import WebSettings
from archive_lint.model.observation import Failure, Method, Observation, Phase
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.history import in_memory
from archive_lint.web.summary import CheckReport
from archive_lint.web.sweep import SourceChecker
from tests.soak import FACTOR
from tests.web.fake_web import NO_NAME, NO_SERVER, FakeWeb, check, each, failed, kinds, redirected, seen
from tests.web.virtual_clock import VirtualClock, run

URL = "http://news.example/2014/a-story"
ROUNDS = 100
"""Of which each must end well in most."""
RESET = failed(Failure.CONNECTION_RESET, Phase.TLS, URL)
SLOW = failed(Failure.TIMEOUT, Phase.HEADERS, URL)


def by_method(**answers: Any) -> Any:
    """Answers HEAD and GET differently; a list is used up one by one, its last for ever."""

    def answer(url: str, method: Method) -> Any:
        given = answers[method]
        if isinstance(given, list):
            given = given.pop(0) if len(given) > 1 else given[0]
        return given

    return answer


@pytest.mark.parametrize(
    ("name", "head", "get", "kind", "asked"),
    [
        ("there", 200, 200, "alive", "HEAD GET"),
        ("not for HEAD", 405, 200, "alive", "HEAD GET"),
        ("not found for HEAD", 404, 200, "alive", "HEAD GET"),
        ("HEAD lies", 200, 404, "dead", "HEAD GET GET"),
        ("not found", 404, 404, "dead", "HEAD GET GET"),
        ("gone", 410, 410, "dead", "HEAD GET GET"),
        ("not found once", 404, [404, 200], "alive", "HEAD GET GET"),
        ("not found, then a wall", 404, [404, 403], "blocked", "HEAD GET GET"),
        ("not found, an error, not found", 404, [404, 500, 404], "dead", "HEAD GET GET GET"),
        ("not found, then no such name", 404, [404, failed(*NO_NAME, URL)], "unreachable", "HEAD GET GET HEAD"),
        ("forbidden", 403, 403, "blocked", "HEAD GET"),
        ("error once", 500, [500, 200], "alive", "HEAD GET GET"),
        ("error", 500, 500, "server-error", "HEAD GET GET GET"),
        ("limit once", [429, 200], 200, "alive", "HEAD HEAD GET"),
        ("limit", 429, 429, "rate-limited", "HEAD HEAD HEAD"),
        ("reset in TLS once", [RESET, 200], 200, "alive", "HEAD HEAD GET"),
        ("reset in TLS", RESET, RESET, "unreachable", "HEAD HEAD HEAD"),
        ("slow for HEAD", SLOW, 200, "alive", "HEAD GET"),
        ("slow", SLOW, SLOW, "timeout", "HEAD GET GET GET"),
        ("bad certificate", failed(Failure.TLS, Phase.TLS, URL), 200, "insecure-tls", "HEAD"),
        ("refused address", failed(Failure.REFUSED_BY_POLICY, Phase.ADDRESS, URL), 200, "refused", "HEAD"),
    ],
)
def test_what_is_asked_until_there_is_a_verdict(name: str, head: Any, get: Any, kind: str, asked: str) -> None:
    web = FakeWeb({"news.example": by_method(HEAD=head, GET=get)})
    assert kinds(check(web, [URL])) == {URL: kind}
    assert " ".join(method for method, _ in web.asked) == asked


def test_retries_are_configurable() -> None:
    web = FakeWeb({"news.example": 500})
    check(web, [URL], retries=0)
    assert len(web.asked) == 2


def test_head_is_believed_once_get_has_borne_it_out() -> None:
    web = FakeWeb({"news.example": 200})
    check(web, [f"http://news.example/{number}/a-story" for number in range(20)], per_host=1)
    assert sum(method == "GET" for method, _ in web.asked) == 3


@pytest.mark.parametrize(("head", "get"), [(405, 200), (200, 404), (200, 403)])
def test_a_host_that_lies_to_head_is_asked_by_get(head: int, get: int) -> None:
    web = FakeWeb({"news.example": by_method(HEAD=head, GET=get)})
    check(web, [f"http://news.example/{number}/a-story" for number in range(20)], per_host=1)
    assert sum(method == "HEAD" for method, _ in web.asked) == 1


def test_each_url_is_asked_for_once_however_often_and_however_it_is_cited() -> None:
    web = FakeWeb({"news.example": 200})
    written = [URL, URL, f"{URL}#top", "HTTP://NEWS.example/2014/a-story", "http://news.example./2014/a-story"]
    report = check(web, written)
    assert web.counts == {URL: 2}
    assert {report.verdicts[url].kind for url in written} == {VerdictKind.ALIVE}


def test_queries_are_never_dropped() -> None:
    web = FakeWeb({"news.example": 200})
    check(web, [f"{URL}?v=A", f"{URL}?v=B"])
    assert set(web.counts) == {f"{URL}?v=A", f"{URL}?v=B"}


@pytest.mark.parametrize(
    ("url", "kind", "reason"),
    [
        ("no url", "invalid", ""),
        ("http://", "invalid", ""),
        ("ftp://news.example/", "refused", "scheme"),
        ("http://user:secret@news.example/", "refused", "userinfo"),
    ],
)
def test_what_is_not_a_url_to_ask_for_is_not_asked_for(url: str, kind: str, reason: str) -> None:
    web = FakeWeb()
    report = check(web, [url])
    assert not web.asked
    assert (report.verdicts[url].kind, report.verdicts[url].reason) == (kind, reason)
    assert "secret" not in repr(report)


def test_excluded_urls_are_not_asked_for() -> None:
    web = FakeWeb({"news.example": 200})
    report = check(web, [URL, "http://news.example/private/x"], exclude=("http://news.example/private/**",))
    assert report.verdicts["http://news.example/private/x"].reason == "excluded"
    assert set(web.counts) == {URL}
    assert report.complete


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"gone.example": NO_NAME}, "gone-domain"),
        ({"gone.example": by_method(HEAD=[failed(*NO_NAME), 200], GET=200)}, "alive"),
        ({"www.gone.example": NO_NAME, "gone.example": NO_NAME}, "gone-domain"),
        ({"www.gone.example": NO_NAME, "gone.example": 200}, "unreachable"),
        ({"www.gone.example": NO_NAME, "gone.example": NO_SERVER}, "unreachable"),
    ],
)
def test_a_domain_is_gone_when_nobody_has_it_asked_twice(answers: dict[str, Any], kind: str) -> None:
    host = next(iter(answers))
    url = f"http://{host}/a-story"
    web = FakeWeb({"good.example": 200, **answers})
    assert kinds(check(web, ["http://good.example/", url]))[url] == kind
    assert web.counts[url] >= 2


def test_a_page_that_moves_for_good_is_confirmed_by_the_second_run() -> None:
    target = "http://news.example/archive/a-story"
    web = FakeWeb({"news.example": redirected(URL, (301, target))})
    history, clock = in_memory(), VirtualClock()
    first = check(web, [URL], history=history, clock=clock).verdicts[URL]
    clock.days = 31
    second = check(web, [URL], history=history, clock=clock).verdicts[URL]
    assert (first.kind, first.target, first.confirmed) == ("moved-permanently", target, False)
    assert (second.kind, second.target, second.confirmed) == ("moved-permanently", target, True)


def test_not_found_on_three_days_confirms_and_one_answer_resets() -> None:
    web = FakeWeb({"news.example": 404})
    history, clock = in_memory(), VirtualClock()
    found = []
    for day, answer in ((0, 404), (1, 404), (4, 404), (8, 404), (12, 200), (50, 404)):
        clock.days = day
        web.answers["news.example"] = answer
        verdict = check(web, [URL], history=history, clock=clock).verdicts[URL]
        found.append((verdict.kind.value, verdict.observations, verdict.confirmed))
    assert found == [
        ("dead", 1, False),
        ("dead", 1, False),  # a verdict on a dead page holds for three days
        ("dead", 2, False),
        ("dead", 3, True),
        ("alive", 1, False),
        ("dead", 1, False),
    ]


def test_a_second_run_asks_for_nothing_before_its_time() -> None:
    answers = {"news.example": 200, "dead.example": 404, "wall.example": 403}
    urls = [f"http://{host}/2014/a-story" for host in answers]
    web, history, clock = FakeWeb(answers), in_memory(), VirtualClock()
    first = check(web, urls, history=history, clock=clock)
    for days, due in ((0.9, 0), (1.1, 1), (3.1, 2), (32, 3)):
        clock.days = days
        web.asked.clear()
        again = check(web, urls, history=history, clock=clock)
        assert len(web.counts) == due
        assert kinds(again) == kinds(first)
        assert again.remembered == 3 - due


def test_a_known_verdict_stands_where_the_budget_ends() -> None:
    web, history, clock = FakeWeb({"news.example": 404}), in_memory(), VirtualClock()
    check(web, [URL], history=history, clock=clock)
    clock.days = 10
    report = check(web, [URL], history=history, clock=clock, max_time=0.0)
    assert report.verdicts[URL].kind is VerdictKind.DEAD
    assert not report.complete


@pytest.mark.soak
@pytest.mark.parametrize("first", range(0, (10 if FACTOR else 3) * ROUNDS, ROUNDS))
def test_a_server_that_fails_three_in_ten_is_never_dead(first: int) -> None:
    failures = (500, failed(Failure.CONNECTION_RESET, Phase.HEADERS), failed(Failure.TIMEOUT, Phase.HEADERS))
    urls = [f"http://news.example/{number}/a-story" for number in range(3)]
    alive = 0
    for seed in range(first, first + ROUNDS):
        chance = random.Random(seed)

        def answer(url: str, method: Method, chance: random.Random = chance) -> Any:
            return chance.choice((200, *failures)) if chance.random() < 0.3 else 200

        report = check(FakeWeb({"news.example": answer}), urls)
        assert not any(verdict.kind.is_lost for verdict in report.verdicts.values()), seed
        alive += sum(verdict.kind.is_alive for verdict in report.verdicts.values())
    assert alive > 0.95 * ROUNDS * len(urls)


def test_the_same_web_gives_the_same_report_in_any_order_of_answers() -> None:
    def report(seed: int) -> list[Any]:
        chance = random.Random(seed)
        hosts: dict[str, Any] = {
            "good.example": 200,
            "lost.example": 404,
            "down.example": NO_SERVER,
            "ill.example": 500,
        }
        hosts["gone.example"] = NO_NAME
        web = FakeWeb(hosts)

        async def fetch(url: str, method: Method) -> Observation:
            await asyncio.sleep(chance.random())
            return await FakeWeb.fetch(web, url, method)

        web.fetch = fetch  # type: ignore[method-assign]
        urls = [f"http://{host}/{number}/a-story" for host in hosts for number in range(12)]
        chance.shuffle(urls)
        found = check(web, urls)
        return sorted((url, verdict.as_json()) for url, verdict in found.verdicts.items())

    assert len({repr(report(seed)) for seed in range(20)}) == 1


def test_a_stopped_run_reports_what_it_knows() -> None:
    web = FakeWeb({"news.example": 200}, latency=0.1)
    urls = [f"http://news.example/{number}/a-story" for number in range(500)]

    async def stopped() -> Any:
        checker = SourceChecker(WebSettings(interval=1.0), web, in_memory(), clock=VirtualClock())
        task = asyncio.create_task(checker.run(each(urls)))
        await asyncio.sleep(60)
        checker.stop()
        return await task

    report = run(stopped())
    assert not report.complete
    assert 0 < report.asked < 100
    assert len(report.verdicts) == 500
    assert "the run was stopped" in report.notes[0]


def test_a_run_that_is_stopped_before_it_begins_asks_for_nothing() -> None:
    web = FakeWeb({"news.example": 200})
    checker = SourceChecker(WebSettings(), web, in_memory(), clock=VirtualClock())
    checker.stop()
    report = run(checker.run(each([URL])))
    assert (web.asked, report.complete) == ([], False)


def test_each_run_of_a_checker_begins_afresh() -> None:
    web, history, clock = FakeWeb({"news.example": 404}), in_memory(), VirtualClock()
    checker = SourceChecker(WebSettings(), web, history, clock=clock)
    first = run(checker.run(each([URL])))
    clock.days = 10
    again = run(checker.run(each([URL])))
    assert (first.asked, again.asked, again.requests) == (1, 1, first.requests)
    assert again.verdicts[URL].observations == 2


def test_a_cancelled_run_remembers_what_it_has_found_and_leaves_no_task() -> None:
    web, history = FakeWeb({"news.example": 200}), in_memory()
    urls = [f"http://news.example/{number}/a-story" for number in range(500)]

    async def cancelled() -> int:
        task = asyncio.create_task(SourceChecker(WebSettings(), web, history, clock=VirtualClock()).run(each(urls)))
        await asyncio.sleep(5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return len(asyncio.all_tasks())

    assert run(cancelled()) == 1
    assert sum(bool(history.records(url)) for url in urls) > 20


def test_what_finds_the_urls_may_fail_and_says_so() -> None:
    async def broken() -> Any:
        yield URL
        raise OSError("a page vanished")

    checker = SourceChecker(WebSettings(), FakeWeb({"news.example": 200}), in_memory(), clock=VirtualClock())
    with pytest.raises(OSError, match="vanished"):
        run(checker.run(broken()))


def test_no_url_is_not_trouble() -> None:
    report = check(FakeWeb(), [])
    assert report.complete
    assert not report.network_down
    assert not report.notes


def test_a_verdict_for_machines_holds_no_time_of_day() -> None:
    web, history, clock = FakeWeb({"news.example": 404}), in_memory(), VirtualClock()
    shown = []
    for day in (0, 4):
        clock.days = day
        shown.append(check(web, [URL], history=history, clock=clock).verdicts[URL].as_json())
    dead = {"kind": "dead", "confirmed": False, "evidence": "it answered 404, twice", "status": 404}
    assert shown == [dead, {**dead, "observations": 2, "since": "2023-11-14"}]


def test_a_page_seen_only_by_observation_fields_is_kept_for_explaining() -> None:
    target = "http://news.example/b/a-story"
    history = in_memory()
    check(FakeWeb({"news.example": redirected(URL, (302, target))}), [URL], history=history)
    (record,) = history.records(URL)
    assert [(hop.status, hop.url) for hop in record.hops] == [(302, URL), (200, target)]
    assert record.evidence == f"it redirects to {target} for now"


def test_meta_refresh_counts_as_a_redirect() -> None:
    web = FakeWeb({"news.example": seen(URL, refresh="http://news.example/b/a-story")})
    assert kinds(check(web, [URL])) == {URL: VerdictKind.ALIVE_REDIRECTED}


@pytest.mark.parametrize("at", [0.005, 10.0], ids=["while it is asked", "while its judgement is held back"])
def test_what_is_stopped_before_the_network_has_proved_itself_claims_nothing(at: float) -> None:
    web, history = FakeWeb({"down.example": NO_SERVER}), in_memory()

    async def found() -> AsyncIterator[str]:
        yield "http://down.example/a"
        await asyncio.sleep(60)

    async def stopped() -> CheckReport:
        checker = SourceChecker(WebSettings(retries=0), web, history, clock=VirtualClock())
        task = asyncio.create_task(checker.run(found()))
        await asyncio.sleep(at)
        checker.stop()
        return await task

    report = run(stopped())
    assert set(kinds(report).values()) == {VerdictKind.UNCHECKED}
    assert history.records("http://down.example/a") == []
