"""Writes down what a `--fix` is about to do, so that the next run can finish or undo what a crash cut off.

A journal is a text file with one JSON object per line. Its first lines name the groups of files that change together,
with their temporary files and the digests of their old and new contents; a line is added when all temporary files of a
group are safely on disk, after which the group is finished rather than undone. A torn last line counts as not written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec
from msgspec import Struct

from archive_lint.files.state_folder import NAME
from archive_lint.fix.safety import is_inside

FILE_NAME = "fix-journal.jsonl"


class FileEntry(Struct, frozen=True):
    """One file of a group; paths are relative to the archive's root."""

    path: str
    temporary: str
    before: str | None
    """Digest of the old content; `None` for a file that is made."""
    after: str
    """Digest of the new content."""


class _Line(Struct, frozen=True, omit_defaults=True):
    group: int
    files: tuple[FileEntry, ...] = ()
    ready: bool = False


class Recovered(Struct, frozen=True):
    """What became of a `--fix` that was cut off."""

    finished: list[str]
    """Files that now have their new content."""
    undone: list[str]
    """Files that keep their old content."""
    conflicting: list[str]
    """Files that someone changed since: left as they are, though others of their group were changed."""


class Journal:
    """The journal of a `--fix` under way."""

    def __init__(self, root: str, folder: str, groups: Sequence[Sequence[FileEntry]]) -> None:
        """Write down what is going to be done. Raises `OSError`."""
        self._path = os.path.join(folder, FILE_NAME)
        lines = b"".join(
            msgspec.json.encode(_Line(number, tuple(files))) + b"\n" for number, files in enumerate(groups)
        )
        self._descriptor = os.open(
            self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o644
        )
        try:
            write_all(self._descriptor, lines)
            os.fsync(self._descriptor)
            sync_folder(folder)
            sync_folder(root)
        except OSError:
            # Nothing is done yet: a journal that may be torn must not be acted on.
            os.close(self._descriptor)
            os.unlink(self._path)
            raise

    def ready(self, groups: Iterable[int]) -> None:
        """Note that all temporary files of some groups are on disk: from now on they are finished. Raises `OSError`."""
        write_all(self._descriptor, b"".join(msgspec.json.encode(_Line(group, ready=True)) + b"\n" for group in groups))
        os.fsync(self._descriptor)

    def close(self, *, done: bool) -> None:
        """End it. Where not all is `done` it stays for the next run."""
        os.close(self._descriptor)
        if done:
            os.unlink(self._path)


def digest(content: bytes) -> str:
    """Identifies a content."""
    return blake2b(content, digest_size=16).hexdigest()


def is_pending(root: str) -> bool:
    """Return whether a `--fix` was cut off."""
    return os.path.lexists(os.path.join(root, NAME, FILE_NAME))


def recover(root: str) -> Recovered:
    """Finish the groups that were ready, undo the others, remove temporary files and the journal. Raises `OSError`."""
    path = os.path.join(root, NAME, FILE_NAME)
    planned, ready = _read(root, path)
    recovered = Recovered([], [], [])
    for number, files in sorted(planned.items()):
        for entry in files:
            _recover(root, entry, recovered, is_ready=number in ready)
    os.unlink(path)
    return recovered


def _recover(root: str, entry: FileEntry, recovered: Recovered, *, is_ready: bool) -> None:
    target, temporary = os.path.join(root, entry.path), os.path.join(root, entry.temporary)
    found = _digest_of(target)
    if found == entry.after:
        recovered.finished.append(entry.path)
    elif is_ready and found == entry.before and _digest_of(temporary) == entry.after:
        os.replace(temporary, target)
        sync_folder(os.path.dirname(target))
        recovered.finished.append(entry.path)
    elif found == entry.before:
        recovered.undone.append(entry.path)
    else:
        recovered.conflicting.append(entry.path)
    if os.path.lexists(temporary):
        os.unlink(temporary)


def _read(root: str, path: str) -> tuple[dict[int, tuple[FileEntry, ...]], set[int]]:
    planned: dict[int, tuple[FileEntry, ...]] = {}
    ready: set[int] = set()
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with open(descriptor, "rb") as file:
        for line in file:
            try:
                read = msgspec.json.decode(line, type=_Line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                break
            if read.ready:
                ready.add(read.group)
            elif all(_is_ours(root, entry) for entry in read.files):
                planned[read.group] = read.files
    return planned, ready


def _is_ours(root: str, entry: FileEntry) -> bool:
    """A journal could be forged by a pull request: it is believed only about files inside the archive."""
    folder = os.path.dirname(entry.path)
    if not is_temporary(entry.temporary) or os.path.dirname(entry.temporary) != folder:
        return False
    return is_inside(root, folder) and os.path.basename(entry.path) not in ("", ".", "..")


def temporary_name(path: str, number: int) -> str:
    """The temporary file beside a file: short, since the file's own name may be as long as a name can be."""
    folder = os.path.dirname(path)
    name = f".archive-lint-{os.getpid():x}-{number:x}.tmp"
    return f"{folder}/{name}" if folder else name


def is_temporary(path: str) -> bool:
    """Whether a file is one of ours by its name."""
    name = os.path.basename(path)
    return name.startswith(".archive-lint-") and name.endswith(".tmp")


def _digest_of(path: str) -> str | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None
    except OSError:
        return ""
    with open(descriptor, "rb") as file:
        return digest(file.read())


def write_all(descriptor: int, content: bytes) -> None:
    """Write everything: a single call may write less. Raises `OSError`."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def read_most(descriptor: int, size: int) -> bytes:
    """Read so many bytes, or to the end of the file: a single call may read less. Raises `OSError`.

    An open file object does the same for the price of three more system calls, which thousands of files feel.
    """
    content = part = os.read(descriptor, size)
    while part and len(content) < size:
        part = os.read(descriptor, size - len(content))
        content += part
    return content


def sync_folder(folder: str) -> None:
    """Make a folder's entries durable, where the system can. Raises `OSError` where it can and fails."""
    if os.name == "nt":
        return
    descriptor = os.open(folder or ".", os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
