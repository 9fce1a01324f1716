"""What plays share that hand a run anything that a disk can hold: how long they are, noise, and how a run must end.

A long play has more than 5,000 rounds, whatever `ARCHIVE_LINT_SOAK` says.
"""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from archive_lint.cli.main import main
from tests.soak import FACTOR

if TYPE_CHECKING:
    from archive_lint.web.background import Network

BATCHES = 8
"""They run in parallel."""
ROUNDS = 640 if FACTOR else 6
"""Of a batch."""
MOST_SECONDS = 10

in_batches = pytest.mark.parametrize("seed", range(BATCHES))

_FAULTS = ("internal error", "crashed", "Traceback")


def run_ends_well(
    *words: str, about: object, codes: Collection[int] = (0, 1), network: Network | None = None
) -> tuple[int, str, str]:
    """Run a command line, which must end soon, with one of the exit codes and without a fault of the program's.

    Returns the exit code, standard output and standard error. `about` says what was tried when it does not.
    """
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    start = time.monotonic()
    with mock.patch.object(sys, "stdout", out), mock.patch.object(sys, "stderr", err):
        code = main(words, network=network)
        out.flush()
    seconds = time.monotonic() - start
    said = err.getvalue()
    assert not any(fault in said for fault in _FAULTS), (about, said)
    assert code in codes, (about, code, said)
    assert code != 2 or said, about
    assert seconds < MOST_SECONDS, (about, seconds)
    buffer = out.buffer
    assert isinstance(buffer, io.BytesIO)
    return code, buffer.getvalue().decode(), said


def with_noise(chance: random.Random, content: bytes) -> bytes:
    """Return bytes of which some are others, are gone, are there twice or are more than there were."""
    noisy = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        # The beginning is where formats say what follows.
        at = chance.randrange(min(chance.choice((128, len(noisy))), len(noisy)) + 1)
        length = chance.choice((1, 1, 2, 4, 8, 64))
        match chance.randrange(6):
            case 0:
                noisy[at : at + length] = chance.randbytes(length)
            case 1:
                noisy[at : at + length] = chance.choice((b"\0", b"\xff", b"\x7f", b"\x80")) * length
            case 2:
                del noisy[at:]
            case 3:
                del noisy[at : at + length]
            case 4:
                noisy[at:at] = noisy[at : at + length]
            case _:
                noisy[at:at] = chance.randbytes(length)
    return bytes(noisy)


def write_files(root: Path, files: dict[str, str]) -> None:
    """Write an archive's files."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())


def contents(folder: Path, *, without: str = ".git") -> dict[str, bytes]:
    """Return what lies in a folder, by path; folders that are named `without` are left out."""
    files = (path for path in folder.rglob("*") if without not in path.parts and path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
