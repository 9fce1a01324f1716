"""The picture of the HTML report: of the example archive, its sources checked against a small web on this machine.

A picture differs from browser to browser, so what proves that it is fresh is the digest of the page it was taken of.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import chdir
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from archive_lint.web.clock import SystemClock
from docs.browser import Browser, find_browser
from examples.demo import ARCHIVE, demonstrate

WIDTH = 430
"""CSS pixels: as wide as a phone, so that it can be read on one."""
_HEIGHT = 860
_SCALE = 2
_NAME = "harbour-news"
_DATE = 1893456000
"""The date that the report tells, in seconds since 1970: the same however often it is made."""


class _Clock(SystemClock):
    """The time of the machine, and a date that stands still."""

    def now(self) -> float:
        return float(_DATE)


def report_page() -> bytes:
    """Return the HTML report of the example archive: the same bytes for the same archive and code."""
    archive = Path(ARCHIVE).resolve()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, _NAME)
        shutil.copytree(archive, copy)
        page = Path(folder, "report.html")
        variables = {"SOURCE_DATE_EPOCH": str(_DATE), "ARCHIVE_LINT_STATE_DIR": f"{folder}/state"}
        words = ["--online", "--no-progress", "--quiet", "--output-format", "json", "--output", f"html:{page}"]
        with (
            chdir(copy),
            patch.dict(os.environ, variables),
            open(os.devnull, "w", encoding="utf-8") as nowhere,
            patch.object(sys, "stdout", nowhere),
        ):
            demonstrate(words, _Clock())
        return page.read_bytes()


def digest(page: bytes) -> str:
    """Return what stands in the file beside the picture."""
    return sha256(page).hexdigest() + "\n"


def picture(page: bytes) -> bytes:
    """Return a picture of a page's first screen, as PNG. Ends the program where there is no browser to take it."""
    program = find_browser()
    if program is None:
        raise SystemExit("docs/report.png is stale, and no browser is found: name one in ARCHIVE_LINT_BROWSER")
    with tempfile.TemporaryDirectory() as folder, Browser(program) as browser:
        file = Path(folder, "report.html")
        file.write_bytes(page)
        browser.look(WIDTH, _HEIGHT, scale=_SCALE)
        browser.open(file.as_uri())
        return browser.picture()
