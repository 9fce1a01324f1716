"""What the paths on the command line mean: which pages of the archive are reported on."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.cli.console import UsageError
from archive_lint.files.discover import ENDING
from archive_lint.files.read import MOST_BYTES
from archive_lint.model.listing import Listing
from archive_lint.model.problem import Problem, ProblemKind

STANDARD_INPUT = "-"


class NamedPages(Struct, frozen=True, kw_only=True):
    """The pages to report on."""

    reported: tuple[str, ...] | None
    """`None` for all."""
    listing: Listing
    """Of the archive, with the page from standard input."""
    overlay: dict[str, bytes]
    problems: tuple[Problem, ...]
    """What was named and cannot be checked."""
    left_out: bool = False
    """Whether a page was named that is excluded, and exclusion forced: that none is left to check is no mistake then."""


def find_named_pages(
    paths: Sequence[str], root: str, listing: Listing, *, stdin_filename: str | None, force_exclude: bool
) -> NamedPages:
    """The pages that the paths name. Raises `UsageError` where standard input cannot be made sense of."""
    overlay: dict[str, bytes] = {}
    if STANDARD_INPUT in paths:
        page = _page_of_standard_input(paths, root, stdin_filename)
        overlay[page] = _read_standard_input()
        listing = replace(listing, pages=tuple(sorted({*listing.pages, page})), files=listing.files | {page})
        return NamedPages(reported=(page,), listing=listing, overlay=overlay, problems=())
    if stdin_filename is not None:
        raise UsageError("--stdin-filename names the page that is read from standard input: give `-` as path too")
    if not paths:
        return NamedPages(reported=None, listing=listing, overlay=overlay, problems=())
    chosen: set[str] = set()
    is_whole = is_left_out = False
    problems: list[Problem] = []
    for named in paths:
        path = inside(root, named)
        if path is None:
            # Not as the problem's path: those are taken for paths in the archive.
            problems.append(Problem(ProblemKind.UNREADABLE, "", f"{named}: lies outside of the archive {root}"))
        elif os.path.isdir(named):
            is_whole = is_whole or not path
            chosen.update(page for page in listing.pages if page.startswith(f"{path}/"))
        elif (problem := _why_no_page(path, named, listing)) is not None:
            problems.append(problem)
        elif force_exclude and path not in listing.pages:
            is_left_out = True
        else:
            # Also what is excluded, ignored by git, or in a hidden folder: whoever names a page wants to know of it.
            chosen.add(path)
    reported: tuple[str, ...] | None = tuple(sorted(chosen))
    if is_whole:
        # The archive's own folder means all of it, and whatever excluded pages are named beside it.
        others = chosen.difference(listing.pages)
        reported = tuple(sorted(others.union(listing.pages))) if others else None
    return NamedPages(
        reported=reported, listing=listing, overlay=overlay, problems=tuple(problems), left_out=is_left_out
    )


def _why_no_page(path: str, named: str, listing: Listing) -> Problem | None:
    if not os.path.lexists(named):
        return Problem(ProblemKind.UNREADABLE, path, "there is no such file or folder")
    if not path.endswith(ENDING):
        return Problem(ProblemKind.SKIPPED, path, f"is no Markdown page: a page's name ends in {ENDING}")
    if path not in listing.pages and os.path.islink(named):
        return Problem(ProblemKind.SKIPPED, path, "is a symbolic link: name the page it leads to")
    return None


def inside(root: str, named: str) -> str | None:
    """A path as the archive names it; `None` for one that lies outside."""
    # Links to folders are followed, as on macOS /tmp is one; a file is taken as it is.
    folder, name = os.path.split(os.path.abspath(named))
    real = os.path.realpath(named) if os.path.isdir(named) else os.path.join(os.path.realpath(folder), name)
    relative = os.path.relpath(real, os.path.realpath(root)).replace(os.sep, "/")
    if relative == os.curdir:
        return ""
    return None if relative == os.pardir or relative.startswith("../") or os.path.isabs(relative) else relative


def _page_of_standard_input(paths: Sequence[str], root: str, stdin_filename: str | None) -> str:
    if len(paths) > 1:
        raise UsageError("`-` reads the only page from standard input: name no other path beside it")
    if stdin_filename is None:
        raise UsageError(
            "`-` reads a page from standard input: say with --stdin-filename PATH where in the archive it lies"
        )
    page = inside(root, stdin_filename)
    if page is None or not page.endswith(ENDING):
        raise UsageError(f"--stdin-filename {stdin_filename}: is no Markdown page of the archive {root}")
    return page


def _read_standard_input() -> bytes:
    text = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise UsageError(f"standard input has more than {MOST_BYTES:,} bytes: too much for a page")
    return text
