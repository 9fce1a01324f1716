"""Mirrors fixes between an index and its twins, which are one text in several files."""

from __future__ import annotations

import msgspec

from archive_lint.archive.index import Archive
from archive_lint.model.finding import Edit, Fix


def mirrored(fix: Fix, page: str, archive: Archive) -> Fix:
    """Return the fix of a finding on `page` with its edits of an index repeated in the index's byte-identical twins."""
    edits: list[Edit] = []
    for edit in fix.edits:
        path = edit.path or page
        edits.append(msgspec.structs.replace(edit, path=path))
        if path.rpartition("/")[2] != archive.layout.index or path not in archive:
            continue
        original = archive.facts(path)
        for twin in archive.twins_of(path):
            copy = archive.facts(twin) if twin in archive else None
            if original is not None and copy is not None and copy.digest == original.digest:
                edits.append(msgspec.structs.replace(edit, path=twin))
    return msgspec.structs.replace(fix, edits=tuple(dict.fromkeys(edits)))
