"""What `explain` shows of a host, of URLs that begin alike, and of a URL that nobody cites."""

from __future__ import annotations

import json

import pytest

from archive_lint.rule.examples import PATH

from .conftest import Done, Run, Write
from .known_sources import ALIVE, DEAD, GONE, MOVED, NEW, OLD_PATH, Remember, cites


def explained(done: Done) -> list[str]:
    return [line for line in done.out.splitlines() if not line.startswith("      ")]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("about", "lines"),
    [
        ("dead.example", ["2 URLs: 2 dead", f"  dead  {DEAD}", f"  gone-domain  {GONE}"]),
        ("www.dead.example", ["2 URLs: 2 dead", f"  dead  {DEAD}", f"  gone-domain  {GONE}"]),
        ("news.dead.example", ["1 URL: 1 dead", f"  gone-domain  {GONE}"]),
        ("https://moved.example/2014/", ["1 URL: 1 moved", f"  moved-permanently  {MOVED}"]),
        ("moved.example/2014", ["1 URL: 1 moved", f"  moved-permanently  {MOVED}"]),
        ("http://new.example", ["1 URL: 1 unchecked", f"  unchecked  {NEW}"]),
    ],
)
def test_explain_takes_a_host_or_how_urls_begin(run: Run, about: str, lines: list[str]) -> None:
    done = run("explain", about)
    assert (done.code, explained(done)) == (0, [about, *lines])
    data = json.loads(run("explain", about, "--output-format", "json").out)
    assert [f"  {row['verdict']}  {row['url']}" for row in data["urls"]] == lines[1:]
    assert data["counts"]["urls"] == len(lines) - 1


@pytest.mark.usefixtures("known")
def test_explain_of_a_host_names_the_places_that_cite_it(run: Run) -> None:
    assert run("explain", "http://dead.example/").out.splitlines()[3:6] == [
        f"      {OLD_PATH}:7",
        f"      {PATH}:7",
        f"      {PATH}:10",
    ]


def test_explain_of_a_large_host_shows_some_and_says_how_to_get_all(run: Run, write: Write, remember: Remember) -> None:
    urls = [f"http://a.example/{number}" for number in range(25)]
    write({PATH: cites(*urls), **{f"news/2014/05/23/{n}.md": cites(urls[24]) for n in range(5)}})
    remember({urls[24]: ["dead"]})
    lines = run("explain", "a.example").out.splitlines()
    assert lines[1:3] == ["25 URLs: 1 dead, 24 unchecked", f"  dead  {urls[24]}"]
    assert lines[6] == "      and 3 places more"
    assert lines[-1] == "and 5 URLs more: `archive-lint sources --urls --host a.example`"


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("about", "near"),
    [
        ("http://dead.exampel/a", DEAD),
        ("http://alive.example/2014/bridge-reopen", ALIVE),
        ("alive.exampel", "alive.example"),
        ("https://moved.example/201", None),
        ("nothing like it", None),
        ("", None),
    ],
)
def test_of_what_nobody_cites_the_nearest_is_named(run: Run, about: str, near: str | None) -> None:
    done = run("explain", about)
    assert (done.code, done.out) == (2, "")
    assert "cited by no page and never checked" in done.err
    assert (f"did you mean {near}" in done.err) if near else ("did you mean" not in done.err)
    data = json.loads(run("explain", about, "--output-format", "json").out)
    assert data["near"][:1] == ([near] if near else [])


def test_a_url_that_is_known_and_cited_no_more_is_explained(run: Run, write: Write, remember: Remember) -> None:
    write({PATH: cites(ALIVE)})
    remember({DEAD: ["dead"]})
    done = run("explain", DEAD)
    assert done.code == 0
    assert done.out.splitlines()[-1] == "cited by no page"
