"""The files of an archive as git knows them: their names alone, or its index compared with the files on disk."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from archive_lint.git.command import Git, Running
from archive_lint.git.errors import GitError, first_line
from archive_lint.git.index_listing import Index, IndexListing


class Tracked(Struct, frozen=True):
    """The files of an archive as git knows them."""

    tracked: dict[str, None]
    """Tracked paths in git's order, which is nearly that of code points."""
    left_out: frozenset[str]
    """Paths that a sparse checkout leaves out."""
    index: Index | None = None


class NamedFiles:
    """A running listing of names."""

    def __init__(self, git: Git) -> None:
        """Start the listing. Raises `GitAbsentError`."""
        self.git = git
        self._running: Running = git.start("ls-files", "-z", "-t", "--cached", *git.pathspec, is_long=True)

    @cached_property
    def output(self) -> bytes:
        """All that git says, which is waited for. Raises `GitError`."""
        answer = self._running.finish()
        if answer.code != 0:
            raise GitError(f"git cannot list the files of {self.git.top}: {first_line(answer.complaint)}")
        return answer.output

    def are_just(self, paths: bytes) -> bool:
        """Wait for the listing; return whether git tracks these paths, and no others.

        They are sorted, each with a NUL after it. Nothing else is said of them then: none is left out of the checkout,
        and none is in conflict. Raises `GitError`.
        """
        # One comparison: taking the answer apart takes ten times as long.
        beginning = b"H " + self.git.prefix.encode(errors="surrogateescape")
        return self.output == (beginning + paths.replace(b"\0", b"\0" + beginning)).removesuffix(beginning)

    def read(self) -> Tracked:
        """Wait for the listing. Raises `GitError`."""
        output = self.output
        lines = output.decode(errors="surrogateescape").split("\0")
        lines.pop()
        at = 2 + len(self.git.prefix)
        # Nearly always there is none.
        has_left_out = b"\0S " in output or b"\0s " in output or output[:1] in (b"S", b"s")
        left_out = [line[at:] for line in lines if line[0] in "Ss"] if has_left_out else ()
        return Tracked(dict.fromkeys([line[at:] for line in lines]), frozenset(left_out))

    def abandon(self) -> None:
        """End the listing: its answer is not needed."""
        if "output" not in self.__dict__:
            self._running.abandon()


class IndexedFiles:
    """A running listing of the index."""

    def __init__(self, git: Git) -> None:
        """Start the listing. Raises `GitAbsentError`."""
        self.git = git
        self._listing = IndexListing(git)

    def read(self) -> Tracked:
        """Wait for the listing. Raises `GitError`."""
        index = self._listing.read()
        left_out = [entry.path for entry, _ in index.unsettled if entry.is_left_out]
        return Tracked(
            dict.fromkeys(self._names(index.paths)),
            frozenset(self._names(left_out)),
            index,
        )

    def _names(self, paths: Sequence[bytes]) -> Sequence[str]:
        """Return the paths of files in the archive's folder, from their paths from the top of the work tree."""
        if not paths:
            return ()
        names = b"\0".join(paths).decode(errors="surrogateescape").split("\0")
        at = len(self.git.prefix)
        return [name[at:] for name in names] if at else names
