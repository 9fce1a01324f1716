"""The files of an archive, as discovery saw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from msgspec import Struct

ENDINGS = (".md", ".markdown")
"""Endings of the names of Markdown files, unless configured otherwise."""


class Listing(Struct, frozen=True, kw_only=True, dict=True):
    """The files of an archive, as discovery found them: paths relative to the root, `/` between folders."""

    pages: tuple[str, ...]
    """Markdown files to check, sorted."""
    files: frozenset[str]
    """All regular files that count as targets of links."""
    untracked: AbstractSet[str] = frozenset()
    """Files in a git work tree that git does not track: pages that are checked, but no targets of links."""
    endings: tuple[str, ...] = ENDINGS
    """Endings of the names of pages."""
    absent: frozenset[str] = frozenset()
    """Pages that git tracks and a sparse checkout leaves out: they exist, but cannot be checked."""
    elsewhere: frozenset[str] = frozenset()
    """Folders whose files are in another repository and not on disk: submodules that are not checked out."""
    links_out: AbstractSet[str] = frozenset()
    """Symbolic links that lead out of the archive."""
    dangling: AbstractSet[str] = frozenset()
    """Symbolic links that lead nowhere."""
    aliases: Mapping[str, str] = {}
    """Symbolic links that lead to a file of the archive, with that file."""
    are_pages_tracked: bool = False
    """Whether it is known that git tracks all pages: then what it does not track need not be looked for."""

    @property
    def tracked_pages(self) -> Sequence[str]:
        """The pages that git tracks, sorted; outside of a git work tree all."""
        if self.are_pages_tracked or not self.untracked:
            return self.pages
        return [path for path in self.pages if path not in self.untracked]

    @cached_property
    def paths(self) -> Sequence[str]:
        """All files and pages, sorted."""
        # The pages are sorted, and nearly all of the files.
        return sorted([*self.pages, *self.files.difference(self.pages)])

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The position of each path in `paths`."""
        return {path: number for number, path in enumerate(self.paths)}
