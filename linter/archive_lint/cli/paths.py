"""The pages that paths on the command line name."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.cli.console import UsageError
from archive_lint.files.read import MOST_BYTES
from archive_lint.model.listing import Listing
from archive_lint.model.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from archive_lint.cli.check_options import PageOptions

STANDARD_INPUT = "-"


class StartFolder(NamedTuple):
    """The folder from which the archive is looked for."""

    folder: str
    is_named: bool
    """Whether it was named, or is the current folder; else it is the folder of a named page."""


class NamedPages(Struct, frozen=True, kw_only=True):
    """The pages to report on."""

    reported: tuple[str, ...] | None
    """The paths of the pages; `None` for all."""
    listing: Listing
    """The archive's files, with the page from standard input."""
    overlay: Mapping[str, bytes] = {}
    """The page from standard input: its path and its text."""
    problems: tuple[Problem, ...] = ()
    """Problems of named paths that cannot be checked."""
    left_out: bool = False
    """Whether exclusion was forced for a named page: then it is not a mistake if no page is left."""

    @property
    def checked(self) -> Sequence[str]:
        """The pages that the run checks."""
        return self.listing.pages if self.reported is None else self.reported

    @property
    def is_everything(self) -> bool:
        """Whether the run checks all pages of the archive, as they are on disk."""
        return not self.overlay and self.reported in (None, self.listing.pages)


def start_folder(paths: Sequence[str], stdin_filename: str | None = None) -> StartFolder:
    """Return the folder from which to look for the archive: that of the first path, or the current one."""
    first = paths[0] if paths else os.curdir
    if first == STANDARD_INPUT:
        first = stdin_filename or os.curdir
    folder = first
    while not os.path.isdir(folder):
        # A page that was deleted, or misspelt, still shows which archive was meant.
        folder = os.path.dirname(os.path.abspath(folder))
    return StartFolder(folder, is_named=folder == first)


def every_page(listing: Listing) -> NamedPages:
    """Return all pages of an archive."""
    return NamedPages(reported=None, listing=listing)


def find_named_pages(options: PageOptions, root: str, listing: Listing) -> NamedPages:
    """Return the pages that the paths name. Raises `UsageError` if it is unclear which page standard input is."""
    paths = options.paths
    if STANDARD_INPUT in paths:
        page = _page_of_standard_input(options, root, listing)
        listing = replace(listing, pages=tuple(sorted({*listing.pages, page})), files=listing.files | {page})
        return NamedPages(reported=(page,), listing=listing, overlay={page: _read_standard_input()})
    if options.stdin_filename is not None:
        raise UsageError("--stdin-filename names the page that is read from standard input: give `-` as path too")
    return _under(options, root, listing) if paths else every_page(listing)


def _under(options: PageOptions, root: str, listing: Listing) -> NamedPages:
    chosen: set[str] = set()
    is_whole = is_left_out = False
    problems: list[Problem] = []
    for named in options.paths:
        path = inside(root, named)
        if path is None:
            # Not as the problem's path: those are taken for paths in the archive.
            problems.append(Problem(ProblemKind.UNREADABLE, "", f"{named}: lies outside of the archive {root}"))
        elif os.path.isdir(named):
            is_whole = is_whole or not path
            chosen.update(page for page in listing.pages if page.startswith(f"{path}/"))
        elif (problem := _why_not_a_page(path, named, listing)) is not None:
            problems.append(problem)
        elif options.force_exclude and path not in listing.pages:
            is_left_out = True
        else:
            # Also a page that is excluded, ignored by git, or in a hidden folder: a named page is wanted.
            chosen.add(path)
            listing = _with(listing, path)
    reported: tuple[str, ...] | None = tuple(sorted(chosen))
    if is_whole:
        # The archive's own folder means all of it, including excluded pages named beside it.
        others = chosen.difference(listing.pages)
        reported = tuple(sorted(others.union(listing.pages))) if others else None
    return NamedPages(reported=reported, listing=listing, problems=tuple(problems), left_out=is_left_out)


def _with(listing: Listing, path: str) -> Listing:
    """Return a listing with a named page, which is checked but is not a target of links outside of the archive."""
    if path in listing.pages or path in listing.files:
        return listing
    pages = tuple(sorted({*listing.pages, path}))
    return replace(listing, pages=pages, untracked=listing.untracked | {path})


def _why_not_a_page(path: str, named: str, listing: Listing) -> Problem | None:
    if not os.path.lexists(named):
        return Problem(ProblemKind.UNREADABLE, path, "there is no such file or folder")
    if not path.endswith(listing.endings):
        wanted = " or ".join(listing.endings)
        return Problem(ProblemKind.SKIPPED, path, f"is not a Markdown page: a page's name ends in {wanted}")
    if path not in listing.pages and os.path.islink(named):
        return Problem(ProblemKind.SKIPPED, path, "is a symbolic link: name the page it leads to")
    return None


def inside(root: str, named: str) -> str | None:
    """Return a path relative to the archive's root; `None` for one outside."""
    # Links to folders are followed, as on macOS /tmp is one; a file is taken as it is.
    folder, name = os.path.split(os.path.abspath(named))
    real = os.path.realpath(named) if os.path.isdir(named) else os.path.join(os.path.realpath(folder), name)
    relative = os.path.relpath(real, os.path.realpath(root)).replace(os.sep, "/")
    if relative == os.curdir:
        return ""
    return None if relative == os.pardir or relative.startswith("../") or os.path.isabs(relative) else relative


def _page_of_standard_input(options: PageOptions, root: str, listing: Listing) -> str:
    stdin_filename = options.stdin_filename
    if len(options.paths) > 1:
        raise UsageError("`-` reads the only page from standard input: name no other path beside it")
    if stdin_filename is None:
        raise UsageError(
            "`-` reads a page from standard input: say with --stdin-filename PATH where in the archive it lies"
        )
    page = inside(root, stdin_filename)
    if page is None or not page.endswith(listing.endings):
        raise UsageError(f"--stdin-filename {stdin_filename}: is not a Markdown page of the archive {root}")
    return page


def _read_standard_input() -> bytes:
    text = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise UsageError(f"standard input has more than {MOST_BYTES:,} bytes: too much for a page")
    return text
