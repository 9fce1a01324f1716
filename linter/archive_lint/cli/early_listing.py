"""The listing of the archive that a check is about, which begins before the configuration has been read."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from archive_lint.cli.check_options import CheckOptions
from archive_lint.cli.paths import start_folder
from archive_lint.config import discover as config_discovery
from archive_lint.config.discover import is_override
from archive_lint.files.listing_ahead import ListingAhead, Statuses
from archive_lint.files.locate import find_root, start_of_page
from archive_lint.git.top import repository_root
from archive_lint.model.layout import DEFAULT_STORY

if TYPE_CHECKING:
    from archive_lint.files.discover import Discovered


class Start(NamedTuple):
    """Where a check most probably begins: its configuration may name another root."""

    root: str
    configuration: str
    """The configuration file that was found; empty if none was, or was looked for."""


class Bounds(NamedTuple):
    """What decides which files of a root are pages."""

    exclude: tuple[str, ...]
    """Globs of paths that are not pages."""
    endings: tuple[str, ...]
    state_inside: str
    """The state folder, if it lies in the archive."""

    def excluded(self) -> Callable[[str], bool] | None:
        """Return a test for paths that are not pages: excluded ones, and those in the state folder.

        `None` for no test.
        """
        # Here and not above: it is not needed to begin a listing.
        from archive_lint.model.patterns.glob import PathMatcher

        excluded = PathMatcher(self.exclude) if self.exclude else None
        folder = self.state_inside
        if not folder:
            return excluded
        return lambda path: path.startswith(f"{folder}/") or (excluded is not None and excluded(path))


class EarlyListing:
    """A listing of what is most probably the archive, which has begun."""

    def __init__(self, start: Start, *, is_status_wanted: bool) -> None:
        """Begin; with `is_status_wanted` the status of each file is taken too."""
        self.start = start
        self._is_status_wanted = is_status_wanted
        self._ahead = ListingAhead(
            start.root,
            is_hidden_wanted=repository_root(os.path.realpath(start.root)) is None,
            is_status_wanted=is_status_wanted,
        )
        self._found: tuple[str, Bounds, Discovered] | None = None
        self._statuses: Statuses | None = None

    def discover(self, root: str, bounds: Bounds) -> Discovered:
        """Wait for the listing of a root and return it; another root is listed now. Raises `DiscoveryError`."""
        # Here and not above, as in `excluded`.
        from archive_lint.files.discover import discover

        if self._found is None or self._found[:2] != (root, bounds):
            self._found = root, bounds, discover(root, bounds.excluded(), bounds.endings, ahead=self._ahead)
        return self._found[2]

    def signature(self, *, is_of_content: bool) -> bytes:
        """Wait for the listing and return 32 bytes for what was found; empty if nothing was ahead.

        One that is of content holds the status of each file: it is empty if statuses are not taken. Raises `GitError`.
        """
        return b"" if is_of_content and not self._is_status_wanted else self._ahead.signature()

    def statuses(self) -> Statuses | None:
        """Wait for the statuses of the files and return them; `None` if there are none."""
        if self._statuses is None:
            self._statuses = self._ahead.statuses()
        return self._statuses

    def drop(self) -> None:
        """Drop the statuses, which take much memory in a large archive."""
        self._statuses = None

    def end(self) -> None:
        """End what is not needed."""
        self._ahead.end()


def begin_listing(options: CheckOptions) -> EarlyListing | None:
    """Begin the listing for a check with these options.

    Return `None` for a hook, which runs beside others: it would end sooner, but take more of the processors' time.
    """
    if options.pages.changed_since is not None:
        return None
    return EarlyListing(
        likely_start(options), is_status_wanted=not options.pages.paths and not options.execution.no_cache
    )


def likely_start(options: CheckOptions) -> Start:
    """Return where a check with these options most probably begins."""
    start = start_folder(options.pages.paths, options.pages.stdin_filename)
    is_named = options.settings.isolated or any(not is_override(each) for each in options.settings.config)
    found = None if is_named else config_discovery.find(start.folder)
    if found is not None:
        return Start(os.path.dirname(found), found)
    folder = start.folder if start.is_named else start_of_page(start.folder, os.curdir)
    return Start(find_root(folder, DEFAULT_STORY.partition("/{")[0], os.curdir), "")
