"""The whole outcome of a run of a whole archive, for a later run if nothing has changed."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from archive_lint.cache.column import Column
from archive_lint.cache.file_identity import SIZE, has_unknown, is_same
from archive_lint.cache.kept_file import NotKeptError, read_kept, write_kept
from archive_lint.engine.run import RunOutcome
from archive_lint.engine.wire import BatchResult, decode_batch, encode_batch
from archive_lint.files.state_folder import StateFolder
from archive_lint.model.digest import DIGEST_SIZE
from archive_lint.model.listing import Listing
from archive_lint.store.results import Results

OUTCOME_FILE = "outcome.cache"

_NO_FILES = Listing(pages=(), files=frozenset())

_Count = Annotated[int, Meta(ge=0)]


class KeptOutcome(Struct, array_like=True):
    """A cached outcome, and the identities of its files."""

    identities: bytes
    """Identities of all files, in the order of their paths."""
    digests: bytes
    """Digests of their contents, in the same order; zeros if unknown."""
    pages: int
    suppressed: _Count
    sources: _Count
    findings: msgspec.Raw

    def outcome(self) -> RunOutcome:
        """Return the outcome. Raises the errors of `decode_batch`."""
        return RunOutcome(
            findings=decode_batch(self.findings).findings,
            problems=[],
            pages=self.pages,
            suppressed=self.suppressed,
            sources=self.sources,
            complete=True,
            results=Results.nothing(_NO_FILES),
        )


_DECODER = msgspec.msgpack.Decoder(KeptOutcome)


def read_outcome(
    state: StateFolder, root: str, key: bytes, listing: Listing, identities: Column
) -> tuple[KeptOutcome, bool]:
    """Return the cached outcome, and whether every file was found unchanged without reading it.

    Raises `NotKeptError` if something has changed, and `msgspec.MsgspecError`.
    """
    chunks = list(read_kept(state, OUTCOME_FILE, key))
    if len(chunks) != 1:
        raise NotKeptError("it is damaged")
    kept = _DECODER.decode(chunks[0])
    if not 0 < kept.pages <= len(listing.pages):
        raise NotKeptError("it is damaged")
    now = identities.values
    if kept.identities == now and not has_unknown(now):
        return kept, True
    for number, path in enumerate(listing.paths):
        identity = identities.at(number)
        earlier = kept.identities[number * SIZE : (number + 1) * SIZE]
        digest = kept.digests[number * DIGEST_SIZE : (number + 1) * DIGEST_SIZE]
        if not is_same(root, path, identity, earlier, digest):
            raise NotKeptError(f"{path} has changed, or may have")
    return kept, False


def write_outcome(state: StateFolder, key: bytes, outcome: RunOutcome, identities: Column, digests: Column) -> None:
    """Cache an outcome. Raises `NotKeptError`."""
    kept = KeptOutcome(
        identities=identities.values,
        digests=digests.values,
        pages=outcome.pages,
        suppressed=outcome.suppressed,
        sources=outcome.sources,
        findings=msgspec.Raw(encode_batch(BatchResult(findings=outcome.findings))),
    )
    write_kept(state, OUTCOME_FILE, key, [msgspec.msgpack.encode(kept)])
