"""The index of a work tree: its entries with the size and time of their files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archive_lint.model.patterns.lazy import lazy_pattern

_HEAD = rb"(H 100(?:644|755) [^ ]++ 0|([A-Za-z] [0-7]{6} [0-9a-f]++ [0-3]))\t([^\0]++)\0"
"""Start of an entry; the alternative for a file without a conflict comes first, because it is matched fastest."""
_ENTRY = lazy_pattern(
    _HEAD + rb"  ctime: [^\n]++\n  mtime: ([0-9]++):([0-9]++)\n  dev: [^\n]++\n"
    rb"  uid: [^\n]++\n  size: ([0-9]++)\tflags: (?:(?:100)?[0-9a-f]{1,3}|([0-9a-f]++))\n"
)
"""One entry of `git ls-files -t -s -z --debug`.

The details after the name may change with git, so their shape is checked. Short flags hold the length of the path,
perhaps after the one flag that says git has looked it up.
"""
_PLAIN = lazy_pattern(_HEAD + rb"(?:  [^\n]*+\n)*+")
"""One entry with any details."""
_DETAILS = 5
"""Number of lines after the name."""
_BATCH = 64 * 1024
"""Number of bytes of entries that are split at once."""
_GITLINK = 0o160000
_LEFT_OUT = frozenset({b"S", b"s"})
_ASSUME_UNCHANGED = 1 << 15
_INTENT_TO_ADD = 1 << 29
_SKIP_WORKTREE = 1 << 30
WORD = 0xFFFFFFFF
"""The mask of sizes and times, which are kept in 32 bits."""


class TrackedFile(NamedTuple):
    """A file that git tracks."""

    path: bytes
    """Path from the top of the work tree."""
    mode: int
    blob: str
    """Object name of its content."""
    stage: int
    """Stage: 0, or in a conflict 1 for the common ancestor, 2 for ours, 3 for theirs."""
    is_unseen: bool
    """Whether git takes the file for unchanged without looking, or leaves it out of the work tree."""
    is_left_out: bool
    """Whether a sparse checkout leaves it out of the work tree."""
    is_intent: bool
    """Whether only its name was added (`git add -N`)."""
    stamp: tuple[int, int, int] | None
    """Size in bytes and modification time in seconds and nanoseconds, modulo 2^32."""

    @property
    def is_submodule(self) -> bool:
        """Whether it stands for a commit of another repository."""
        return self.mode == _GITLINK


Fields = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""The fields of an entry: tag, mode, blob and stage, repeated unless it is an ordinary file; path.

Seconds and nanoseconds of its time; size; flags.

Nearly all entries are ordinary files.
"""


class UnknownShapeError(Exception):
    """Git lists an entry in an unknown form."""


def batches_of(output: bytes) -> Iterator[Sequence[Fields]]:
    """Yield the fields of all entries in the output of `ls-files`, in batches.

    All together take ten times its memory. Raises `UnknownShapeError`.
    """
    at = 0
    while at < len(output):
        end = _end_of_entry(output, at + _BATCH)
        yield _all_in(output[at:end], _ENTRY)
        at = end


def plain_batches_of(output: bytes) -> Iterator[Sequence[Fields]]:
    """Yield the fields of all entries whose details have an unknown shape; times and sizes are empty.

    Raises `UnknownShapeError`.
    """
    yield [(head, head, path, b"", b"", b"", b"") for head, _, path, *_ in _all_in(output, _PLAIN)]


def _all_in(batch: bytes, pattern: re.Pattern[bytes]) -> Sequence[Fields]:
    """Return what a pattern finds in whole entries. Raises `UnknownShapeError` if it finds fewer than there are."""
    found: list[Fields] = pattern.findall(batch)
    # Each entry holds one NUL: none may be skipped. To count bytes takes ten times as long as to leave them out.
    if len(found) != len(batch) - len(batch.replace(b"\0", b"")):
        raise UnknownShapeError
    return found


def _end_of_entry(output: bytes, at: int) -> int:
    """Return the end of the entry that continues at or after offset `at`: only its NUL can be told from a path."""
    end = output.find(b"\0", at)
    for _ in range(_DETAILS if end >= 0 else 0):
        end = output.find(b"\n", end + 1)
        if end < 0:
            break
    return end + 1 or len(output)


def tracked_file(fields: Fields) -> TrackedFile:
    """Return the entry with these fields."""
    head, _, path, seconds, nanoseconds, size, flags = fields
    tag, mode, blob, stage = head.split(b" ")
    bits = int(flags or b"0", 16)
    is_left_out = tag in _LEFT_OUT or bool(bits & _SKIP_WORKTREE)
    return TrackedFile(
        path,
        int(mode, 8),
        blob.decode(),
        int(stage),
        is_left_out or bool(bits & _ASSUME_UNCHANGED),
        is_left_out,
        bool(bits & _INTENT_TO_ADD),
        (int(size), int(seconds), int(nanoseconds)) if size else None,
    )
