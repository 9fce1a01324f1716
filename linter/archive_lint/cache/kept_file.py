"""Files with results for a later run, which are read whole and unchanged, or not at all.

A file begins with a line that names its kind, the key that it is valid for, and a checksum of the rest: chunks, each
preceded by its length. It is written beside its place and moved there, so that parallel runs see whole files, and the
last one stays.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from archive_lint.files.read import UNTRUSTED
from archive_lint.files.state_folder import StateFolder, StateFolderError
from archive_lint.model.digest import blake2b

KEY_SIZE = 32
"""Size of a key in bytes."""

_MAGIC = b"archive-lint cache 2\n"
_CHECKSUM_SIZE = 32
_LENGTH_SIZE = 8
_HEADER_SIZE = len(_MAGIC) + KEY_SIZE + _CHECKSUM_SIZE
_MOST_BYTES = 8 << 30
_UNFINISHED = ".cache-unfinished"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""Flags for a file that nobody else has made: what lies in its place is an error."""
_ABANDONED = 3600
"""Age in seconds of a file being written above which its writer must have been killed."""


class NotKeptError(Exception):
    """A file cannot be used, or cannot be written; the message says why."""


def expect_kept(state: StateFolder, name: str) -> None:
    """Raise `NotKeptError` if there is no such file in the state folder: a key for it need not be computed."""
    if not os.path.lexists(os.path.join(state.path, name)):
        raise NotKeptError("there is none yet")


def read_kept(state: StateFolder, name: str, key: bytes) -> Iterator[memoryview]:
    """Yield the chunks of a file of the state folder that was written with this key. Raises `NotKeptError`."""
    with opened(state, name) as file:
        header = file.read(_HEADER_SIZE)
        if not header.startswith(_MAGIC) or len(header) != _HEADER_SIZE:
            raise NotKeptError("it is another program's, or another version's")
        if header[len(_MAGIC) : len(_MAGIC) + KEY_SIZE] != key:
            raise NotKeptError("it was written for other settings, rules or files, or by another version")
        body = file.read()
    if blake2b(body, digest_size=_CHECKSUM_SIZE).digest() != header[-_CHECKSUM_SIZE:]:
        raise NotKeptError("it is damaged")
    return _chunks(memoryview(body))


def write_kept(state: StateFolder, name: str, key: bytes, chunks: Iterable[bytes]) -> None:
    """Write a file of the state folder, or leave the present one. Raises `NotKeptError`."""
    with replacing(state, name) as file:
        checksum = blake2b(digest_size=_CHECKSUM_SIZE)
        file.write(_MAGIC + key + bytes(_CHECKSUM_SIZE))
        for chunk in chunks:
            length = len(chunk).to_bytes(_LENGTH_SIZE, "little")
            checksum.update(length)
            checksum.update(chunk)
            file.write(length)
            file.write(chunk)
        file.seek(_HEADER_SIZE - _CHECKSUM_SIZE)
        file.write(checksum.digest())


@contextmanager
def opened(state: StateFolder, name: str) -> Iterator[BinaryIO]:
    """Open one of our files in the state folder for reading. Raises `NotKeptError`."""
    if not state.path:
        raise NotKeptError(state.trouble)
    try:
        with open(os.open(os.path.join(state.path, name), UNTRUSTED), "rb") as file:
            _check(os.fstat(file.fileno()))
            yield file
    except FileNotFoundError:
        raise NotKeptError("there is none yet") from None
    except (OSError, ValueError, MemoryError) as error:
        raise NotKeptError(f"it cannot be read: {error}") from error


@contextmanager
def replacing(state: StateFolder, name: str) -> Iterator[BinaryIO]:
    """Write a file of the state folder, which replaces the present one on success. Raises `NotKeptError`."""
    temporary = ""
    try:
        folder = state.made()
        _remove_abandoned(folder)
        # Not by `tempfile`: loading it takes longer than writing a short answer.
        unfinished = os.path.join(folder, f"{name}-{os.urandom(8).hex()}{_UNFINISHED}")
        descriptor = os.open(unfinished, _NEW, 0o600)
        temporary = unfinished
        with open(descriptor, "wb") as file:
            yield file
        os.replace(temporary, os.path.join(folder, name))
        temporary = ""
    except (StateFolderError, OSError) as error:
        raise NotKeptError(f"it cannot be written: {error}") from error
    finally:
        if temporary:
            os.unlink(temporary)


def _remove_abandoned(folder: str) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(_UNFINISHED):
                with suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_mtime + _ABANDONED < time.time():
                        os.unlink(entry.path)


def _check(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotKeptError("it is not a regular file")
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise NotKeptError("it belongs to another user")
    if status.st_size > _MOST_BYTES:
        raise NotKeptError("it is too large")


def _chunks(body: memoryview) -> Iterator[memoryview]:
    at = 0
    while at < len(body):
        start = at + _LENGTH_SIZE
        at = start + int.from_bytes(body[start - _LENGTH_SIZE : start], "little")
        yield body[start:at]
