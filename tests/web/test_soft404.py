"""Pages that are gone though their site answers 200."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from archive_lint.model.observation import Method, Observation
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.soft404 import MANY, Endings, same_answer, sibling, suspicion
from tests.web.fake_web import FakeWeb, check, kinds, redirected, seen

URL = "http://news.example/2014/05/a-story.html"
LOST: dict[str, Any] = {"title": "Page not found", "sample": "Sorry, there is no such page. Try the search."}
STORY: dict[str, Any] = {"title": "How the web forgets", "sample": "An article. " * 300}


@pytest.mark.parametrize(
    ("observation", "why"),
    [
        (seen(URL, **STORY), ""),
        (seen(URL, **LOST), "phrase"),
        (seen(URL, title="页面不存在"), "phrase"),
        (seen(URL, title="ページが見つかりません"), "phrase"),
        (seen(URL, title="News", sample="An article on things not found. " * 100), ""),
        (seen(URL, sample=f"We looked for {URL} everywhere"), "echo"),
        (seen(URL, title="news.example"), "for-sale"),
        (seen(URL, title="news.example is for sale"), "for-sale"),
        (redirected(URL, (302, "http://news.example/")), "redirect"),
        (redirected(URL, (302, "http://sale.example/"), title="news.example is for sale"), "for-sale"),
        (redirected(URL, (301, "http://www.news.example/2014/05/a-story.html")), ""),
        (seen(URL, refresh="http://news.example/"), "redirect"),
        (seen(URL), ""),
    ],
)
def test_suspicion(observation: Observation, why: str) -> None:
    assert suspicion(URL, observation) == why


def test_the_made_up_sibling_stands_in_the_same_folder_and_is_the_same_for_all_of_it() -> None:
    made_up = sibling(URL)
    assert made_up.rpartition("/")[0] == URL.rpartition("/")[0]
    assert len(made_up.rpartition("/")[2]) == 25
    assert sibling(URL.replace("a-story", "another")) == made_up
    assert sibling(URL.replace("/05/", "/06/")) != made_up


@pytest.mark.parametrize(
    ("page", "probe", "same"),
    [
        (seen(URL, **LOST), seen(sibling(URL), **LOST), True),
        (seen(URL, **LOST), seen(sibling(URL), 404, **LOST), False),
        (seen(URL, **STORY), seen(sibling(URL), **LOST), False),
        (seen(URL), seen(sibling(URL)), False),
        (redirected(URL, (302, "http://news.example/")), redirected(sibling(URL), (302, "http://news.example/")), True),
        (redirected(URL, (302, "http://news.example/")), seen(sibling(URL), **LOST), False),
        (
            redirected(URL, (302, "http://news.example/")),
            redirected(sibling(URL), (302, "http://news.example/x"), (302, "http://news.example/")),
            False,
        ),
    ],
)
def test_same_answer(page: Observation, probe: Observation, same: bool) -> None:
    assert same_answer(page, probe) is same


def _answers(by_url: dict[str, Observation], otherwise: Callable[[str], Observation]) -> Any:
    def answer(url: str, method: Method) -> Observation:
        return by_url.get(url) or otherwise(url)

    return answer


@pytest.mark.parametrize(
    ("name", "answer", "kind"),
    [
        ("every address alike", _answers({}, lambda url: seen(url, **LOST)), "soft-404"),
        ("an article about it", _answers({URL: seen(URL, **LOST)}, lambda url: seen(url, 404)), "alive"),
        (
            "an error page that quotes the address",
            _answers({}, lambda url: seen(url, sample=f"No {url[19:]} here. " + "Try the front page. " * 10)),
            "soft-404",
        ),
        (
            "for sale",
            _answers({}, lambda url: seen(url, title="news.example is for sale", sample="Buy it now. " * 5)),
            "parked",
        ),
        ("all to the front page", _answers({}, lambda url: redirected(url, (301, "http://news.example/"))), "soft-404"),
        (
            "one to the front page",
            _answers({URL: redirected(URL, (301, "http://news.example/"))}, lambda url: seen(url, 404)),
            "alive-redirected",
        ),
        ("put together by scripts", _answers({}, lambda url: seen(url, title="", sample="")), "alive"),
        (
            "the probe meets a wall",
            _answers({URL: seen(URL, **LOST)}, lambda url: seen(url, 403)),
            "alive",
        ),
    ],
)
def test_verdict_after_probe(name: str, answer: Any, kind: str) -> None:
    assert kinds(check(FakeWeb({"news.example": answer}), [URL])) == {URL: kind}


@pytest.mark.parametrize("front", ["http://news.example/", "http://news.example"])
def test_a_front_page_that_all_lost_pages_lead_to_is_not_lost_itself(front: str) -> None:
    home = "http://news.example/en/home"
    web = FakeWeb({"news.example": _answers({}, lambda url: redirected(url, (302, home)))})
    assert kinds(check(web, [front])) == {front: VerdictKind.ALIVE_REDIRECTED}


def test_only_suspicion_costs_a_request_and_one_a_folder() -> None:
    plain = FakeWeb({"news.example": _answers({}, lambda url: seen(url, **STORY))})
    check(plain, [URL])
    assert set(plain.counts) == {URL}
    alike = FakeWeb({"news.example": _answers({}, lambda url: seen(url, **LOST))})
    check(alike, [f"http://news.example/2014/05/story-{number}.html" for number in range(9)], per_host=1)
    assert alike.counts[sibling(URL)] == 1


def test_where_many_have_ended_no_more_probes_are_needed() -> None:
    urls = [f"http://news.example/{number}/a-story-{number}.html" for number in range(5 * MANY)]
    web = FakeWeb({"news.example": _answers({}, lambda url: redirected(url, (302, "http://news.example/news/")))})
    report = check(web, urls)
    assert {verdict.kind for verdict in report.verdicts.values()} == {VerdictKind.SOFT_404}
    assert len({verdict.evidence for verdict in report.verdicts.values()}) == 1
    assert len(set(web.counts) - set(urls)) <= MANY


def test_many_that_end_at_one_are_lost_though_each_probe_says_nothing() -> None:
    urls = [f"http://news.example/{number}/a-story-{number}.html" for number in range(MANY)]

    def answer(url: str, method: Method) -> Observation:
        return redirected(url, (302, "http://news.example/news/")) if url in urls else seen(url, 503)

    few = check(FakeWeb({"news.example": answer}), urls[:-1])
    assert set(kinds(few).values()) == {VerdictKind.ALIVE_REDIRECTED}
    many = check(FakeWeb({"news.example": answer}), urls)
    assert set(kinds(many).values()) == {VerdictKind.SOFT_404}


def test_a_consent_page_for_all_is_a_wall() -> None:
    endings = Endings()
    for number in range(2 * MANY):
        endings.add(f"http://news.example/2014/story-{number}", "http://owner.example/gdpr/news.example/")
    assert list(endings.lost()) == []
