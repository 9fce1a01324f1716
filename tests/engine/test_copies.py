"""Tasks that copies of this process work out: all are answered in order, whatever becomes of the copies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from archive_lint.engine.copies import MOST_AHEAD, Solution, begin_in_copy, map_copies
from tests.engine.ends_of_copies import crash, die, leave

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")

PARENT = os.getpid()
KILLED = """
import os, signal
from archive_lint.engine.copies import map_copies
answers = map_copies(lambda number: (b"x" * (1 << 22), b""), 9, 3)
next(answers)
os.kill(os.getpid(), signal.SIGKILL)
"""


def solve(number: int) -> Solution:
    return b"%d" % number, b"%d" % os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 7, 2 * MOST_AHEAD + 3])
def test_every_task_is_answered_in_order_by_copies(count: int, jobs: int) -> None:
    answers = list(map_copies(solve, count, jobs))
    assert [int(number) for number, _ in answers] == list(range(count))
    assert b"%d" % PARENT not in {bytes(process) for _, process in answers}


@pytest.mark.parametrize("size", [0, 1, 1 << 16, 3 << 20])
def test_answers_of_any_length_are_whole(size: int) -> None:
    wanted = [(b"a" * size * (number % 2), bytes([number]) * size) for number in range(5)]
    assert list(map_copies(wanted.__getitem__, len(wanted), 2)) == wanted


class Unsayable:
    """Has a length, and nothing that could be written."""

    def __len__(self) -> int:
        return 5


@pytest.mark.parametrize("fail", [die, crash, leave])
@pytest.mark.parametrize("at", [0, 3, MOST_AHEAD + 1])
def test_what_a_lost_copy_does_not_answer_is_worked_out_here(fail: Callable[[], object], at: int) -> None:
    def failing(number: int) -> Solution:
        if number == at and os.getpid() != PARENT:
            fail()
        return b"%d" % number, b""

    answers = list(map_copies(failing, MOST_AHEAD + 5, 2))
    assert answers == [(b"%d" % number, b"") for number in range(MOST_AHEAD + 5)]


def test_half_an_answer_is_none() -> None:
    def solve_half(number: int) -> Any:
        return b"a" * (1 << 22), b"whole" if os.getpid() == PARENT else Unsayable()

    assert list(map_copies(solve_half, 3, 2)) == [(b"a" * (1 << 22), b"whole")] * 3


def test_an_error_is_raised_here() -> None:
    def failing(number: int) -> Solution:
        raise ValueError(number)

    with pytest.raises(ValueError, match="0"):
        list(map_copies(failing, 3, 2))


@pytest.mark.parametrize("most", [0, 1])
def test_where_no_process_can_be_made_all_is_worked_out_all_the_same(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    fork = os.fork
    made: list[int] = []

    def limited() -> int:
        if len(made) == most:
            raise BlockingIOError("too many")
        made.append(0)
        return fork()

    monkeypatch.setattr(os, "fork", limited)
    assert [int(number) for number, _ in map_copies(solve, 5, 3)] == list(range(5))


def test_copies_and_pipes_do_not_outlive_whoever_stops_asking(forks: list[int]) -> None:
    before = os.listdir("/proc/self/fd")
    answers = map_copies(lambda number: (b"", b"a" * (1 << 22)), 9, 2)
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert len(forks) == 2
    for process in forks:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_copies_do_not_outlive_a_process_that_is_killed() -> None:
    # Standard output is the copies' too: it ends when the last of them does.
    done = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("count", [0, 2, MOST_AHEAD + 3])
def test_meanwhile_this_process_does_other_work(count: int) -> None:
    done: list[tuple[str, int]] = []
    work = [lambda: done.append(("first", os.getpid())), lambda: done.append(("second", os.getpid()))]
    answers = list(map_copies(solve, count, 2, work))
    assert [int(number) for number, _ in answers] == list(range(count))
    assert done == [("first", PARENT), ("second", PARENT)]


def test_one_piece_of_work_is_done_by_a_copy_while_this_process_goes_on(forks: list[int]) -> None:
    reading, writing = os.pipe()
    wait = begin_in_copy(lambda: os.read(reading, 1) + b"%d" % os.getpid())
    os.write(writing, b"=")
    assert wait() == b"=%d" % forks[0]
    with pytest.raises(ProcessLookupError):
        os.kill(forks[0], 0)
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("fail", [die, crash, leave])
def test_the_work_of_a_lost_copy_is_done_here(fail: Callable[[], object]) -> None:
    def work() -> bytes:
        if os.getpid() != PARENT:
            fail()
        return b"%d" % os.getpid()

    assert begin_in_copy(work)() == b"%d" % PARENT
