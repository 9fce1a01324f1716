"""`archive-lint init`: writes a configuration inferred from the archive."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.options import Parser, typed
from archive_lint.cli.output import to_standard_output
from archive_lint.cli.trial import Trial, try_out
from archive_lint.config.discover import FILE_NAMES, configurations_below, find
from archive_lint.config.load import load
from archive_lint.config.schema import SCHEMA_LINE
from archive_lint.files.discover import DiscoveryError, discover
from archive_lint.files.read import read_page
from archive_lint.infer.archive import infer
from archive_lint.infer.endings import READABLE_ENDINGS
from archive_lint.infer.guess import toml
from archive_lint.infer.rules_off import rules_off_by_findings
from archive_lint.model.listing import Listing
from archive_lint.text import counted


class InitOptions(Struct, frozen=True, kw_only=True):
    """The options of `init`."""

    path: str
    """The archive's folder."""
    stdout: bool


class _Proposal(Struct, frozen=True):
    """A configuration, and notes about it."""

    text: str
    notes: Sequence[str] = ()
    is_recognised: bool = True


def parser() -> argparse.ArgumentParser:
    """Return the parser of `init`."""
    accepted = Parser(
        "archive-lint init",
        "Write an archive-lint.toml inferred from the archive, and show what it finds. An existing file is not "
        "changed. Exits with 1 if no story was recognised.",
    )
    accepted.add_argument("path", nargs="?", default=".", metavar="FOLDER", help="the archive (default: here)")
    accepted.add_argument("--stdout", action="store_true", help="print it instead")
    return accepted


def parse(words: Sequence[str]) -> InitOptions:
    """Return the options that were given. Raises `UsageError`."""
    return typed(parser().parse_args(words), InitOptions)


def run(words: Sequence[str]) -> int:
    """Read a sample of the archive's pages, write a configuration, and show what it finds."""
    options = parse(words)
    console = Console()
    root = options.path
    if not options.stdout:
        _refuse_to_replace(root)
    try:
        proposal = _propose(root, console)
    except DiscoveryError as error:
        raise UsageError(str(error)) from error
    if options.stdout:
        to_standard_output(lambda stream: stream.write(proposal.text.encode()))
    else:
        _write(root, proposal, console)
    if not proposal.is_recognised:
        console.error(
            "no page was recognised as a story, so most rules have nothing to look at: set archive.story by hand"
        )
        return ExitCode.FINDINGS
    return ExitCode.CLEAN


def _propose(root: str, console: Console) -> _Proposal:
    """Return the proposal for a folder. Raises `DiscoveryError` and `UsageError`."""
    discovered = discover(root, None, READABLE_ENDINGS)
    pages = discovered.listing.pages
    if discovered.notice:
        console.warning(discovered.notice)
    if not pages:
        raise UsageError(f"{root}: there is no Markdown page to learn from; name the archive's folder")
    extending = _extending(root, discovered.listing)
    if extending is not None:
        return _Proposal(extending)
    inferred = infer(root, pages, partial(read_page, root), discovered.listing.files)
    trial = try_out(root, inferred.text)
    off = tuple(rules_off_by_findings(trial.counts, trial.stories))
    if off:
        inferred = replace(inferred, off=(*inferred.off, *off))
    hidden = {code for reasoned in off for code in reasoned.values}
    notes = (*inferred.notes, *_told(trial, hidden))
    return _Proposal(inferred.text, notes, inferred.is_recognised)


def _told(trial: Trial, hidden: set[str]) -> Iterator[str]:
    """Yield what the configuration finds, by rules: for the terminal."""
    sample = "" if trial.pages == trial.of else f", a sample of {trial.of:,}"
    counts = {code: count for code, count in trial.counts.items() if code not in hidden}
    total = counted(sum(counts.values()), "finding")
    yield f"Tried on {counted(trial.pages, 'page')}{sample}, offline: {total}{':' if counts else '.'}"
    for code, count in counts.items():
        yield f"{count:>8,}  {code}  {trial.names[code]}"


def _refuse_to_replace(root: str) -> None:
    for name in FILE_NAMES[:2]:
        if os.path.lexists(os.path.join(root, name)):
            raise UsageError(
                f"{os.path.join(root, name)}: exists already and is not changed; --stdout prints what would be written"
            )


def _write(root: str, proposal: _Proposal, console: Console) -> None:
    path = os.path.join(root, FILE_NAMES[0])
    above = find(root)
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(proposal.text)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    if above is not None:
        console.warning(f"{above} configures this folder too, and is no longer asked here: the nearest one wins")
    for note in proposal.notes:
        console.note(note)
    console.note(f"Wrote {path}. Look it over, then run `archive-lint`.")


def _extending(root: str, listing: Listing) -> str | None:
    """Return a configuration that extends that of an archive below, if there is exactly one; else `None`."""
    below = configurations_below(listing.files | listing.untracked)
    if not below:
        return None
    if len(below) > 1:
        raise UsageError(
            f"{root}: {', '.join(below[:3])} configure archives below: run `archive-lint` on their folders"
        )
    folder = below[0].rpartition("/")[0]
    inner = load(os.path.join(root, below[0])).settings.archive.root
    archive = os.path.normpath(os.path.join(folder, inner)).replace(os.sep, "/")
    return (
        f"{SCHEMA_LINE}\n# The archive below has a configuration of its own.\n"
        f"extend = {toml(below[0])}\n\n[archive]\nroot = {toml(archive)}\n"
    )
