"""The baseline: findings accepted as known, so that only new ones are shown and fail a run.

The file is JSON with one line per entry, sorted, without line numbers or times. Every entry ends in a comma, and the
last one is empty, so that no branch that adds entries changes a line that another needs; `merge=union` in
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
"""Path relative to the archive's root, code, subject: the sort order of entries."""


class BaselineError(Exception):
    """A baseline cannot be used; the message names the file, the line and what to do."""


class _Entry(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    path: str
    code: str
    subject: str = ""
    count: int = 1


class Comparison(Struct, frozen=True):
    """Findings compared with a baseline."""

    new: list[Finding]
    known: int
    gone: dict[Key, int]
    """Entries that no longer occur, with their counts."""


def key_of(finding: Finding) -> Key:
    """Return the key by which a finding is recognised when lines move."""
    return (finding.path, finding.code, finding.subject)


def count_keys(findings: Iterable[Finding]) -> Counter[Key]:
    """Return the entries for a baseline of these findings, with their counts."""
    return Counter(map(key_of, findings))


def compare(
    findings: Iterable[Finding], entries: Mapping[Key, int], *, is_checked: Callable[[str, str], bool]
) -> Comparison:
    """Divide findings into new and known ones.

    Of the findings with one key, as many are known as the entry counts, the first ones. `is_checked` returns for a path
    and a code whether this run could have found something there: an entry that was not checked is not gone.
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
    """Return the entries of a baseline file called `name`. Raises `BaselineError`."""
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
    """Return the bytes of a baseline file."""
    lines = [
        msgspec.json.encode(_Entry(path, code, subject, count)) + b","
        for (path, code, subject), count in sorted(entries.items())
        if count > 0
    ]
    return b"\n".join([b'{"version": %d, "findings": [' % VERSION, *lines, b"{}", b"]}", b""])


def _bad_line(source: bytes) -> int:
    """Return the number of the first line that is not an entry, for a person; 1 if there is none."""
    for number, line in enumerate(source.split(b"\n")[1:], start=2):
        try:
            msgspec.json.decode(line.strip().rstrip(b",") or b"{}")
        except (msgspec.DecodeError, RecursionError):
            if line.strip() != b"]}":
                return number
    return 1
