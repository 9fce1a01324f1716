"""Results for single pages, cached page by page: a list of pages, and beside it the records of their facts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

import msgspec
from msgspec import Struct

from archive_lint.cache.column import Column
from archive_lint.cache.file_identity import NO_DIGEST, SIZE, UNKNOWN, is_same
from archive_lint.cache.kept_facts import TOKEN_SIZE, KeptRecords, write_facts
from archive_lint.cache.kept_file import NotKeptError, read_kept, write_kept
from archive_lint.engine.wire import BatchResult, decode_batch, encode_batch
from archive_lint.files.state_folder import StateFolder
from archive_lint.model.digest import DIGEST_SIZE
from archive_lint.model.finding import Finding
from archive_lint.model.listing import Listing
from archive_lint.store.checked_pages import CITED_SIZE
from archive_lint.store.facts import CHECK_SIZE
from archive_lint.store.results import ArchiveResults, Results

PAGES_FILE = "pages.cache"

_CHUNK = 256
"""Number of pages written together: the list of a million is made in little memory."""


class _Beginning(Struct, tag=True, array_like=True):
    token: bytes
    """The token of the records."""
    archive_key: bytes
    """The key for which the results of the archive stage are valid; empty without any."""
    history: bytes
    """The state of git's knowledge."""
    others: dict[str, bytes]
    """Identities of Markdown files that are not among the pages; a check may have depended on them."""


class _Pages(Struct, tag=True, array_like=True):
    paths: list[str]
    twins: list[int]
    """Positions of twins in the list of paths."""
    identities: bytes
    digests: bytes
    offsets: list[int]
    """Offsets of the records, and the end of the last."""
    results: msgspec.Raw


class _Archive(Struct, tag=True, array_like=True):
    """The results of the archive stage for some pages."""

    results: msgspec.Raw


_DECODER = msgspec.msgpack.Decoder(_Beginning | _Pages | _Archive)


class KeptPages:
    """The pages of an archive as a run sees them.

    `identities` are those of all files below `root`; `is_twin` returns whether a path is that of a twin.
    """

    def __init__(
        self,
        state: StateFolder,
        root: str,
        listing: Listing,
        identities: Column,
        is_twin: Callable[[str], bool],
        *,
        key: bytes,
        archive_key: bytes,
        history: bytes,
    ) -> None:
        self._state = state
        self._root = root
        self._listing = listing
        self._pages = frozenset(listing.pages)
        self._identities = identities
        self._is_twin = is_twin
        self._key = key
        self._archive_key = archive_key
        self._history = history
        self.digests = Column(listing, DIGEST_SIZE)
        """Digests of pages' contents, as far as an earlier run computed them and they are unchanged."""
        self.is_taken = False
        """Whether anything was reused."""

    def read(self) -> Results:
        """Return the results of an earlier run that are still valid.

        Raises `NotKeptError` and `msgspec.MsgspecError`.
        """
        chunks = map(_DECODER.decode, read_kept(self._state, PAGES_FILE, self._key))
        beginning = next(chunks, None)
        if not isinstance(beginning, _Beginning):
            raise NotKeptError("it is damaged")
        records = KeptRecords(self._state, beginning.token)
        offsets: list[tuple[str, int, int]] = []
        same = {path for path, earlier in beginning.others.items() if self._is_same(path, earlier, NO_DIGEST)}
        known = Results.nothing(self._listing)
        archive = ArchiveResults(listing=self._listing, findings=[], reads=[])
        for chunk in chunks:
            if isinstance(chunk, _Pages):
                if not _lie_within(chunk.offsets, records.size):
                    raise NotKeptError("it is damaged")
                offsets += self._take_pages(chunk, known)
            elif isinstance(chunk, _Archive):
                results = decode_batch(chunk.results)
                archive.findings += results.findings
                archive.reads.append(results.reads)
        known.store.take_kept(records, offsets)
        self.is_taken = True
        if beginning.archive_key == self._archive_key:
            if not all(reads.fits(len(self._listing.paths)) for reads in archive.reads):
                raise NotKeptError("it is damaged")
            known.archive = archive
            changed = {path for path in self._listing.paths if path.endswith(self._listing.endings)}
            changed -= same
            changed.difference_update(known.pages)
            known.changed = frozenset(changed)
            known.history_changed = beginning.history != self._history
        return known

    def write(self, results: Results, digests: Column) -> None:
        """Cache the results of a run, and add the digests of the pages' contents. Raises `NotKeptError`."""
        token = os.urandom(TOKEN_SIZE)
        paths = [path for path in results.pages if path in self._pages]
        records = _noting_digests(paths, results.store.joined_records(paths), digests)
        offsets = write_facts(self._state, token, records)
        write_kept(self._state, PAGES_FILE, self._key, self._chunks(token, paths, offsets, results, digests))

    @cached_property
    def _twins(self) -> frozenset[str]:
        return frozenset(filter(self._is_twin, self._listing.pages))

    def prepare(self) -> None:
        """Compute what `write` needs and what no run has to be over for."""
        _ = self._twins

    def _take_pages(self, kept: _Pages, known: Results) -> Iterator[tuple[str, int, int]]:
        """Add the unchanged pages to `known`; yield each with offset and length of its record.

        Raises `NotKeptError` and the errors of `decode_batch`.
        """
        results = decode_batch(kept.results, kept.paths)
        if any(len(cited) % CITED_SIZE for cited in results.cited.values()):
            raise NotKeptError("it is damaged")
        twins = set(kept.twins)
        taken = set[str]()
        for number, path in enumerate(kept.paths):
            if path not in self._pages or (number in twins) != (path in self._twins):
                continue
            identity = kept.identities[number * SIZE : (number + 1) * SIZE]
            digest = kept.digests[number * DIGEST_SIZE : (number + 1) * DIGEST_SIZE]
            if self._is_same(path, identity, digest):
                taken.add(path)
                self.digests[path] = digest
                known.pages.add(path, results.cited.get(path, b""))
                yield path, kept.offsets[number], kept.offsets[number + 1] - kept.offsets[number]
        known.findings += [finding for finding in results.findings if finding.path in taken]
        known.suppressing += [path for path in results.suppressing if path in taken]

    def _is_same(self, path: str, earlier: bytes, digest: bytes) -> bool:
        identity = self._identities[path]
        return identity == earlier != UNKNOWN or is_same(self._root, path, identity, earlier, digest)

    def _chunks(
        self, token: bytes, paths: Sequence[str], offsets: Sequence[int], results: Results, digests: Column
    ) -> Iterator[bytes]:
        encode = msgspec.msgpack.encode
        archive = results.archive
        if archive is not None and archive.listing != self._listing:
            # A page vanished meanwhile: the numbers mean other pages.
            archive = None
        written, endings = set(paths), self._listing.endings
        others = {
            path: self._identities[path]
            for path in self._listing.paths
            if path not in written and path.endswith(endings)
        }
        yield encode(_Beginning(token, b"" if archive is None else self._archive_key, self._history, others))
        findings: dict[str, list[Finding]] = {}
        for finding in results.findings:
            findings.setdefault(finding.path, []).append(finding)
        suppressing = set(results.suppressing)
        for at in range(0, len(paths), _CHUNK):
            chunk = paths[at : at + _CHUNK]
            part = BatchResult(
                findings=[finding for path in chunk for finding in findings.get(path, ())],
                suppressing=[path for path in chunk if path in suppressing],
                cited={path: cited for path in chunk if (cited := results.pages.cited_by(path))},
            )
            yield encode(
                _Pages(
                    paths=list(chunk),
                    twins=[number for number, path in enumerate(chunk) if path in self._twins],
                    identities=self._identities.of(chunk),
                    digests=digests.of(chunk),
                    offsets=list(offsets[at : at + len(chunk) + 1]),
                    results=msgspec.Raw(encode_batch(part, chunk)),
                )
            )
        if archive is not None:
            yield encode(_Archive(msgspec.Raw(encode_batch(BatchResult(findings=archive.findings)))))
            for reads in archive.reads:
                yield encode(_Archive(msgspec.Raw(encode_batch(BatchResult(reads=reads)))))


def _noting_digests(
    paths: Sequence[str], records: Iterable[tuple[bytes, Sequence[int]]], digests: Column
) -> Iterator[tuple[bytes, Sequence[int]]]:
    """Yield the records of pages, which come joined with their lengths, and note the digests that they begin with."""
    rest = iter(paths)
    for joined, lengths in records:
        for start, length, path in zip(accumulate(lengths, initial=CHECK_SIZE), lengths, rest, strict=False):
            if length:
                digests[path] = joined[start : start + DIGEST_SIZE]
        yield joined, lengths


def _lie_within(offsets: list[int], size: int) -> bool:
    """Return whether offsets increase, and lie within a file of `size` bytes."""
    return offsets == sorted(offsets) and offsets[0] >= 0 and offsets[-1] <= size
