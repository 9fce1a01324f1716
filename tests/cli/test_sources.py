"""`archive-lint sources` and what `explain` shows of many URLs: figures that agree with all other views of a run."""

from __future__ import annotations

import csv
import json
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import pytest

from archive_lint.cli.check_options import CheckOptions
from archive_lint.cli.commands import check
from archive_lint.cli.main import main
from archive_lint.cli.reporting import write_reports
from archive_lint.model.rot import Rot, RotRow, Sweep
from archive_lint.model.url import url_key
from archive_lint.model.verdict import VerdictGroup, VerdictKind
from archive_lint.report.report import Report
from archive_lint.rule.examples import PATH, story
from archive_lint.web import background
from archive_lint.web.background import Network
from archive_lint.web.history import Record
from archive_lint.web.history_file import FILE_NAME, open_history
from tests.cached_runs import state
from tests.web.fake_web import FakeWeb, redirected
from tests.web.virtual_clock import HurriedClock

from .conftest import Done, Run, Write

DAY = 86_400.0
OLD_PATH = "news/2013/05/21/storm-closes-the-harbour-bridge.md"
DEAD, GONE = "http://dead.example/a", "http://news.dead.example/b"
ALIVE, MOVED = "http://alive.example/2014/bridge-reopens", "http://moved.example/2014/bridge-reopens"
NEW = "http://new.example/a"

Remember = Callable[..., Path]


@pytest.fixture
def remember(tmp_path: Path) -> Remember:
    """Writes a history: the verdicts of URLs, the last one made today, the others every three days before."""

    def write_history(verdicts: Mapping[str, Iterable[str]], *sweeps: Sweep) -> Path:
        path = state(tmp_path) / FILE_NAME
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(open_history(str(path))) as history:
            for url, kinds in verdicts.items():
                for number, kind in enumerate(found := list(kinds), start=1):
                    at = time.time() - 3 * DAY * (len(found) - number)
                    history.add(url, Record(at=at, kind=VerdictKind(kind), evidence="so it was"))
            for sweep in sweeps:
                history.add_sweep(sweep)
        return path

    return write_history


@pytest.fixture
def known(write: Write, remember: Remember) -> None:
    """Two pages, five sources of which four were checked."""
    write({PATH: cites(DEAD, ALIVE, NEW, f"{DEAD}#part"), OLD_PATH: cites(DEAD, GONE, MOVED, date="2013-05-21")})
    remember(
        {DEAD: ["dead"] * 3, GONE: ["alive", "gone-domain"], ALIVE: ["alive"], MOVED: ["moved-permanently"]},
        Sweep(at=1_700_000_000.0, kinds={VerdictKind.DEAD: 1, VerdictKind.ALIVE: 2}),
        Sweep(at=1_700_100_000.0, kinds={VerdictKind.PARKED: 2, VerdictKind.ALIVE: 1}, complete=False),
    )


def cites(*urls: str, date: str = "2014-05-23") -> str:
    return story(date=date, sources=[f"[Source {number}]({url})" for number, url in enumerate(urls)])


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
    assert [line.split()[-1] for line in table] == urls or table == ["No source URL is as asked for."]


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


# Agreement


class FakeFetcher(FakeWeb):
    """Takes the fetcher's place in a check: nothing is contacted."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__(ANSWERS, latency=0.0)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


ANSWERS = {
    "alive.example": 200,
    "blocked.example": lambda url, method: redirected(url, status=451),
    "moved.example": lambda url, method: redirected(url, (301, url.replace("/old/", "/new/"))),
    "down.example": 503,
}
HOSTS = ("dead.example", "alive.example", "blocked.example", "moved.example", "down.example", "skipped.example")
ODD = ("http://[::1/", "http://10.0.0.1/", "http://u:p@a.example/", "HTTP://Alive.Example/old/story-0", "mailto:a@b.c")
ONLINE = ("--online", "--no-cache", "--jobs=1", "--config", "web.interval=0", "--config", "web.retries=0")
EXCLUDE = ("--config", 'web.exclude=["http://skipped.example/**"]')


def random_archive(chance: random.Random) -> dict[str, str | bytes]:
    """Stories of some years, one without a date in its path, that share URLs, some of them odd ones."""
    pool = [f"http://{host}/old/story-{number}" for host in HOSTS for number in range(3)]
    pages: dict[str, str | bytes] = {"about.md": cites(*chance.sample(pool, 2))}
    for number in range(12):
        urls = [*chance.sample(pool, chance.randrange(5)), *chance.sample(ODD, chance.randrange(2))]
        urls += [f"{url}#part" for url in urls if chance.random() < 0.3]
        year, month = chance.randrange(2010, 2015), chance.randrange(1, 10)
        pages[f"news/{year}/0{month}/5/story-{number}.md"] = cites(*urls, date=f"{year}-0{month}-05")
    return pages


def counted(row: RotRow | Sweep) -> dict[str, int]:
    return {group.value: row.counts[group] for group in VerdictGroup if row.counts.get(group)}


@pytest.mark.parametrize("seed", range(4))
def test_report_json_history_and_sources_agree(
    run: Run,
    write: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    seed: int,
) -> None:
    write(random_archive(random.Random(seed)))
    monkeypatch.setattr(background, "Fetcher", FakeFetcher)
    reports: list[Report] = []

    def keep_and_write(options: CheckOptions, report: Report) -> None:
        reports.append(report)
        write_reports(options, report)

    monkeypatch.setattr(check, "write_reports", keep_and_write)
    network = Network(clock=HurriedClock())
    main([*ONLINE, *EXCLUDE, "-o", f"json:{tmp_path}/out.json", "-o", f"sarif:{tmp_path}/out.sarif"], network=network)
    main([*EXCLUDE, "--offline", "--no-cache", "-o", f"html:{tmp_path}/out.html"])
    online, offline = (report.rot for report in reports)
    assert isinstance(online, Rot)
    assert isinstance(offline, Rot)
    with closing(open_history(str(state(tmp_path) / FILE_NAME))) as history:
        (sweep,) = history.sweeps()
    capsysbinary.readouterr()
    shown = json.loads(run("sources", "--output-format", "json", *EXCLUDE).out)
    listed = json.loads(run("sources", "--urls", "--output-format", "json", *EXCLUDE).out)["urls"]
    found = json.loads((tmp_path / "out.json").read_bytes())

    by_group = counted(online.total)
    assert len(by_group) == 6
    assert counted(offline.total) == counted(sweep) == by_group
    assert {group: shown["total"][group] for group in VerdictGroup if shown["total"][group]} == by_group
    assert Counter(VerdictKind(row["verdict"]).group.value for row in listed) == by_group
    assert found["summary"]["urls"] == shown["total"]["urls"] == len(listed) == sweep.urls == online.total.total
    for rot in (online, offline):
        assert [(row.label, counted(row)) for row in rot.years] == [(row.label, counted(row)) for row in online.years]
        assert [row["host"] for row in shown["hosts"]] == [row.label for row in rot.hosts]
    verdicts = {url_key(row["subject"]): row["verdict"]["kind"] for row in found["findings"] if row["verdict"]}
    assert sum(VerdictKind(kind).group is VerdictGroup.DEAD for kind in verdicts.values()) == by_group["dead"]
    results = json.loads((tmp_path / "out.sarif").read_bytes())["runs"][0]["results"]
    assert sum(row["ruleId"] == "U001" for row in results) == sum(row["code"] == "U001" for row in found["findings"])


@pytest.mark.parametrize(
    ("words", "sweeps"),
    [((), 1), ((".",), 1), ((PATH,), 0), (("--changed-since", "HEAD"), 0), (("--select", "S"), 1)],
    ids=["all", "root", "a page", "a change", "no source rules"],
)
def test_only_a_run_over_the_whole_archive_is_a_sweep(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sweeps: int
) -> None:
    write({PATH: cites(DEAD), OLD_PATH: cites(ALIVE)})
    if "--changed-since" in words:
        from tests.repository import Repository

        repository = Repository(tmp_path)
        repository.commit()
        write({PATH: cites(DEAD, NEW)})
    monkeypatch.setattr(background, "Fetcher", FakeFetcher)
    main([*ONLINE, *words], network=Network(clock=HurriedClock()))
    with closing(open_history(str(state(tmp_path) / FILE_NAME))) as history:
        assert len(history.sweeps()) == sweeps


# What `explain` shows of several URLs


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
