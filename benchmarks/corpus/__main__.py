"""Writes a synthetic archive, with or without defects: `python -m benchmarks.corpus ROOT --pages N --seed S`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from benchmarks.corpus.defects import RECIPES
from benchmarks.corpus.editions import EDITIONS
from benchmarks.corpus.generate import generate
from benchmarks.corpus.inject import inject


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("root", help="folder to write to; created where it does not exist")
    parser.add_argument("--pages", type=int, default=10_000, help="Markdown files in all (default: %(default)s)")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed writes the same bytes (default: %(default)s)"
    )
    parser.add_argument("--edition", choices=sorted(EDITIONS), default="en")
    parser.add_argument("--generation", help="letter of the one generation to write (default: all of the edition)")
    parser.add_argument("--inject", type=int, default=0, metavar="N", help="defects of each kind (default: none)")
    options = parser.parse_args(arguments)
    try:
        plan = generate(
            options.root,
            pages=options.pages,
            seed=options.seed,
            edition=options.edition,
            generation=options.generation,
        )
        injected = inject(options.root, plan, defects=dict.fromkeys(RECIPES, options.inject), seed=options.seed)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{plan.pages:,} pages, {plan.stories:,} stories, {plan.days:,} days, {len(injected):,} defects")
    effects = Counter(code for defect in injected for code, _ in defect.side_effects)
    for code, count in sorted(effects.items()):
        print(f"  {code}: {count:,} more findings as side effects")
    return 0


if __name__ == "__main__":
    sys.exit(main())
