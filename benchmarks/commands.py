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
BARE_PYTHON = "`python -c 'import msgspec, argparse'`"
"""The name of the command that the start of archive-lint is compared with."""


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


PROGRAM = os.path.join(os.path.dirname(sys.executable), "archive-lint")
"""archive-lint, as it was installed for this interpreter."""


def ours(corpus: Corpus, name: str, *arguments: str) -> TimedCommand:
    """archive-lint with some arguments, from a clean state: nothing of an earlier run is kept."""

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
        command=[PROGRAM, "--offline", *reporting(corpus.state), *arguments],
        folder=corpus.root,
        work=work,
        before=corpus.forget,
    )


def reporting(state: str) -> list[str]:
    """Return the arguments of all measured runs of archive-lint, which keep what they keep in the folder `state`."""
    return ["--no-progress", "--exit-zero", f"--state-dir={state}", "--output-format=concise"]


def all_rules(corpus: Corpus) -> TimedCommand:
    """archive-lint with every offline rule that the archive's configuration leaves on."""
    return ours(corpus, "archive-lint, all rules")


def nothing_kept(corpus: Corpus) -> TimedCommand:
    """archive-lint with every offline rule, which neither reads nor writes what runs keep for others."""
    return ours(corpus, "archive-lint, all rules, no cache", "--no-cache")


def link_rules(corpus: Corpus) -> TimedCommand:
    """archive-lint doing what a link checker does, and nothing else."""
    return ours(corpus, "archive-lint, link targets only", f"--select={','.join(LINK_RULES)}")


def unchanged(corpus: Corpus) -> TimedCommand:
    """archive-lint on an archive that it has seen just so before."""
    return again(corpus, all_rules(corpus), "nothing changed")


def one_changed(corpus: Corpus) -> TimedCommand:
    """archive-lint on an archive that it has seen, but for what one page now says."""
    return again(corpus, all_rules(corpus), "one page changed", corpus.change_a_page)


def one_page(corpus: Corpus) -> TimedCommand:
    """archive-lint on one named page of a large archive, with nothing kept."""
    return ours(corpus, "archive-lint, one named page", corpus.a_story)


def large_page_check(corpus: Corpus) -> TimedCommand:
    """archive-lint on an archive of one page, which it may refuse for having too much of something."""
    return replace(nothing_kept(corpus), codes=(0, 2))


def again(corpus: Corpus, first: TimedCommand, what: str, change: Callable[[], None] = lambda: None) -> TimedCommand:
    """Return a command that is run once more after something changed, with a state of its own, which it keeps."""
    state = f"{corpus.state}.kept"
    command = [f"--state-dir={state}" if part.startswith("--state-dir=") else part for part in first.command]

    def before() -> None:
        run(command, folder=corpus.root, codes=first.codes)
        change()

    return replace(first, name=f"{first.name}, {what}", command=command, before=before)


def bare_python() -> TimedCommand:
    """Return an interpreter that imports what no run of archive-lint can do without: none is faster."""
    code = "import msgspec, argparse"
    return TimedCommand(name=BARE_PYTHON, command=[sys.executable, "-c", code], work=lambda _: Work())
