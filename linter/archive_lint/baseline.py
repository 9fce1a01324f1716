"""The baseline: findings accepted as known, so that only new ones are shown and fail a run.

The file is JSON with one line per entry, sorted, without line numbers or times. Every entry ends in a comma and an
empty one stands last, so that two branches that add entries change no line that the other one needs; `merge=union` in
`.gitattributes` lets git keep both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import msgspec
from msgspec import Struct

from archive_lint.model.finding import Finding

FILE_NAME = "archive-lint-baseline.json"
VERSION = 1

_WRITE_AGAIN = "delete it and write it again with `archive-lint baseline`"

Key = tuple[str, str, str]
"""Path relative to the archive's root, code, subject: the order in which entries stand."""


class BaselineError(Exception):
    """A baseline cannot be used; the message names the file, the line and what to do."""


class _Entry(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    path: str
    code: str
    subject: str = ""
    count: int = 1


class Comparison(Struct, frozen=True):
    """Findings held against a baseline."""

    new: list[Finding]
    known: int
    gone: dict[Key, int]
    """Entries that no longer occur, with how often."""


def key_of(finding: Finding) -> Key:
    """What a finding is known again by when lines move."""
    return (finding.path, finding.code, finding.subject)


def count_keys(findings: Iterable[Finding]) -> Counter[Key]:
    """The entries that make findings known."""
    return Counter(map(key_of, findings))


def compare(
    findings: Iterable[Finding], entries: Mapping[Key, int], *, is_checked: Callable[[str, str], bool]
) -> Comparison:
    """Tell new findings from known ones.

    Of findings with the same key as many are known as the entry counts, the first ones. `is_checked` answers for a path
    and a code whether this run could have found something there: what it did not look for is not gone.
    """
    left = Counter(dict(entries))
    new: list[Finding] = []
    known = 0
    for finding in findings:
        key = key_of(finding)
        if left[key] > 0:
            left[key] -= 1
            known += 1
        else:
            new.append(finding)
    gone = {key: count for key, count in sorted(left.items()) if count > 0 and is_checked(key[0], key[1])}
    return Comparison(new, known, gone)


def read_baseline(source: bytes, name: str) -> dict[Key, int]:
    """The entries of a baseline file called `name`. Raises `BaselineError`."""
    if b"\n<<<<<<< " in source or source.startswith(b"<<<<<<< "):
        raise BaselineError(
            f"{name}: has unresolved merge conflicts; keep the entries of both sides, or {_WRITE_AGAIN}"
        )
    try:
        document = msgspec.json.decode(source)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BaselineError(f"{name}:{_bad_line(source)}: is not JSON: {error}; {_WRITE_AGAIN}") from error
    if not isinstance(document, dict) or not isinstance(document.get("findings"), list):
        raise BaselineError(f"{name}:1: is not a baseline: it has no list of findings; {_WRITE_AGAIN}")
    if document.get("version") != VERSION:
        raise BaselineError(
            f"{name}:1: has version {document.get('version')!r}, and this archive-lint knows {VERSION}: "
            f"update archive-lint, or {_WRITE_AGAIN}"
        )
    entries: dict[Key, int] = {}
    for number, found in enumerate(document["findings"], start=2):
        if found == {}:
            continue
        try:
            entry = msgspec.convert(found, _Entry)
        except msgspec.ValidationError as error:
            raise BaselineError(f"{name}:{number}: entry {number - 1} is not valid: {error}") from error
        key = (entry.path, entry.code, entry.subject)
        # Merged branches may both have the entry.
        entries[key] = max(entries.get(key, 0), entry.count)
    return entries


def write_baseline(entries: Mapping[Key, int]) -> bytes:
    """A baseline file."""
    lines = [
        msgspec.json.encode(_Entry(path, code, subject, count)) + b","
        for (path, code, subject), count in sorted(entries.items())
        if count > 0
    ]
    return b"\n".join([b'{"version": %d, "findings": [' % VERSION, *lines, b"{}", b"]}", b""])


def _bad_line(source: bytes) -> int:
    """The first line that is not an entry, for a person to look at; 1 where all are."""
    for number, line in enumerate(source.split(b"\n")[1:], start=2):
        try:
            msgspec.json.decode(line.strip().rstrip(b",") or b"{}")
        except (msgspec.DecodeError, RecursionError):
            if line.strip() != b"]}":
                return number
    return 1
