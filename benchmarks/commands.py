"""Measured commands: a command on a corpus, and how its output shows the work that it did."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from benchmarks.corpora import Corpus
from benchmarks.measure import run

_TOTALS = re.compile(r"^(No|[\d,]+) findings?(?: \(.*\))? on ([\d,]+) pages?\.$", re.MULTILINE)
LINK_RULES = ("L001", "L005", "L008", "L009", "L010")
"""The rules that ask whether a link's target is there: what a link checker does."""


@dataclass(frozen=True, slots=True)
class Work:
    """The work of a run; `None` for figures that its tool does not tell."""

    pages: int | None = None
    links: int | None = None
    findings: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TimedCommand:
    """One command that takes its turn."""

    name: str
    command: Sequence[str]
    folder: str = os.curdir
    """The folder in which it runs."""
    work: Callable[[str], Work]
    """Reads the work done from what the command wrote."""
    codes: Sequence[int] = (0,)
    """Codes that it may end with."""
    before: Callable[[], None] = lambda: None
    """Done before each run, and not timed."""


def number(text: str) -> int:
    """Return a number as people write it, with commas."""
    return int(text.replace(",", ""))


def ours(corpus: Corpus, name: str, *arguments: str) -> TimedCommand:
    """archive-lint with some arguments, from a clean state: nothing of an earlier run is kept."""
    program = os.path.join(os.path.dirname(sys.executable), "archive-lint")

    def work(output: str) -> Work:
        totals = _TOTALS.search(output)
        if totals is None:
            return Work()
        pages = number(totals[2])
        return Work(
            pages, corpus.links if pages == corpus.pages else None, 0 if totals[1] == "No" else number(totals[1])
        )

    return TimedCommand(
        name=name,
        command=[
            program,
            *(["--config", corpus.configuration] if corpus.configuration else ["--isolated"]),
            "--offline",
            "--no-progress",
            "--exit-zero",
            f"--state-dir={corpus.state}",
            "--output-format=concise",
            *arguments,
        ],
        folder=corpus.root,
        work=work,
        before=corpus.forget,
    )


def all_rules(corpus: Corpus) -> TimedCommand:
    """archive-lint with every offline rule."""
    return ours(corpus, "archive-lint, all rules", "--select=ALL")


def link_rules(corpus: Corpus) -> TimedCommand:
    """archive-lint doing what a link checker does, and nothing else."""
    return ours(corpus, "archive-lint, link targets only", f"--select={','.join(LINK_RULES)}")


def unchanged(corpus: Corpus) -> TimedCommand:
    """archive-lint on an archive that it has seen just so before."""
    return _again(corpus, "archive-lint, all rules, nothing changed", lambda: None)


def one_changed(corpus: Corpus) -> TimedCommand:
    """archive-lint on an archive that it has seen, but for what one page now says."""
    return _again(corpus, "archive-lint, all rules, one page changed", corpus.change_a_page)


def _again(corpus: Corpus, name: str, change: Callable[[], None]) -> TimedCommand:
    first = all_rules(corpus)

    def before() -> None:
        first.before()
        run(first.command, folder=corpus.root)
        change()

    return replace(first, name=name, before=before)


def one_page(corpus: Corpus) -> TimedCommand:
    """archive-lint on one named page of a large archive."""
    return ours(corpus, "archive-lint, one named page", "--select=ALL", corpus.a_story)


def bare_python() -> TimedCommand:
    """Return an interpreter that starts and ends: no Python program is faster."""
    return TimedCommand(name="`python -c pass`", command=[sys.executable, "-c", "pass"], work=lambda _: Work())
