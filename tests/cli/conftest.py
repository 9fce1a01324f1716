from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from archive_lint.cli.main import main
from archive_lint.rule.examples import OTHER_PATH, PATH, day_index, story

INDEX = "news/2014/05/23/index.md"


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]
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
