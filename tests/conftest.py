"""Brief plays and long ones: see `tests.soak`."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import is_hypothesis_test, settings

from tests.soak import FACTOR, rounds

# No deadline: how long one example takes on a busy machine says nothing.
settings.register_profile("brief", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("soak", deadline=None, max_examples=rounds(60))
settings.load_profile("soak" if FACTOR else "brief")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what hypothesis plays as long plays; others are marked where they stand."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.soak)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start one process more than there are processors: a fifth of the time tests wait, for servers and deadlines."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let workers keep neighbours, which share fixtures, and take over from each other what is left in the end.

    Otherwise as `--dist` says, if it says something.
    """
    from xdist.scheduler import WorkStealingScheduling  # type: ignore[import-untyped]

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


def pytest_collection() -> None:
    """Nothing is thrown away while tests are collected: to look for it takes a sixth of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Tests that are waiting are not garbage: no collection of it looks at them again, and there are fewer of them."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    gc.enable()


_folders = count()


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new folder, as pytest makes it, but without a link to the latest of its name: that takes longer than a folder.

    One link less to replace for each test also leaves fewer numbers of files just set free, which ext4 passes by.
    """
    name = re.sub(r"\W", "_", request.node.name)[:30]
    folder = tmp_path_factory.getbasetemp() / f"{name}{next(_folders)}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session", autouse=True)
def state_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """State of the archives of tests lies in a temporary folder, also that of programs which tests start.

    These may keep what they compiled, whatever holds here: else each of hundreds of starts compiles the linter again.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.delenv("ARCHIVE_LINT_STATE_DIR", raising=False)
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_answers() -> Iterator[None]:
    """No test is answered by an earlier run in this process, unless it wants it (`cache_limits`): each is to check."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archive_lint.cli.answer.is_sole_provider", lambda: False)
        yield


@pytest.fixture(scope="session", autouse=True)
def short_runs() -> Iterator[None]:
    """Runs in this process do not do again what is the same for all of them."""
    from tests.runs_here import shorten_runs

    with pytest.MonkeyPatch.context() as patch:
        shorten_runs(patch)
        yield


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that are forked."""
    fork, made = os.fork, list[int]()

    def recorded() -> int:
        process = fork()
        made.append(process)
        return process

    monkeypatch.setattr(os, "fork", recorded)
    return made
