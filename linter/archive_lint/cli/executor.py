"""Where the page stage runs: in processes of this machine, or on the workers of a cluster that see the same files."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive_lint.cli.console import Console, UsageError
from archive_lint.text import counted

if TYPE_CHECKING:
    from concurrent.futures import Executor

_ADDRESS = re.compile(r"(?:(?:tcp|tls|wss?)://)?(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})")


def cluster_address(text: str) -> str:
    """The address of the scheduler in a value of `--executor`. Raises `ArgumentTypeError`."""
    kind, _, address = text.partition(":")
    match = _ADDRESS.fullmatch(address)
    if kind != "dask" or match is None or not 1 <= int(match[1]) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not dask:ADDRESS, as in 'dask:tcp://10.1.0.5:8786'")
    return address


@contextmanager
def open_executor(address: str | None, root: str, pages: Sequence[str], console: Console) -> Iterator[Executor | None]:
    """An executor for as long as the block runs. Without an address `None`, which means processes of this machine.

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
