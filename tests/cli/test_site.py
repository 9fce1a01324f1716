"""An archive whose pages name URLs of the site that is made of it: deleted, renamed and edited pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.repository import Repository

from .conftest import Done, Run, Write

CONFIGURATION = """
[archive]
story = "_posts/{year}-{month:02}-{day:02}-{slug}.md"
[site]
url = "https://news.example"
redirects = ["_redirects"]
[[site.map]]
file = "_posts/{year}-{month:02}-{day:02}-{slug}.md"
url = "/{year}/{month}/{day}/{slug}/"
[[site.map]]
file = "static/{path}"
url = "/{path}"
[links]
forms = ["{% post_url FILE %}", "{{ site.baseurl }}"]
[lint]
select = ["L"]
ignore = ["L001", "L002", "L003", "L006", "L007", "L010"]
"""


def _post(title: str, text: str = "", head: str = "") -> str:
    return f"---\ntitle: {title}\n{head}---\n\n{text}\n"


STORM, BRIDGE, FERRY, TOWN = (
    f"_posts/2014-05-0{day}-{name}.md"
    for day, name in ((3, "storm-at-sea"), (4, "bridge-reopens"), (5, "ferry-timetable"), (6, "town-council"))
)
FILES = {
    "archive-lint.toml": CONFIGURATION,
    "_redirects": "/old/* /:splat 301\n",
    "static/a.png": "",
    STORM: _post("Storm at sea", "The wind was too strong for the boats.\n" * 3),
    BRIDGE: _post("Bridge reopens", "After [it](/2014/05/03/storm-at-sea/), see ![a](/a.png) and [old](/old/x)."),
    FERRY: _post("Ferry timetable", "Since [the storm]({% post_url 2014-05-03-storm-at-sea %}#end)."),
    TOWN: _post("Town council", "About [the storm][1].\n\n[1]: https://news.example/2014/05/03/storm-at-sea"),
}
REFERRERS = {(path, "L009") for path in (BRIDGE, FERRY, TOWN)}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path)
    repository.commit(FILES)
    return repository


def _found(done: Done) -> set[tuple[str, str]]:
    return set(re.findall(r"^(.*?):\d+:\d+: ([A-Z]\d{3}) ", done.out, re.MULTILINE))


def _check(run: Run, *arguments: str) -> set[tuple[str, str]]:
    return _found(run("--output-format", "concise", *arguments))


def test_links_by_url_own_host_and_form_are_good(run: Run, repository: Repository) -> None:
    done = run("--output-format", "concise")
    assert (done.code, _found(done)) == (0, set())


@pytest.mark.parametrize(
    "story",
    [
        "_posts/{year}-{month:02}-{day:02}-{slug}.md",
        "_posts/{year}-{month:02}-{slug}.md",
        "_posts/{slug}.md",
        "{*}/{year}-{month:02}-{day:02}-{slug}.{ending}",
    ],
)
def test_where_no_day_is_a_folder_rules_of_days_and_indexes_are_silent(run: Run, write: Write, story: str) -> None:
    index = {"_posts/index.md": "# Posts\n"}
    write({**FILES, **index, "archive-lint.toml": CONFIGURATION.partition("[lint]")[0]})
    assert _check(run, "--select", "D,I", "--config", f"archive.story='{story}'") == set()


@pytest.mark.parametrize("arguments", [(), ("--changed-since", "HEAD"), ("--jobs", "2")])
def test_a_deleted_page_takes_its_url_away(run: Run, repository: Repository, arguments: tuple[str, ...]) -> None:
    repository.git("rm", "-q", STORM)
    assert _check(run, *arguments) == REFERRERS


def test_a_url_that_front_matter_named_is_taken_away_too(run: Run, repository: Repository) -> None:
    repository.commit({"about.md": _post("About", head="permalink: /desk/\nredirect_from: /who.html\n")})
    repository.commit({TOWN: _post("Town council", "[a](/desk/) [b](https://news.example/who.html)")})
    assert _check(run) == set()
    repository.git("rm", "-q", "about.md")
    assert _check(run, "--changed-since", "HEAD") == {(TOWN, "L009")}


def test_a_renamed_page_takes_every_link_along_and_nothing_else(run: Run, repository: Repository) -> None:
    repository.git("mv", STORM, "_posts/2014-05-03-gale-at-sea.md")
    assert _check(run, "--changed-since", "HEAD") == REFERRERS
    assert run("--fix").code == 0
    said = {path: (repository.root / path).read_text() for path in (BRIDGE, FERRY, TOWN)}
    assert said == {path: FILES[path].replace("storm-at-sea", "gale-at-sea") for path in said}


@pytest.mark.parametrize("is_committed", [False, True])
def test_a_page_that_was_renamed_and_rewritten_is_followed_unsafely(
    run: Run, repository: Repository, is_committed: bool
) -> None:
    repository.git("mv", STORM, "_posts/2014-05-03-gale-at-sea.md")
    (repository.root / "_posts/2014-05-03-gale-at-sea.md").write_text(FILES[STORM] + "One boat was lost.\n")
    if is_committed:
        repository.commit()
    run("--fix")
    assert (repository.root / BRIDGE).read_text() == FILES[BRIDGE]
    run("--fix", "--unsafe-fixes")
    assert (repository.root / BRIDGE).read_text() == FILES[BRIDGE].replace("storm-at-sea", "gale-at-sea")


def test_what_an_edit_does_to_a_url_is_seen_on_pages_that_did_not_change(run: Run, repository: Repository) -> None:
    assert _check(run) == set()
    (repository.root / STORM).write_text(_post("Storm at sea", head="permalink: /storm/\n"))
    assert _check(run) == REFERRERS - {(FERRY, "L009")}
    assert _check(run) == REFERRERS - {(FERRY, "L009")}
    (repository.root / STORM).write_text(FILES[STORM])
    assert _check(run) == set()


def test_two_pages_of_one_url_and_a_redirect_of_everything_are_told(run: Run, write: Write) -> None:
    write({**FILES, "_redirects": "/* /index.html 200\n", "a.md": _post("A", head="permalink: /b/\n")})
    write({"c.md": _post("C", head="permalink: /b/\n")})
    done = run()
    assert "warning: /b/ is the URL of both a.md and c.md" in done.err
    assert "_redirects:1" in done.err
    assert run().err == done.err


def test_a_url_that_ends_as_pages_of_html_do_is_looked_up_unless_it_is_ignored(run: Run, write: Write) -> None:
    write({**FILES, TOWN: _post("Town council", "[a](/gone.html) [b](https://news.example/feed.xml)")})
    subjects = [each["subject"] for each in json.loads(run("--output-format", "json").out)["findings"]]
    assert subjects == ["/gone.html", "https://news.example/feed.xml"]
    assert _check(run, "--config", "rules.L009.ignore=['/gone.*']") == {(TOWN, "L009")}
    assert _check(run, "--config", "rules.L009.ignore=['/gone.*', 'feed.xml']") == set()


def test_links_that_only_the_generator_can_judge_are_counted_on_demand(run: Run, write: Write) -> None:
    write({**FILES, TOWN: _post("Town council", "[a]({{ page.next.url }}) [b]({% include x %})")})
    for _ in range(2):
        assert "2 links not judged: template code" in run("-v").err
    assert "not judged" not in run().err


def test_the_same_is_found_for_any_number_of_workers(run: Run, write: Write) -> None:
    days = range(1, 30)
    links = {day: f"[x](/2014/06/{day + 1:02}/p{day + 1}/)" for day in days}
    posts = {f"_posts/2014-06-{day:02}-p{day}.md": _post(f"P {day}", links[day]) for day in days}
    write({"archive-lint.toml": CONFIGURATION, **posts})
    one, two = (run("--no-cache", "--jobs", jobs, "--output-format", "json").out for jobs in ("1", "2"))
    assert one == two
    assert [each["subject"] for each in json.loads(one)["findings"]] == ["/2014/06/30/p30/"]
