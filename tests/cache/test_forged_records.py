"""A forged record of a page, with a valid checksum, counts as a missing one.

Anyone who can write to the folder can also write a record of the right form that lies: that is not promised. But a
record that no page, or another page, can have is neither believed nor stops a run, and nothing in it is ever run.
"""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from archive_lint.rule.examples import OTHER_PATH, PATH
from tests.cache.forgery import HEADER_SIZE, chunks, joined, sealed, with_records
from tests.cache.test_cache_fuzz import CHANGED, FILES, INDEX, NAMES, kept_files
from tests.cached_runs import OUTCOME, PAGES, state
from tests.fuzz import contents, run_ends_well, write_files
from tests.repository import Repository


class _Payload:
    """Touches a file when it is read by `pickle`."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return open, ("was-run", "w")


def _with(field: int, value: object) -> Callable[[bytes], bytes]:
    def changed(said: bytes) -> bytes:
        fields: list[Any] = msgspec.msgpack.decode(said)
        fields[field] = value
        return msgspec.msgpack.encode(fields)

    return changed


DIGEST, NAME, KIND, DATE, SLUG, DAMAGED, TITLE, TITLE_SOURCE, TOPIC, _, SECTIONS = range(11)
RECORDS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "no MessagePack": lambda _: b"\xc1",
    "null": lambda _: b"\xc0",
    "no list": lambda _: b"\x07",
    "an empty list": lambda _: b"\x90",
    "a list without an end": lambda _: b"\xdd\xff\xff\xff\xff",
    "a list in a list, very deep": lambda _: b"\x91" * 200_000,
    "bytes without an end": lambda _: b"\x9f\xc6\xff\xff\xff\xff",
    "cut off": lambda said: said[: len(said) // 2],
    "more after its end": lambda said: said + said,
    "an extension type": lambda _: b"\xc7\x01\x05x",
    "a pickle": lambda _: pickle.dumps(_Payload()),
    "the name of a page outside": _with(NAME, "../../outside.md"),
    "an absolute name": _with(NAME, "/etc/passwd"),
    "the name of another page": _with(NAME, INDEX),
    "a name that is not text": _with(NAME, 7),
    "a digest that is not bytes": _with(DIGEST, 7),
    "an unknown kind": _with(KIND, "x"),
    "a day that does not exist": _with(DATE, "2014-02-30"),
    "a slug that is not text": _with(SLUG, []),
    "neither damaged nor sound": _with(DAMAGED, "x"),
    "a title that is a number": _with(TITLE, 7),
    "a title's source that is null": _with(TITLE_SOURCE, None),
    "a topic that is a list": _with(TOPIC, [[]]),
    "sections that are text": _with(SECTIONS, "x"),
    "sections of sections": _with(SECTIONS, [[[[]]]]),
}


OPTIONS = ("--offline", "--jobs=1", "--output-format=json")


class Changed(NamedTuple):
    """An archive of which a page has changed since a run."""

    root: Path
    sound: Mapping[str, bytes]
    """What that run has kept."""
    expected: tuple[int, str]
    """The exit code and the output of a run that takes nothing from it."""


@pytest.fixture(scope="module", params=[False, True], ids=["no git", "git"])
def changed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Changed:
    """An archive in a repository and one that is in none: no run changes what is in them."""
    archive = tmp_path_factory.mktemp("changed") / "archive"
    write_files(archive, FILES)
    if request.param:
        Repository(archive).commit()
    with contextlib.chdir(archive):
        sound = kept_files(archive, *OPTIONS)
        write_files(archive, CHANGED)
        code, found, _ = run_ends_well(*OPTIONS, "--no-cache", about="a run without a cache")
    return Changed(archive, sound, (code, found))


@pytest.mark.parametrize("forge", RECORDS.values(), ids=list(RECORDS))
def test_a_record_that_no_page_says_is_as_good_as_none(
    changed: Changed, monkeypatch: pytest.MonkeyPatch, forge: Callable[[bytes], bytes]
) -> None:
    monkeypatch.chdir(changed.root)
    before = contents(changed.root)
    folder = state(changed.root)
    for name in NAMES:
        (folder / name).unlink(missing_ok=True)
    kept = with_records(changed.sound, lambda said: {path: forge(said[path]) for path in (PATH, OTHER_PATH)})
    assert OUTCOME not in kept
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    code, found, said = run_ends_well(*OPTIONS, "-v", about=forge)
    assert "2 of 3 pages are unchanged" in said
    assert (code, found) == changed.expected
    assert contents(changed.root) == before


READ_PAGES, READ_COUNTS, READ, READ_SHARED, READ_HISTORY = range(5)
LAST_NUMBER = b"\xff" * 4
DEPENDENCIES: dict[str, tuple[int, object]] = {
    "half a page": (READ_PAGES, b"\0\0"),
    "no pages": (READ_PAGES, b""),
    "a page that is not there": (READ_PAGES, LAST_NUMBER * 3),
    "half a count": (READ_COUNTS, b"\0\0"),
    "no counts": (READ_COUNTS, b""),
    "counts of more than there is": (READ_COUNTS, LAST_NUMBER * 3),
    "half of what was read": (READ, b"\0\0"),
    "less than what was read": (READ, b""),
    "half of what was shared": (READ_SHARED, [b"\0"]),
    "a history of half a page": (READ_HISTORY, b"\0"),
    "a history of a page that is not there": (READ_HISTORY, LAST_NUMBER),
}


@pytest.mark.parametrize(("field", "value"), DEPENDENCIES.values(), ids=list(DEPENDENCIES))
def test_what_no_check_can_have_read_is_as_good_as_nothing_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: int, value: object
) -> None:
    archive = tmp_path / "archive"
    write_files(archive, FILES)
    monkeypatch.chdir(archive)
    kept = kept_files(archive, *OPTIONS)[PAGES]
    write_files(archive, CHANGED)
    expected = run_ends_well(*OPTIONS, "--no-cache", about="a run without a cache")
    parts = [msgspec.msgpack.decode(part) for part in chunks(kept[HEADER_SIZE:])]
    *_, reads = parts[-1][1]
    assert len(reads) == 5
    reads[field] = value
    (state(archive) / PAGES).write_bytes(sealed(kept[:HEADER_SIZE], joined(map(msgspec.msgpack.encode, parts))))
    code, found, said = run_ends_well(*OPTIONS, "-v", about=value)
    assert "no page is reused: it is damaged" in said
    assert (code, found) == expected[:2]
