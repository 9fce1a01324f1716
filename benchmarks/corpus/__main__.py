"""Writes a synthetic archive, with or without defects: `python -m benchmarks.corpus ROOT --pages N --seed S`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from benchmarks.corpus.editions import EDITIONS
from benchmarks.corpus.families import FAMILIES


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("root", help="folder to write to; created where it does not exist")
    parser.add_argument("--pages", type=int, default=10_000, help="Markdown files in all (default: %(default)s)")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed writes the same bytes (default: %(default)s)"
    )
    parser.add_argument(
        "--family", choices=FAMILIES, default="first", help="what is built alike (default: %(default)s)"
    )
    parser.add_argument("--edition", choices=sorted(EDITIONS), help="of the first family (default: en)")
    parser.add_argument("--generation", help="of the first family: letter of the one to write (default: all of it)")
    parser.add_argument("--inject", type=int, default=0, metavar="N", help="defects of each kind (default: none)")
    options = parser.parse_args(arguments)
    family = FAMILIES[options.family]
    kind = {key: value for key in ("edition", "generation") if (value := getattr(options, key)) is not None}
    if kind and options.family != "first":
        parser.error("--edition and --generation are of the first family")
    try:
        plan = family.write(options.root, pages=options.pages, seed=options.seed, **kind)
        defects = dict.fromkeys(family.codes, options.inject)
        injected = family.damage(options.root, plan, defects=defects, seed=options.seed)
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
