"""The page stage on the workers of a Dask cluster that see the same files as this machine.

Batches that the cluster fails to do are done in this process: a report is as complete, and has the same bytes, as one
machine's.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, InvalidStateError
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from archive_lint.engine.wire import decode_batch
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.model.digest import blake2b
from archive_lint.model.problem import ProblemKind
from archive_lint.rule.registry import find_providers

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10.0
"""Time limit for the scheduler to answer: longer than a slow network takes, shorter than patience."""
CHECK_SECONDS = 30.0
"""Time limit for all workers to describe themselves: enough to import our modules from a cold network disk."""
WATCH_SECONDS = 1.0
"""Interval between two checks whether any worker is left: without one, a cluster waits for ever."""

_PACKAGES = ("archive-lint", "pyromark", "msgspec")
"""Packages of which a worker must have the versions of this machine: they decide what is found, and how it is sent."""


class ClusterError(Exception):
    """A cluster cannot be used; the message says why and what to do."""


class UnseenPagesError(Exception):
    """A worker does not see, or may not read, pages that were listed."""


@contextmanager
def cluster_executor(address: str, root: str, pages: Sequence[str]) -> Iterator[ClusterExecutor]:
    """Yield an executor of the cluster whose scheduler has this address, for as long as the block runs.

    Raises `ClusterError`.
    """
    try:
        import distributed  # noqa: F401  # the import decides how much is logged
    except ModuleNotFoundError as error:
        raise ClusterError(
            f"--executor needs the package {error.name!r}: pip install 'archive-lint[distributed]'"
        ) from error
    with _quiet():
        client = _connect(address)
        try:
            workers = _checked_workers(client, address, root, pages)
            executor = ClusterExecutor(client, workers)
            try:
                yield executor
            finally:
                executor.shutdown(wait=False)
        finally:
            _close(client)


class ClusterExecutor(Executor):
    """Runs calls of the page stage on the workers of a cluster that were found fit.

    Anything that keeps a call from its result there becomes a `BrokenExecutor`, so that the caller does it itself.
    Every `watch_seconds` it checks whether any worker is left.
    """

    def __init__(self, client: Client, workers: Collection[str], *, watch_seconds: float = WATCH_SECONDS) -> None:
        from threading import Event, Lock, Thread

        self.returned = 0
        """Number of calls that came back undone."""
        self.reason = ""
        """The reason for the last of them."""
        self.workers = len(workers)
        """Number of workers found fit."""
        self._watch_seconds = watch_seconds
        self._client = client
        self._workers = set(workers)
        # Not `pure`: the same call may come again after a page was changed.
        self._cluster: Executor = client.get_executor(pure=False, workers=sorted(workers))
        self._waiting: set[Future[Any]] = set()
        self._lock = Lock()
        self._is_lost = False
        self._closing = Event()
        self._watch = Thread(target=self._watch_workers, name="archive-lint-cluster", daemon=True)
        self._watch.start()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **keywords: Any) -> Future[Any]:
        """Run a call that returns the encoded result of a batch."""
        outer: Future[Any] = Future()
        with self._lock:
            if self._is_lost:
                self.returned += 1
                raise BrokenExecutor(self.reason)
            self._waiting.add(outer)
        # As one block of bytes: the cluster would search lists for things to compute first.
        try:
            inner = self._cluster.submit(run_there, pickle.dumps((function, arguments, keywords)))
        except Exception as error:
            self._return(outer, _first_line(error))
            raise BrokenExecutor(self.reason) from error
        inner.add_done_callback(lambda done: self._settle(outer, done))
        outer.add_done_callback(lambda done: inner.cancel() if done.cancelled() else None)
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Accept no more calls. Unless `wait` is set, unfinished ones are cancelled."""
        self._closing.set()
        self._watch.join()
        if self._client.status == "running":
            self._cluster.shutdown(wait=wait and not cancel_futures)

    def _settle(self, outer: Future[Any], inner: Future[Any]) -> None:
        try:
            result = inner.result()
        except CancelledError:
            self._return(outer, "the cluster gave them up")
        except Exception as error:  # noqa: BLE001  # this process repeats the call, and shows its error
            self._return(outer, f"{type(error).__name__}: {_first_line(error)}")
        else:
            with self._lock:
                self._waiting.discard(outer)
            if not outer.done():
                _unless_settled(lambda: outer.set_result(result))

    def _return(self, outer: Future[Any], reason: str) -> None:
        with self._lock:
            if outer not in self._waiting:
                return
            self._waiting.discard(outer)
            if outer.cancelled():
                return
            # Calls that come back at the end of an interrupted run are dropped.
            if not self._closing.is_set():
                self.returned += 1
                self.reason = reason
        _unless_settled(lambda: outer.set_exception(BrokenExecutor(reason)))

    def _watch_workers(self) -> None:
        while not self._closing.wait(self._watch_seconds):
            try:
                alive = self._workers.intersection(self._client.scheduler_info()["workers"])
                reason = "no worker is left"
            except Exception:  # noqa: BLE001  # any exception of its library after the scheduler is gone
                alive, reason = set(), "the scheduler is gone"
            if not alive and not self._closing.is_set():
                with self._lock:
                    self._is_lost = True
                    self.reason = reason
                    waiting = list(self._waiting)
                for outer in waiting:
                    self._return(outer, reason)
                return


def run_there(call: bytes) -> bytes:
    """Return the result of a call of the page stage on a worker.

    Raises `UnseenPagesError` if a page is missing or unreadable: shared storage may lag or refuse on one machine, and
    only the state on the machine that reports counts.
    """
    function, arguments, keywords = pickle.loads(call)  # noqa: S301  # its sender can run anything anyway
    result: bytes = function(*arguments, **keywords)
    batch = decode_batch(result)
    unseen = [*batch.vanished, *(problem.path for problem in batch.problems if problem.kind is ProblemKind.UNREADABLE)]
    if unseen:
        raise UnseenPagesError(f"a worker could not read {unseen[0]}")
    return result


def page_digests(root: str, pages: Sequence[str]) -> list[bytes | None]:
    """Return the digests of pages as this machine sees them; `None` for one that it cannot read.

    Called on every worker.
    """
    digests: list[bytes | None] = []
    for page in pages:
        try:
            digests.append(blake2b(read_page(root, page)).digest())
        except UnreadablePageError:
            digests.append(None)
    return digests


def _connect(address: str) -> Client:
    from asyncio import run, wait_for

    from distributed import Client, rpc
    from distributed.security import Security

    async def greet() -> None:
        async with rpc(
            address, timeout=CONNECT_SECONDS, connection_args=security.get_connection_args("client")
        ) as peer:
            await peer.identity(n_workers=0)

    try:
        security = Security()
        # Greeted first: a client waits without end for a host that accepts the connection and is silent, and hangs if
        # it fails halfway.
        run(wait_for(greet(), CONNECT_SECONDS))
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False, security=security)
    except Exception as error:
        raise ClusterError(f"the Dask scheduler at {address} cannot be reached: {_first_line(error)}") from error


def _close(client: Client) -> None:
    try:
        client.close(timeout=CONNECT_SECONDS)
    except Exception:  # noqa: BLE001  # the scheduler may be gone: all of its results are here
        return


def _checked_workers(client: Client, address: str, root: str, pages: Sequence[str]) -> list[str]:
    """Return the workers of a cluster, all of them fit for this run. Raises `ClusterError`."""
    packages = sorted({*_PACKAGES, *(provider.package for provider in find_providers())})
    sample = [pages[at] for at in sorted({0, len(pages) // 2, len(pages) - 1})] if pages else []

    async def versions() -> Any:
        return await client.get_versions(packages=packages)

    async def digests() -> Any:
        return await client.run(page_digests, root, sample, on_error="return")

    try:
        addresses = list(client.scheduler_info()["workers"])
        told = client.sync(versions, callback_timeout=CHECK_SECONDS)
        for worker in addresses:
            compare_versions(worker, told["client"], told["workers"].get(worker))
        seen = client.sync(digests, callback_timeout=CHECK_SECONDS)
    except (OSError, TimeoutError) as error:
        raise ClusterError(
            f"the workers of {address} do not answer within {CHECK_SECONDS:.0f} seconds: {_first_line(error)}"
        ) from error
    if not addresses:
        raise ClusterError(f"the Dask scheduler at {address} has no worker: start some with `dask worker {address}`")
    here = page_digests(root, sample)
    for worker in addresses:
        there = seen.get(worker)
        if isinstance(there, Exception):
            raise ClusterError(f"worker {worker} cannot run archive-lint: {_first_line(there)}")
        for page, digest_here, digest_there in zip(sample, here, there or [None] * len(sample), strict=True):
            if digest_here != digest_there:
                raise ClusterError(
                    f"worker {worker} does not see {root}/{page} as it is here: an archive must lie on storage that "
                    "all machines share, at the same path"
                )
    return addresses


def compare_versions(worker: str, here: Mapping[str, Any], there: Mapping[str, Any] | None) -> None:
    """Raise `ClusterError` for a worker whose versions of Python or a package are not those of this machine.

    `here` and `there` are as Dask describes them; `None` is a worker that did not answer.
    """
    if there is None:
        raise ClusterError(f"worker {worker} does not answer: restart it, or remove it from the cluster")
    python_here, python_there = (".".join(side["host"]["python"].split(".")[:2]) for side in (here, there))
    pairs = {"Python": (python_here, python_there)}
    for package, version in here["packages"].items():
        if package in there["packages"] and package != "python":
            pairs[package] = (version, there["packages"][package])
    for package, (version, other) in pairs.items():
        if version == other:
            continue
        has = f"has {package} {other}" if other else f"lacks {package}"
        raise ClusterError(f"worker {worker} {has}; here is {version}: install the same versions on all machines")


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0]


def _unless_settled(settle: Callable[[], None]) -> None:
    """Settle a future, unless it already is: a result may come just when its call is cancelled."""
    try:
        settle()
    except InvalidStateError:
        return


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the cluster's library in the block: it logs at length what we report in our own words."""
    with ExitStack() as stack:
        for name in ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application"):
            logger = logging.getLogger(name)
            stack.callback(logger.setLevel, logger.level)
            logger.setLevel(logging.CRITICAL + 1)
        yield
