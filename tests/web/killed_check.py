"""A check that is killed again and again, each time in a process of its own: run by `test_history` as a program.

Prints, for each seeded moment, what went wrong; nothing where nothing did.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import time
import traceback
from contextlib import closing, suppress

from archive_lint.config.web import WebSettings
from archive_lint.model.observation import Method, Observation
from archive_lint.web import sweep
from archive_lint.web.history_file import open_history
from archive_lint.web.sweep import SourceChecker
from tests.web.fake_web import NO_NAME, NO_SERVER, FakeWeb, each, redirected
from tests.web.virtual_clock import HurriedClock

HOSTS = 12
URLS = [f"http://host-{number % HOSTS}.example/2014/{number}/a-story-{number}" for number in range(240)]


def _to_front(url: str, method: Method) -> Observation:
    return redirected(url, (302, url.partition("/2014/")[0] + "/news/"))


ANSWERS = {f"host-{number}.example": 200 for number in range(HOSTS)} | {
    "host-1.example": 404,
    "host-2.example": NO_NAME,
    "host-3.example": NO_SERVER,
    "host-4.example": _to_front,
    "host-5.example": 403,
}


class _LoggedWeb(FakeWeb):
    """Writes down what is asked, so that it survives the one who asks."""

    def __init__(self, log: str) -> None:
        super().__init__(dict(ANSWERS), latency=0.001)
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def fetch(self, url: str, method: Method) -> Observation:
        os.write(self._log, f"{url}\n".encode())
        return await super().fetch(url, method)


def _run(folder: str, log: str) -> None:
    """The whole check; its report goes to a file."""
    sweep._SAVE_EVERY = 0.5
    with closing(open_history(os.path.join(folder, "links.db"))) as history:
        checker = SourceChecker(WebSettings(interval=0.0), _LoggedWeb(log), history, clock=HurriedClock())
        report = asyncio.run(checker.run(each(URLS)))
    shown = {url: verdict.as_json() for url, verdict in sorted(report.verdicts.items())}
    with open(os.path.join(folder, "report.json"), "w", encoding="utf-8") as out:
        json.dump({"verdicts": shown, "notes": report.notes, "complete": report.complete}, out, indent=1)


def _in_child(folder: str, log: str, *, killed_after: float | None) -> None:
    pid = os.fork()
    if pid == 0:
        try:
            _run(folder, log)
        except Exception:  # noqa: BLE001 -- the parent's code must not run twice, whatever happens
            traceback.print_exc()
        finally:
            os._exit(0)
    if killed_after is not None:
        time.sleep(killed_after)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _lines(path: str) -> set[str]:
    with open(path, encoding="utf-8") as lines:
        return {line.rstrip("\n") for line in lines}


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _complain(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def main(folder: str, moments: int) -> None:
    """Runs undisturbed once, then is killed at so many moments and begun again."""
    whole = os.path.join(folder, "whole")
    os.mkdir(whole)
    began = time.monotonic()
    _in_child(whole, os.path.join(whole, "log"), killed_after=None)
    lasted = time.monotonic() - began
    expected = _read(os.path.join(whole, "report.json"))
    killed_midway = 0
    for seed in range(moments):
        here = os.path.join(folder, str(seed))
        os.mkdir(here)
        first, second = os.path.join(here, "first.log"), os.path.join(here, "second.log")
        open(first, "w").close()
        _in_child(here, first, killed_after=random.Random(seed).uniform(0.0, lasted))
        committed: set[str] = set()
        database = os.path.join(here, "links.db")
        if os.path.exists(database):
            with closing(sqlite3.connect(database)) as connection, suppress(sqlite3.OperationalError):
                committed = {url for (url,) in connection.execute("SELECT DISTINCT url FROM checks")}
        killed_midway += 0 < len(committed) < len(URLS)
        _in_child(here, second, killed_after=None)
        if again := committed & _lines(second):
            _complain(
                f"{seed}: {len(again)} of {len(committed)} committed URLs were asked for again: {sorted(again)[:3]}"
            )
        if _read(os.path.join(here, "report.json")) != expected:
            _complain(f"{seed}: the report differs, {len(committed)} were committed")
    if moments >= 20 and not killed_midway:
        _complain("no kill came in the middle of a check")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
