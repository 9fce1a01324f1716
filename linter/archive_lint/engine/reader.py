"""What a process does that reads and checks a whole archive for another one, which it tells of it bit by bit.

It is started afresh: with no threads in it, it may be copied, which one that serves somebody may not.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import BinaryIO

from msgspec import Struct

from archive_lint.engine.plan import StagePlan
from archive_lint.engine.reading_process import HEADER
from archive_lint.engine.run import Engine, Run
from archive_lint.engine.wire import BatchResult, encode_batch
from archive_lint.engine.workers import BATCH, FEW_PAGES, start_worker
from archive_lint.git.revisions import GitHistory
from archive_lint.model.listing import Listing
from archive_lint.rule.registry import Registry, load_registry
from archive_lint.store.results import Results


class Order(Struct, frozen=True):
    """An archive to read and check as it lies on disk."""

    plan: StagePlan
    listing: Listing
    jobs: int


class Opened(Struct, frozen=True):
    """An archive that a process has opened."""

    plan: StagePlan
    listing: Listing
    known: Results | None
    """What earlier runs found and what still holds."""
    is_read: bool
    """Whether the process goes on to read and check it, and to tell of that."""


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

    def _tell(self, result: BatchResult, paths: Sequence[str], records: bytes | memoryview | None) -> None:
        encoded = encode_batch(result, paths)
        self._output.write(HEADER.pack(records is None, len(encoded), len(records or b"")))
        self._output.writelines((encoded, records or b""))
        self._output.flush()


def is_worth_a_process(unread: int, pages: int) -> bool:
    """Return whether a process should read an archive of some pages, of which so many are still to be read."""
    return unread >= FEW_PAGES and 2 * unread > pages


def begin_telling() -> BinaryIO:
    """Prepare a process that tells another one what it finds; return where to."""
    start_worker()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a rule prints is not an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


def read_for_parent() -> None:
    """Carry out the order on standard input, and tell of it on standard output."""
    output = begin_telling()
    registry = load_registry()
    try:
        order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301  # its own parent's
    except EOFError:
        # There is nothing to read, or nobody to read it for.
        return
    with suppress(BrokenPipeError):
        # Nobody wants to know any more.
        _carry_out(order, registry, output)


def tell_opened(run: Run, words_of: Callable[[Run], Mapping[str, str]], output: BinaryIO) -> None:
    """Tell of an archive that was opened, with what is known of it; then read it, if that is worth a process.

    If it is not, the words by which pages are found follow.
    """
    pages, known = len(run.listing.pages), run.known
    is_read = is_worth_a_process(pages - (0 if known is None else len(known.pages)), pages)
    with suppress(BrokenPipeError):
        _tell(Opened(run.plan, run.listing, known, is_read), output)
        if is_read:
            _carry_out(Order(run.plan, run.listing, run.jobs), run.registry, output)
        else:
            _tell(words_of(run), output)


def _tell(what: object, output: BinaryIO) -> None:
    pickle.dump(what, output, pickle.HIGHEST_PROTOCOL)
    output.flush()


def _carry_out(order: Order, registry: Registry, output: BinaryIO) -> None:
    """Read and check an archive, and tell of it."""
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
    TellingEngine(run, output).read_and_tell()
