"""Measures archive-lint and its peers: `python -m benchmarks`, or `make bench`. Prints Markdown."""

from __future__ import annotations

import argparse
import sys

from benchmarks import document
from benchmarks.machine import machine
from benchmarks.measure import CommandFailedError
from benchmarks.suites import SUITES, Options


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=SUITES, metavar="NAME", help=f"one of {', '.join(SUITES)}")
    parser.add_argument("--runs", type=int, default=5, help="turns of each command (default: %(default)s)")
    parser.add_argument(
        "--pages", type=int, default=10_000, help="of the generated archive that peers check (default: %(default)s)"
    )
    parser.add_argument("--quick", action="store_true", help="one turn, a tenth of the sizes: does it all still run?")
    parser.add_argument("--million", action="store_true", help="also growth and stress up to a million pages")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    chosen = Options(
        runs=1 if options.quick else options.runs,
        pages=options.pages // 10 if options.quick else options.pages,
        is_quick=options.quick,
        has_million=options.million,
        log=_tell,
    )
    sections = {}
    for name in options.only or SUITES:
        heading, measure = SUITES[name]
        try:
            text = measure(chosen)
        except CommandFailedError as error:
            print(error, file=sys.stderr)
            return 1
        sections[heading] = f"{machine()}\n\n{text}"
        print(f"## {heading}\n\n{sections[heading]}", flush=True)
    if options.write:
        document.write(sections)
    return 0


def _tell(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
