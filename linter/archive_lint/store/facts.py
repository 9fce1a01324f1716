"""The facts of a run's pages, kept as encoded records until they are needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Protocol, TypeVar

import msgspec

from archive_lint.model.digest import DIGEST_SIZE, blake2b
from archive_lint.model.page import PageFacts, PageHead
from archive_lint.store.offsets import OffsetTable
from archive_lint.store.spooled_log import SpooledLog

CHECK_SIZE = 8
"""Size in bytes of the BLAKE2b digest that begins a record, over the rest of it: an earlier run's may be damaged."""
START_SIZE = CHECK_SIZE + DIGEST_SIZE
"""Size in bytes of what precedes the encoded facts: that digest, and the one of the page, which is read alone."""
_JOINED = 1 << 20
"""The most bytes of records that are read at once, if only one of them is not larger."""

_NO_CHECK = bytes(CHECK_SIZE)
_ENCODER = msgspec.msgpack.Encoder()
MOST_DECODED = 512
"""The most facts that are kept decoded.

More than pages near each other need, and few enough that a share of the archive stage takes little memory, which costs
more time to get than decoding does.
"""
MOST_HEADS = 20_000
"""The most heads that are kept decoded. Any page may need that of any other; 1,500 take a megabyte."""

MOST_REPLACED = 8 << 20
"""Bytes of replaced records above which the others are copied: who writes all day replaces many."""

Said = TypeVar("Said", bound=PageHead)


@cache
def _decoder(said: type[Said]) -> msgspec.msgpack.Decoder[Said]:
    """Made when it is asked for: a run of a few pages decodes nothing."""
    return msgspec.msgpack.Decoder(said)


class Records(Protocol):
    """The records of an earlier run."""

    def read(self, offset: int, length: int) -> bytes:
        """Return the record at an offset, or what is left of it."""
        ...


def record_of(facts: PageFacts, *, is_kept: bool = True) -> bytes:
    """Return facts as a record; a digest is added only if a later run may read it."""
    rest = facts.digest.ljust(DIGEST_SIZE, b"\0") + _ENCODER.encode(facts)
    return (blake2b(rest, digest_size=CHECK_SIZE).digest() if is_kept else _NO_CHECK) + rest


class FactStore:
    """Facts by path; `None` for a page that does not exist or cannot be read.

    `numbers` are those of nearly all paths. A damaged record of an earlier run is dropped when it is read: then its
    page is unknown. At most `most_decoded` facts and `most_heads` heads are kept decoded, and about `most_replaced`
    bytes of replaced records.
    """

    def __init__(
        self,
        numbers: Mapping[str, int],
        *,
        most_decoded: int = MOST_DECODED,
        most_heads: int = MOST_HEADS,
        most_replaced: int = MOST_REPLACED,
    ) -> None:
        self._numbers = numbers
        self._most_decoded = most_decoded
        self._most_heads = most_heads
        self._most_replaced = most_replaced
        self._log = SpooledLog()
        self._plain: dict[str, PageFacts | None] = {}
        self._logged = OffsetTable(numbers)
        """Offsets of records in the log."""
        self._replaced = 0
        """Bytes of records in the log that were replaced."""
        self._earlier: Records | None = None
        self._kept = OffsetTable({})
        """Offsets of records of an earlier run."""
        self._decoded: OrderedDict[str, PageFacts] = OrderedDict()
        self._heads: OrderedDict[str, PageHead] = OrderedDict()

    def __contains__(self, path: str) -> bool:
        """Return whether a path is known, if only as one without a page."""
        return path in self._logged or path in self._plain or path in self._kept

    def __iter__(self) -> Iterator[str]:
        """Yield the known paths."""
        yield from self._logged
        yield from self._plain
        yield from self._kept

    def update(self, facts: Mapping[str, PageFacts | None]) -> None:
        """Replace the facts of pages."""
        for path, said in facts.items():
            self._drop(path)
            self._plain[path] = said

    def append(self, lengths: Mapping[str, int], records: bytes | memoryview) -> None:
        """Add concatenated records, given by path with their lengths."""
        offset = self._log.append(records)
        # Most often nothing at all was known before.
        is_known = self._earlier is not None or self._plain or self._decoded or self._heads
        for path, length in lengths.items():
            if is_known:
                self._drop(path)
            self._logged.put(path, offset, length)
            offset += length
        if self._replaced > self._most_replaced:
            self._copy_log()

    def take_kept(self, records: Records, offsets: Iterable[tuple[str, int, int]]) -> None:
        """Add the records of one earlier run, which are not copied: paths with offset and length."""
        self._earlier = records
        self._kept = OffsetTable(self._numbers)
        for path, offset, length in offsets:
            self._kept.put(path, offset, length)

    def only(self, is_wanted: Callable[[str], bool]) -> FactStore:
        """Return a store with only the wanted paths. Both share the records, which are not copied."""
        store = FactStore(
            self._numbers,
            most_decoded=self._most_decoded,
            most_heads=self._most_heads,
            most_replaced=self._most_replaced,
        )
        store._log, store._earlier = self._log, self._earlier
        store._plain = {path: facts for path, facts in self._plain.items() if is_wanted(path)}
        store._logged, store._kept = self._logged.only(is_wanted), self._kept.only(is_wanted)
        store._replaced = self._replaced + self._logged.size - store._logged.size
        return store

    def get(self, path: str) -> PageFacts | None:
        """Return the facts of a page; `None` for an unknown one, too."""
        facts = self._decoded.get(path)
        if facts is not None:
            return facts
        facts = self._said_by_record(path, PageFacts)
        if facts is None:
            return self._plain.get(path)
        self._decoded[path] = facts
        if len(self._decoded) > self._most_decoded:
            self._decoded.popitem(last=False)
        return facts

    def head(self, path: str) -> PageHead | None:
        """Return the head of a page's facts, in a tenth of the time that all of them take."""
        head: PageHead | None = self._decoded.get(path) or self._heads.get(path)
        if head is not None:
            return head
        head = self._said_by_record(path, PageHead)
        if head is None:
            return self._plain.get(path)
        self._heads[path] = head
        if len(self._heads) > self._most_heads:
            self._heads.popitem(last=False)
        return head

    def digest(self, path: str) -> bytes | None:
        """Return the digest of a page's bytes; `None` for an unknown page."""
        at = self._logged.get(path)
        start = self._log.read(at[0], START_SIZE) if at is not None else self._record(path)
        if start is not None:
            return start[CHECK_SIZE:START_SIZE]
        facts = self._plain.get(path)
        return None if facts is None else facts.digest

    def record(self, path: str) -> bytes | None:
        """Return the record of a page's facts; `None` for a page without any."""
        record = self._record(path)
        if record is None:
            facts = self._plain.get(path)
            return None if facts is None else record_of(facts)
        return record

    def joined_records(self, paths: Iterable[str]) -> Iterator[tuple[bytes, Sequence[int]]]:
        """Yield the records of pages in this order with their lengths: joined, as far as they follow one another.

        The record of a page without facts is empty.
        """
        start = end = 0
        lengths: list[int] = []
        for path in paths:
            at = self._logged.get(path)
            if at is not None and at[0] == end and end - start < _JOINED:
                lengths.append(at[1])
                end += at[1]
                continue
            if lengths:
                yield self._log.read(start, end - start), lengths
            if at is not None:
                start, end, lengths = at[0], sum(at), [at[1]]
                continue
            record = self.record(path) or b""
            yield record, [len(record)]
            start, end, lengths = 0, -1, []
        if lengths:
            yield self._log.read(start, end - start), lengths

    def readable(self, paths: Iterable[str]) -> list[str]:
        """Return those of the paths whose pages have facts."""
        logged, kept, plain = self._logged, self._kept, self._plain
        return [path for path in paths if path in logged or path in kept or plain.get(path) is not None]

    def _said_by_record(self, path: str, of: type[Said]) -> Said | None:
        """Return the decoded record of a page.

        `None` if there is none, or if an earlier run's is damaged.
        """
        record = self._record(path)
        if record is None:
            return None
        try:
            said: Said = _decoder(of).decode(memoryview(record)[START_SIZE:])
            if said.path == path:
                return said
        except (ValueError, RecursionError):
            # Anyone who can write to the folder of the cache can write a valid digest, too.
            if path not in self._kept:
                raise
        self._kept.discard(path)
        return None

    def _record(self, path: str) -> bytes | None:
        at = self._logged.get(path)
        if at is not None:
            return self._log.read(*at)
        at = self._kept.get(path)
        if at is None or self._earlier is None:
            return None
        record = self._earlier.read(*at)
        if blake2b(memoryview(record)[CHECK_SIZE:], digest_size=CHECK_SIZE).digest() == record[:CHECK_SIZE]:
            return record
        self._kept.discard(path)
        return None

    def _copy_log(self) -> None:
        """Begin another log, with the records that are still valid; another store may share the one up to now."""
        log, logged = SpooledLog(), OffsetTable(self._numbers)
        for path in self._logged:
            at = self._logged.get(path)
            if at is not None:
                logged.put(path, log.append(self._log.read(*at)), at[1])
        self._log, self._logged, self._replaced = log, logged, 0

    def _drop(self, path: str) -> None:
        """Drop everything about a page."""
        at = self._logged.get(path)
        if at is not None:
            self._replaced += at[1]
            self._logged.discard(path)
        self._kept.discard(path)
        for said in (self._plain, self._decoded, self._heads):
            said.pop(path, None)
