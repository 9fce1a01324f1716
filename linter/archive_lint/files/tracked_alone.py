"""The listing of an archive by what git tracks, without a walk over its folders.

That is all that a change is judged by, and the walk would take a fifth of a hook's time.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence

from archive_lint.files.beside import AliasesBeside, Beside, PathsBeside
from archive_lint.files.tracked import Tracked
from archive_lint.files.walk import Walk, is_utf8
from archive_lint.git.index_listing import Index
from archive_lint.model.listing import Listing

_REGULAR = frozenset({0o100644, 0o100755})
"""Modes of ordinary files in git's index."""


def list_tracked_alone(
    root: str,
    git: Tracked,
    prefix: str,
    excluded: Callable[[str], bool] | None,
    endings: tuple[str, ...],
    walk: Callable[[], Listing | None],
) -> Listing | None:
    """Return the listing of the tracked files on disk; what lies beside them is found by `walk` when it is asked for.

    `prefix` is that of git's paths for files below `root`. `None` unless there are
    pages, and all tracked files are ordinary ones in ordinary folders, with names that are text: only a walk tells
    symbolic links, submodules and the rest apart.
    """
    if git.index is None or not is_utf8("\0".join(git.tracked)) or not _are_folders(root, _folders_of(git.tracked)):
        return None
    gone = _gone(root, prefix, git.index)
    if gone is None:
        return None
    files = frozenset(git.tracked).difference(gone)
    pages = [path for path in git.tracked if path.endswith(endings) and path in files and not Walk.is_hidden(path)]
    if excluded is not None:
        pages = [path for path in pages if not excluded(path)]
    if not pages:
        # Why there is none is said by what lies beside.
        return None
    beside = Beside(files, walk)
    return Listing(
        pages=tuple(sorted(pages)),
        endings=endings,
        files=files,
        untracked=PathsBeside(beside, lambda listing: listing.untracked),
        links_out=PathsBeside(beside, lambda listing: listing.links_out),
        dangling=PathsBeside(beside, lambda listing: listing.dangling),
        aliases=AliasesBeside(beside),
        are_pages_tracked=True,
    )


def _folders_of(paths: Iterable[str]) -> set[str]:
    """Return the folders of files, and those above them, without the root."""
    folders = {path.rpartition("/")[0] for path in paths}
    for folder in list(folders):
        above = folder.rpartition("/")[0]
        while above not in folders:
            folders.add(above)
            above = above.rpartition("/")[0]
    folders.discard("")
    return folders


def _are_folders(root: str, paths: Iterable[str]) -> bool:
    """Return whether each path is a folder, and not a link to one, or does not exist."""
    for path in paths:
        try:
            if not stat.S_ISDIR(os.lstat(f"{root}/{path}").st_mode):
                return False
        except FileNotFoundError:
            continue
        except OSError:
            return False
    return True


def _gone(root: str, prefix: str, index: Index) -> Sequence[str] | None:
    """Return the paths of files that do not exist; `None` if an entry or a file is not an ordinary one."""
    gone: list[str] = []
    for entry, status in index.unsettled:
        if entry.mode not in _REGULAR or entry.stage or entry.is_unseen or entry.is_intent:
            return None
        if status is not None and stat.S_ISREG(status.st_mode):
            continue
        path = entry.path.decode().removeprefix(prefix)
        if status is not None or not _is_gone(f"{root}/{path}"):
            return None
        gone.append(path)
    return gone


def _is_gone(place: str) -> bool:
    try:
        os.lstat(place)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False
