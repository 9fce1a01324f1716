"""The page stage on a Dask cluster: the same report, whatever becomes of the workers."""

from __future__ import annotations

import argparse
import contextlib
import json
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from distributed import Client

from archive_lint.cli.main import main
from archive_lint.cli.option_types import cluster_address
from archive_lint.config.settings import Settings
from archive_lint.engine import dask
from archive_lint.engine.dask import ClusterError, ClusterExecutor, UnseenPagesError, run_there
from archive_lint.engine.page_stage import run_batch
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.engine.wire import BatchResult, decode_batch, encode_batch
from archive_lint.files.read import VanishedPageError
from archive_lint.rule.examples import PATH, story
from benchmarks.corpus import generate, inject

PATIENCE = 20.0
"""Seconds after which a machine, however busy, is held to be stuck."""


class Archive(NamedTuple):
    """A generated archive, and the report that one machine gives of it."""

    root: Path
    report: bytes


class Cluster(NamedTuple):
    """A scheduler with two workers, each a process of its own, and a client to ask it questions."""

    address: str
    client: Client
    folder: Path


def start(folder: Path, what: str, *options: str, before: str = "") -> subprocess.Popen[bytes]:
    """Start a scheduler or a worker that meet by a file in the folder; `before` is code to run in it first."""
    code = f"{before}\nimport runpy; runpy.run_module('distributed.cli.dask_{what}', run_name='__main__')"
    return subprocess.Popen(
        [sys.executable, "-c", code, "--scheduler-file", "scheduler.json", "--host", "127.0.0.1", *options],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextlib.contextmanager
def worker(folder: Path, name: str, before: str = "") -> Iterator[subprocess.Popen[bytes]]:
    options = ("--no-dashboard", "--no-nanny", "--nthreads", "1", "--name", name, "--local-directory", name)
    process = start(folder, "worker", *options, before=before)
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def address_of(cluster: Cluster, name: str) -> str:
    """Where a worker is that has joined."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for address, told in cluster.client.scheduler_info()["workers"].items():
            if told["name"] == name:
                return str(address)
        time.sleep(0.01)
    raise TimeoutError(name)


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    with contextlib.ExitStack() as stack:
        scheduler = start(folder, "scheduler", "--no-dashboard", "--port", "0")
        stack.callback(scheduler.wait, PATIENCE)
        stack.callback(scheduler.kill)
        stack.enter_context(worker(folder, "first"))
        stack.enter_context(worker(folder, "second"))
        client = stack.enter_context(
            Client(scheduler_file=str(folder / "scheduler.json"), timeout=PATIENCE, set_as_default=False)
        )
        client.wait_for_workers(2, timeout=PATIENCE)
        yield Cluster(json.loads((folder / "scheduler.json").read_text())["address"], client, folder)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    root = tmp_path_factory.mktemp("archive")
    plan = generate(str(root), pages=700, seed=1)
    inject(str(root), plan, defects={"L001": 20, "S006": 10, "D003": 5, "I001": 5}, seed=2)
    output = root.with_suffix(".json")
    assert main([str(root), "--no-cache", "--jobs", "1", "-q", "-o", f"json:{output}"]) == 1
    assert output.read_bytes().count(b'"code"') == 40
    return Archive(root, output.read_bytes())


def report_of(archive: Archive, address: str, tmp_path: Path) -> bytes:
    """What a run on a cluster gives."""
    output = tmp_path / "report.json"
    arguments = ("--no-cache", "--executor", f"dask:{address}", "-v", "-o", f"json:{output}")
    assert main([str(archive.root), *arguments]) == 1
    return output.read_bytes()


def test_two_workers_give_the_same_bytes_as_one_machine(
    two_workers: Cluster,
    archive: Archive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    submitted: list[object] = []

    def submit(self: ClusterExecutor, *call: Any, really: Any = ClusterExecutor.submit) -> Future[Any]:
        submitted.append(call)
        return cast("Future[Any]", really(self, *call))

    monkeypatch.setattr(ClusterExecutor, "submit", submit)
    assert report_of(archive, two_workers.address, tmp_path) == archive.report
    assert len(submitted) > 4
    said = capsys.readouterr().err
    assert f"2 workers of {two_workers.address}" in said
    assert "had to be done here" not in said


def test_a_worker_killed_with_work_in_hand_takes_nothing_from_the_report(
    two_workers: Cluster, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[object] = []

    def kill(victim: subprocess.Popen[bytes], address: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not held and time.monotonic() < deadline:
            held.extend(two_workers.client.processing([address])[address])
            time.sleep(0.005)
        victim.kill()

    with worker(two_workers.folder, "victim") as victim:
        killer = threading.Thread(target=kill, args=(victim, address_of(two_workers, "victim")))

        def run(job: Run) -> RunOutcome:
            # Stopped, it cannot finish what it is given: when it dies it has work in hand.
            victim.send_signal(signal.SIGSTOP)
            killer.start()
            return execute(job)

        monkeypatch.setattr("archive_lint.cli.cached_run.execute", run)
        report = report_of(archive, two_workers.address, tmp_path)
        killer.join(PATIENCE)
        assert victim.wait(PATIENCE) == -signal.SIGKILL
    assert held
    assert report == archive.report


def test_a_worker_that_cannot_run_archive_lint_is_named(
    two_workers: Cluster, archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    with worker(two_workers.folder, "without", before="import sys; sys.modules['archive_lint'] = None"):
        address = address_of(two_workers, "without")
        assert main([str(archive.root), "--executor", f"dask:{two_workers.address}"]) == 2
    assert f"worker {address} cannot run archive-lint" in capsys.readouterr().err


def test_a_worker_that_sees_other_pages_is_named(
    two_workers: Cluster, archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dask, "read_page", lambda root, page: b"as it is on this machine")
    assert main([str(archive.root), "--executor", f"dask:{two_workers.address}"]) == 2
    assert f"does not see {archive.root}/README.md as it is here" in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer_ends_the_run_in_time(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dask, "CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        assert main([str(archive.root), "--executor", f"dask:{address}"]) == 2
    assert f"the Dask scheduler at {address} cannot be reached" in capsys.readouterr().err


def test_tls_without_certificates_is_told(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(archive.root), "--executor", "dask:tls://127.0.0.1:8786"]) == 2
    assert "perhaps check your TLS configuration" in capsys.readouterr().err


def test_without_dask_the_package_to_install_is_named(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main([str(archive.root), "--executor", "dask:127.0.0.1:8786"]) == 2
    assert "pip install 'archive-lint[distributed]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1:8786", "tcp://10.1.0.5:8786", "tls://scheduler.example:8786", "tcp://[::1]:1", "wss://a-b_c:65535"],
)
def test_addresses_are_those_of_dask(address: str) -> None:
    assert cluster_address(f"dask:{address}") == address


@pytest.mark.parametrize(
    "text",
    [
        *("", "dask", "dask:", "ray:127.0.0.1:1", "dask:127.0.0.1", "dask:127.0.0.1:0", "dask:127.0.0.1:65536"),
        *("dask:inproc://a:1", "dask:http://a:1", "dask:tcp://a:1/x", "dask:a b:1", "dask:a:١", "dask:a:1\n"),
    ],
)
def test_what_is_not_an_address_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is not dask:ADDRESS"):
        cluster_address(text)


def side(python: str = "3.11.7.final.0", *, ours: str | None = "1.0", **packages: str) -> dict[str, Any]:
    """What Dask tells of the versions on one machine."""
    return {"host": {"python": python}, "packages": {"python": python, "archive-lint": ours, **packages}}


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (None, "worker w does not answer"),
        (side(ours=None), "worker w lacks archive-lint; here is 1.0"),
        (side(ours="0.9"), "worker w has archive-lint 0.9; here is 1.0"),
        (side(strangers="2.1"), "worker w has strangers 2.1; here is 2.0"),
        (side("3.12.1.final.0"), "worker w has Python 3.12; here is 3.11"),
    ],
)
def test_a_worker_with_other_versions_is_named(there: Mapping[str, Any] | None, said: str) -> None:
    with pytest.raises(ClusterError, match=said):
        dask.compare_versions("w", side(strangers="2.0"), there)


def test_a_worker_with_the_same_versions_is_fit() -> None:
    dask.compare_versions("w", side(strangers="2.0"), side("3.11.9.final.0", strangers="2.0", dask="1"))


class SilentExecutor(Executor):
    """Takes calls and never does them."""

    def submit(self, function: Any, /, *arguments: Any, **keywords: Any) -> Future[Any]:
        return Future()


class FakeClient:
    """A cluster with one worker for as long as `workers` says so."""

    status = "running"

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.workers: dict[str, object] = {"w": {}}

    def get_executor(self, **options: object) -> Executor:
        assert options == {"pure": False, "workers": ["w"]}
        return self.executor

    def scheduler_info(self) -> Mapping[str, Any]:
        return {"workers": self.workers}


def call_of(root: Path) -> tuple[bytes, list[tuple[str, bool, None]]]:
    """The arguments of the page stage for the page of an archive that may not be there."""
    from msgspec import msgpack

    return msgpack.encode(StagePlan(root=str(root), layout=Settings().layout(), codes=("S001",))), [(PATH, False, None)]


def test_a_call_gives_what_it_gives_here(tmp_path: Path) -> None:
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text(story(related=None))
    with ThreadPoolExecutor(1) as threads, ClusterExecutor(cast("Client", FakeClient(threads)), ["w"]) as executor:
        result = executor.submit(run_batch, *call_of(tmp_path)).result(PATIENCE)
    assert result == run_batch(*call_of(tmp_path))
    assert [finding.code for finding in decode_batch(result).findings] == ["S001"]


def test_a_page_that_only_a_worker_misses_is_looked_at_here(tmp_path: Path) -> None:
    with pytest.raises(UnseenPagesError, match=PATH):
        run_there(pickle.dumps((run_batch, call_of(tmp_path), {})))
    with ThreadPoolExecutor(1) as threads, ClusterExecutor(cast("Client", FakeClient(threads)), ["w"]) as executor:
        with pytest.raises(BrokenExecutor, match=PATH):
            executor.submit(run_batch, *call_of(tmp_path)).result(PATIENCE)
        assert executor.returned == 1


def test_work_comes_back_when_no_worker_is_left() -> None:
    client = FakeClient(SilentExecutor())
    with ClusterExecutor(cast("Client", client), ["w"], watch_seconds=0.005) as executor:
        waiting = executor.submit(run_batch)
        client.workers = {"stranger": {}}
        with pytest.raises(BrokenExecutor, match="no worker is left"):
            waiting.result(PATIENCE)
        with pytest.raises(BrokenExecutor, match="no worker is left"):
            executor.submit(run_batch)
        assert executor.returned == 2


def test_a_call_that_the_cluster_does_not_take_comes_back() -> None:
    class Closed(SilentExecutor):
        def submit(self, function: Any, /, *arguments: Any, **keywords: Any) -> Future[Any]:
            raise OSError("the connection is closed")

    with ClusterExecutor(cast("Client", FakeClient(Closed())), ["w"]) as executor:
        with pytest.raises(BrokenExecutor, match="the connection is closed"):
            executor.submit(run_batch)
        assert executor.returned == 1


def test_what_is_given_up_here_is_given_up_there() -> None:
    there: list[Future[Any]] = []

    class Remembering(SilentExecutor):
        def submit(self, function: Any, /, *arguments: Any, **keywords: Any) -> Future[Any]:
            there.append(Future())
            return there[-1]

    with ClusterExecutor(cast("Client", FakeClient(Remembering())), ["w"]) as executor:
        assert executor.submit(run_batch).cancel()
        assert there[0].cancelled()
        assert executor.returned == 0


def test_digests_of_pages_that_cannot_be_read_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(root: str, page: str) -> bytes:
        if page == "gone.md":
            raise VanishedPageError("gone")
        return page.encode()

    monkeypatch.setattr(dask, "read_page", read)
    one, gone, same = dask.page_digests("/", ["one.md", "gone.md", "one.md"])
    assert gone is None
    assert one is not None
    assert one == same


def test_an_empty_batch_is_not_an_unseen_page() -> None:
    empty = encode_batch(BatchResult())
    assert run_there(pickle.dumps((bytes, (empty,), {}))) == empty
