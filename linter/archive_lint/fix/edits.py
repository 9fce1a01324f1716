"""Edits on the bytes of one file: nothing outside their spans changes."""

from __future__ import annotations

from collections.abc import Iterable

from archive_lint.model.finding import Edit


class OverlapError(ValueError):
    """Two edits of one file change the same bytes."""


def apply_edits(source: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the file's bytes with the edits applied. Raises `OverlapError` if two touch the same bytes."""
    parts: list[bytes] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done or edit.end < edit.start or edit.end > len(source):
            raise OverlapError(f"edit of bytes {edit.start} to {edit.end} overlaps another or the end of the file")
        parts += (source[done : edit.start], edit.text.encode())
        done = edit.end
    parts.append(source[done:])
    return b"".join(parts)
