"""The pages that a run of a few pages read: an answer about these alone need not look at others."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from archive_lint.model.digest import content_digest
from archive_lint.store.facts import FactStore

_MOST = 120
"""The most pages that are named; fewer than a run keeps the texts of."""


def pages_read(store: FactStore, sources: Mapping[str, bytes | None]) -> Mapping[str, bytes] | None:
    """Return the pages that were parsed or read, by path the digests of their contents; `None` if they are many.

    The digest of a page that could not be read is empty.
    """
    parsed = list(islice(store, _MOST + 1))
    if len(parsed) > _MOST or len(sources) > _MOST:
        return None
    read = {path: b"" if source is None else content_digest(source) for path, source in sources.items()}
    return read | {path: store.digest(path) or b"" for path in parsed}
