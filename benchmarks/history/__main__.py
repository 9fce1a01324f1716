"""What became of safe fixes: early states of an archive are fixed, and its own later history is the judge.

`python -m benchmarks.history REPOSITORY` reads a git repository and never writes to it;
`python -m benchmarks.history --synthetic COMMITS` writes a history of its own to a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile

from archive_lint.cli.console import UsageError
from archive_lint.config.errors import ConfigError
from benchmarks.history.repository import History, HistoryError
from benchmarks.history.score import offenders, score_history, score_table, spread
from benchmarks.history.synthetic import write_history


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit code is 1 when more than 1 in 100 lines of a rule are contradicted, 2 for misuse."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.history", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", nargs="?", help="a folder of a git repository")
    parser.add_argument("--synthetic", type=int, metavar="COMMITS", help="write a history of so many commits instead")
    parser.add_argument("--seed", type=int, default=1, help="of the synthetic history (default: %(default)s)")
    parser.add_argument("--keep", metavar="FOLDER", help="write the synthetic history there; it must not exist")
    parser.add_argument("--early", action="append", metavar="REV", help="a state to fix; can be given several times")
    parser.add_argument("--late", default="HEAD", metavar="REV", help="the state that judges (default: %(default)s)")
    parser.add_argument(
        "--states", type=int, default=6, help="without --early: so many states, evenly spread (default: %(default)s)"
    )
    parser.add_argument("--config", action="append", default=[], help="as for `archive-lint --config`")
    parser.add_argument("--examples", type=int, default=5, help="shown of each rule (default: %(default)s)")
    options = parser.parse_args(arguments)
    if (options.repository is None) == (options.synthetic is None):
        parser.error("give either a repository or --synthetic COMMITS")
    with tempfile.TemporaryDirectory() as root:
        try:
            return _report(options, options.repository or _written(options, root))
        except (HistoryError, UsageError, ConfigError, ValueError) as error:
            print(error, file=sys.stderr)
            return 2


def _written(options: argparse.Namespace, root: str) -> str:
    folder: str = options.keep or os.path.join(root, "synthetic")
    write_history(folder, commits=options.synthetic, seed=options.seed)
    return folder


def _report(options: argparse.Namespace, folder: str) -> int:
    history = History(folder)
    early = options.early or spread(history, options.late, options.states)
    scores = score_history(history, early, options.late, options.config)
    print(score_table(scores, options.examples), end="")
    return 1 if offenders(scores) else 0


if __name__ == "__main__":
    sys.exit(main())
