"""`archive-lint sources`: hosts, years and sweeps in figures, and the list of URLs."""

from __future__ import annotations

import csv
import json
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest

from archive_lint.model.verdict import VerdictGroup, VerdictKind
from archive_lint.rule.examples import PATH, story
from archive_lint.web.history import Record
from archive_lint.web.history_file import open_history

from .conftest import Run, Write
from .known_sources import ALIVE, DAY, DEAD, GONE, MOVED, NEW, OLD_PATH, Remember, cites


def cells(line: str) -> list[str]:
    return [cell for cell in line.split("  ") if cell.strip()]


@pytest.mark.usefixtures("known")
def test_hosts_years_and_sweeps_are_shown_with_their_counts(run: Run) -> None:
    shown = [[cell.strip() for cell in cells(line)] for line in run("sources").out.splitlines() if cells(line)]
    heading = ["URLs", "dead", "moved", "blocked", "unverified", "alive", "unchecked"]
    rows = [row for row in shown if not row[0].startswith("─")]
    assert rows == [
        ["Host", *heading],
        ["dead.example", "1", "1", "·", "·", "·", "·", "·"],
        ["news.dead.example", "1", "1", "·", "·", "·", "·", "·"],
        ["alive.example", "1", "·", "·", "·", "·", "1", "·"],
        ["moved.example", "1", "·", "1", "·", "·", "·", "·"],
        ["new.example", "1", "·", "·", "·", "·", "·", "1"],
        ["all", "5", "2", "1", "·", "·", "1", "1"],
        ["Year of the page", *heading],
        ["2013", "3", "2", "1", "·", "·", "·", "·"],
        ["2014", "3", "1", "·", "·", "·", "1", "1"],
        ["Sweep", *heading],
        ["2023-11-14 22:13", "3", "1", "·", "·", "·", "2", "·"],
        ["2023-11-16 02:00, ended early", "3", "2", "·", "·", "·", "1", "·"],
    ]


@pytest.mark.usefixtures("known")
def test_figures_are_given_as_data(run: Run) -> None:
    data = json.loads(run("sources", "--output-format", "json").out)
    none = {"urls": 0} | {group.value: 0 for group in VerdictGroup}
    assert data["total"] == {**none, "urls": 5, "dead": 2, "moved": 1, "alive": 1, "unchecked": 1}
    assert data["hosts"][0] == {"host": "dead.example", **none, "urls": 1, "dead": 1}
    assert data["years"][0] == {"year": "2013", **none, "urls": 3, "dead": 2, "moved": 1}
    sweep = {"at": "2023-11-16T02:00:00Z", "complete": False, **none, "urls": 3, "dead": 2, "alive": 1}
    assert data["sweeps"][1] == sweep
    rows = list(csv.DictReader(run("sources", "--output-format", "csv").out.splitlines()))
    assert [(row["table"], row["label"], row["urls"], row["dead"]) for row in rows][-4:] == [
        ("year", "2013", "3", "2"),
        ("year", "2014", "3", "1"),
        ("sweep", "2023-11-14T22:13:20Z", "3", "1"),
        ("sweep", "2023-11-16T02:00:00Z", "3", "2"),
    ]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("words", "urls"),
    [
        ((), [ALIVE, DEAD, MOVED, NEW, GONE]),
        (("--host", "dead.example"), [DEAD, GONE]),
        (("--host", "https://WWW.dead.example/"), [DEAD, GONE]),
        (("--host", "news.dead.example"), [GONE]),
        (("--verdict", "dead"), [DEAD, GONE]),
        (("--verdict", "gone-domain"), [GONE]),
        (("--verdict", "moved,unchecked"), [MOVED, NEW]),
        (("--verdict", "alive", "--host", "dead.example"), []),
        (("--since", "2020-01-01"), [ALIVE, DEAD, MOVED, GONE]),
        (("--since", "9999-12-31"), []),
        (("--since", "2020-01-01", "--host", "dead.example", "--verdict", "gone-domain"), [GONE]),
    ],
)
def test_urls_are_listed_as_asked_for_and_counted_the_same(run: Run, words: tuple[str, ...], urls: list[str]) -> None:
    listed = json.loads(run("sources", "--urls", "--output-format", "json", *words).out)["urls"]
    assert [row["url"] for row in listed] == urls
    figures = json.loads(run("sources", "--output-format", "json", *words).out)
    assert figures["total"]["urls"] == sum(row["urls"] for row in figures["hosts"]) == len(urls)
    table = run("sources", "--urls", *words).out.splitlines()
    assert [line.split()[-1] for line in table] == urls or table == ["No source URL meets these conditions."]


@pytest.mark.usefixtures("known")
def test_the_list_tells_what_is_known_of_each_url(run: Run, remember: Remember) -> None:
    copy = "https://web.archive.org/web/20140524000000/http://dead.example/a"
    path = remember({})
    with closing(open_history(str(path))) as history:
        asked = "copy https://web.archive.org/web/20140523120000id_/http://dead.example/a"
        history.add(asked, Record(at=time.time(), kind=VerdictKind.ALIVE, target=copy))
    done = run("sources", "--urls", "--output-format", "json", "--host", "dead.example")
    today, earlier = (time.strftime("%Y-%m-%d", time.gmtime(time.time() - age * DAY)) for age in (0, 6))
    assert json.loads(done.out)["urls"][0] == {
        "url": DEAD,
        "verdict": "dead",
        "confirmed": True,
        "first_seen": earlier,
        "last_seen": today,
        "archived": copy,
        "cited": [{"path": OLD_PATH, "line": 7}, {"path": PATH, "line": 7}, {"path": PATH, "line": 10}],
    }
    (row, _) = csv.DictReader(
        run("sources", "--urls", "--output-format", "csv", "--host", "dead.example").out.splitlines()
    )
    assert row == {
        "url": DEAD,
        "verdict": "dead",
        "confirmed": "yes",
        "first_seen": earlier,
        "last_seen": today,
        "archived": copy,
        "pages": "2",
        "cited": f"{OLD_PATH}:7; {PATH}:7; {PATH}:10",
    }


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({PATH: story(sources=())}, "No page cites a URL."),
        ({PATH: cites(NEW)}, "No source was checked yet: `archive-lint --online` checks them."),
    ],
)
def test_where_nothing_is_known_a_sentence_says_so(run: Run, write: Write, pages: Any, said: str) -> None:
    write(pages)
    for words in ((), ("--urls",)):
        done = run("sources", *words)
        assert (done.code, done.out.splitlines()[-1], done.err) == (0, said, "")


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--host", "dead.exampel"), "no page cites a URL of 'dead.exampel'; did you mean 'dead.example'?"),
        (("--host", "zzz.invalid"), "no page cites a URL of 'zzz.invalid'"),
        (("--host", "dead.example/a"), "'dead.example/a' is not a host, e.g. 'news.example'"),
        (("--host", ""), "'' is not a host"),
        (("--verdict", "deed"), "'deed' is not a verdict; did you mean 'dead'?"),
        (("--verdict", ""), "'' is not a verdict; choose from dead, moved"),
        (("--since", "yesterday"), "'yesterday' is not a day, e.g. '2026-05-23'"),
        (("--since", "2026-02-30"), "is not a day"),
    ],
)
def test_what_cannot_be_chosen_is_an_error(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run("sources", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_list_for_spreadsheets_holds_no_formula_and_no_secret(run: Run, write: Write, remember: Remember) -> None:
    secret = "http://reader:hunter2@dead.example/a?token=hunter2"
    shop = "http://shop.example/?token=hunter2&x=1,2"
    write({f"news/2014/05/23/{name}.md": cites(secret, shop) for name in ('=HYPERLINK("x")', "@b", "-c")})
    remember({shop: ["dead"]})
    for words in (("--urls",), ()):
        for form in ("csv", "json", "table"):
            done = run("sources", *words, "--output-format", form)
            assert "hunter2" not in done.out + done.err
    rows = list(csv.reader(run("sources", "--urls", "--output-format", "csv").out.splitlines()))
    assert {len(row) for row in rows} == {8}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_links_of_hostile_pages_and_rows_steer_no_terminal(run: Run, write: Write, remember: Remember) -> None:
    write({PATH: cites("http://[::1/\x1b[31m", "http://e.example/::error::x", "http://##[error]x/")})
    path = remember({"http://e.example/::error::x": ["dead"]})
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO checks (url, at, record) VALUES ('http://\x1b[2J', 1, '{}')")
        connection.execute("INSERT INTO sweeps (record) VALUES (x'00')")
    for words in ((), ("--urls",), ("--output-format", "csv"), ("--urls", "--output-format", "csv")):
        done = run("sources", *words)
        assert done.code == 0
        assert "\x1b" not in done.out
        assert "##[" not in done.out


def test_what_is_not_asked_for_is_counted_as_a_run_would_find_it(run: Run, write: Write, remember: Remember) -> None:
    write({PATH: cites("http://[::1/", "http://u:p@a.example/", DEAD, ALIVE, f"http://long.example/{'x' * 9_000}")})
    remember({DEAD: ["dead"], ALIVE: ["alive"]})
    done = run("sources", "--output-format", "json", "--config", 'web.exclude=["http://dead.example/**"]')
    total = json.loads(done.out)["total"]
    assert {group: total[group] for group in VerdictGroup if total[group]} == {
        "unverified": 3,
        "alive": 1,
        "unchecked": 1,
    }


def test_very_many_hosts_are_counted_and_the_worst_shown(run: Run, write: Write, remember: Remember) -> None:
    urls = [f"http://h{number}.example/" for number in range(60)]
    write({PATH: cites(*urls)})
    remember({urls[57]: ["dead"]})
    lines = run("sources").out.splitlines()
    assert cells(lines[3])[0].strip() == "h57.example"
    assert "and 20 hosts more with 20 URLs: --output-format csv has them all" in lines


def test_what_a_twin_alone_cites_is_counted_no_more_than_it_is_asked_for(run: Run, write: Write) -> None:
    folder = "news/2014/05/23"
    write({PATH: cites(DEAD), f"{folder}/index.md": cites(ALIVE), f"{folder}/README.md": cites(ALIVE, NEW)})
    body = ("--config", 'sections.source.where="body"', "--output-format", "json")
    listed = json.loads(run("sources", "--urls", *body).out)["urls"]
    report = json.loads(run("--no-cache", *body).out)
    assert [row["url"] for row in listed] == [ALIVE, DEAD]
    assert report["summary"]["urls"] == 2
