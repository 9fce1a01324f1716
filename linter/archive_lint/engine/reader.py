"""What a process does that reads and checks a whole archive for another one, which it tells of it bit by bit.

It is started afresh: with no threads in it, it may be copied, which one that serves somebody may not.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import BinaryIO

from msgspec import Struct

from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Engine, Run
from archive_lint.engine.wire import BatchResult, encode_batch
from archive_lint.engine.workers import BATCH, start_worker
from archive_lint.git.revisions import GitHistory
from archive_lint.model.listing import Listing
from archive_lint.rule.registry import load_registry

HEADER = struct.Struct("<?QQ")
"""Whether a result is that of the archive stage; the lengths of the encoded result, and of the records after it."""


class Order(Struct, frozen=True):
    """An archive to read and check as it lies on disk."""

    plan: StagePlan
    listing: Listing
    jobs: int


class TellingEngine(Engine):
    """A run that tells what it finds as soon as it is found."""

    def __init__(self, run: Run, output: BinaryIO) -> None:
        """Take a run over all pages without earlier results."""
        super().__init__(run)
        self._output = output
        self._told = 0

    def read_and_tell(self) -> None:
        """Read the pages and check them; tell of it in batches of pages in their order, then in shares of them."""
        self._page_stage()
        self._archive_stage()

    def _add_batch(self, result: BatchResult) -> None:
        # Before pages that are gone are taken from the listing.
        batch = self.run.listing.pages[self._told : self._told + BATCH]
        self._told += len(batch)
        super()._add_batch(result)
        records, result.records = result.records, b""
        self._tell(result, batch, records)

    def _check_archive(self, paths: Sequence[str]) -> Iterable[BatchResult]:
        for result in super()._check_archive(paths):
            self._tell(result, (), None)
            yield result

    def _tell(self, result: BatchResult, paths: Sequence[str], records: bytes | None) -> None:
        encoded = encode_batch(result, paths)
        self._output.write(HEADER.pack(records is None, len(encoded), len(records or b"")))
        self._output.writelines((encoded, records or b""))
        self._output.flush()


def read_for_parent() -> None:
    """Carry out the order on standard input, and tell of it on standard output."""
    start_worker()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a rule prints is not an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    registry = load_registry()
    try:
        order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301  # its own parent's
    except EOFError:
        # There is nothing to read, or nobody to read it for.
        return
    history = GitHistory(order.plan.root)
    run = Run(
        root=order.plan.root,
        plan=order.plan,
        registry=registry,
        listing=order.listing,
        jobs=order.jobs,
        renames=history,
        uncommitted=history,
        versions=history.versions,
    )
    with suppress(BrokenPipeError):
        # Nobody wants to know any more.
        TellingEngine(run, output).read_and_tell()
