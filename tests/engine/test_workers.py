"""The archive stage in copies of this process: what a copy does not bring back is done here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import pytest

from archive_lint.engine.wire import BatchResult
from archive_lint.engine.workers import map_forked
from archive_lint.model.problem import Problem, ProblemKind
from tests.engine.ends_of_copies import crash, die, leave

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")

SHARES = (["a"], ["b"], ["c"])
PARENT = os.getpid()


def told(paths: Sequence[str]) -> BatchResult:
    return BatchResult(problems=[Problem(ProblemKind.SKIPPED, path, "seen") for path in paths])


def only_in_a_copy(fail: Callable[[], object]) -> Callable[[Sequence[str]], BatchResult]:
    def check(paths: Sequence[str]) -> BatchResult:
        if os.getpid() != PARENT and paths == ["b"]:
            fail()
        return told(paths)

    return check


@pytest.mark.parametrize("fail", [lambda: None, die, crash, leave], ids=["none fails", "killed", "raises", "exits"])
def test_every_share_is_checked_in_order_whatever_becomes_of_its_copy(fail: Callable[[], object]) -> None:
    assert list(map_forked(only_in_a_copy(fail), SHARES)) == [told(share) for share in SHARES]


def test_copies_do_not_outlive_a_client_that_stops_asking(forks: list[int]) -> None:
    results = map_forked(only_in_a_copy(lambda: time.sleep(60)), SHARES)
    begun = time.monotonic()
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 30
    assert len(forks) == 2
    for process in forks:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_copies_do_not_outlive_a_process_that_is_killed() -> None:
    code = (
        "import os, signal\n"
        "from archive_lint.engine.wire import BatchResult\n"
        "from archive_lint.engine.workers import map_forked\n"
        "original = os.getpid()\n"
        "def check(paths):\n"
        "    if os.getpid() == original: os.kill(original, signal.SIGKILL)\n"
        "    return BatchResult(records=b'x' * (1 << 22))\n"
        "list(map_forked(check, (['a'], ['b'], ['c'])))\n"
    )
    # Its output ends when all that can write to it have ended.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=30)
    assert done.returncode == -signal.SIGKILL
