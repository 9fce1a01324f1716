"""Host names of sources, as they are judged offline."""

from __future__ import annotations

import pytest

from archive_lint.rule.examples import PATH, story
from archive_lint.testing import run_rule
from archive_lint_rules.sources.malformed_source import MalformedSource
from archive_lint_rules.sources.refused_source import RefusedSource


def _codes(url: str) -> list[str]:
    pages = {PATH: story(sources=[f"[Gazette](<{url}>)"]).encode()}
    return [found.code for rule in (MalformedSource, RefusedSource) for found in run_rule(rule(), PATH, pages, {})]


@pytest.mark.parametrize(
    "host",
    [
        "xn--a.example",
        "xn--0.example",
        "www.xn--a-ecp.example",
        "XN--9999999999.example",
        "gaz\u200bette.example",
        "gaz\u00adette.example",
        "gaz\u2060ette.example",
        "ｇａｚｅｔｔｅ.example",
        "gazette。example",
        "gazette.example:0",
        "gazette.example:99999",
        "gazette.example:8_0",
        "gazette.example:٨٠",
    ],
)
def test_a_host_that_is_not_written_as_it_is_read_is_malformed(host: str) -> None:
    assert _codes(f"http://{host}/a") == ["U005"]


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "wiki",
        "wiki.internal",
        "nas.local",
        "nas.lan",
        "nas.home",
        "router.home.arpa",
        "db.private",
        "a.corp",
        "xn--bcher-kva.corp",
        "xn--fiqs8s",
        "gazette.example:8080",
        "１２７.0.0.1",
    ],
)
def test_a_host_of_some_network_or_on_another_port_is_refused(host: str) -> None:
    assert _codes(f"http://{host}/a") == ["U006"]


@pytest.mark.parametrize(
    "host", ["bücher.example", "xn--bcher-kva.example", "💩.example", "食狮.中国", "gazette.example:"]
)
def test_an_internationalised_host_is_as_good_as_another(host: str) -> None:
    assert _codes(f"http://{host}/a") == []
