"""Begins to list the files of the archive that a check is about, before its configuration has been read."""

from __future__ import annotations

import os

from archive_lint.cli.check_options import CheckOptions
from archive_lint.cli.paths import start_folder
from archive_lint.config import discover as config_discovery
from archive_lint.config.discover import is_override
from archive_lint.files.listing_ahead import ListingAhead
from archive_lint.files.locate import find_root, start_of_page
from archive_lint.git.top import repository_root
from archive_lint.model.layout import DEFAULT_STORY


def begin_listing(options: CheckOptions) -> ListingAhead | None:
    """Begin the walk over what is most probably the archive: its configuration may name another root.

    Return `None` for a hook, which runs beside others: it would end sooner, but take more of the processors' time.
    """
    if options.pages.changed_since is not None:
        return None
    root = _likely_root(options)
    return ListingAhead(
        root,
        is_hidden_wanted=repository_root(os.path.realpath(root)) is None,
        is_status_wanted=not options.pages.paths and not options.execution.no_cache,
    )


def _likely_root(options: CheckOptions) -> str:
    start = start_folder(options.pages.paths, options.pages.stdin_filename)
    is_named = options.settings.isolated or any(not is_override(each) for each in options.settings.config)
    found = None if is_named else config_discovery.find(start.folder)
    if found is not None:
        return os.path.dirname(found)
    folder = start.folder if start.is_named else start_of_page(start.folder, os.curdir)
    return find_root(folder, DEFAULT_STORY.partition("/{")[0], os.curdir)
