"""Archives that exist in memory only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from archive_lint.archive.index import Archive
from archive_lint.archive.uncommitted import NoChange
from archive_lint.config.settings import Settings
from archive_lint.markdown.parse import parse
from archive_lint.model.listing import Listing
from archive_lint.model.page import PageFacts


def make_archive(
    files: Mapping[str, str | bytes],
    *,
    renames: Mapping[str, str] | None = None,
    untracked: frozenset[str] = frozenset(),
    added: frozenset[str] = frozenset(),
    deleted: frozenset[str] = frozenset(),
    links_out: frozenset[str] = frozenset(),
    aliases: Mapping[str, str] | None = None,
    earlier_titles: Callable[[str], Sequence[str]] | None = None,
    **settings: Any,
) -> Archive:
    layout = msgspec.convert({"archive": {name.replace("_", "-"): value for name, value in settings.items()}}, Settings)
    sources = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    listing = Listing(
        pages=tuple(sorted(path for path in files if path.endswith(".md"))),
        files=frozenset(files) - untracked,
        untracked=untracked,
        links_out=links_out,
        aliases=aliases or {},
    )

    def facts(path: str) -> PageFacts | None:
        return parse(path, sources[path], layout.layout()).facts if path in sources else None

    return Archive(
        layout.layout(),
        listing,
        facts,
        sources.get,
        renames=renames,
        uncommitted=NoChange(added, deleted),
        earlier_titles=earlier_titles,
    )
