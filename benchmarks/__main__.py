"""Measures archive-lint and its peers: `python -m benchmarks`, or `make bench`. Prints Markdown."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from benchmarks import aims, document
from benchmarks.machine import compile_all, machine
from benchmarks.measure import CommandFailedError
from benchmarks.suites import SUITES, Options


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=SUITES, metavar="NAME", help=f"one of {', '.join(SUITES)}")
    parser.add_argument("--runs", type=int, default=9, help="turns of each command (default: %(default)s)")
    parser.add_argument(
        "--pages", type=int, default=10_000, help="of the generated archive that peers check (default: %(default)s)"
    )
    parser.add_argument("--quick", action="store_true", help="one turn, a tenth of the sizes: does it all still run?")
    parser.add_argument("--million", action="store_true", help="also growth up to a million pages")
    parser.add_argument("--wide", action="store_true", help="also links of a million pages to one, and of one to them")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    chosen = Options(
        runs=1 if options.quick else options.runs,
        pages=options.pages // 10 if options.quick else options.pages,
        is_quick=options.quick,
        has_million=options.million,
        is_wide=options.wide,
        log=_tell,
    )
    try:
        sections = dict(_measured(options.only or list(SUITES), chosen))
    except CommandFailedError as error:
        print(error, file=sys.stderr)
        return 1
    if options.write:
        # What is aimed at is known last, and read first.
        document.write(dict(sorted(sections.items(), key=lambda section: section[0] != aims.HEADING)))
    return 0


def _measured(names: Sequence[str], options: Options) -> Iterator[tuple[str, str]]:
    """Measure suites and print them; yield headings and texts. What is aimed at comes last, if all were measured."""
    compile_all()
    figures: dict[str, float] = {}
    for name in names:
        heading, measure = SUITES[name]
        section = measure(options)
        figures.update(section.figures)
        yield _shown(heading, section.text)
    if set(names) == set(SUITES):
        yield _shown(aims.HEADING, aims.aims_table(figures))


def _shown(heading: str, text: str) -> tuple[str, str]:
    whole = f"{machine()}\n\n{text}"
    print(f"## {heading}\n\n{whole}", flush=True)
    return heading, whole


def _tell(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
