"""`archive-lint init`: writes a configuration inferred from the archive at hand."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.options import Parser, typed
from archive_lint.cli.output import to_standard_output
from archive_lint.config.discover import FILE_NAMES, configurations_below, find
from archive_lint.config.load import load
from archive_lint.files.discover import DiscoveryError, discover
from archive_lint.files.read import read_page
from archive_lint.infer.archive import Inferred, infer
from archive_lint.infer.sections import toml
from archive_lint.model.listing import Listing


class InitOptions(Struct, frozen=True, kw_only=True):
    """What `init` was told."""

    path: str
    """The archive's folder."""
    stdout: bool


def parser() -> argparse.ArgumentParser:
    """Return the parser of `init`."""
    accepted = Parser(
        "archive-lint init",
        "Write an archive-lint.toml inferred from the archive at hand. An existing one is left alone.",
    )
    accepted.add_argument("path", nargs="?", default=".", metavar="FOLDER", help="the archive (default: here)")
    accepted.add_argument("--stdout", action="store_true", help="print it instead")
    return accepted


def parse(words: Sequence[str]) -> InitOptions:
    """Return the options that were given. Raises `UsageError`."""
    return typed(parser().parse_args(words), InitOptions)


def run(words: Sequence[str]) -> int:
    """Look at a sample of the archive's pages and write what they have in common."""
    options = parse(words)
    console = Console()
    root = options.path
    try:
        discovered = discover(root)
    except DiscoveryError as error:
        raise UsageError(str(error)) from error
    pages = discovered.listing.pages
    if discovered.notice:
        console.warning(discovered.notice)
    if not pages:
        raise UsageError(f"{root}: there is no Markdown page to learn from; name the archive's folder")
    inferred = _extending(root, discovered.listing) or infer(root, pages, partial(read_page, root))
    if options.stdout:
        to_standard_output(lambda stream: stream.write(inferred.text.encode()))
        return ExitCode.CLEAN
    path = os.path.join(root, FILE_NAMES[0])
    for name in FILE_NAMES[:2]:
        if os.path.lexists(os.path.join(root, name)):
            raise UsageError(
                f"{os.path.join(root, name)}: is there already and is left alone; --stdout prints what would be written"
            )
    above = find(root)
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(inferred.text)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    if above is not None:
        console.warning(f"{above} configures this folder too, and is no longer asked here: the nearest one wins")
    for note in inferred.notes:
        console.note(note)
    console.note(f"Wrote {path}. Look it over, then run `archive-lint`.")
    return ExitCode.CLEAN


def _extending(root: str, listing: Listing) -> Inferred | None:
    """Return a configuration that leads to the one of an archive below, where there is just one; else `None`."""
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
    text = (
        "# The archive below has a configuration of its own.\n"
        f"extend = {toml(below[0])}\n\n[archive]\nroot = {toml(archive)}\n"
    )
    return Inferred(text, ())
