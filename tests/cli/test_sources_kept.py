"""The figures of `archive-lint sources` are counted once, and again after whatever they rest on has changed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive_lint.cli.main import main
from archive_lint.model.rot import Sweep
from archive_lint.model.verdict import VerdictKind
from archive_lint.rule.examples import OTHER_PATH, PATH
from archive_lint.web import background
from archive_lint.web.background import Network
from archive_lint.web.history_file import FILE_NAME
from tests.cached_runs import cache_limits, state
from tests.repository import Repository
from tests.web.virtual_clock import HurriedClock

from .conftest import Run, Write
from .known_sources import ALIVE, DEAD, GONE, MOVED, NEW, OLD_PATH, Remember, cites
from .test_sources_agree import FakeFetcher

KEPT = "figures.cache"
Change = Callable[[Path, Remember], object]


@pytest.fixture
def settled() -> Iterator[None]:
    """Files are told by their identity, however fresh they are."""
    with cache_limits(settled=0):
        yield


@pytest.mark.usefixtures("known", "settled")
@pytest.mark.parametrize("output_format", ["table", "json", "csv"])
def test_what_has_not_changed_is_not_counted_again(
    run: Run, monkeypatch: pytest.MonkeyPatch, output_format: str
) -> None:
    first = run("sources", f"--output-format={output_format}")
    monkeypatch.delattr("archive_lint.cli.commands.sources.distinct_urls")
    assert run("sources", f"--output-format={output_format}") == first


def replaced(folder: Path) -> None:
    """Put the same bytes into another file, like a copy that was put back."""
    (folder / "copy").write_bytes((folder / FILE_NAME).read_bytes())
    os.replace(folder / "copy", folder / FILE_NAME)


def edited(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


def made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


CHANGES: dict[str, Change] = {
    "a page": lambda root, _: edited(root / PATH, NEW, "http://newer.example/a"),
    "a page, which keeps its size": lambda root, _: edited(root / PATH, "alive.example", "olive.example"),
    "the date of a page": lambda root, _: edited(root / OLD_PATH, "2013-05-21", "2012-05-21"),
    "one page more": lambda root, _: (root / OTHER_PATH).write_text(cites("http://third.example/c", date="2014-05-21")),
    "one page less": lambda root, _: (root / OLD_PATH).unlink(),
    "a verdict": lambda _, remember: remember({ALIVE: ["dead"]}),
    "a sweep": lambda _, remember: remember({}, Sweep(at=1_700_200_000.0, kinds={VerdictKind.DEAD: 5})),
    "the history's file": lambda root, _: replaced(state(root)),
    "the kept file": lambda root, _: (state(root) / KEPT).write_bytes((state(root) / KEPT).read_bytes()[:-1] + b"?"),
    "the kept file, which is a folder": lambda root, _: made_a_folder(state(root) / KEPT),
}


@pytest.mark.usefixtures("known", "settled")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_counted_again(run: Run, tmp_path: Path, remember: Remember, change: Change) -> None:
    (tmp_path / OTHER_PATH).parent.mkdir(parents=True, exist_ok=True)
    run("sources", "--output-format=json")
    assert (state(tmp_path) / KEPT).is_file()
    change(tmp_path, remember)
    told = run("sources", "--output-format=json")
    kept = state(tmp_path) / KEPT
    kept.rmdir() if kept.is_dir() else kept.unlink()
    assert run("sources", "--output-format=json") == told


@pytest.mark.usefixtures("known", "settled")
@pytest.mark.parametrize(
    "setting", ['web.exclude=["http://dead.example/**"]', 'archive.story="pages/{year}/{slug}.md"']
)
def test_other_settings_have_other_figures(run: Run, setting: str) -> None:
    whole = run("sources")
    other = run("sources", "--config", setting)
    assert whole != other == run("sources", "--config", setting)
    assert run("sources") == whole


@pytest.mark.usefixtures("known", "settled")
def test_another_verdict_shows_at_once(run: Run, remember: Remember) -> None:
    before = run("sources").out
    remember({ALIVE: ["dead"]})
    assert run("sources").out != before


@pytest.mark.usefixtures("known")
def test_pages_that_were_touched_just_now_are_counted_each_time(run: Run, tmp_path: Path) -> None:
    run("sources")
    assert not (state(tmp_path) / KEPT).exists()


@pytest.mark.usefixtures("known", "settled")
@pytest.mark.parametrize("words", [["--urls"], ["--host=dead.example"], ["--verdict=dead"], ["--since=2020-01-01"]])
def test_a_part_is_never_taken_for_the_whole(run: Run, words: list[str]) -> None:
    part = run("sources", *words)
    whole = run("sources")
    assert run("sources", *words) == part != whole


@pytest.mark.usefixtures("known", "settled")
def test_figures_of_a_write_that_was_cut_off_are_not_kept(run: Run, tmp_path: Path) -> None:
    # A journal without its beginning is one that SQLite ignores, and that a run which was killed leaves.
    (state(tmp_path) / f"{FILE_NAME}-journal").write_bytes(b"")
    assert run("sources").out
    assert not (state(tmp_path) / KEPT).exists()


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("urls", [[], [DEAD, GONE, MOVED]])
def test_what_there_is_nothing_to_tell_of_is_told_each_time(run: Run, write: Write, urls: list[str]) -> None:
    write({PATH: cites(*urls)})
    assert run("sources") == run("sources")
    assert run("sources").out


@pytest.mark.usefixtures("known", "settled")
def test_damage_in_the_history_is_told_each_time(run: Run, tmp_path: Path) -> None:
    with closing(sqlite3.connect(state(tmp_path) / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE checks SET record = x'00' WHERE url = ?", (DEAD,))
    first = run("sources")
    assert run("sources") == first


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    ("words", "is_kept"), [([], True), (["--no-cache"], False), (["--changed-since", "HEAD"], False)]
)
def test_a_check_of_all_sources_leaves_their_figures(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], is_kept: bool
) -> None:
    write({PATH: cites(DEAD, ALIVE, NEW), OLD_PATH: cites(DEAD, date="2013-05-21")})
    Repository(tmp_path).commit()
    monkeypatch.setattr(background, "Fetcher", FakeFetcher)
    network = Network(clock=HurriedClock())
    assert main(["--online", "--jobs=1", "--config", "web.interval=0", *words], network=network) in {0, 1}
    run("version")
    kept = state(tmp_path) / KEPT
    assert kept.exists() is is_kept
    told = run("sources")
    kept.unlink(missing_ok=True)
    assert run("sources") == told


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("stage", ["_page_stage", "_archive_stage"])
def test_a_check_that_was_cut_off_leaves_no_figures(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    write({PATH: cites(DEAD, ALIVE), OLD_PATH: cites(GONE, date="2013-05-21")})
    monkeypatch.setattr(background, "Fetcher", FakeFetcher)
    words, network = ["--online", "--jobs=1", "--config", "web.interval=0"], Network(clock=HurriedClock())
    assert main([*words, PATH], network=network) in {0, 1}
    monkeypatch.setattr(f"archive_lint.engine.run.Engine.{stage}", stop)
    run("version")
    assert main(words, network=network) == 130
    assert not (state(tmp_path) / KEPT).exists()
