"""Statuses of files: which of several are later than a moment, by either of their times."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive_lint.files.statuses import NO_STATUS, RECORD_SIZE, file_status, later_than

SECOND = 10**9


@pytest.mark.parametrize(
    ("modified", "expected"),
    [((), []), ((-9,), []), ((9,), [0]), ((-9, 9, -9, 9), [1, 3])],
    ids=["none", "an old one", "a new one", "some of several"],
)
def test_those_that_were_modified_later_are_told_by_their_numbers(
    tmp_path: Path, modified: Sequence[int], expected: Sequence[int]
) -> None:
    records = []
    for number, seconds in enumerate(modified):
        file = tmp_path / str(number)
        file.touch()
        moment = file.stat().st_ctime_ns + SECOND
        os.utime(file, ns=(moment, moment + seconds * SECOND))
        records.append(file_status(str(file)))
    latest = max((os.stat(tmp_path / str(number)).st_ctime_ns for number in range(len(modified))), default=0)
    assert later_than(latest + SECOND, b"".join(records)) == expected


@pytest.mark.skipif(os.name != "posix", reason="elsewhere it is the time of creation")
def test_a_modification_time_that_was_set_back_hides_no_change(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.touch()
    os.utime(file, ns=(0, 0))
    changed = file.stat().st_ctime_ns
    record = file_status(str(file))
    assert later_than(changed - 1, NO_STATUS + record) == [1]
    assert later_than(changed, record) == []
    assert len(record) == RECORD_SIZE
