"""Measures the check of sources: how fast on a web that answers at once, how long and how truthfully on a rotten one.

`python -m benchmarks.rotten_web` prints the tables. All hosts are addresses of loopback; nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from msgspec import Struct

from benchmarks.aims import Section
from benchmarks.loopback_web import Manner, Usage, WebHost, served
from benchmarks.table import NOTHING, count, megabytes, seconds, table
from benchmarks.web_checkers import Checker, CheckerOutcome, Limits, archive_lint, has_lychee, lychee, plain_httpx

OURS = "archive-lint"
_SHORTEST = 0.02
_LONGEST = 5.0
"""Seconds: latencies of the rotten web."""

_GONE = 10
"""Every so many pages of a host that answers, one is truly gone."""


class Scenario(Struct, frozen=True):
    """A web, and how it is to be asked."""

    name: str
    hosts: tuple[WebHost, ...]
    urls_a_host: int
    limits: Limits
    with_gone: bool = False

    @property
    def size(self) -> int:
        """Number of its URLs."""
        return len(self.hosts) * self.urls_a_host

    def urls(self, port: int) -> list[str]:
        """Return all URLs, hosts mixed, in the same order each time."""
        urls = [
            f"http://{host.address}:{port}/{'gone' if self._has_gone(number, host) else 'news'}/{number}/story"
            for host in self.hosts
            for number in range(self.urls_a_host)
        ]
        random.Random(0).shuffle(urls)
        return urls

    def _has_gone(self, number: int, host: WebHost) -> bool:
        return self.with_gone and number % _GONE == _GONE - 1 and host.manner is Manner.ANSWERS


class Measured(Struct, frozen=True):
    """One run of one checker on one web."""

    outcome: CheckerOutcome
    usage: Usage
    false_dead: int
    """Pages that are there, and were called gone or broken."""
    missed: int
    """Pages that are gone, and were not called so."""
    unjudged: int
    """Pages that are there, and about which nothing was claimed."""

    @property
    def errors(self) -> tuple[int, int, int]:
        """The three counts."""
        return self.false_dead, self.missed, self.unjudged


def brisk_web(hosts: int = 200, urls: int = 15) -> Scenario:
    """Answers at once."""
    return Scenario(
        "A web that answers at once",
        tuple(WebHost(_address(number)) for number in range(hosts)),
        urls,
        Limits(timeout=20),
    )


def rotten_web(hosts: int = 100, urls: int = 10, *, slow: str = "pages") -> Scenario:
    """Return a tenth is dead, half of it silent; a tenth limits its answers; the others take from 20 ms to 5 s.

    Either each page its own time, or, with `slow="hosts"`, each host for all of its pages.
    """
    mixed = [Manner.LIMITS, *[Manner.ANSWERS] * 8]
    manners = [*mixed, Manner.REFUSES, *mixed, Manner.SILENT]
    found = []
    for number in range(hosts):
        manner = manners[number % len(manners)]
        fastest, slowest = _SHORTEST, _LONGEST
        if manner is not Manner.ANSWERS:
            slowest = fastest
        elif slow == "hosts":
            fastest = slowest = _SHORTEST * (_LONGEST / _SHORTEST) ** (number * 37 % hosts / (hosts - 1))
        found.append(WebHost(_address(number), manner, fastest, slowest))
    limits = Limits(timeout=6, retries=1, interval=0.05)
    return Scenario(f"A rotten web of slow {slow}", tuple(found), urls, limits, with_gone=True)


def measure(scenario: Scenario, checkers: Mapping[str, Checker], rounds: int) -> dict[str, list[Measured]]:
    """Runs the checkers in turns, all of them in each round."""
    measured: defaultdict[str, list[Measured]] = defaultdict(list)
    for _ in range(rounds):
        for name, checker in checkers.items():
            with served(scenario.hosts) as web, tempfile.TemporaryDirectory(prefix="archive-lint-bench-") as folder:
                urls = scenario.urls(web.port)
                outcome = checker(Path(folder), urls, scenario.limits)
                measured[name].append(judge(scenario, outcome, web.used(), urls))
    return measured


def report(rounds: int = 9, rotten_rounds: int = 2, slow: str = "pages") -> Section:
    """Both webs. A round of the brisk one takes seconds, one of the rotten web most of a minute.

    Raises `CommandFailedError` where a checker fails.
    """
    peers: dict[str, Checker] = {"lychee": lychee} if has_lychee() else {}
    brisk, rotten = brisk_web(), rotten_web(slow=slow)
    on_brisk = measure(brisk, {OURS: archive_lint, "plain httpx": plain_httpx, **peers}, rounds)
    # A round of the rotten web hardly varies: what is waited for is the web.
    on_rotten = measure(rotten, {OURS: archive_lint, **peers}, rotten_rounds)
    parts = ((brisk, on_brisk, "plain httpx"), (rotten, on_rotten, "lychee"))
    text = "\n\n".join(f"### {web.name}\n\n{_told(web)}\n\n{as_table(web, found, base)}" for web, found, base in parts)
    figures = {
        "verdicts": brisk.size / _wall(on_brisk[OURS]),
        "false-dead": max(run.false_dead for run in on_rotten[OURS]),
    }
    if peers:
        figures["rotten"] = _wall(on_rotten[OURS]) / _wall(on_rotten["lychee"])
    return Section(text=text, figures=figures)


def _wall(runs: Sequence[Measured]) -> float:
    return median(run.outcome.wall for run in runs)


def _address(number: int) -> str:
    return f"127.1.{number // 200}.{number % 200 + 1}"


def judge(scenario: Scenario, outcome: CheckerOutcome, usage: Usage, urls: Sequence[str]) -> Measured:
    """Holds what a checker said of `urls` against what they are."""
    live = {host.address for host in scenario.hosts if host.manner in (Manner.ANSWERS, Manner.LIMITS)}
    gone = {url for url in urls if "/gone/" in url}
    there = {url for url in urls if _host(url) in live} - gone
    return Measured(
        outcome=outcome,
        usage=usage,
        false_dead=len(there & outcome.lost),
        missed=len(gone - outcome.lost),
        unjudged=sum(1 + others for url, others in outcome.unsure.items() if url in there),
    )


def _host(url: str) -> str:
    return url.split("/")[2].partition(":")[0]


def _told(scenario: Scenario) -> str:
    limits = scenario.limits
    manners = ", ".join(
        f"{count} {manner}" for manner in Manner if (count := sum(host.manner is manner for host in scenario.hosts))
    )
    return (
        f"{len(scenario.hosts)} hosts ({manners}), {scenario.urls_a_host} URLs each. Timeout {limits.timeout:g} s, "
        f"retries {limits.retries}, at once {limits.per_host} per host and 128 in all, "
        f"{limits.interval * 1000:g} ms between "
        "two requests to a host."
    )


def as_table(scenario: Scenario, measured: Mapping[str, Sequence[Measured]], base: str) -> str:
    """Return the medians of all rounds, and of errors the worst round's.

    Wall time also as a multiple of that of `base`.
    """
    walls = {name: _wall(runs) for name, runs in measured.items()}
    rows = [
        [
            name,
            seconds(walls[name]),
            f"{walls[name] / walls[base]:.2f}" if base in walls else NOTHING,
            count(round(scenario.size / walls[name])),
            seconds(median(run.outcome.cpu for run in runs)),
            megabytes(max(run.outcome.memory for run in runs)),
            count(round(median(run.usage.requests for run in runs))),
            count(round(median(run.usage.limited for run in runs))),
            *(count(max(numbers)) for numbers in zip(*(run.errors for run in runs), strict=True)),
        ]
        for name, runs in measured.items()
    ]
    heads = ["", "wall s", f"× {base}", "URLs/s", "CPU s", "memory MB", "requests", "answered 429"]
    busiest = max(run.usage.cpu / run.outcome.wall for runs in measured.values() for run in runs)
    rounds = max(map(len, measured.values()))
    return (
        f"{table([*heads, 'false dead', 'missed dead', 'unjudged'], rows)}\n"
        "False dead: pages that are there, called gone, or broken by a checker that knows no more kinds of failure. "
        f"{rounds} rounds, in turns. The web took at most {busiest:.0%} of a core; load of the machine at the end "
        f"{os.getloadavg()[0]:.1f}."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rotten_web", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="of the brisk web (default: %(default)s)")
    parser.add_argument("--rotten-rounds", type=int, default=2, help="of the rotten one (default: %(default)s)")
    parser.add_argument(
        "--slow",
        choices=("pages", "hosts"),
        default="pages",
        help="what has a latency of its own (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    print(report(options.rounds, options.rotten_rounds, options.slow).text)


if __name__ == "__main__":
    main()
