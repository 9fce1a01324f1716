"""The executor of the page stage: processes of this machine, or workers of a cluster with the same files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive_lint.cli.console import Console, UsageError
from archive_lint.text import counted

if TYPE_CHECKING:
    from concurrent.futures import Executor


@contextmanager
def open_executor(address: str | None, root: str, pages: Sequence[str], console: Console) -> Iterator[Executor | None]:
    """Yield an executor; without an address `None`, which means processes of this machine.

    All workers must have this machine's versions, and see `pages` under `root`, an absolute path, with the same bytes.
    Raises `UsageError`, which names the worker that does not.
    """
    if address is None:
        yield None
        return
    # Here and not above: a hook that checks one page should not pay for what only a cluster needs.
    from archive_lint.engine.dask import ClusterError, cluster_executor

    try:
        with cluster_executor(address, root, pages) as executor:
            console.detail(f"{counted(executor.workers, 'worker')} of {address}")
            yield executor
    except ClusterError as error:
        raise UsageError(str(error)) from error
    if executor.returned:
        console.warning(f"{executor.returned:,} of the cluster's tasks had to be done here: {executor.reason}")
