from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from archive_lint.cli.main import main
from archive_lint.model.rot import Sweep
from archive_lint.model.verdict import VerdictKind
from archive_lint.rule.examples import OTHER_PATH, PATH, day_index, story
from archive_lint.web.history import Record
from archive_lint.web.history_file import FILE_NAME, open_history
from tests.cached_runs import state

from .known_sources import ALIVE, DAY, DEAD, GONE, MOVED, NEW, OLD_PATH, Remember, cites
from .small_web import FAST, Web, small_web

INDEX = "news/2014/05/23/index.md"


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]
Online = Callable[..., Done]
Cite = Callable[..., None]
Write = Callable[[Mapping[str, str | bytes]], None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files under the current folder."""

    def write_files(files: Mapping[str, str | bytes]) -> None:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(text.encode() if isinstance(text, str) else text)

    return write_files


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)

    def run_command(*arguments: str) -> Done:
        code = main(arguments)
        captured = capsysbinary.readouterr()
        return Done(code, captured.out.decode(), captured.err.decode())

    return run_command


@pytest.fixture
def archive(write: Write) -> None:
    """Two stories, one of them without its Related section, and their indexes."""
    index = day_index([("Harbour bridge reopens after repairs", PATH)], previous="/news/2014/05/21/index.md")
    other = day_index([("Harbour bridge reopens after repairs", OTHER_PATH)], date="2014-05-21")
    write(
        {
            PATH: story(related=[f"[Harbour bridge reopens after repairs](/{OTHER_PATH}) _Context: Harbour_"]),
            OTHER_PATH: story(date="2014-05-21", related=None),
            INDEX: index,
            INDEX.replace("index", "README"): index,
            "news/2014/05/21/index.md": other,
            "news/2014/05/21/README.md": other,
        }
    )


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


@pytest.fixture
def web() -> Iterator[Web]:
    """The small web, for as long as a test takes."""
    with small_web() as served:
        yield served


@pytest.fixture
def online(run: Run, web: Web, capsysbinary: pytest.CaptureFixture[bytes]) -> Online:
    """Runs with the small web for a network."""

    def run_online(*arguments: str) -> Done:
        code = main([*FAST, "--online", "--select", "U", *arguments], network=web.network)
        captured = capsysbinary.readouterr()
        return Done(code, captured.out.decode(), captured.err.decode())

    return run_online


@pytest.fixture
def cite(write: Write) -> Cite:
    """Writes a page that cites these URLs."""
    return lambda *urls: write({PATH: story(sources=[f"[Source {n}]({url})" for n, url in enumerate(urls)])})
