"""What stands on a terminal: colour, rendered pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from archive_lint.rule.examples import PATH, story

from .conftest import Write

pty = pytest.importorskip("pty")


def on_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """What a command writes to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    kept: Mapping[str, str] = {
        name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "FORCE_COLOR")
    }
    command = subprocess.Popen(
        [sys.executable, "-m", "archive_lint", *arguments],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.DEVNULL,
        env={**kept, "TERM": "xterm-256color", "COLUMNS": "80", **environment},
    )  # fmt: skip
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:
        # So Linux says that nobody writes any more.
        pass
    finally:
        os.close(ours)
        command.wait(timeout=30)
    return b"".join(parts).decode().replace("\r\n", "\n")


@pytest.mark.parametrize("arguments", [("--diff",), ("--statistics",)], ids=" ".join)
def test_a_terminal_gets_colour(tmp_path: Path, write: Write, arguments: tuple[str, ...]) -> None:
    write({PATH: story(summary="Cars and &quot;lorries&quot;")})
    assert "\x1b[" in on_terminal(tmp_path, "--select", "T003", "--no-cache", *arguments)


def test_a_rule_s_page_is_rendered(tmp_path: Path) -> None:
    page = on_terminal(tmp_path, "rule", "L001")
    assert "broken-related-link (L001)" in page
    assert "\x1b[" in page
    assert not any(mark in page for mark in ("```", "**", "\n## "))
    assert max(map(len, page.split("\n"))) < 200


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(("--output-format", "markdown"), {}), ((), {"TERM": "dumb"})],
    ids=["as it is asked for", "where a terminal knows nothing"],
)
def test_a_rule_s_page_is_markdown(tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
    page = on_terminal(tmp_path, "rule", "L001", *arguments, **environment)
    assert page.startswith("# broken-related-link (L001)\n")
    assert "\x1b" not in page
