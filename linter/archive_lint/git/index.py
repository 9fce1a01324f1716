"""The index of a work tree: its entries with the size and time of the files they were made from."""

from __future__ import annotations

from typing import NamedTuple

from archive_lint.model.patterns.lazy import lazy_pattern

_ENTRY = lazy_pattern(
    rb"([0-7]{6}) ([0-9a-f]{40}|[0-9a-f]{64}) ([0-3])\t([^\0]++)\0"
    rb"  ctime: [0-9:]++\n  mtime: ([0-9]++):([0-9]++)\n  dev: [0-9]++\tino: [0-9]++\n  uid: [0-9]++\tgid: [0-9]++\n"
    rb"  size: ([0-9]++)\tflags: ([0-9a-f]++)\n"
)
"""One entry of `git ls-files -s -z --debug`; what follows the name may change with git, so its shape is checked."""
_PLAIN = lazy_pattern(rb"([0-7]{6}) ([0-9a-f]{40}|[0-9a-f]{64}) ([0-3])\t([^\0]++)\0(?:  [^\n]*+\n)*+")
"""The same with whatever details."""
_GITLINK = 0o160000
_ASSUME_UNCHANGED = 1 << 15
_INTENT_TO_ADD = 1 << 29
_SKIP_WORKTREE = 1 << 30
WORD = 0xFFFFFFFF
"""Sizes and times are kept in 32 bits."""


class TrackedFile(NamedTuple):
    """One file that git tracks."""

    path: bytes
    """From the top of the work tree."""
    mode: int
    blob: str
    """Git's name for its content."""
    stage: int
    """0, or of a conflict 1 for what was there before, 2 for ours, 3 for theirs."""
    is_unseen: bool
    """Whether git takes the file for unchanged without a look, or leaves it out of the work tree."""
    is_intent: bool
    """Whether its name alone was added."""
    stamp: tuple[int, int, int] | None
    """Size in bytes and time of modification, in seconds and nanoseconds, as far as 32 bits hold them."""

    @property
    def is_submodule(self) -> bool:
        """Whether it stands for a commit of another repository."""
        return self.mode == _GITLINK


Fields = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""Of one entry: mode, blob, stage, path, seconds and nanoseconds of its time, size, flags."""


def split_entries(output: bytes) -> list[Fields]:
    """Return the fields of all entries in the output of `git ls-files -s -z --debug`.

    Where its shape is not the known one, times and sizes are empty: then only the content of a file tells.
    """
    entries: list[Fields] = _ENTRY.findall(output)
    # Each entry holds one NUL: none was passed over.
    if len(entries) == output.count(b"\0"):
        return entries
    plain: list[tuple[bytes, bytes, bytes, bytes]] = _PLAIN.findall(output)
    return [(*fields, b"", b"", b"", b"0") for fields in plain]


def tracked_file(fields: Fields) -> TrackedFile:
    """Return an entry by its fields."""
    mode, blob, stage, path, seconds, nanoseconds, size, flags = fields
    bits = int(flags, 16)
    return TrackedFile(
        path,
        int(mode, 8),
        blob.decode(),
        int(stage),
        bool(bits & (_ASSUME_UNCHANGED | _SKIP_WORKTREE)),
        bool(bits & _INTENT_TO_ADD),
        (int(size), int(seconds), int(nanoseconds)) if size else None,
    )
