"""Files of the cache that somebody else wrote who knows their form, so that every checksum is right."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import accumulate
from typing import Any

import msgspec

from archive_lint.rule.examples import PATH
from archive_lint.store.facts import CHECK_SIZE, START_SIZE
from tests.cached_runs import FACTS, PAGES
from tests.fuzz import with_noise

Kept = dict[str, bytes]
"""Files of the cache by name."""

PATHS, OFFSETS = 1, 5
"""Where the list of pages has them, after its tag."""
HEADER_SIZE, CHECKSUM_SIZE, LENGTH_SIZE = 85, 32, 8
ODD: tuple[Any, ...] = (
    *(None, True, -1, 0, 1, 2**31, 2**63, 2**64 - 1, 1e300, "", "\0", "/etc/passwd", "../../outside.md", "x" * 9_000),
    *(b"", b"\0" * 64, b"\xff" * 7, [], {}, [[]], [0] * 99, PATH, "L001", "error"),
)


def chunks(body: bytes) -> Iterator[bytes]:
    while body:
        end = LENGTH_SIZE + int.from_bytes(body[:LENGTH_SIZE], "little")
        yield body[LENGTH_SIZE:end]
        body = body[end:]


def joined(parts: Iterable[bytes]) -> bytes:
    return b"".join(len(part).to_bytes(LENGTH_SIZE, "little") + part for part in parts)


def sealed(header: bytes, body: bytes) -> bytes:
    """A file whose checksum says that it is as it was written."""
    return header[:-CHECKSUM_SIZE] + blake2b(body, digest_size=CHECKSUM_SIZE).digest() + body


def with_odd_value(chance: random.Random, value: Any) -> Any:
    """Return a decoded value in which one part is another."""
    if isinstance(value, bytes) and len(value) > 20 and chance.random() < 0.3:
        return with_noise(chance, value)
    if not value or not isinstance(value, (list, dict)) or chance.random() < 0.1:
        return chance.choice(ODD)
    if isinstance(value, dict):
        key = chance.choice(list(value))
        return {**value, key: with_odd_value(chance, value[key])}
    at = chance.randrange(len(value))
    return [*value[:at], *([] if chance.random() < 0.1 else [with_odd_value(chance, value[at])]), *value[at + 1 :]]


def forged(chance: random.Random, kept: bytes) -> bytes:
    """Return a file that somebody wrote who knows how."""
    header, body = kept[:HEADER_SIZE], kept[HEADER_SIZE:]
    if chance.random() < 0.3:
        return sealed(header, with_noise(chance, body))
    parts = list(chunks(body))
    at = chance.randrange(len(parts))
    parts[at] = msgspec.msgpack.encode(with_odd_value(chance, msgspec.msgpack.decode(parts[at])))
    if chance.random() < 0.2:
        chance.shuffle(parts)
    return sealed(header, joined(parts))


def with_records(sound: Mapping[str, bytes], change: Callable[[Mapping[str, bytes]], Mapping[str, bytes]]) -> Kept:
    """Return the files of a cache in which the records of pages are others, and everything else fits them.

    `change` takes what the records say, encoded, by path, and returns those that say something else.
    """
    header, facts = sound[PAGES][:HEADER_SIZE], sound[FACTS]
    beginning, pages, *others = map(msgspec.msgpack.decode, chunks(sound[PAGES][HEADER_SIZE:]))
    paths, offsets = pages[PATHS], pages[OFFSETS]
    said = {
        path: facts[start + START_SIZE : end] for path, start, end in zip(paths, offsets, offsets[1:], strict=False)
    }
    said.update(change(said))
    digests = {
        path: facts[start + CHECK_SIZE : start + START_SIZE] for path, start in zip(paths, offsets, strict=False)
    }
    rests = [digests[path] + said[path] for path in paths]
    records = [blake2b(rest, digest_size=CHECK_SIZE).digest() + rest for rest in rests]
    pages[OFFSETS] = list(accumulate(map(len, records), initial=offsets[0]))
    parts = map(msgspec.msgpack.encode, (beginning, pages, *others))
    return {PAGES: sealed(header, joined(parts)), FACTS: facts[: offsets[0]] + b"".join(records)}


def records_forged(chance: random.Random, sound: Mapping[str, bytes]) -> Kept:
    """Return the files of a cache whose records somebody wrote who knows how."""

    def one(said: Mapping[str, bytes], path: str) -> bytes:
        kind = chance.random()
        if kind < 0.7:
            return msgspec.msgpack.encode(with_odd_value(chance, msgspec.msgpack.decode(said[path])))
        return with_noise(chance, said[path]) if kind < 0.9 else said[chance.choice(list(said))]

    return with_records(sound, lambda said: {path: one(said, path) for path in said if chance.random() < 0.6})
