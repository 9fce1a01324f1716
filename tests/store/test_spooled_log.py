"""A log that outgrows memory: what was added is read back from wherever it lies."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.store.spooled_log import SpooledLog


@given(records=st.lists(st.binary(max_size=40), max_size=30), most=st.integers(0, 200), waiting=st.integers(0, 60))
def test_every_record_is_read_back_whether_in_memory_or_in_the_file(
    records: list[bytes], most: int, waiting: int
) -> None:
    log = SpooledLog(most, most_waiting=waiting)
    offsets = [log.append(record) for record in records]
    assert [log.read(offset, len(record)) for offset, record in zip(offsets, records, strict=True)] == records


def test_a_short_log_has_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(tempfile, "TemporaryFile")
    log = SpooledLog(10)
    assert log.read(log.append(b"0123456789"), 10) == b"0123456789"


def test_a_file_has_no_name_that_could_be_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    log = SpooledLog(0)
    log.append(b"record")
    assert list(tmp_path.iterdir()) == []
    assert log.read(0, 6) == b"record"


@pytest.mark.parametrize("room", [0, 3])
def test_where_the_disk_is_full_records_stay_in_memory(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    class FullDisk:
        def seek(self, offset: int) -> None:
            pass

        def write(self, record: memoryview) -> int:
            nonlocal room
            if not room:
                raise OSError(28, "No space left on device")
            written, room = min(room, len(record)), 0
            return written

        def close(self) -> None:
            pass

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: FullDisk())
    log = SpooledLog(0)
    assert [log.read(log.append(record), 6) for record in (b"first.", b"second")] == [b"first.", b"second"]


def test_where_no_file_can_be_made_records_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    log = SpooledLog(0)
    assert log.read(log.append(b"record"), 6) == b"record"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are copied on POSIX alone")
def test_a_copy_of_the_process_reads_what_was_written_before_it_was_made() -> None:
    log = SpooledLog(0)
    offsets = [log.append(bytes([number]) * 100) for number in range(50)]
    reading, writing = os.pipe()
    if not os.fork():
        os.write(writing, b"".join(log.read(offset, 1) for offset in offsets))
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answers:
        assert answers.read() == bytes(range(50))
    os.wait()


def test_a_system_without_reading_at_a_place_moves_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pread", raising=False)
    log = SpooledLog(0)
    offsets = [log.append(record) for record in (b"one", b"two", b"three")]
    assert [log.read(offset, 3) for offset in reversed(offsets)] == [b"thr", b"two", b"one"]
    log.append(b"four")
    assert log.read(offsets[2], 9) == b"threefour"
