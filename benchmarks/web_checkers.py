"""Checkers of URLs, each run as its user would run it: one process, one core, the same pages, the same limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from benchmarks.measure import CommandFailedError, measured_environment

_BESIDE = Path(sys.executable).parent
_URLS_A_PAGE = 100
_AT_ONCE = 128


class Limits(Struct, frozen=True):
    """The limits of both sides. Parallel requests to all hosts are 128, the default of both."""

    timeout: float
    """Seconds for one request."""
    retries: int = 0
    per_host: int = 4
    """Parallel requests to one host."""
    interval: float = 0.0
    """Seconds between two requests to one host."""


class CheckerOutcome(Struct, frozen=True):
    """One run of one checker."""

    wall: float
    """Seconds, start of the interpreter and reading of the pages included."""
    cpu: float
    memory: int
    """Peak bytes."""
    lost: frozenset[str]
    """URLs that it calls gone and fails the run for. A checker with one kind of failure calls all of them so."""
    unsure: Mapping[str, int]
    """URLs that it calls impossible to judge, each with the number of others of its host that it calls so too."""


Checker = Callable[[Path, Sequence[str], Limits], CheckerOutcome]
"""Checks URLs; the folder is empty, and its own."""


def archive_lint(folder: Path, urls: Sequence[str], limits: Limits) -> CheckerOutcome:
    """Return the program of this project, offline rules left out."""
    _write_pages(folder, urls)
    settings = {
        "web.timeout": limits.timeout,
        "web.retries": limits.retries,
        "web.per-host": limits.per_host,
        "web.interval": limits.interval,
        "web.concurrency": _AT_ONCE,
    }
    command = [str(_BESIDE / "archive-lint"), "check", "--online", "--allow-network", "127.0.0.0/8", "--isolated"]
    command += ["--select", "U001,U002,U004", "--output-format", "json-lines", "--jobs", "1", "--no-progress"]
    for key, value in settings.items():
        command += ["--config", f"{key}={value}"]
    with tempfile.TemporaryDirectory() as state:
        output, usage = _run([*command, "--state-dir", state, "."], folder, accepted=(0, 1))
    findings = [json.loads(line) for line in output.splitlines()]
    return CheckerOutcome(
        **usage,
        lost=frozenset(found["subject"] for found in findings if found["code"] != "U004"),
        unsure={
            found["subject"]: found["verdict"].get("speaks_for", 0) for found in findings if found["code"] == "U004"
        },
    )


def lychee(folder: Path, urls: Sequence[str], limits: Limits) -> CheckerOutcome:
    """lychee, with its options for the same limits; what it has no option for is as it comes."""
    _write_pages(folder, urls)
    command = [str(_BESIDE / "lychee"), "--no-progress", "--format", "json", "--threads", "1"]
    command += ["--timeout", f"{limits.timeout:.0f}", "--max-retries", str(limits.retries)]
    command += ["--host-concurrency", str(limits.per_host), "--max-concurrency", str(_AT_ONCE)]
    command += ["--host-request-interval", f"{limits.interval * 1000:.0f}ms", "--include", "^http://127[.]1[.]"]
    output, usage = _run([*command, "."], folder, accepted=(0, 2))
    report = json.loads(output)
    return CheckerOutcome(
        **usage,
        lost=frozenset(_reported(report["error_map"])),
        unsure=dict.fromkeys(_reported(report["timeout_map"]), 0),
    )


def plain_httpx(folder: Path, urls: Sequence[str], limits: Limits) -> CheckerOutcome:
    """Return the client and nothing around it: no limit a host, no second look."""
    listed = folder / "urls.txt"
    listed.write_text("\n".join(urls))
    script = Path(__file__).with_name("plain_httpx.py")
    output, usage = _run([sys.executable, str(script), str(listed), str(limits.timeout)], folder, accepted=(0,))
    statuses = [line.split(" ", 1) for line in output.splitlines()]
    return CheckerOutcome(
        **usage,
        lost=frozenset(url for status, url in statuses if status in ("404", "410")),
        unsure={url: 0 for status, url in statuses if status not in ("200", "404", "410")},
    )


def has_lychee() -> bool:
    """Return whether the peer is installed."""
    return (_BESIDE / "lychee").exists()


def _reported(by_file: Mapping[str, Iterable[Mapping[str, Any]]]) -> Iterable[str]:
    for entries in by_file.values():
        yield from (entry["url"] for entry in entries)


def _write_pages(folder: Path, urls: Sequence[str]) -> None:
    day = folder / "news" / "2014" / "05" / "23"
    day.mkdir(parents=True)
    for start in range(0, len(urls), _URLS_A_PAGE):
        sources = "\n".join(
            f"{number}. [Gazette]({url})" for number, url in enumerate(urls[start : start + _URLS_A_PAGE], 1)
        )
        # No link but the sources: all readers of the page have the same to check.
        (day / f"story-{start}.md").write_text(f"# Story {start}\n\n### Source:\n\n{sources}\n")


def _run(command: Sequence[str], folder: Path, *, accepted: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """Standard output, and what the run took. Raises `CommandFailedError`."""
    environment = {name: value for name, value in measured_environment().items() if not name.lower().endswith("_proxy")}
    with (folder / "stdout").open("w+") as output, (folder / "stderr").open("w+") as errors:
        began = time.perf_counter()
        with _one_core():
            process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=errors, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in accepted:
            errors.seek(0)
            raise CommandFailedError(f"{command[0]} ended with {process.returncode}: {errors.read(500)}")
        output.seek(0)
        return output.read(), {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss * 1024}


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep processes started in the block on one core, so that the others serve the web."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
