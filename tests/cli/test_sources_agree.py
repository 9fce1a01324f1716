"""All views of a run's sources have the same figures."""

from __future__ import annotations

import json
import random
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import pytest

from archive_lint.cli import checking
from archive_lint.cli.check_options import CheckOptions
from archive_lint.cli.main import main
from archive_lint.cli.report_output import write_reports
from archive_lint.model.rot import Rot, RotRow, Sweep
from archive_lint.model.url import url_key
from archive_lint.model.verdict import VerdictGroup, VerdictKind
from archive_lint.report.report import Report
from archive_lint.rule.examples import PATH
from archive_lint.web import background
from archive_lint.web.background import Network
from archive_lint.web.history_file import FILE_NAME, open_history
from tests.cached_runs import state
from tests.web.fake_web import FakeWeb, redirected
from tests.web.virtual_clock import HurriedClock

from .conftest import Run, Write
from .known_sources import ALIVE, DEAD, NEW, OLD_PATH, cites


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

    def keep_and_write(options: CheckOptions, report: Report, root: str) -> None:
        reports.append(report)
        write_reports(options, report, root)

    monkeypatch.setattr(checking, "write_reports", keep_and_write)
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
