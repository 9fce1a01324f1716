"""The figures of link rot of a whole archive, for a command if neither a page nor the history has changed."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from archive_lint.cache.column import Column
from archive_lint.cache.file_identity import has_unknown
from archive_lint.cache.kept_file import NotKeptError, read_kept, write_kept
from archive_lint.files.state_folder import StateFolder
from archive_lint.model.rot import Rot

FIGURES_FILE = "figures.cache"


class _KeptFigures(Struct, array_like=True):
    identities: bytes
    """Identities of all files, in the order of their paths."""
    rot: Rot


_DECODER = msgspec.msgpack.Decoder(_KeptFigures)


def read_kept_rot(state: StateFolder, key: bytes, identities: Column) -> Rot:
    """Return the cached figures.

    Raises `NotKeptError` if something has changed, and `msgspec.MsgspecError`.
    """
    chunks = list(read_kept(state, FIGURES_FILE, key))
    if len(chunks) != 1:
        raise NotKeptError("it is damaged")
    kept = _DECODER.decode(chunks[0])
    if kept.identities != identities.values or has_unknown(kept.identities):
        raise NotKeptError("a file has changed, or may have")
    return kept.rot


def write_kept_rot(state: StateFolder, key: bytes, identities: Column, rot: Rot) -> None:
    """Cache figures. Raises `NotKeptError`, also if a file was touched too shortly before."""
    if has_unknown(identities.values):
        raise NotKeptError("a file has just changed")
    write_kept(state, FIGURES_FILE, key, [msgspec.msgpack.encode(_KeptFigures(identities.values, rot))])
