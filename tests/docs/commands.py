"""The commands that a page shows, and what it shows them to print."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from archive_lint.cli.main import main
from archive_lint.web.clock import SystemClock
from examples.demo import demonstrate

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(console|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_GENERATED = re.compile(r"<!-- \w+:begin.*?<!-- \w+:end -->", re.DOTALL)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


class QuickClock(SystemClock):
    """The time of the machine, but a second of waiting takes a tenth: the web that is asked is this machine's."""

    def monotonic(self) -> float:
        return super().monotonic() * 10

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / 10)


class Command(NamedTuple):
    """A line that a reader types."""

    line: int
    """Where it stands on the page, from 1."""
    text: str
    prints: str
    """What the page shows below it; empty where it shows nothing."""

    @property
    def words(self) -> list[str]:
        """What a shell makes of it, its comment left out."""
        return shlex.split(self.text, comments=True)


def commands_of(page: Path) -> Iterator[Command]:
    """Yield the commands of a page in their order. Generated parts are left out: they are real output."""
    text = page.read_text(encoding="utf-8")
    text = _GENERATED.sub(lambda found: "\n" * found[0].count("\n"), text)
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(2)) + 1
        yield from _console(block[2], first) if block[1] == "console" else _script(block[2], first)


def _console(block: str, first: int) -> Iterator[Command]:
    for part in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
        yield Command(first + block.count("\n", 0, part.start()), part[1], part[2].strip("\n"))


def _script(block: str, first: int) -> Iterator[Command]:
    for number, line in enumerate(block.splitlines()):
        if line and not line.startswith("#"):
            yield Command(first + number, line.removeprefix("exec "), "")


def run(command: Command) -> tuple[int, str]:
    """Run a command in the current folder; return its exit code and all that it prints. No host is asked."""
    words, source, target = _redirections(command.words)
    if words[0] == "git":
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr
    assert words[0] == "archive-lint", command.text
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(printed))
        stack.enter_context(redirect_stderr(printed))
        if source:
            text = stack.enter_context(open(source, encoding="utf-8"))
            stack.enter_context(patch.object(sys, "stdin", text))
        code = _exit_code(words[1:])
    assert isinstance(printed.buffer, io.BytesIO)
    text_printed = printed.buffer.getvalue().decode()
    if target:
        Path(target).write_text(text_printed, encoding="utf-8")
        return code, ""
    return code, text_printed


def _exit_code(words: list[str]) -> int:
    """The exit code of the program; where it asks for sources, a small web on this machine answers."""
    try:
        return demonstrate(words, QuickClock()) if "--online" in words else main(words)
    except SystemExit as ended:  # as `--help` and `--version` end
        return int(ended.code or 0)


def _redirections(words: list[str]) -> tuple[list[str], str, str]:
    """The words before `<` and `>`, and the files that these name."""
    files = {sign: words[words.index(sign) + 1] if sign in words else "" for sign in "<>"}
    end = min((words.index(sign) for sign in "<>" if sign in words), default=len(words))
    return words[:end], files["<"], files[">"]


def is_shown(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed. A line `…` stands for any lines, and no moment is compared."""
    lines = [line.rstrip() for line in _without_moments(shown).splitlines()]
    pattern = "\n".join("(?:.*\n)*.*" if line.strip() == "…" else re.escape(line) for line in lines)
    text = "\n".join(line.rstrip() for line in _without_moments(printed).strip("\n").splitlines())
    return re.fullmatch(pattern, text) is not None


def _without_moments(text: str) -> str:
    return _MOMENT.sub("0000-00-00 00:00", text)
