"""The index of a work tree: its entries with the size and time of the files they were made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archive_lint.model.patterns.lazy import lazy_pattern

_HEAD = rb"(H 100(?:644|755) [0-9a-f]++ 0|([A-Za-z] [0-7]{6} [0-9a-f]++ [0-3]))\t([^\0]++)\0"
"""What an entry begins with; that of a file under no conflict is passed over quickly."""
_ENTRY = lazy_pattern(
    _HEAD + rb"  ctime: [0-9:]++\n  mtime: ([0-9]++):([0-9]++)\n  dev: [0-9]++\tino: [0-9]++\n"
    rb"  uid: [0-9]++\tgid: [0-9]++\n  size: ([0-9]++)\tflags: (?:(?:100)?[0-9a-f]{1,3}|([0-9a-f]++))\n"
)
"""One entry of `git ls-files -t -s -z --debug`; what follows the name may change with git, so its shape is checked.
Short flags say how long the path is, and the one that may stand before them that git has looked it up."""
_PLAIN = lazy_pattern(_HEAD + rb"(?:  [^\n]*+\n)*+")
"""The same with whatever details."""
_OTHER = b"? "
"""What the name of a file that git does not track follows; such names come first."""
_DETAILS = 5
"""Lines after the name."""
_BATCH = 64 * 1024
"""Bytes of entries that are split at once."""
_GITLINK = 0o160000
_LEFT_OUT = frozenset({b"S", b"s"})
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
    is_left_out: bool
    """Whether a sparse checkout leaves it out of the work tree."""
    is_intent: bool
    """Whether its name alone was added."""
    stamp: tuple[int, int, int] | None
    """Size in bytes and time of modification, in seconds and nanoseconds, as far as 32 bits hold them."""

    @property
    def is_submodule(self) -> bool:
        """Whether it stands for a commit of another repository."""
        return self.mode == _GITLINK


Fields = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""Of one entry: tag, mode, blob and stage; the same again unless it is a file like nearly all; path; seconds and
nanoseconds of its time; size; flags that say something."""


def others_of(output: bytes) -> tuple[Sequence[bytes], int]:
    """Return the paths that are not git's in the output of `ls-files -t`, and where its entries begin."""
    others: list[bytes] = []
    at = 0
    while output.startswith(_OTHER, at):
        start, at = at + len(_OTHER), output.index(b"\0", at) + 1
        others.append(output[start : at - 1])
    return others, at


def batches_of(output: bytes, at: int) -> Iterator[Sequence[Fields]]:
    """Yield the fields of all entries in the output of `ls-files`, some at a time: all take ten times its memory."""
    while at < len(output):
        end = _end_of_entry(output, at + _BATCH)
        yield _ENTRY.findall(output, at, end)
        at = end


def plain_batches_of(output: bytes, at: int) -> Iterator[Sequence[Fields]]:
    """Yield the same where the details are not of the known shape; times and sizes are empty."""
    found: list[tuple[bytes, bytes, bytes]] = _PLAIN.findall(output, at)
    yield [(head, head, path, b"", b"", b"", b"") for head, _, path in found]


def _end_of_entry(output: bytes, at: int) -> int:
    """Where an entry ends that goes on at or after a place: by the NUL in it, which no path can hold."""
    end = output.find(b"\0", at)
    for _ in range(_DETAILS if end >= 0 else 0):
        end = output.find(b"\n", end + 1)
        if end < 0:
            break
    return end + 1 or len(output)


def tracked_file(fields: Fields) -> TrackedFile:
    """Return an entry by its fields."""
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
