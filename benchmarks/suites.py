"""The parts of the benchmark. Each gives a text with tables."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks import rotten_web
from benchmarks.commands import all_rules, bare_python, link_rules, one_changed, one_page, unchanged
from benchmarks.corpora import Corpus, real, synthetic
from benchmarks.corpus.families import FAMILIES
from benchmarks.interleave import Log, Result, interleaved
from benchmarks.measure import CommandFailedError
from benchmarks.peers import LYCHEE, find_peers
from benchmarks.precision import measure, precision_table
from benchmarks.stress import STRESS, pages_linking_to_one_page, stressed
from benchmarks.table import NOTHING, count, megabytes, results_table, seconds, table

_FEW_PAGES = 1_000
"""Number of pages of the archive that every peer can check."""
_BASE = 10_000
"""Pages, links or stories that growth is counted from."""
_STRESS_HEADS = ("", "N", "wall s", "N", "wall s", "× wall", "× CPU", "memory MB", "findings")


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """The options of the command line."""

    runs: int
    pages: int
    """Number of pages of the generated archive."""
    is_quick: bool
    """A tenth of the usual sizes."""
    has_million: bool
    """Growth and stress up to a million pages."""
    log: Log

    def scaled(self, size: int) -> int:
        """Return a size, or its tenth for a quick look."""
        return size // 10 if self.is_quick else size


def peers(options: Options) -> str:
    """Whole archives: archive-lint and its peers."""
    found = find_peers()
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        for corpus in _archives(folder, options):
            others = [peer.make(corpus) for peer in found if peer.make is not None and corpus.pages <= peer.most_pages]
            ours = [all_rules(corpus), link_rules(corpus), unchanged(corpus), one_changed(corpus)]
            results = interleaved([*others, *ours], runs=options.runs, log=options.log)
            parts.append(f"### {_heading(corpus)}\n\n{results_table(results, LYCHEE)}")
    skipped = [f"- {peer.name}: {peer.reason}" for peer in found if peer.make is None]
    left_out = [
        f"- {peer.name}: left out on archives of more than {count(_FEW_PAGES)} pages, which take it minutes"
        for peer in found
        if peer.make is not None and peer.most_pages < options.pages
    ]
    if skipped or left_out:
        parts.append("Not measured:\n\n" + "\n".join(skipped + left_out) + "\n")
    return _said(options.runs) + "\n".join(parts)


def named_page(options: Options) -> str:
    """One named page of a large archive: what a commit hook does."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = real(folder) or synthetic(folder, options.pages)
        commands = [bare_python(), one_page(corpus)]
        # A run is a moment, so that many of them cost little and say more.
        runs = 4 * options.runs
        results = interleaved(commands, runs=runs, log=options.log)
        return f"{_said(runs)}### {_heading(corpus)}\n\n{results_table(results, None)}"


def growth(options: Options) -> str:
    """Ten times the pages, ten times the time."""
    sizes = [options.scaled(_BASE), options.scaled(_BASE * 10)]
    if options.has_million:
        sizes.append(_BASE * 100)
    rows = []
    for size, (result, bytes_of_pages), (base, _) in _sizes(sizes, synthetic, options):
        more = size - sizes[0]
        grown = None
        if more and result.memory is not None and base.memory is not None:
            grown = round((result.memory - base.memory) / more)
        rows.append(
            [
                count(size),
                megabytes(bytes_of_pages),
                seconds(result.wall),
                f"{result.ratio(base):.1f}",
                seconds(result.cpu),
                f"{result.cpu_ratio(base):.1f}",
                megabytes(result.memory),
                count(grown),
            ]
        )
    heads = ["pages", "MB of text", "wall s", "× the first", "CPU s", "× the first", "memory MB", "bytes a page more"]
    return _said(options.runs) + table(heads, rows)


def stress(options: Options) -> str:
    """Far too much of one thing: ten times as much may take ten times as long, not a hundred."""
    rows = []
    sizes = (options.scaled(_BASE), options.scaled(_BASE * 10))
    for name, write in STRESS.items():
        rows.append(_stress_row(name, sizes, write, options))
    wide = (options.scaled(_BASE * 10), options.scaled(_BASE * 100))
    rows.append(_stress_row("N links to one page", wide, STRESS["N links to one page"], options))
    if options.has_million:
        rows.append(_stress_row("N pages linking to one page", wide, pages_linking_to_one_page, options))
    return _said(options.runs) + table(_STRESS_HEADS, rows)


def precision(options: Options) -> str:
    """Return each rule's precision and recall on the planted defects of a generated archive."""
    pages = options.scaled(_BASE * 10)
    defects = pages // 1_000
    tables = []
    for family in FAMILIES:
        options.log(f"precision and recall on {pages:,} pages of family {family}")
        tables.append(f"### Family {family}\n\n{precision_table(measure(pages, defects, family=family))}")
    return f"{pages:,} pages of each family, {defects:,} defects of each kind.\n\n" + "\n\n".join(tables) + "\n"


def sources(options: Options) -> str:
    """Sources checked on loopback: a brisk web and a rotten one."""
    options.log("a brisk web and a rotten one")
    return rotten_web.report(min(options.runs, 3))


SUITES: Mapping[str, tuple[str, Callable[[Options], str]]] = {
    "peers": ("Whole archives", peers),
    "page": ("One named page", named_page),
    "growth": ("Growth", growth),
    "stress": ("Too much of one thing", stress),
    "sources": ("Sources", sources),
    "precision": ("Precision and recall", precision),
}
"""The suites by the name that `--only` takes: heading and function."""


def _said(runs: int) -> str:
    return f"{runs} {'run' if runs == 1 else 'runs'} of each, in turns.\n\n"


def _archives(folder: str, options: Options) -> Iterator[Corpus]:
    makers: Sequence[Callable[[str], Corpus | None]] = (
        lambda where: synthetic(where, _FEW_PAGES),
        lambda where: synthetic(where, options.pages),
        real,
    )
    for make in makers:
        with _space(folder) as where:
            options.log("making an archive")
            corpus = make(where)
            if corpus is not None:
                yield corpus


def _sizes(
    sizes: Sequence[int], make: Callable[[str, int], Corpus], options: Options
) -> list[tuple[int, tuple[Result, int], tuple[Result, int]]]:
    """Archives of several sizes, checked in turns: each size with its result and bytes, and those of the first size."""
    with tempfile.TemporaryDirectory() as folder:
        options.log("making archives")
        corpora = [make(folder, size) for size in sizes]
        results = interleaved([all_rules(corpus) for corpus in corpora], runs=options.runs, log=options.log)
        measured = [(result, corpus.size) for result, corpus in zip(results, corpora, strict=True)]
    return [(size, one, measured[0]) for size, one in zip(sizes, measured, strict=True)]


def _stress_row(name: str, sizes: Sequence[int], write: Callable[[str, int], None], options: Options) -> list[str]:
    try:
        measured = _sizes(sizes, lambda folder, size: stressed(folder, name, size, write), options)
    except CommandFailedError as error:
        options.log(str(error))
        return [name, "given up", *[NOTHING] * (len(_STRESS_HEADS) - 2)]
    row = [name]
    for size, (result, _), _ in measured:
        row += [count(size), seconds(result.wall)]
    _, (last, _), (first, _) = measured[-1]
    ratios = [f"{last.ratio(first):.1f}", f"{last.cpu_ratio(first):.1f}"]
    return [*row, *ratios, megabytes(last.memory), count(last.work.findings)]


@contextmanager
def _space(folder: str) -> Iterator[str]:
    where = tempfile.mkdtemp(dir=folder)
    yield where
    shutil.rmtree(where)


def _heading(corpus: Corpus) -> str:
    return f"{corpus.name}: {corpus.pages:,} pages, {corpus.links:,} links, {corpus.size / 1e6:.0f} MB"
