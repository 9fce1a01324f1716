"""The process of a command line ends at once, and yet does all that Python would have done for others to see."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

START = "import atexit, os, sys, threading, time; from archive_lint.cli import process; "


def run(code: str, *options: str) -> tuple[int, str, str]:
    """What a process comes to: its exit code and what it wrote."""
    done = subprocess.run([sys.executable, *options, "-c", START + code], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("code", [0, 1, 2, 130])
def test_the_exit_code_is_the_one_that_is_given(code: int) -> None:
    assert run(f"process.begin(); process.end({code})") == (code, "", "")


@pytest.mark.parametrize(
    ("before", "written"),
    [
        pytest.param("print('out')", "out\n", id="buffered text"),
        pytest.param("sys.stdout.buffer.write(b'raw\\n')", "raw\n", id="buffered bytes"),
        pytest.param("atexit.register(print, 'registered')", "registered\n", id="registered for the end"),
        pytest.param(
            "threading.Thread(target=lambda: (time.sleep(0.05), print('thread'))).start()", "thread\n", id="a thread"
        ),
    ],
)
def test_what_is_left_to_do_is_done(before: str, written: str) -> None:
    assert run(f"{before}; process.end(1)") == (1, written, "")


def test_objects_are_not_freed_one_by_one() -> None:
    keep = "X = type('X', (), {'__del__': lambda self: os.write(1, b'freed')}); kept = X(); "
    assert run(keep + "sys.exit(1)") == (1, "freed", "")
    assert run(keep + "process.end(1)") == (1, "", "")


@pytest.mark.parametrize(
    ("before", "options"),
    [
        pytest.param("sys.setprofile(lambda *_: None)", (), id="profiler"),
        pytest.param("sys.settrace(lambda *_: None)", (), id="debugger"),
        pytest.param("pass", ("-X", "dev"), id="development mode"),
    ],
)
def test_who_watches_the_interpreter_sees_it_end(before: str, options: tuple[str, ...]) -> None:
    note = "process.os._exit = lambda code: os.write(1, b'at once'); "
    assert run(f"{note}process.end(1)")[:2] == (1, "at once")
    assert run(f"{note}{before}; process.end(1)", *options)[:2] == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_output_that_cannot_be_written_is_told() -> None:
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", START + "print('out'); process.end(0)"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=buffered,
        )
    assert done.returncode == 120
    assert "No space left on device" in done.stderr
