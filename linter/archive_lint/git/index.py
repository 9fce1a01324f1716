"""The index of a work tree: its entries with the size and time of the files they were made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_ENTRY = re.compile(
    rb"([0-7]{6}) ([0-9a-f]{40}|[0-9a-f]{64}) ([0-3])\t([^\0]+)\0"
    rb"  ctime: \d+:\d+\n  mtime: (\d+):(\d+)\n  dev: \d+\tino: \d+\n  uid: \d+\tgid: \d+\n"
    rb"  size: (\d+)\tflags: ([0-9a-f]+)\n"
)
"""One entry of `git ls-files -s -z --debug`; what follows the name may change with git, so its shape is checked."""
_PLAIN = re.compile(rb"([0-7]{6}) ([0-9a-f]{40}|[0-9a-f]{64}) ([0-3])\t([^\0]+)\0(?:  [^\n]*\n)*")
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


def read_entries(output: bytes) -> Iterator[TrackedFile]:
    """Yield the entries in the output of `git ls-files -s -z --debug`.

    Where its shape is not the known one, entries have no stamp: then only a file's content tells whether it changed.
    """
    at = 0
    for found in _ENTRY.finditer(output):
        if found.start() != at:
            break
        at = found.end()
        mode, blob, stage, path, seconds, nanoseconds, size, flags = found.groups()
        bits = int(flags, 16)
        yield TrackedFile(
            path,
            int(mode, 8),
            blob.decode(),
            int(stage),
            bool(bits & (_ASSUME_UNCHANGED | _SKIP_WORKTREE)),
            bool(bits & _INTENT_TO_ADD),
            (int(size), int(seconds), int(nanoseconds)),
        )
    for found in _PLAIN.finditer(output, at):
        mode, blob, stage, path = found.groups()
        yield TrackedFile(path, int(mode, 8), blob.decode(), int(stage), is_unseen=False, is_intent=False, stamp=None)
