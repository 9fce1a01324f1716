"""The journal of a `--fix`: its planned steps, so that the next run can finish or undo them after a crash.

A journal is a text file with one JSON object per line. Its first lines name the groups of files that change together,
with their temporary files and the digests of their old and new contents; a line is added when all temporary files of a
group are safely on disk, after which the group is finished rather than undone. A torn last line counts as not written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from archive_lint.model.digest import blake2b

_TEMPORARY = re.compile(r"\.archive-lint-[0-9a-f]{1,16}-[0-9a-f]{1,16}\.tmp")


class FileEntry(Struct, frozen=True):
    """One file of a group; paths are relative to the archive's root."""

    path: str
    temporary: str
    before: str | None
    """Digest of the old content; `None` for a file that is created."""
    after: str
    """Digest of the new content."""


class JournalLine(Struct, frozen=True, omit_defaults=True):
    """A line of the journal: the files of a group, or that a group is ready."""

    group: int
    files: tuple[FileEntry, ...] = ()
    ready: bool = False


class Journal:
    """The journal of a running `--fix`."""

    def __init__(self, path: str, groups: Sequence[Sequence[FileEntry]]) -> None:
        """Write the planned groups to a journal at `path`. Raises `OSError`."""
        self._path = path
        lines = b"".join(
            msgspec.json.encode(JournalLine(number, tuple(files))) + b"\n" for number, files in enumerate(groups)
        )
        self._descriptor = os.open(
            self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o644
        )
        try:
            if hasattr(os, "fchmod"):
                # Another user may have to finish it: a container and its host share a checkout.
                os.fchmod(self._descriptor, 0o644)
            write_all(self._descriptor, lines)
            os.fsync(self._descriptor)
            sync_folder(os.path.dirname(path))
        except OSError:
            # Nothing is done yet: a torn journal must not be acted on.
            os.close(self._descriptor)
            os.unlink(self._path)
            raise

    def ready(self, groups: Iterable[int]) -> None:
        """Note that all temporary files of some groups are on disk, so that these must be finished.

        Raises `OSError`.
        """
        write_all(
            self._descriptor, b"".join(msgspec.json.encode(JournalLine(group, ready=True)) + b"\n" for group in groups)
        )
        os.fsync(self._descriptor)

    def close(self, *, done: bool) -> None:
        """Close the journal, and remove it if all is `done`; otherwise it stays for the next run."""
        os.close(self._descriptor)
        if done:
            os.unlink(self._path)


def digest(content: bytes) -> str:
    """Return the digest of a content."""
    return blake2b(content, digest_size=16).hexdigest()


def temporary_name(path: str, number: int) -> str:
    """Return the temporary file beside a file.

    Its name is short, because the file's own name may have the maximum length.
    """
    folder = os.path.dirname(path)
    name = f".archive-lint-{os.getpid():x}-{number:x}.tmp"
    return f"{folder}/{name}" if folder else name


def is_temporary(path: str) -> bool:
    """Return whether the name of a file is that of our temporary files."""
    return _TEMPORARY.fullmatch(os.path.basename(path)) is not None


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of `content`: a single call may write less. Raises `OSError`."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def read_most(descriptor: int, size: int) -> bytes:
    """Read `size` bytes, or up to the end of the file: a single call may read less. Raises `OSError`.

    An open file object would cost three more system calls, which matter for thousands of files.
    """
    content = part = os.read(descriptor, size)
    while part and len(content) < size:
        part = os.read(descriptor, size - len(content))
        content += part
    return content


def sync_folder(folder: str) -> None:
    """Make a folder's entries durable, if the system can. Raises `OSError` if it can but fails."""
    if os.name == "nt":
        return
    descriptor = os.open(folder or ".", os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
