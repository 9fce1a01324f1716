"""A headless browser, spoken to through a pipe: it takes the report's picture, and tests look at reports with it.

It opens no port, and needs no driver beside it. Names that it would look up lead nowhere: it reaches no network.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--allow-file-access-from-files",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_PATIENCE = 60.0
"""Seconds: a machine that runs all tests at once is slow to start a browser."""

Event = dict[str, Any]


class BrowserError(Exception):
    """The browser did not do what it was asked to."""


def find_browser() -> str | None:
    """Return the path of a browser of this machine; `None` without one. `ARCHIVE_LINT_BROWSER` names it."""
    return os.environ.get("ARCHIVE_LINT_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)


class Browser:
    """One window of a browser, as a context manager. Whatever the page does is kept in `events`."""

    def __init__(self, program: str) -> None:
        """Start it. Raises `BrowserError` where it does not answer."""
        self.events: list[Event] = []
        self._profile = tempfile.mkdtemp(prefix="archive-lint-browser-")
        self._number = 0
        self._rest = b""
        self._process, self._read, self._write = _start(program, self._profile)
        try:
            target = self._ask("Target.createTarget", {"url": "about:blank"}, session=None)
            attached = self._ask("Target.attachToTarget", {**target, "flatten": True}, session=None)
            self._session: str = attached["sessionId"]
            for domain in ("Page", "Network", "Runtime", "Log", "Audits"):
                self.ask(f"{domain}.enable")
            self.ask("Page.setLifecycleEventsEnabled", enabled=True)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End it and whatever it started, and remove what it wrote."""
        with suppress(ProcessLookupError):
            os.killpg(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._read)
        os.close(self._write)
        shutil.rmtree(self._profile, ignore_errors=True)

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command of the DevTools protocol to the window, and return the answer. Raises `BrowserError`."""
        return self._ask(method, parameters, session=self._session)

    def look(self, width: int, height: int, *, dark: bool = False, scale: int = 1) -> None:
        """Make the window so large, in CSS pixels, and let it prefer light or dark."""
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", media="screen", features=[scheme])

    def open(self, url: str) -> None:
        """Load a page and wait until it is loaded; the events are those of this page."""
        self._load("about:blank")  # From one fragment to another of a page nothing would be loaded.
        self.events.clear()
        self._load(url)

    def _load(self, url: str) -> None:
        answer = self.ask("Page.navigate", url=url)
        if answer.get("errorText"):
            raise BrowserError(f"{url}: {answer['errorText']}")
        loaded = {"loaderId": answer["loaderId"], "name": "load"}
        self.wait(lambda event: event["method"] == "Page.lifecycleEvent" and loaded.items() <= event["params"].items())

    def run(self, expression: str) -> Any:
        """Return what an expression of JavaScript comes to, a promise's once it is kept. Raises `BrowserError`."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise BrowserError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """Return the window as PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])

    def wait(self, is_wanted: Callable[[Event], bool]) -> None:
        """Wait for an event, one that was met already included. Raises `BrowserError` when it does not come."""
        end = time.monotonic() + _PATIENCE
        while not any(map(is_wanted, self.events)):
            self.events.append(self._next(end))

    def _ask(self, method: str, parameters: dict[str, object], *, session: str | None) -> dict[str, Any]:
        self._number += 1
        number = self._number
        command = {"id": number, "method": method, "params": parameters}
        if session is not None:
            command["sessionId"] = session
        _send(self._write, json.dumps(command).encode() + b"\0")
        end = time.monotonic() + _PATIENCE
        while (message := self._next(end)).get("id") != number:
            self.events.append(message)
        if "error" in message:
            raise BrowserError(f"{method}: {message['error']}")
        return dict(message["result"])

    def _next(self, end: float) -> Event:
        """The next message, by the moment `end`."""
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise BrowserError("the browser does not answer")
            got = os.read(self._read, 1 << 20)
            if not got:
                raise BrowserError("the browser has ended")
            self._rest += got
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))


def _start(program: str, profile: str) -> tuple[int, int, int]:
    """Start a browser that reads commands from its descriptor 3 and writes to its descriptor 4.

    Return the number of its process and what to read from and to write to.
    """
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    # Root has no sandbox to give up; elsewhere the browser keeps its own.
    flags = [*_FLAGS, f"--user-data-dir={profile}", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    # Out of the way of the numbers that they are to have.
    taken = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10) for descriptor in (theirs_in, theirs_out)]
    actions = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    dups = [(os.POSIX_SPAWN_DUP2, descriptor, number) for number, descriptor in enumerate(taken, 3)]
    try:
        process = os.posix_spawn(
            program, [program, *flags, "about:blank"], os.environ, file_actions=[*actions, *dups], setsid=True
        )
    finally:
        for descriptor in (theirs_in, theirs_out, *taken):
            os.close(descriptor)
    return process, ours_in, ours_out


def _send(descriptor: int, message: bytes) -> None:
    while message:
        message = message[os.write(descriptor, message) :]
