"""Whatever a fix journal holds, a run ends soon and well, and pages alone are changed: to what lies ready for them."""

from __future__ import annotations

import json
import random
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from archive_lint.fix.journal import digest
from archive_lint.fix.journal_place import JournalPlace
from archive_lint.rule.examples import OTHER_PATH, PATH, story
from tests.fuzz import ROUNDS, contents, in_batches, run_ends_well, with_noise, write_files
from tests.repository import Repository

TEMPORARY = ".archive-lint-1-0.tmp"
NEW = story(date="2014-05-22", related=None)
FILES = {PATH: story(), OTHER_PATH: story(date="2014-05-21"), "Makefile": "all:\n", "news/photo.jpg": "x"}
PAGES = (PATH, OTHER_PATH)
OUTSIDE = {"x.md": "precious\n", TEMPORARY: NEW}
TARGETS = {**FILES, "../outside/x.md": OUTSIDE["x.md"], "way/x.md": OUTSIDE["x.md"]}
"""What an entry may want to replace, and what is there."""


def beside(path: str) -> str:
    return str(PurePosixPath(path).with_name(TEMPORARY))


BESIDE = tuple(sorted({beside(path) for path in FILES}))

PATHS = (
    *(*PAGES, *PAGES, "Makefile", "news/photo.jpg", "../outside/x.md", "/etc/x.md", "way/x.md", ".git/config"),
    *("news/2014/05/23/new.md", "news/../Makefile", f"./{PATH}", f"{PATH}\0", "\ud800.md", "", ".", "a/" * 5_000),
)
TEMPORARIES = (*BESIDE, *BESIDE, TEMPORARY, f"../outside/{TEMPORARY}", *PAGES, "Makefile", "\0", "")
DIGESTS = (None, "x", "", "f" * 32, *(digest(each.encode()) for each in (*FILES.values(), NEW, NEW)))
ODD: tuple[Any, ...] = (None, -1, 1e300, 2**63, 2**64, True, "0", [], {}, [[]], "\u202e", "9" * 5_000)
DEEP = b'{"group":0,"files":' + b"[" * 20_000 + b"]" * 20_000 + b"}"


def entry(chance: random.Random) -> dict[str, Any]:
    """A file of a group: one that a run might have written, or anything."""
    path = chance.choice((*PAGES, *TARGETS))
    before, after = (digest(each.encode()) for each in (TARGETS[path], NEW))
    sound = {"path": path, "temporary": beside(path), "before": before, "after": after}
    if chance.random() < 0.7:
        return sound
    choices = {"path": PATHS, "temporary": TEMPORARIES, "before": DIGESTS, "after": DIGESTS}
    name = chance.choice(tuple(choices))
    return {**sound, name: chance.choice(ODD if chance.random() < 0.2 else choices[name])}


def line(chance: random.Random) -> bytes:
    group = chance.choice(ODD) if chance.random() < 0.1 else chance.randrange(3)
    if chance.random() < 0.05:
        return chance.choice((DEEP, chance.randbytes(40), b"", b"\0" * 100, b"null", b"[]"))
    if chance.random() < 0.4:
        return json.dumps({"group": group, "ready": chance.choice((True, True, True, False, 1))}).encode()
    return json.dumps({"group": group, "files": [entry(chance) for _ in range(chance.randrange(4))]}).encode()


def journal(chance: random.Random) -> bytes:
    lines = [line(chance) for _ in range(chance.randrange(1, 6))]
    if chance.random() < 0.5:
        lines += [json.dumps({"group": group, "ready": True}).encode() for group in range(3)]
    content = b"".join(each + b"\n" for each in lines)
    return with_noise(chance, content) if chance.random() < 0.3 else content


@pytest.mark.soak
@in_batches
def test_no_journal_makes_a_run_crash_or_hang_or_change_anything_but_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    archive, outside = tmp_path / "archive", tmp_path / "outside"
    write_files(archive, FILES)
    write_files(outside, OUTSIDE)
    (archive / "way").symlink_to(outside)
    if seed % 4 == 0:
        Repository(archive).commit()
    monkeypatch.chdir(archive)
    place = Path(JournalPlace(str(archive)).made())
    precious = contents(outside)
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        for path in contents(archive):
            if path not in FILES:
                (archive / path).unlink()
        write_files(archive, {**FILES, **dict.fromkeys(BESIDE, NEW)})
        written = journal(chance)
        place.write_bytes(written)
        is_fixing = chance.random() < 0.2
        run_ends_well("--no-cache", "--offline", *(["--fix"] if is_fixing else []), about=written)
        assert not place.exists(), written
        assert contents(outside) == precious, written
        found = contents(archive)
        assert set(found) - {"news/2014/05/23/new.md", *BESIDE} <= set(FILES), written
        assert all(found[path] == FILES[path].encode() for path in FILES if path not in PAGES), written
        if not is_fixing:
            assert all(found[path] in (FILES[path].encode(), NEW.encode()) for path in PAGES), written
