"""A copy of the process writes what a run keeps for the next one, and the run waits for it however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from archive_lint.cli import cached_run
from archive_lint.rule.examples import PATH, story
from tests.cached_runs import cold, lint, told
from tests.fuzz import write_files

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


@pytest.mark.parametrize("is_written", [True, False], ids=["a report", "a report that cannot be written"])
def test_the_copy_is_waited_for_and_what_it_kept_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: list[int], is_written: bool
) -> None:
    write_files(tmp_path, {PATH: story()})
    monkeypatch.setattr(cached_run, "FEW_PAGES", 1)
    monkeypatch.setattr(cached_run, "can_copy", lambda: True)
    options = [] if is_written else [f"--output=json:{tmp_path}/{PATH}/report.json"]
    assert lint(tmp_path, "--jobs=2", *options)[0] == (cold(tmp_path)[0] if is_written else 2)
    assert forks
    for process in forks:
        # Also as one that has ended and was not waited for.
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert "nothing has changed" in told(tmp_path)
