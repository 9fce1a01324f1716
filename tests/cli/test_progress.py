"""The line that shows how far a run is."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rich.cells import cell_len

from archive_lint.cli import progress as module
from archive_lint.cli.progress import Display, display, pages_line, sources_line, time_left
from archive_lint.web.progress import SourceProgress


def progress(**fields: Any) -> SourceProgress:
    return SourceProgress(
        **{
            "done": 3_211, "known": 7_862, "complete": True, "rate": 90.4, "hosts_waiting": 0,
            "seconds_left": None, "is_cut_off": False, "is_ending": False, **fields,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "3,211 of 7,862 sources, 90/s"),
        ({"complete": False}, "3,211 of 7,862 sources so far, 90/s"),
        ({"known": 1, "done": 0, "rate": 0.0}, "0 of 1 source, 0/s"),
        ({"rate": 0.44}, "3,211 of 7,862 sources, 0.4/s"),
        ({"rate": 12_345.6}, "3,211 of 7,862 sources, 12,346/s"),
        ({"hosts_waiting": 1}, "3,211 of 7,862 sources, 90/s, 1 host waiting"),
        ({"hosts_waiting": 1_200}, "3,211 of 7,862 sources, 90/s, 1,200 hosts waiting"),
        (
            {"hosts_waiting": 2, "seconds_left": 200.0},
            "3,211 of 7,862 sources, 90/s, 2 hosts waiting, about 4 min left",
        ),
        (
            {"seconds_left": 200.0, "is_cut_off": True},
            "3,211 of 7,862 sources, 90/s, about 4 min left of --max-time",
        ),
        ({"done": 7_862, "seconds_left": 0.0}, "7,862 of 7,862 sources"),
        ({"is_ending": True}, "3,211 of 7,862 sources, ending: running requests get a moment"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_line_of_sources(fields: dict[str, Any], line: str) -> None:
    assert sources_line(progress(**fields)) == line


@pytest.mark.parametrize(("done", "total", "line"), [(0, 1, "0 of 1 page"), (15_088, 15_088, "15,088 of 15,088 pages")])
def test_the_line_of_pages(done: int, total: int, line: str) -> None:
    assert pages_line(done, total) == line


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.5, "less than a minute left"),
        (60, "less than a minute left"),
        (61, "about 2 min left"),
        (180, "about 3 min left"),
        (181, "about 4 min left"),
        (600, "about 10 min left"),
        (601, "about 15 min left"),
        (3_599, "about 1 h left"),
        (3_601, "about 1 h 30 min left"),
        (7_200, "about 2 h left"),
        (10_801, "about 4 h left"),
        (360_000, "about 100 h left"),
    ],
)
def test_a_time_is_told_in_coarse_words(seconds: float, words: str) -> None:
    assert time_left(seconds) == words


@pytest.mark.parametrize("seconds", [1, 59, 61, 119, 121, 599, 601, 3_599, 3_601, 10_799, 10_801, 99_999])
def test_words_promise_no_earlier_end_than_is_estimated(seconds: int) -> None:
    words = time_left(seconds)
    hours = re.search(r"(\d+) h", words)
    minutes = re.search(r"(\d+) min", words)
    told = 60 if "less" in words else 3_600 * int(hours[1] if hours else 0) + 60 * int(minutes[1] if minutes else 0)
    assert seconds <= told <= seconds * 2 + 60


class Bars:
    """Keeps what is shown."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add_task(self, description: str, total: object) -> int:
        return 0

    def update(self, task: int, *, completed: int, total: int, description: str) -> None:
        self.lines.append(description)


def test_pages_are_shown_until_all_are_read_and_then_sources() -> None:
    bars = Bars()
    shown = Display(bars)  # type: ignore[arg-type]
    shown.pages(10, 20)
    shown.sources(progress(complete=False))
    shown.pages(20, 20)
    shown.sources(progress(complete=False))
    assert bars.lines == ["10 of 20 pages", "20 of 20 pages", "3,211 of 7,862 sources so far, 90/s"]


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_one_line_is_shown_however_narrow_the_terminal_is(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with display(shown=True) as shown:
        assert shown is not None
        shown.pages(20, 20)
        shown.sources(progress(hosts_waiting=1_200, seconds_left=200.0))
    frames = re.split(r"\r|\n", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", stream.getvalue()))
    assert any("3,2" in frame for frame in frames) or width == 20
    assert max(map(cell_len, frames)) <= width


@pytest.mark.parametrize("name", ["CI", "PRE_COMMIT", "GITHUB_ACTIONS", "TF_BUILD"])
def test_nobody_watches_a_job(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for each in module._AUTOMATION:
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert module.is_watched(wanted=True)
    assert not module.is_watched(wanted=False)
    monkeypatch.setenv(name, "true")
    assert not module.is_watched(wanted=True)
