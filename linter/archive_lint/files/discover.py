"""Lists an archive's files on disk, and which of them git tracks.

Folders are walked without following links. In a git work tree an untracked file is a page to check but not a target of
links: it is missing for everyone who clones.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress

from msgspec import Struct

from archive_lint.files.listing_ahead import ListingAhead
from archive_lint.files.tracked import IndexedFiles, NamedFiles, Tracked
from archive_lint.files.tracked_alone import list_tracked_alone
from archive_lint.files.walk import Walk
from archive_lint.git.command import Git, git_around
from archive_lint.git.errors import GitAbsentError, GitError
from archive_lint.git.index_listing import Index
from archive_lint.git.top import looks_bare
from archive_lint.git.untracked import untracked
from archive_lint.model.listing import ENDINGS, Listing


class DiscoveryError(Exception):
    """The folder cannot be listed."""


class Discovered(Struct, frozen=True):
    """An archive's files, and what could not be listed."""

    listing: Listing
    problems: tuple[tuple[str, str], ...] = ()
    """Paths, each with what is wrong with it."""
    notice: str = ""
    """Why git was not asked, although there is a repository; for people."""
    ignored: int = 0
    """Pages on disk that git ignores."""
    index: Index | None = None
    """The archive's part of git's index, if it was wanted and there is one."""
    is_seen: bool = False
    """Whether a walk and git's names decided everything: git ignores nothing, and tracks nothing in dot folders."""


def discover(
    root: str,
    excluded: Callable[[str], bool] | None = None,
    endings: tuple[str, ...] = ENDINGS,
    *,
    is_index_wanted: bool = False,
    is_walk_wanted: bool = True,
    ahead: ListingAhead | None = None,
) -> Discovered:
    """List the files below `root`; those with one of `endings` are pages.

    `excluded` returns whether a path is not a page; it still counts as a target of links. With `is_index_wanted` git
    lists its index too: asking once takes less time than asking again. Without
    `is_walk_wanted` the index says which files there are, if it can: untracked pages are then not among the pages, and
    other files are looked for when they are asked for. `ahead` is a listing that has begun, perhaps of this folder.

    Raises `DiscoveryError` if the folder does not exist or cannot be read, or if git does not answer for its work tree:
    without its answer other pages would be checked, and other links would be broken.
    """
    if looks_bare(root):
        raise DiscoveryError(f"{root} is a bare git repository, not an archive: name a folder with pages")
    notice = ""
    listing: IndexedFiles | NamedFiles | None = None
    try:
        git = git_around(root)
        if git is not None:
            names = None if ahead is None or is_index_wanted else ahead.names(root)
            listing = names or (IndexedFiles if is_index_wanted else NamedFiles)(git)
    except GitAbsentError as error:
        notice = _notice(error)
    except GitError as error:
        raise DiscoveryError(str(error)) from error
    if listing is not None:
        try:
            if isinstance(listing, IndexedFiles) and not is_walk_wanted:
                return _with_index(root, excluded, endings, listing)
            walk = _walk(root, ahead, is_hidden_wanted=False)
            if not (isinstance(listing, IndexedFiles) or _beside_files(walk)) and listing.are_just(walk.encoded):
                pages = [path for path in walk.files if path.endswith(endings)]
                return _discovered(walk, pages, walk.files, excluded, endings, is_seen=True)
            return _with_git(walk, excluded, endings, listing.git, listing.read())
        except GitAbsentError as error:
            notice = _notice(error)
        except GitError as error:
            raise DiscoveryError(str(error)) from error
    return _without_git(_walk(root, ahead, is_hidden_wanted=True), excluded, endings, notice)


def _notice(error: GitAbsentError) -> str:
    return f"{error}. Until then pages that git ignores, or does not track, count like all others"


def _walk(root: str, ahead: ListingAhead | None, *, is_hidden_wanted: bool) -> Walk:
    done = ahead.walk(root, is_hidden_wanted=is_hidden_wanted) if ahead is not None else None
    if done is not None:
        return done
    walk = Walk(root, is_hidden_wanted=is_hidden_wanted)
    try:
        walk.run()
    except OSError as error:
        raise DiscoveryError(f"{root}: cannot be listed: {error.strerror or error}") from error
    return walk


def _with_index(
    root: str, excluded: Callable[[str], bool] | None, endings: tuple[str, ...], listing: IndexedFiles
) -> Discovered:
    tracked = listing.read()

    def walked() -> Discovered:
        walk = _walk(root, None, is_hidden_wanted=False)
        return _with_git(walk, excluded, endings, listing.git, tracked)

    def beside() -> Listing | None:
        # Asked for in the middle of a check: without an answer a link is broken for another reason, but broken.
        with suppress(DiscoveryError, GitError):
            return walked().listing
        return None

    found = list_tracked_alone(root, tracked, listing.git.prefix, excluded, endings, beside)
    return walked() if found is None else Discovered(found, index=tracked.index)


def _with_git(
    walk: Walk,
    excluded: Callable[[str], bool] | None,
    endings: tuple[str, ...],
    asked: Git,
    git: Tracked,
) -> Discovered:
    walked = frozenset(walk.files)
    strays = walked.difference(git.tracked)
    others = untracked(asked, strays.union(_beside_files(walk).difference(git.tracked)))
    submodules = walk.folders & git.tracked.keys()
    for folder in sorted(walk.repositories & submodules):
        walk.enter(folder)
    # Dot folders are not walked: the files that git tracks in them are looked up.
    unseen = git.tracked.keys() - walked
    hidden = [path for path in unseen if walk.is_hidden(path) and os.path.lexists(f"{walk.root}/{path}")]
    # In order, or nearly so: sorting them then takes a tenth of the time.
    pages = [path for path in git.tracked if path.endswith(endings)]
    if unseen:
        pages = [path for path in pages if path not in unseen]
    pages += [path for path in others if path.endswith(endings) and path in walked]
    absent = git.left_out.difference(walked, hidden)
    files = walked.difference(strays) if strays else walked
    files = files.union(hidden, absent) if hidden or absent else files
    if submodules:
        files = files.union([path for path in walk.files if _is_in(path, submodules)])
    return _discovered(
        walk,
        pages,
        files,
        excluded,
        endings,
        untracked=others,
        absent=frozenset(path for path in absent if path.endswith(endings) and not walk.is_hidden(path)),
        elsewhere=frozenset(submodules - walk.repositories),
        ignored=_ignored(strays, others, endings),
        index=git.index,
        is_seen=not (strays or others or hidden or submodules or walk.repositories),
    )


def _beside_files(walk: Walk) -> set[str]:
    """Return the paths that the walk found beside files and folders, of which git may list some or what they hold."""
    return {*walk.links_out, *walk.dangling, *walk.aliases, *walk.passed_by, *walk.repositories}


def _ignored(strays: Iterable[str], others: frozenset[str], endings: tuple[str, ...]) -> int:
    """Return the number of pages on disk that git ignores."""
    return sum(path.endswith(endings) and path not in others for path in strays)


def _without_git(
    walk: Walk, excluded: Callable[[str], bool] | None, endings: tuple[str, ...], notice: str
) -> Discovered:
    pages = [path for path in walk.files if path.endswith(endings) and not walk.is_hidden(path)]
    return _discovered(walk, pages, walk.files, excluded, endings, notice=notice, is_seen=not walk.repositories)


def _discovered(
    walk: Walk,
    pages: Iterable[str],
    files: Iterable[str],
    excluded: Callable[[str], bool] | None,
    endings: tuple[str, ...],
    *,
    untracked: frozenset[str] = frozenset(),
    absent: frozenset[str] = frozenset(),
    elsewhere: frozenset[str] = frozenset(),
    notice: str = "",
    ignored: int = 0,
    index: Index | None = None,
    is_seen: bool = False,
) -> Discovered:
    if excluded is not None:
        pages = [path for path in pages if not excluded(path)]
        absent = frozenset(path for path in absent if not excluded(path))
    listing = Listing(
        pages=tuple(sorted(pages)),
        endings=endings,
        files=frozenset(files),
        untracked=untracked,
        absent=absent,
        elsewhere=elsewhere,
        links_out=frozenset(walk.links_out),
        dangling=frozenset(walk.dangling),
        aliases=walk.aliases,
    )
    return Discovered(listing, tuple(sorted(walk.problems)), notice, ignored, index, is_seen)


def _is_in(path: str, folders: set[str]) -> bool:
    return any(path.startswith(f"{folder}/") for folder in folders)
