"""The result of a batch of pages, and how it crosses processes: one block of bytes, a fraction of what pickling costs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct, field

from archive_lint.archive.dependencies import Dependencies
from archive_lint.model.finding import Finding, Fix
from archive_lint.model.page import PageFacts
from archive_lint.model.problem import Problem


class BatchResult(Struct):
    """What a batch of pages gave."""

    facts: dict[str, PageFacts] = {}
    records: bytes = b""
    """What further pages say, in records one behind the other."""
    lengths: dict[str, int] = {}
    """The lengths of the records by page."""
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
    """The same as it crosses processes. Findings may share a fix of as many edits as there are of them: it is sent once."""

    records: bytes
    lengths: list[int]
    """Of the records of the batch's pages, in order; 0 for a page that could not be read."""
    cited: list[bytes]
    """Likewise."""
    findings: list[Finding]
    fixes: list[Fix]
    fix_of: list[int]
    """For each finding the place of its fix among the fixes, -1 for none."""
    problems: list[Problem]
    vanished: list[str]
    suppressing: list[str]
    reads: Dependencies


_ENCODER = msgspec.msgpack.Encoder()


_DECODER = msgspec.msgpack.Decoder(_Message)


def encode_batch(result: BatchResult, paths: Sequence[str] = ()) -> bytes:
    """A result as it crosses processes: what it says of pages, which are given in order, as records alone."""
    places: dict[int, int] = {}
    fixes: list[Fix] = []
    fix_of: list[int] = []
    bare: list[Finding] = []
    for finding in result.findings:
        fix = finding.fix
        if fix is None:
            fix_of.append(-1)
            bare.append(finding)
            continue
        place = places.setdefault(id(fix), len(fixes))
        if place == len(fixes):
            fixes.append(fix)
        fix_of.append(place)
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
    """What was encoded for these pages. Records stay as they are until someone asks for them."""
    message = _DECODER.decode(encoded)
    findings = message.findings
    for at, place in enumerate(message.fix_of):
        if place >= 0:
            findings[at] = msgspec.structs.replace(findings[at], fix=message.fixes[place])
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
