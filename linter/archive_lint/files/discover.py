"""Lists an archive's files: what there is on disk, and what of it git tracks.

Folders are walked without following links. In a git work tree a file that git does not track is a page to look at but
no target of links: it is missing for everyone who clones.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from msgspec import Struct

from archive_lint.files.walk import Walk
from archive_lint.git.command import Git, Running, git_around
from archive_lint.git.errors import GitAbsentError, GitError, first_line
from archive_lint.git.top import looks_bare
from archive_lint.model.listing import ENDINGS, Listing


class DiscoveryError(Exception):
    """The folder cannot be listed."""


class Discovered(Struct, frozen=True):
    """An archive's files, and what on the way could not be listed."""

    listing: Listing
    problems: tuple[tuple[str, str], ...] = ()
    """Paths with what is wrong with them."""
    notice: str = ""
    """Why git was not asked, where there is a repository that it should know; for people."""
    ignored: int = 0
    """Pages on disk that git ignores."""


def discover(
    root: str, excluded: Callable[[str], bool] | None = None, endings: tuple[str, ...] = ENDINGS
) -> Discovered:
    """List the files below `root`; those whose names have one of the endings are pages.

    `excluded` tells which paths are not pages; they still count as targets of links. Raises `DiscoveryError` where
    there is no such folder, it cannot be read, or git does not answer for its work tree: without its answer other
    pages would be looked at, and other links would be broken.
    """
    if looks_bare(root):
        raise DiscoveryError(f"{root} is a bare git repository, not an archive: name a folder with pages")
    notice = ""
    git = running = None
    try:
        git = git_around(root)
        running = None if git is None else _start(git)
    except GitAbsentError as error:
        notice = _notice(error)
    except GitError as error:
        raise DiscoveryError(str(error)) from error
    if git is not None and running is not None:
        walk = _walk(root, is_hidden_wanted=False)
        try:
            return _with_git(walk, excluded, endings, _Tracked(git, running))
        except GitAbsentError as error:
            notice = _notice(error)
        except GitError as error:
            raise DiscoveryError(str(error)) from error
    return _without_git(_walk(root, is_hidden_wanted=True), excluded, endings, notice)


def _notice(error: GitAbsentError) -> str:
    return f"{error}. Until then pages that git ignores, or does not track, count like all others"


def _walk(root: str, *, is_hidden_wanted: bool) -> Walk:
    walk = Walk(root, is_hidden_wanted=is_hidden_wanted)
    try:
        walk.run()
    except OSError as error:
        raise DiscoveryError(f"{root}: cannot be listed: {error.strerror or error}") from error
    return walk


def _start(git: Git) -> Running:
    return git.start("ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard", *git.pathspec)


class _Tracked:
    """What git says of the files of an archive."""

    def __init__(self, git: Git, running: Running) -> None:
        """Raises `GitError`."""
        self.tracked: set[str] = set()
        self.untracked: set[str] = set()
        self.left_out: set[str] = set()
        """What a sparse checkout leaves out."""
        answer = running.finish()
        if answer.code != 0:
            raise GitError(f"git cannot list the files of {git.top}: {first_line(answer.complaint)}")
        at = 2 + len(git.prefix)
        for line in answer.output.decode(errors="surrogateescape").split("\0"):
            if line.startswith("? "):
                self.untracked.add(line[at:])
            elif line:
                self.tracked.add(line[at:])
                if line[0] in "Ss":
                    self.left_out.add(line[at:])


def _with_git(
    walk: Walk, excluded: Callable[[str], bool] | None, endings: tuple[str, ...], git: _Tracked
) -> Discovered:
    submodules = walk.folders & git.tracked
    for folder in sorted(walk.repositories & submodules):
        walk.enter(folder)
    on_disk = set(walk.files)
    # Dot folders are not walked: what git tracks in them is looked up.
    hidden = [path for path in git.tracked if (path[0] == "." or "/." in path) and walk.is_hidden(path)]
    on_disk.update(path for path in hidden if os.path.lexists(f"{walk.root}/{path}"))
    found = {path for path in walk.files if path.endswith(endings)}
    pages = found & git.tracked | found & git.untracked
    ignored = sum(not _is_in(path, submodules) for path in found - pages)
    absent = git.left_out - on_disk
    files = on_disk & git.tracked | absent
    if submodules:
        files.update(path for path in walk.files if _is_in(path, submodules))
    return _discovered(
        walk,
        pages,
        files,
        excluded,
        endings,
        untracked=frozenset(git.untracked),
        absent=frozenset(path for path in absent if path.endswith(endings) and not walk.is_hidden(path)),
        elsewhere=frozenset(submodules - walk.repositories),
        ignored=ignored,
    )


def _without_git(
    walk: Walk, excluded: Callable[[str], bool] | None, endings: tuple[str, ...], notice: str
) -> Discovered:
    pages = [path for path in walk.files if path.endswith(endings) and not walk.is_hidden(path)]
    return _discovered(walk, pages, walk.files, excluded, endings, notice=notice)


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
    return Discovered(listing, tuple(sorted(walk.problems)), notice, ignored)


def _is_in(path: str, folders: set[str]) -> bool:
    return any(path.startswith(f"{folder}/") for folder in folders)
