"""The parts of the benchmark. Each gives a text with tables, and the figures of it that aims speak of."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks import rotten_web
from benchmarks.aims import Section
from benchmarks.commands import (
    BARE_PYTHON,
    again,
    all_rules,
    bare_python,
    large_page_check,
    link_rules,
    nothing_kept,
    one_changed,
    one_page,
    unchanged,
)
from benchmarks.commit_hook import HOOK, hook
from benchmarks.corpora import Corpus, in_git, real, synthetic
from benchmarks.corpus.families import FAMILIES
from benchmarks.interleave import Log, Result, interleaved
from benchmarks.large_pages import HEAVY, MEGABYTES, large_page
from benchmarks.measure import CommandFailedError, memory, run
from benchmarks.peers import LYCHEE, RUMDL_AGAIN, RUMDL_ALL, RUMDL_LINKS, RUMDL_LINKS_UNKEPT, Peer, find_peers
from benchmarks.precision import measure, precision_table
from benchmarks.stress import STRESS, pages_linking_to_one_page, stressed
from benchmarks.table import NOTHING, count, megabytes, results_table, seconds, table

_FEW_PAGES = 1_000
"""Number of pages of the archive that every peer can check."""
_BASE = 10_000
"""Pages, links or stories that growth is counted from."""
_PRECISION_PAGES = 10_000
_FAMILY_PAGES = 5_000
"""Pages of an archive of each other family."""
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
    """Growth up to a million pages."""
    is_wide: bool
    """Links of a million pages to one, and of one page to a million."""
    log: Log

    @property
    def few(self) -> int:
        """Turns of what takes long and hardly varies."""
        return max(1, self.runs // 4)

    def scaled(self, size: int) -> int:
        """Return a size, or its tenth for a quick look."""
        return size // 10 if self.is_quick else size


def peers(options: Options) -> Section:
    """Whole archives in git: archive-lint and its peers."""
    found = find_peers()
    parts: list[str] = []
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for corpus in _archives(folder, options):
            others = [peer.make(corpus) for peer in found if peer.make is not None and corpus.pages <= peer.most_pages]
            ours = [nothing_kept(corpus), all_rules(corpus), link_rules(corpus), unchanged(corpus), one_changed(corpus)]
            # Where the slowest peers take part, which take most of the time, few turns show enough.
            turns = options.few if corpus.pages <= _FEW_PAGES else options.runs
            results = interleaved([*others, *ours], runs=turns, log=options.log)
            parts.append(f"### {_heading(corpus)}\n\n{_said(turns)}{results_table(results, LYCHEE)}")
            figures = _against_peers(results, corpus)
    return Section(text="\n".join([*parts, *_left_out(found, options)]), figures=figures)


def _against_peers(results: Sequence[Result], corpus: Corpus) -> dict[str, float]:
    """Return the figures of the aims; those of peers that are not installed are missing."""
    by_name = {result.name: result for result in results}
    cold, writing = by_name[nothing_kept(corpus).name], by_name[all_rules(corpus).name]
    warm = by_name[unchanged(corpus).name]
    pairs = {
        "cold": (cold, LYCHEE),
        "cold-writing": (writing, LYCHEE),
        "warm": (warm, LYCHEE),
        "rumdl-links": (writing, RUMDL_LINKS),
        "rumdl-all": (writing, RUMDL_ALL),
        "rumdl-warm": (warm, RUMDL_AGAIN),
    }
    figures = {name: mine.ratio(by_name[peer]) for name, (mine, peer) in pairs.items() if peer in by_name}
    return figures if writing.memory is None else figures | {"memory": writing.memory / 1e6}


def _left_out(found: Sequence[Peer], options: Options) -> list[str]:
    """Return the peers that were not measured, or not everywhere, with the reasons."""
    lines = [f"- {peer.name}: {peer.reason}" for peer in found if peer.make is None] + [
        f"- {peer.name}: left out on archives of more than {count(peer.most_pages)} pages"
        for peer in found
        if peer.make is not None and peer.most_pages < options.pages
    ]
    return ["Not measured:\n\n" + "\n".join(lines) + "\n"] if lines else []


def families(options: Options) -> Section:
    """Archives of other families, whose links name URLs or files in their generator's way."""
    parts = []
    peers = [peer for peer in find_peers() if peer.name in (LYCHEE, RUMDL_LINKS_UNKEPT) and peer.make is not None]
    with tempfile.TemporaryDirectory() as folder:
        for family in (name for name in FAMILIES if name != "first"):
            options.log(f"making an archive of family {family}")
            corpus = in_git(synthetic(folder, options.scaled(_FAMILY_PAGES), family))
            others = [peer.make(corpus) for peer in peers if peer.make is not None]
            ours = [nothing_kept(corpus), unchanged(corpus)]
            results = interleaved([*others, *ours], runs=options.runs, log=options.log)
            parts.append(f"### {_heading(corpus)}\n\n{results_table(results, LYCHEE)}")
    return Section(text=_said(options.runs) + "\n".join(parts))


def named_page(options: Options) -> Section:
    """One page of a large archive: named on the command line, and as what a commit changes."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = in_git(real(folder) or synthetic(folder, options.pages))
        first = one_page(corpus)
        commands = [bare_python(), first, again(corpus, first, "once more"), hook(corpus)]
        # A run is a moment, so that more of them cost little and say more.
        runs = 2 * options.runs
        results = interleaved(commands, runs=runs, log=options.log)
        text = f"{_said(runs)}### {_heading(corpus)}\n\n{results_table(results, BARE_PYTHON)}"
    by_name = {result.name: result for result in results}
    return Section(
        text=text, figures={"page": by_name[first.name].ratio(by_name[BARE_PYTHON]), "hook": by_name[HOOK].cpu}
    )


def growth(options: Options) -> Section:
    """Ten times the pages, ten times the time."""
    sizes = [options.scaled(_BASE), options.scaled(_BASE * 10)]
    if options.has_million:
        sizes.append(_BASE * 100)
    measured = _sizes(sizes, synthetic, options, 1)
    rows = [_growth_row(size, sizes[0], *one) for size, *one in measured]
    heads = ["pages", "MB of text", "wall s", "× the first", "CPU s", "× the first", "memory MB", "bytes a page more"]
    _, (last, _), (first, _) = measured[-1]
    figures: dict[str, float] = {}
    if options.has_million:
        figures["growth"] = last.ratio(first) / (sizes[-1] / sizes[0])
        more = _a_page_more(last, first, sizes[-1] - sizes[0])
        figures |= {} if more is None else {"memory-page": more}
    return Section(text=_said(1) + table(heads, rows), figures=figures)


def _growth_row(size: int, least: int, measured: tuple[Result, int], first: tuple[Result, int]) -> list[str]:
    (result, bytes_of_pages), (base, _) = measured, first
    times = [seconds(result.wall), f"{result.ratio(base):.1f}", seconds(result.cpu), f"{result.cpu_ratio(base):.1f}"]
    more = _a_page_more(result, base, size - least)
    return [count(size), megabytes(bytes_of_pages), *times, megabytes(result.memory), count(more)]


def _a_page_more(result: Result, base: Result, pages: int) -> int | None:
    """Return the bytes of memory that each further page takes."""
    if not pages or result.memory is None or base.memory is None:
        return None
    return round((result.memory - base.memory) / pages)


def stress(options: Options) -> Section:
    """Far too much of one thing: ten times as much may take ten times as long, not a hundred."""
    rows = []
    # A page of more than some hundred thousand parts is not checked.
    sizes = (options.scaled(_BASE // 2), options.scaled(_BASE * 5))
    for name, write in STRESS.items():
        rows.append(_stress_row(name, sizes, write, options))
    wide = (options.scaled(_BASE * 10), options.scaled(_BASE * 100))
    if options.is_wide:
        rows.append(_stress_row("N links to one page", wide, STRESS["N links to one page"], options))
        rows.append(_stress_row("N pages linking to one page", wide, pages_linking_to_one_page, options))
    return Section(text=_said(options.few) + table(_STRESS_HEADS, rows))


def large_pages(options: Options) -> Section:
    """One page of ten megabytes, and one of a tenth: ten times as much of anything, ten times the time."""
    sizes = (options.scaled(MEGABYTES) // 10, options.scaled(MEGABYTES))
    measured = {name: _large_page(name, sizes, options.log) for name in HEAVY}
    rows = [
        [name, seconds(small), seconds(large), f"{large / small:.1f}", megabytes(peak), count(findings)]
        for name, (small, large, peak, findings) in measured.items()
    ]
    heads = ["", *(f"{size / 1e6:g} MB: CPU s" for size in sizes), "×", "memory MB", "findings"]
    peaks = [peak for *_, peak, _ in measured.values() if peak is not None]
    figures = {"large-page-growth": max(large / small for small, large, *_ in measured.values())}
    if peaks:
        figures["large-page"] = max(peaks) / 1e6
    return Section(text=_said(1) + table(heads, rows), figures=figures)


def _large_page(name: str, sizes: Sequence[int], log: Log) -> tuple[float, float, int | None, int | None]:
    """Return processor seconds for each of two sizes, and of the larger one the memory and the findings."""
    log(f"a large page: {name}")
    with tempfile.TemporaryDirectory() as folder:
        costs = []
        for size in sizes:
            timed = large_page_check(large_page(folder, name, size))
            costs.append(run(timed.command, folder=timed.folder, codes=timed.codes))
        peak = memory(timed.command, folder=timed.folder, codes=timed.codes)
        return costs[0].cpu, costs[1].cpu, peak, timed.work(costs[1].output).findings


def precision(options: Options) -> Section:
    """Return each rule's precision and recall on the planted defects of a generated archive."""
    pages = options.scaled(_PRECISION_PAGES)
    defects = pages // 1_000
    tables = []
    for family in FAMILIES:
        options.log(f"precision and recall on {pages:,} pages of family {family}")
        tables.append(f"### Family {family}\n\n{precision_table(measure(pages, defects, family=family))}")
    return Section(text=f"{pages:,} pages of each family, {defects:,} defects of each kind.\n\n" + "\n\n".join(tables))


def sources(options: Options) -> Section:
    """Sources checked on loopback: a brisk web and a rotten one."""
    options.log("a brisk web and a rotten one")
    return rotten_web.report(options.runs, options.few)


SUITES: Mapping[str, tuple[str, Callable[[Options], Section]]] = {
    "peers": ("Whole archives", peers),
    "families": ("Archives of other families", families),
    "page": ("One page", named_page),
    "growth": ("Growth", growth),
    "stress": ("Too much of one thing", stress),
    "large": ("Large pages", large_pages),
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
                yield in_git(corpus)


def _sizes(
    sizes: Sequence[int], make: Callable[[str, int], Corpus], options: Options, turns: int
) -> list[tuple[int, tuple[Result, int], tuple[Result, int]]]:
    """Archives of several sizes, checked in turns: each size with its result and bytes, and those of the first size."""
    with tempfile.TemporaryDirectory() as folder:
        options.log("making archives")
        corpora = [make(folder, size) for size in sizes]
        results = interleaved([all_rules(corpus) for corpus in corpora], runs=turns, log=options.log)
        measured = [(result, corpus.size) for result, corpus in zip(results, corpora, strict=True)]
    return [(size, one, measured[0]) for size, one in zip(sizes, measured, strict=True)]


def _stress_row(name: str, sizes: Sequence[int], write: Callable[[str, int], None], options: Options) -> list[str]:
    try:
        measured = _sizes(sizes, lambda folder, size: stressed(folder, name, size, write), options, options.few)
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
