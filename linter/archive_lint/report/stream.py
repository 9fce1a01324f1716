"""Writes reports piece by piece: a report of a million findings is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO, TypeVar

from msgspec.json import Encoder

from archive_lint.report import escape

_Value = TypeVar("_Value")

_AT_ONCE = 1_000
"""Number of lines written at once: enough that calls cost nothing, few enough to take no memory."""
_ENCODER = Encoder()


def write_lines(stream: BinaryIO, lines: Iterable[str]) -> None:
    """Write each line with a line feed."""
    stream.writelines("".join(f"{line}\n" for line in some).encode() for some in _batches(lines))


def write_json_lines(stream: BinaryIO, values: Iterable[object]) -> None:
    """Write each value as JSON on a line of its own."""
    stream.writelines(escape.json(_ENCODER.encode_lines(some)) for some in _batches(values))


def write_json_array(stream: BinaryIO, values: Iterable[object], before: bytes = b"", after: bytes = b"") -> None:
    """Write an array with one line per value, between `before` and `after`, and end the document's last line."""
    stream.write(before + b"[")
    between, last = b"\n", b""
    for some in _batches(values):
        lines = _ENCODER.encode_lines(some).rstrip(b"\n").replace(b"\n", b",\n")
        stream.write(between + escape.json(lines))
        between, last = b",\n", b"\n"
    stream.write(last + b"]" + after + b"\n")


def _batches(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    left = iter(values)
    while some := list(islice(left, _AT_ONCE)):
        yield some
