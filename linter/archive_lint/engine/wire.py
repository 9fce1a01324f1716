"""The result of a batch of pages, and how it crosses processes: as one block of bytes, for less than pickling costs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct, field

from archive_lint.archive.dependencies import Dependencies
from archive_lint.model.finding import Finding, Fix
from archive_lint.model.problem import Problem


class BatchResult(Struct):
    """What came of a batch of pages in one stage."""

    records: bytes = b""
    """What the pages say: their records, concatenated."""
    lengths: dict[str, int] = {}
    """The lengths of the records by page: of all pages that could be read."""
    findings: list[Finding] = []
    problems: list[Problem] = []
    vanished: list[str] = []
    suppressing: list[str] = []
    """Pages that have suppressions."""
    cited: dict[str, bytes] = {}
    """Digests of the URLs that stories cite, by story: all that is asked is how many there are."""
    reads: Dependencies = field(default_factory=Dependencies)
    """Of the archive stage: what its checks read."""


class _Message(Struct, array_like=True):
    """A result as it crosses processes. A fix that several findings share, which may be a long one, is sent once."""

    records: bytes
    lengths: list[int]
    """Of the records of the batch's pages, in order; 0 for a page that could not be read."""
    cited: list[bytes]
    """Digests of the URLs that the batch's pages cite, in order."""
    findings: list[Finding]
    fixes: list[Fix]
    fix_of: list[int]
    """For each finding the position of its fix among the fixes, -1 for none."""
    problems: list[Problem]
    vanished: list[str]
    suppressing: list[str]
    reads: Dependencies


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Message)


def encode_batch(result: BatchResult, paths: Sequence[str] = ()) -> bytes:
    """Return a result as it crosses processes. `paths` are the pages of the batch, in order."""
    positions: dict[int, int] = {}
    fixes: list[Fix] = []
    fix_of: list[int] = []
    bare: list[Finding] = []
    for finding in result.findings:
        fix = finding.fix
        if fix is None:
            fix_of.append(-1)
            bare.append(finding)
            continue
        position = positions.setdefault(id(fix), len(fixes))
        if position == len(fixes):
            fixes.append(fix)
        fix_of.append(position)
        bare.append(msgspec.structs.replace(finding, fix=None))
    return _ENCODER.encode(
        _Message(
            result.records,
            [result.lengths.get(path, 0) for path in paths],
            [result.cited.get(path, b"") for path in paths],
            bare,
            fixes,
            fix_of,
            result.problems,
            result.vanished,
            result.suppressing,
            result.reads,
        )
    )


def decode_batch(encoded: bytes, paths: Sequence[str] = ()) -> BatchResult:
    """Return what was encoded for these pages. Records stay as they are until someone asks for them.

    Raises `msgspec.MsgspecError`, `ValueError` or `IndexError` for what is not as `encode_batch` writes it.
    """
    message = _DECODER.decode(encoded)
    findings = message.findings
    for at, position in enumerate(message.fix_of):
        if position >= 0:
            findings[at] = msgspec.structs.replace(findings[at], fix=message.fixes[position])
    return BatchResult(
        records=message.records,
        lengths={path: length for path, length in zip(paths, message.lengths, strict=False) if length},
        cited={path: cited for path, cited in zip(paths, message.cited, strict=False) if cited},
        findings=findings,
        problems=message.problems,
        vanished=message.vanished,
        suppressing=message.suppressing,
        reads=message.reads,
    )
