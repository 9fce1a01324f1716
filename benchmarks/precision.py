"""The share of planted defects in a large archive that each rule finds, and its other findings.

`python -m benchmarks.precision --family NAME --pages N --defects N`
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping

from archive_lint.rule.registry import load_registry
from benchmarks.corpus import Score, markdown_table, score
from benchmarks.corpus.families import FAMILIES
from benchmarks.corpus.linting import lint, reports

_SHOWN = 5
"""Missed and false findings of a rule that are listed."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit code is 1 when a rule missed a defect or reported something that is not a defect."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.precision", description=__doc__)
    parser.add_argument("--pages", type=int, default=100_000, help="pages of the archive (default: %(default)s)")
    parser.add_argument("--defects", type=int, default=100, help="defects of each kind (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the archive and its defects (default: %(default)s)")
    parser.add_argument("--family", choices=FAMILIES, default="first", help="of archives (default: %(default)s)")
    options = parser.parse_args(arguments)
    scores = measure(options.pages, options.defects, options.seed, options.family)
    print(precision_table(scores))
    return 1 if any(one.missed or one.false for one in scores.values()) else 0


def measure(pages: int, defects: int, seed: int = 1, family: str = "first") -> Mapping[str, Score]:
    """Return the scores of all rules on an archive of a family with so many pages and so many defects of each kind."""
    chosen = FAMILIES[family]
    with tempfile.TemporaryDirectory() as root:
        plan = chosen.write(root, pages=pages, seed=seed)
        injected = chosen.damage(root, plan, defects=dict.fromkeys(chosen.codes, defects), seed=seed + 1)
        return score(reports(lint(root, plan.settings, jobs=os.cpu_count() or 1)), injected)


def precision_table(scores: Mapping[str, Score]) -> str:
    """Return the scores as a table, the reason of each figure below 1, and the rules that were not put to this test."""
    lines = [markdown_table(scores)]
    for one in scores.values():
        for word, kept in (("missed", one.missed), ("false", one.false)):
            lines += [f"- {one.code} {word}: `{path}` line {line}" for _, path, line in kept[:_SHOWN]]
            if len(kept) > _SHOWN:
                lines.append(f"- {one.code} {word}: {len(kept) - _SHOWN:,} more")
    others = sorted(rule.code for rule in load_registry().rules if rule.code not in scores)
    if others:
        lines.append(f"\nNothing was put in for {', '.join(others)}, and they report nothing.")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
