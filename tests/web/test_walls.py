"""Walls are never called anything else, and nothing else is called a wall, whatever the hash seed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_lint.model.observation import Failure, Hop, Observation, Phase
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.classify import classify_observation
from archive_lint.web.gates import gate
from archive_lint.web.missing import says_missing
from archive_lint.web.phrases import Phrases, cores
from archive_lint.web.wall_addresses import FILLERS, HOSTS, LONE_PATHS, PATHS, WEAK_PATHS
from archive_lint.web.wall_words import SENTENCES, TITLES
from archive_lint.web.walls import find_wall
from tests.soak import FACTOR, rounds
from tests.web.answers import PATH, SITE, URL
from tests.web.fake_web import failed, redirected, seen
from tests.web.walls_table import PAGES, WALLS, verdict

SEEDS = 20 if FACTOR else 1
"""Beside that of the tests themselves, which is another in each run."""
_MOVED = {VerdictKind.ALIVE_REDIRECTED, VerdictKind.MOVED_PERMANENTLY}


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(WALLS) >= 60
    assert len(PAGES) >= 60


def test_a_wall_is_blocked() -> None:
    found = {name: verdict(row) for name, row in WALLS.items()}
    assert {name: kind for name, kind in found.items() if kind != VerdictKind.BLOCKED} == {}


def test_a_page_is_not_a_wall() -> None:
    found = {name: (verdict(row), expected) for name, (row, expected) in PAGES.items()}
    assert {name: kinds for name, kinds in found.items() if not _is_as_expected(*kinds)} == {}


def _is_as_expected(kind: str, expected: str) -> bool:
    return kind in _MOVED if expected == "moved" else kind == expected


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_same_input_gets_the_same_verdict_for_every_hash_seed(seed: int) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.web.walls_table"],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        check=True,
    )
    verdicts = dict(line.split("\t") for line in run.stdout.splitlines())
    wrong = {name: found for name, found in verdicts.items() if found not in _expected(name)}
    assert len(verdicts) == len(WALLS) + len(PAGES)
    assert wrong == {}


def _expected(name: str) -> set[str]:
    if name.startswith("wall: "):
        return {VerdictKind.BLOCKED.value}
    kind = PAGES[name][1]
    return {one.value for one in _MOVED} if kind == "moved" else {kind}


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (f"{SITE}/users/sign_in", "login"),
        (f"{SITE}/UserLogin.aspx", "login"),
        (f"{SITE}/please-log-in", "login"),
        (f"{SITE}/login-or-subscribe", "login"),
        (f"{SITE}/a/b/c/SignIn/", "login"),
        ("https://login.news.example/", "login"),
        ("https://tenant.okta.com/x", "login"),
        ("https://notokta.com/x", None),
        (f"{SITE}/account?next=/", "login"),
        (f"{SITE}/account", None),
        (f"{SITE}/account?tab=news", None),
        (f"{SITE}/?next={PATH}", "wall"),
        (f"{SITE}/404?next={PATH}", None),
        (f"{SITE}/?from={PATH}", None),
        (f"{SITE}/cookies", "consent"),
        (f"{SITE}/recipes/cookies", None),
        (f"{SITE}/451", "region"),
        (f"{SITE}/2014/451", None),
        (f"{SITE}/2014/05/18", None),
        (f"{SITE}/login-flaw-found-in-europe", None),
        (URL, None),
        (URL.replace("http:", "https:"), None),
        (f"{SITE}/x?" + "&".join(f"k{number}=v" for number in range(1_000)), None),
        (f"{SITE}/" + "a/" * 4_000 + "login", None),
    ],
)
def test_an_address_speaks_of_a_wall_or_does_not(target: str, reason: str | None) -> None:
    assert gate(URL, target) == reason


@pytest.mark.parametrize(
    ("url", "title"),
    [
        (f"{SITE}/login", "Log in"),
        (f"{SITE}/help/sign-in.html", "Sign in or register"),
        (f"{SITE}/user/register", "Register"),
        (f"{SITE}/cookie-consent", "Cookie consent"),
    ],
)
def test_a_wall_that_is_cited_as_such_is_a_page(url: str, title: str) -> None:
    assert gate(url, url.replace("http:", "https:")) is None
    assert classify_observation(seen(url, title=title, sample="Email Password")).kind is VerdictKind.ALIVE


def test_what_a_login_that_failed_is_said_to_be_names_both() -> None:
    hops = (Hop(URL, 302, f"https://sso.owner.example/?goto={URL}"),)
    judged = classify_observation(failed(Failure.NXDOMAIN, Phase.DNS, URL, hops=hops))
    assert judged.kind is VerdictKind.BLOCKED
    assert "a login at https://sso.owner.example/" in judged.evidence


@pytest.mark.parametrize("failure", [Failure.REFUSED_BY_POLICY, Failure.LOCAL])
def test_no_wall_outweighs_that_nobody_may_or_could_ask(failure: Failure) -> None:
    hops = (Hop(URL, 302, "https://sso.owner.example/?goto=x"),)
    assert classify_observation(failed(failure, Phase.ADDRESS, URL, hops=hops)).kind is not VerdictKind.BLOCKED


def test_a_status_that_was_said_to_be_alive_is_alive_behind_a_title_of_a_wall() -> None:
    assert classify_observation(seen(URL, 403, title="Access denied"), accept=(403,)).kind is VerdictKind.ALIVE
    challenge = seen(URL, 403, headers={"cf-mitigated": "challenge"})
    assert classify_observation(challenge, accept=(403,)).kind is VerdictKind.BLOCKED


def test_a_header_of_cloudflare_that_tells_of_no_challenge_is_none() -> None:
    assert find_wall(seen(URL, 403, headers={"cf-mitigated": "block"})) is None


@pytest.mark.parametrize("words", [*TITLES.values(), *SENTENCES.values()], ids=[*TITLES, *SENTENCES])
def test_every_phrase_is_in_lower_case_and_finds_what_its_cores_let_through(words: Phrases) -> None:
    for expression in words.expressions:
        assert expression.replace("\\S", "").replace("\\W", "") == expression.replace("\\S", "").lower()
        assert cores(expression), expression


@given(st.data())
@settings(max_examples=rounds(100), deadline=None)
def test_no_phrase_matches_a_text_without_its_cores(data: st.DataObject) -> None:
    every = [expression for words in (*TITLES.values(), *SENTENCES.values()) for expression in words.expressions]
    expression = data.draw(st.sampled_from(every))
    text = data.draw(st.from_regex(expression, fullmatch=True))
    assert any(core in text for core in cores(expression))


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=60), st.sampled_from([200, 202, 403, 404, 503]))
def test_no_text_and_no_address_makes_it_fail(title: str, sample: str, tail: str, status: int) -> None:
    observation: Observation = redirected(URL, (302, f"{SITE}/{tail}"), title=title, sample=sample, status=status)
    find_wall(observation)
    says_missing(sample)


def test_no_word_is_in_two_tables_that_contradict() -> None:
    assert set(PATHS) & (set(WEAK_PATHS) | set(LONE_PATHS)) == set()
    assert all(word == word.lower() and "-" not in word for word in (*PATHS, *WEAK_PATHS, *LONE_PATHS, *FILLERS))
    assert all(label == label.lower() for label in HOSTS)
