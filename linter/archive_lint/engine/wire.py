"""The result of a batch of pages, and its encoding between processes: one block of bytes, cheaper than pickling."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec
from msgspec import Struct, field

from archive_lint.archive.dependencies import Dependencies
from archive_lint.model.finding import Finding, Fix
from archive_lint.model.problem import Problem


class BatchResult(Struct):
    """The results of one stage for a batch of pages."""

    records: bytes | memoryview = b""
    """The facts of the pages: their records, concatenated."""
    lengths: dict[str, int] = {}
    """The lengths of the records by page, for all pages that could be read."""
    findings: list[Finding] = []
    problems: list[Problem] = []
    vanished: list[str] = []
    suppressing: list[str] = []
    """Pages that have suppressions."""
    cited: dict[str, bytes] = {}
    """Digests of the URLs that stories cite, by story; only their number is needed."""
    reads: Dependencies = field(default_factory=Dependencies)
    """For the archive stage: what its checks read."""


class _Message(Struct, array_like=True):
    """A result in transit between processes.

    A fix that several findings share, which may be a long one, is sent once.
    """

    records: memoryview
    lengths: list[int]
    """Lengths of the records of the batch's pages, in order; 0 for a page that could not be read."""
    cited: list[bytes]
    """Digests of the URLs that the batch's pages cite, in order."""
    findings: list[Finding]
    fixes: list[Fix]
    fix_of: list[int]
    """For each finding the index of its fix in the list of fixes, or -1."""
    problems: list[Problem]
    vanished: list[str]
    suppressing: list[str]
    reads: Dependencies


_ENCODER = msgspec.msgpack.Encoder()


@cache
def _decoder() -> msgspec.msgpack.Decoder[_Message]:
    """Made when it is asked for: a run of a few pages starts no processes."""
    return msgspec.msgpack.Decoder(_Message)


def encode_batch(result: BatchResult, paths: Sequence[str] = ()) -> bytes:
    """Return a result encoded for another process. `paths` are the pages of the batch, in order."""
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
            memoryview(result.records),
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


def decode_batch(encoded: bytes | memoryview, paths: Sequence[str] = ()) -> BatchResult:
    """Return the decoded result for these pages. Records are decoded later, when they are needed.

    Raises `msgspec.MsgspecError`, `ValueError` or `IndexError` for data that `encode_batch` does not write.
    """
    message = _decoder().decode(encoded)
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
