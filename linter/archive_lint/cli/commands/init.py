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
from archive_lint.config.discover import FILE_NAMES, find
from archive_lint.files.discover import DiscoveryError, discover
from archive_lint.files.read import read_page
from archive_lint.infer.archive import infer


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
        pages = discover(root).listing.pages
    except DiscoveryError as error:
        raise UsageError(str(error)) from error
    if not pages:
        raise UsageError(f"{root}: there is no Markdown page to learn from; name the archive's folder")
    inferred = infer(root, pages, partial(read_page, root))
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
