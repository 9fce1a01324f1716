"""A `--fix` killed at any moment, and finished or undone by the next run."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive_lint.fix.apply import recover_pending
from archive_lint.fix.journal import is_temporary
from archive_lint.fix.journal_place import JournalPlace
from tests.soak import FACTOR

FILES = 200
KILLS_A_TEST = 10

FIX = """
import json, sys
from archive_lint.fix.apply import apply_changes
from archive_lint.fix.plan import Change
root, old, new, files = sys.argv[1], sys.argv[2].encode(), sys.argv[3].encode(), int(sys.argv[4])
names = [f"{number:03}.md" for number in range(files)]
bundles = [frozenset(names[at : at + 3]) for at in range(0, files, 5)]
print("ready", flush=True)
apply_changes(root, {name: Change(old, new) for name in names}, bundles)
print("done", flush=True)
"""


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2 * FACTOR or 1))
def test_a_kill_at_any_moment_leaves_every_file_old_or_new(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    old, new = b"old" * 500, b"new" * 500
    for number in range(FILES):
        (tmp_path / f"{number:03}.md").write_bytes(old)
    killed = 0
    for _ in range(KILLS_A_TEST):
        killed += kill_at(chance.random() * 0.05, tmp_path, old, new)
        for number in range(FILES):
            assert (tmp_path / f"{number:03}.md").read_bytes() in (old, new)
        recover_pending(str(tmp_path))
        assert not JournalPlace(str(tmp_path)).is_pending
        assert [path for path in tmp_path.iterdir() if is_temporary(path.name)] == []
        contents = [(tmp_path / f"{number:03}.md").read_bytes() for number in range(FILES)]
        for at in range(0, FILES, 5):
            assert len(set(contents[at : at + 3])) == 1, "files that belong together are all old or all new"
        for number in range(FILES):
            (tmp_path / f"{number:03}.md").write_bytes(old)
    assert killed > 0


def kill_at(moment: float, root: Path, old: bytes, new: bytes) -> bool:
    """Start a fix and kill it that many seconds later. Return whether it was still at work."""
    process = subprocess.Popen(
        [sys.executable, "-c", FIX, str(root), old.decode(), new.decode(), str(FILES)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "ready\n"
        until = time.monotonic() + moment
        while time.monotonic() < until and process.poll() is None:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        return "done" not in process.stdout.read()


def test_the_journal_is_readable(tmp_path: Path) -> None:
    (tmp_path / "000.md").write_bytes(b"old")
    fix = "import os; os.unlink = lambda path, **_: None\n" + FIX
    process = subprocess.run(
        [sys.executable, "-c", fix, str(tmp_path), "old", "new", "1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.stdout.splitlines()[-1:] == ["done"]
    (line,) = Path(JournalPlace(str(tmp_path)).path).read_text().splitlines()
    assert [entry["path"] for entry in json.loads(line)["files"]] == ["000.md"]
