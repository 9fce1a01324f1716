"""Resolves site-absolute and relative link targets to files of the archive, and back.

Existence is a look-up in the listing of paths, never one `stat` per link.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections import OrderedDict
from enum import StrEnum
from functools import cached_property
from itertools import chain
from posixpath import normpath, relpath
from urllib.parse import quote, unquote

from msgspec import Struct

from archive_lint.markdown.destinations import as_destination
from archive_lint.model.layout import Layout
from archive_lint.model.listing import Listing
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.text import is_balanced


class LinkOutcome(StrEnum):
    """The result of resolving a link."""

    FOUND = "found"
    """A file of the archive, by its exact name."""
    FOLDER = "folder"
    """A folder of the archive."""
    MISSPELT = "misspelt"
    """A file of the archive if case, Unicode normalisation, a second percent-decoding or a final `/` are forgiven."""
    UNTRACKED = "untracked"
    """A file that exists here but that git does not track: for everyone else it is missing."""
    MISSING = "missing"
    OUTSIDE = "outside"
    """Above the archive's root, a `file:` URL, or a symbolic link out of it."""
    EXTERNAL = "external"
    """On the web, or another scheme."""
    UNJUDGED = "unjudged"
    """Decided by template code: only the generator of the site knows."""
    SAME_PAGE = "same-page"
    """Only a fragment, or nothing."""


class PrefixUse(StrEnum):
    """The use of the configured site prefix in a site-absolute link."""

    NONE = "none"
    """Not site-absolute, or no prefix is configured and none is used."""
    RIGHT = "right"
    MISSING = "missing"
    FOREIGN = "foreign"
    """Another first folder stands where the prefix should: without it the target exists."""


class Resolution(Struct, frozen=True, gc=False):
    """The target of a link of a page."""

    outcome: LinkOutcome
    path: str = ""
    """Path in the archive, of the file found or missing; empty if the link leads elsewhere."""
    prefix: PrefixUse = PrefixUse.NONE


_LONGEST_NAME = 3 * 4096
"""Maximum length of a path in characters: three per byte of Linux's `PATH_MAX`, as percent-encoding has it.

Nothing longer is a file, and normalising hostile text takes quadratic time.
"""
_MOST_SYMLINKS = 40
"""The most symbolic links followed in one path, as on Linux (`MAXSYMLINKS`)."""
_MOST_KNOWN = 50_000
"""The most resolved targets that are cached: those of an archive of some thousand pages, in a dozen megabytes."""
_UNFIT = lazy_pattern(r'[\0-\x20\x7f<>\\\\%?#"&`|\[\]]')
"""Characters to escape in a Markdown destination (in a table's cell or an HTML attribute, too) or a URL's path."""
_ENCODED_SCRIPT = lazy_pattern(r"%[89A-Fa-f][0-9A-Fa-f]")
_FEW_FILES = 16
"""Files of a folder that are looked at to find a target among them."""
_PARTS = 64
"""Parts of an array, sorted in turn."""
EXTERNAL = Resolution(LinkOutcome.EXTERNAL)
"""The target of every link to the web."""
OUTSIDE = Resolution(LinkOutcome.OUTSIDE)
"""The target of every link out of the archive's root."""
UNJUDGED = Resolution(LinkOutcome.UNJUDGED)
"""The target of every link with template code that no form explains."""
SAME_PAGE = Resolution(LinkOutcome.SAME_PAGE)
"""The target of every link that is only a fragment."""


class _LooseNames:
    """Files by their path without case and normalisation.

    Kept as numbers: another copy of a million names would take a third of a gigabyte in each process.
    """

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        # The hash of a name in the upper half, the file's number in the lower. Sorted in parts: a list of all of them
        # takes six times the memory of the array.
        parts = [array("Q") for _ in range(_PARTS)]
        for number, path in enumerate(listing.paths):
            hashed = _hashed(path)
            parts[hashed * _PARTS >> 32].append(hashed << 32 | number)
        self._hashed = array("Q", chain.from_iterable(map(sorted, parts)))

    def only_one(self, path: str) -> str | None:
        """Return the one file that has this path apart from case and normalisation.

        `None` if there is none, or several.
        """
        name, hashed = _loose(path), _hashed(path)
        found: list[str] = []
        at = bisect_left(self._hashed, hashed << 32)
        while at < len(self._hashed) and self._hashed[at] >> 32 == hashed:
            other = self._listing.paths[self._hashed[at] & 0xFFFFFFFF]
            if _loose(other) == name and other in self._listing.files:
                found.append(other)
            at += 1
        return found[0] if len(found) == 1 else None


class Targets:
    """The files of an archive as targets of links."""

    def __init__(self, layout: Layout, listing: Listing) -> None:
        self.layout = layout
        self.listing = listing
        # Not a plain `dict`, in which finding the oldest entry takes longer the more were removed before.
        self._absolute: OrderedDict[str, Resolution] = OrderedDict()

    def prepare(self) -> None:
        """Compute what is needed of all paths where a link does not lead to a file."""
        _ = self._loose_names

    @cached_property
    def _loose_names(self) -> _LooseNames:
        return _LooseNames(self.listing)

    def resolve(self, page: str, target: str) -> Resolution:
        """Return where a link target leads from the page at path `page`."""
        if not target.startswith("/"):
            if target.startswith(("http://", "https://")):
                return EXTERNAL
            return self._resolve(page, target)
        # Archives link site-absolute almost always: such a link leads to the same place from every page.
        known = self._absolute.get(target)
        if known is None:
            known = self._absolute[target] = self._resolve(page, target)
            if len(self._absolute) > _MOST_KNOWN:
                self._absolute.popitem(last=False)
        return known

    def format_target(self, page: str, target: str, path: str) -> str | None:
        """Return the target with which a link on a page would name `path`, in the manner of its present `target`.

        Site-absolute or relative, percent-encoded or not, with the same query and fragment; `None` if no notation leads
        there. The result can stand in Markdown as it is.
        """
        target = target.strip()
        name = target.partition("#")[0].partition("?")[0]
        written = path
        if name.startswith("/"):
            resolution = self.resolve(page, target)
            # A misspelt link without its prefix has two faults: this fixes the one that was asked about.
            bare = resolution.outcome is LinkOutcome.MISSPELT and resolution.prefix is PrefixUse.MISSING
            written = f"/{path}" if bare else self.layout.site_path(path)
        else:
            written = relpath(path, page.rpartition("/")[0] or ".")
        if _ENCODED_SCRIPT.search(name):
            written = quote(written, safe="/~!$'()*+,;=:@")
        else:
            written = _UNFIT.sub(lambda mark: quote(mark[0], safe=""), written)
        if not is_balanced(written, "()"):
            written = written.replace("(", "%28").replace(")", "%29")
        rest = target[len(name) :]
        found = self.resolve(page, written + rest)
        return written + as_destination(rest) if found.outcome is LinkOutcome.FOUND and found.path == path else None

    def _resolve(self, page: str, target: str) -> Resolution:
        target = target.strip()
        if target.startswith("//"):
            return EXTERNAL
        scheme = target.partition(":")[0]
        if scheme != target and len(scheme) > 1 and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum():
            return OUTSIDE if scheme.casefold() == "file" else EXTERNAL
        name = target.partition("#")[0].partition("?")[0]
        if not name:
            return SAME_PAGE
        if name.startswith("/"):
            return self._resolve_absolute(name)
        folder = page.rpartition("/")[0]
        return self._look_up(f"{folder}/{name}" if folder else name, PrefixUse.NONE)

    def _resolve_absolute(self, name: str) -> Resolution:
        prefix = self.layout.site_prefix
        if not prefix:
            resolution = self._look_up(name[1:], PrefixUse.NONE)
            return (
                resolution
                if resolution.outcome is not LinkOutcome.MISSING
                else self._without_foreign_prefix(name, resolution)
            )
        if name == prefix or name.startswith(prefix + "/"):
            return self._look_up(name[len(prefix) + 1 :], PrefixUse.RIGHT)
        resolution = self._look_up(name[1:], PrefixUse.MISSING)
        return (
            resolution
            if resolution.outcome is not LinkOutcome.MISSING
            else self._without_foreign_prefix(name, resolution)
        )

    def _without_foreign_prefix(self, name: str, otherwise: Resolution) -> Resolution:
        """Return the target of a link whose first folder is another site's prefix, or `otherwise` if there is none."""
        first, slash, rest = name[1:].partition("/")
        top = self.layout.top_folder
        if not slash or first == top or (top and not rest.startswith(top + "/")):
            return otherwise
        resolution = self._look_up(rest, PrefixUse.FOREIGN)
        return resolution if resolution.outcome is not LinkOutcome.MISSING else otherwise

    def _look_up(self, name: str, prefix: PrefixUse) -> Resolution:
        """Return the target for a path relative to the root, as written.

        Decoded once, as every reader of the link does.
        """
        files = self.listing.files
        if name in files and "%" not in name:
            return Resolution(LinkOutcome.FOUND, name, prefix)
        if len(name) > _LONGEST_NAME:
            return Resolution(LinkOutcome.MISSING, name[:_LONGEST_NAME], prefix)
        path = normpath(unquote(name)).lstrip("/")
        if "\0" in path:
            return Resolution(LinkOutcome.MISSING, path.replace("\0", ""), prefix)
        if path == ".." or path.startswith("../"):
            return OUTSIDE
        path = "" if path == "." else path
        if path in files:
            # A server takes `page.md/` for a folder, which does not exist.
            outcome = LinkOutcome.MISSPELT if name.endswith("/") else LinkOutcome.FOUND
            return Resolution(outcome, path, prefix)
        if self._is_folder(path):
            return Resolution(LinkOutcome.FOLDER, path, prefix)
        if self.listing.aliases or self.listing.links_out:
            followed = self._follow(path)
            if followed is None:
                return OUTSIDE
            path = followed
            if path in files:
                return Resolution(LinkOutcome.FOUND, path, prefix)
            if self._is_folder(path):
                return Resolution(LinkOutcome.FOLDER, path, prefix)
        if self._is_elsewhere(path):
            return EXTERNAL
        if path in self.listing.untracked:
            return Resolution(LinkOutcome.UNTRACKED, path, prefix)
        for spelling in dict.fromkeys((path, unquote(path), name)):
            known = self._loose_names.only_one(spelling)
            if known is not None:
                return Resolution(LinkOutcome.MISSPELT, known, prefix)
        return Resolution(LinkOutcome.MISSING, path, prefix)

    def _is_folder(self, path: str) -> bool:
        """Return whether a file that counts as a target lies in a folder of this path, or below it."""
        if not path:
            return True
        paths, beginning = self.listing.paths, f"{path}/"
        first = bisect_left(paths, beginning)
        # Most often the first one does: a set of all folders takes memory in each process, and time.
        for at in range(first, min(first + _FEW_FILES, len(paths))):
            if not paths[at].startswith(beginning):
                return False
            if paths[at] in self.listing.files:
                return True
        return path in self._folders

    @cached_property
    def _folders(self) -> frozenset[str]:
        """All folders: asked for where one has many files that git does not track."""
        folders: set[str] = {""}
        for path in self.listing.files:
            folder = path.rpartition("/")[0]
            while folder not in folders:
                folders.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(folders)

    def _is_elsewhere(self, path: str) -> bool:
        """Return whether a path lies in a submodule that is not checked out: its files are not known here."""
        return any(path == folder or path.startswith(f"{folder}/") for folder in self.listing.elsewhere)

    def _follow(self, path: str) -> str | None:
        """Return a path with known symbolic links resolved; `None` for one that leads out of the archive."""
        for _ in range(_MOST_SYMLINKS):
            followed = self._follow_one(path)
            if followed is None or followed == path:
                return followed
            path = followed
        return path

    def _follow_one(self, path: str) -> str | None:
        end = len(path)
        while end > 0:
            head = path[:end]
            if head in self.listing.links_out:
                return None
            if head in self.listing.aliases:
                return self.listing.aliases[head] + path[end:]
            end = path.rfind("/", 0, end)
        return path


def _hashed(path: str) -> int:
    return hash(_loose(path)) & 0xFFFFFFFF


def _loose(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
