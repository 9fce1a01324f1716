"""What one observation says of its URL: a row a claim."""

from __future__ import annotations

import pytest

from archive_lint.model.observation import Cause, Failure, Observation, Phase
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.classify import classify_observation
from archive_lint.web.page_name import page_is_named
from tests.web.fake_web import failed, redirected, seen

URL = "http://www.news.example/2014/05/a-long-story.html"


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (200, "alive", ""),
        (203, "alive", ""),
        (206, "alive", ""),
        (300, "alive", ""),
        (305, "protocol-error", "status"),
        (400, "blocked", "unspecified"),
        (401, "blocked", "login"),
        (402, "blocked", "paywall"),
        (403, "blocked", "forbidden"),
        (404, "dead", ""),
        (405, "blocked", "unspecified"),
        (407, "blocked", "login"),
        (408, "timeout", ""),
        (410, "dead", ""),
        (418, "server-error", ""),
        (421, "server-error", ""),
        (425, "server-error", ""),
        (429, "rate-limited", ""),
        (451, "blocked", "legal"),
        (500, "server-error", ""),
        (503, "server-error", ""),
        (530, "server-error", ""),
        (600, "protocol-error", "status"),
        (999, "blocked", "bot"),
    ],
)
def test_status(status: int, kind: str, reason: str) -> None:
    judged = classify_observation(seen(URL, status))
    assert (judged.kind, judged.reason) == (kind, reason)


@pytest.mark.parametrize(
    ("failure", "phase", "cause", "kind", "reason"),
    [
        (Failure.REFUSED_BY_POLICY, Phase.ADDRESS, Cause.ADDRESS, "refused", "address"),
        (Failure.INVALID_URL, Phase.URL, None, "invalid", ""),
        (Failure.NXDOMAIN, Phase.DNS, None, "gone-domain", ""),
        (Failure.NO_DATA, Phase.DNS, None, "unreachable", "dns"),
        (Failure.DNS_FAILURE, Phase.DNS, None, "unreachable", "dns"),
        (Failure.TIMEOUT, Phase.DNS, None, "timeout", "dns"),
        (Failure.CONNECTION_REFUSED, Phase.CONNECT, None, "unreachable", "connection-refused"),
        (Failure.CONNECTION_RESET, Phase.HEADERS, None, "unreachable", "connection-reset"),
        (Failure.NO_ROUTE, Phase.CONNECT, None, "unreachable", "no-route"),
        (Failure.TIMEOUT, Phase.CONNECT, None, "timeout", "connect"),
        (Failure.TIMEOUT, Phase.HEADERS, None, "timeout", "headers"),
        (Failure.TLS, Phase.TLS, Cause.EXPIRED, "insecure-tls", "expired"),
        (Failure.CLIENT_CERTIFICATE_WANTED, Phase.TLS, None, "blocked", "login"),
        (Failure.PROTOCOL, Phase.HEADERS, None, "protocol-error", ""),
        (Failure.TOO_MANY_REDIRECTS, Phase.REDIRECT, Cause.LOOP, "redirect-loop", "loop"),
        (Failure.LOCAL, Phase.CONNECT, None, "unchecked", "local"),
    ],
)
def test_failure(failure: Failure, phase: Phase, cause: Cause | None, kind: str, reason: str) -> None:
    judged = classify_observation(failed(failure, phase, URL, cause=cause))
    assert (judged.kind, judged.reason) == (kind, reason)
    assert judged.evidence


def test_every_failure_has_a_row() -> None:
    assert all(classify_observation(failed(failure, Phase.HEADERS, URL)) for failure in Failure)


@pytest.mark.parametrize("status", [200, 403, 404, 429, 503])
def test_a_challenge_is_a_wall_on_any_status(status: int) -> None:
    assert classify_observation(seen(URL, status, headers={"cf-mitigated": "challenge"})).kind is VerdictKind.BLOCKED


@pytest.mark.parametrize("header", ["x-datadome", "x-iinfo", "x-sucuri-id"])
def test_not_found_from_a_bot_wall_is_not_death(header: str) -> None:
    assert classify_observation(seen(URL, 404, headers={header: "1"})).kind is VerdictKind.BLOCKED
    assert classify_observation(seen(URL, 200, headers={header: "1"})).kind is VerdictKind.ALIVE


def test_a_challenge_titled_as_such_is_a_wall_and_a_story_about_it_is_not() -> None:
    assert classify_observation(seen(URL, title="Just a moment...")).kind is VerdictKind.BLOCKED
    assert classify_observation(seen(URL, title="Just a moment...", sample="A story. " * 200)).kind is VerdictKind.ALIVE


def test_unavailable_with_retry_after_is_a_limit() -> None:
    assert classify_observation(seen(URL, 503, headers={"retry-after": "5"})).kind is VerdictKind.RATE_LIMITED


def test_accepted_statuses_are_alive() -> None:
    assert classify_observation(seen(URL, 403), accept=(403,)).kind is VerdictKind.ALIVE
    assert classify_observation(seen(URL, 404), accept=(403,)).kind is VerdictKind.DEAD


_SAME = "http://www.news.example/archive/a-long-story.html"


@pytest.mark.parametrize(
    ("observation", "kind", "reason"),
    [
        (redirected(URL, (301, _SAME)), "moved-permanently", ""),
        (redirected(URL, (308, _SAME)), "moved-permanently", ""),
        (redirected(URL, (301, URL.replace("http:", "https:"))), "moved-permanently", ""),
        (redirected(URL, (301, URL.replace("www.", ""))), "moved-permanently", ""),
        (redirected(URL, (301, _SAME), (302, _SAME + "/")), "alive-redirected", ""),
        (redirected(URL, (302, _SAME)), "alive-redirected", ""),
        (redirected(URL, (307, _SAME)), "alive-redirected", ""),
        (redirected(URL, (301, "http://www.news.example/")), "alive-redirected", "unlike"),
        (redirected(URL, (301, "http://www.news.example/2014/")), "alive-redirected", "unlike"),
        (redirected(URL, (301, "http://other.example/a-long-story.html")), "alive-redirected", "other-site"),
        (redirected(URL.replace("http:", "https:"), (301, _SAME)), "alive-redirected", "insecure"),
        (redirected(URL, (302, "http://www.news.example/login?next=/2014/05/a-long-story.html")), "blocked", "login"),
        (redirected(URL, (302, f"https://sso.news.example/start?service={URL}")), "blocked", "login"),
        (redirected(URL, (302, "http://www.news.example/account/a-long-story")), "alive-redirected", ""),
        (redirected(URL, (302, "http://www.owner.example/gdpr/news.example/")), "blocked", "consent"),
        (redirected(URL, (302, "https://consent.owner.example/v2?x=1")), "blocked", "consent"),
        (redirected(URL, (302, "http://www.news.example/451/a-long-story.html")), "alive-redirected", ""),
        (redirected(URL, (301, _SAME), status=404), "dead", ""),
        (redirected(URL, (301, _SAME), status=403), "blocked", "forbidden"),
        (seen(URL, refresh=_SAME), "alive-redirected", ""),
    ],
)
def test_redirect(observation: Observation, kind: str, reason: str) -> None:
    judged = classify_observation(observation)
    assert (judged.kind, judged.reason) == (kind, reason)
    assert judged.target == (observation.final_url if kind == "moved-permanently" else "")


def test_a_redirect_to_a_gone_domain_does_not_condemn_the_page_s_own() -> None:
    moved = redirected(URL, (302, "http://gone.example/x"))
    lost = failed(Failure.NXDOMAIN, Phase.DNS, URL, hops=moved.hops[:1])
    judged = classify_observation(lost)
    assert judged.kind is VerdictKind.UNREACHABLE
    assert "gone.example" in judged.evidence


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("http://a.example/", "http://a.example/index.html", True),
        ("http://a.example/story-42.html", "http://a.example/news/story-42", True),
        ("http://a.example/x?id=42", "http://a.example/y?id=42", True),
        ("http://a.example/x?id=42", "http://a.example/y?id=43", False),
        ("http://a.example/story-42.html", "http://a.example/", False),
        ("http://a.example/2014/05/index.html", "http://a.example/05/", True),
        ("http://a.example/新闻", "http://a.example/b/新闻", True),
    ],
)
def test_a_page_is_named_by_its_slug_or_number(before: str, after: str, named: bool) -> None:
    assert page_is_named(before, after) is named


def test_evidence_carries_no_control_characters() -> None:
    hostile = redirected(URL, (302, "http://www.news.example/\x1b]0;x\x07"))
    assert classify_observation(hostile).evidence.isprintable()
