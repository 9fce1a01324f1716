"""No process of git outlives the command that started it, even if the command needed no answer."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cached_runs import cache_limits
from tests.repository import Repository

from .conftest import Run


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A work tree: that it is one decides where its state lies, so it comes before what is known."""
    return Repository(tmp_path)


@pytest.mark.parametrize(
    "words",
    [(), ("sources",), ("sources", "--urls"), ("explain", "dead.example"), ("baseline", "--show"), ("config",)],
    ids=lambda words: " ".join(words) or "check",
)
def test_every_process_of_git_has_ended_when_a_command_ends(
    repository: Repository, known: None, run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    repository.commit()
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def keep(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", keep)
    with cache_limits(settled=0):
        # The second time, what the first has kept is known.
        for _ in range(2):
            run(*words)
            assert [process.args for process in started if process.returncode is None] == []
