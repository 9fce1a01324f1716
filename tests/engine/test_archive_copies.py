"""The archive stage in copies of this process: what a copy does not bring back is done here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

import pytest

from archive_lint.engine.archive_copies import check_in_shares
from archive_lint.engine.wire import BatchResult
from archive_lint.model.problem import Problem, ProblemKind
from tests.engine.ends_of_copies import crash, die, leave

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")

PARENT = os.getpid()


def told(paths: Sequence[str]) -> BatchResult:
    return BatchResult(problems=[Problem(ProblemKind.SKIPPED, path, "seen") for path in paths])


def pages_of(results: Sequence[BatchResult]) -> list[str]:
    return [problem.path for result in results for problem in result.problems]


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 17, 100])
def test_each_page_is_checked_once_in_order(count: int, jobs: int) -> None:
    paths = [f"{number}.md" for number in range(count)]
    assert pages_of(list(check_in_shares(told, paths, jobs=jobs))) == paths


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_the_last_shares_are_small_so_that_all_copies_end_at_nearly_the_same_time(jobs: int) -> None:
    paths = list(map(str, range(16_000)))
    sizes = [len(result.problems) for result in check_in_shares(told, paths, jobs=jobs)]
    assert sum(sizes) == 16_000
    assert sizes[0] == max(sizes) == 2_000 // jobs
    assert max(sizes[-2 * jobs :]) <= 256
    assert len(sizes) < 20 * jobs


def test_the_process_itself_checks_nothing_that_a_copy_checks() -> None:
    def where(_: Sequence[str]) -> BatchResult:
        return BatchResult(problems=[Problem(ProblemKind.SKIPPED, "", str(os.getpid()))])

    told_by = {problem.message for result in check_in_shares(where, "abcdef", jobs=2) for problem in result.problems}
    assert str(PARENT) not in told_by


@pytest.mark.parametrize("fail", [die, crash, leave], ids=["killed", "raises", "exits"])
def test_every_share_is_checked_whatever_becomes_of_its_copy(fail: Callable[[], object]) -> None:
    def check(paths: Sequence[str]) -> BatchResult:
        if os.getpid() != PARENT and "b" in paths:
            fail()
        return told(paths)

    assert pages_of(list(check_in_shares(check, "abcdef", jobs=2))) == list("abcdef")
