"""`archive-lint [check]`: checks an archive.

This module is light: what takes long to load is loaded while a copy of this process lists the archive's files.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from archive_lint.cli.check_options import CheckOptions, check_parser, parse_check
from archive_lint.cli.early_listing import begin_listing
from archive_lint.cli.option_conflicts import refuse_conflicts
from archive_lint.cli.output import uninterrupted

if TYPE_CHECKING:
    from archive_lint.cli.answer import AnswerKeeper
    from archive_lint.cli.early_listing import EarlyListing
    from archive_lint.report.report import Report
    from archive_lint.web.background import Network


def parser() -> argparse.ArgumentParser:
    """Return the parser of `check`."""
    return check_parser()


def run(words: Sequence[str], *, network: Network | None = None) -> int:
    """Check, fix if asked to, report, and return the exit code. `network` replaces the real one."""
    return _reported(words, lambda stage: _run(words, network, stage))


def _reported(words: Sequence[str], work: Callable[[_Stage], int]) -> int:
    """Do some work. What ends it is written into the reports that the words ask for, and raised."""
    stage = _Stage()
    try:
        return work(stage)
    except BrokenPipeError:
        raise
    except Exception as error:
        if not stage.is_reporting:
            # Here and not above: a run that goes well does not pay for it.
            from archive_lint.cli.refusal import write_refusal

            write_refusal(words, error)
        raise


class _Stage:
    """The stage of a run."""

    def __init__(self) -> None:
        self.is_reporting = False
        """Whether reports are being written: later errors cannot be part of them."""

    def report(self) -> None:
        """Begin to write reports."""
        self.is_reporting = True


def _run(words: Sequence[str], network: Network | None, stage: _Stage) -> int:
    options = parse_check(words)
    refuse_conflicts(options)
    if options.execution.watch:
        from archive_lint.cli.watching import watch

        return watch(options, lambda: _reported(words, lambda stage: _check(words, options, network, stage)))
    early = begin_listing(options)
    if early is None:
        return _check(words, options, network, stage)
    # Here and not above, as all that takes long to load.
    from archive_lint.cli.answer import AnswerKeeper

    keeper = AnswerKeeper(words, options, early)
    try:
        report = keeper.find()
        if report is not None:
            from archive_lint.cli.report_output import printed_ahead

            # While files are listed, and git is asked.
            printed = printed_ahead(options, report)
            if keeper.holds():
                return _write(options, report, keeper.base, stage, printed)
        return _check(words, options, network, stage, early, keeper)
    finally:
        keeper.end()
        early.end()


def _check(
    words: Sequence[str],
    options: CheckOptions,
    network: Network | None,
    stage: _Stage,
    early: EarlyListing | None = None,
    keeper: AnswerKeeper | None = None,
) -> int:
    from archive_lint.cli.checking import check

    return check(words, options, network, early=early, keeper=keeper, when_reporting=stage.report)


def _write(options: CheckOptions, report: Report, base: str, stage: _Stage, printed: bytes | None) -> int:
    """Write a report that an earlier run gave, with paths from the folder `base`, and return the exit code."""
    from archive_lint.cli.report_output import exit_code, write_reports

    with uninterrupted():
        stage.report()
        write_reports(options, report, base, printed)
    return exit_code(options, report)
