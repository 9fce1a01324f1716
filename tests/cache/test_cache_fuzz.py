"""Whatever files of the cache hold, a run ends soon and well, and what does not match its checksum counts as none."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archive_lint.rule.examples import OTHER_PATH, PATH, day_index, story
from tests.cache.forgery import HEADER_SIZE, chunks, forged, joined, records_forged, sealed
from tests.cached_runs import FACTS, OUTCOME, PAGES, state
from tests.fuzz import ROUNDS, contents, in_batches, run_ends_well, with_noise, write_files

INDEX = f"{PATH.rpartition('/')[0]}/index.md"
FILES = {
    PATH: story(related=None) + "\n[gone](/news/2014/05/23/gone.md)\n",
    OTHER_PATH: story(date="2014-05-22") + "\n<!-- archive-lint: file-ignore[D001] why -->\n",
    INDEX: day_index([("Harbour bridge reopens after repairs", PATH)]),
}
CHANGED = {INDEX: day_index([("Another title", PATH)])}
NAMES = (OUTCOME, PAGES, FACTS)


def kept_files(archive: Path, *options: str) -> dict[str, bytes]:
    """What a run from nothing keeps."""
    folder = state(archive)
    for name in NAMES:
        (folder / name).unlink(missing_ok=True)
    run_ends_well(*options, about="a run from nothing")
    return {name: (folder / name).read_bytes() for name in NAMES}


OUTCOME_FIELDS = ("identities", "digests", "pages", "suppressed", "sources", "findings")
OFFSETS = 5
"""Where the list of pages has them, after its tag."""
RESULTS = 6
NO_READS = [b"", b"", b"", [], b""]
FORGED: dict[str, tuple[str, int, Any]] = {
    "findings of another type": (OUTCOME, OUTCOME_FIELDS.index("findings"), "x"),
    "no findings": (OUTCOME, OUTCOME_FIELDS.index("findings"), None),
    "fewer than no pages": (OUTCOME, OUTCOME_FIELDS.index("pages"), -1),
    "not a page": (OUTCOME, OUTCOME_FIELDS.index("pages"), 0),
    "more pages than there are": (OUTCOME, OUTCOME_FIELDS.index("pages"), len(FILES) + 1),
    "fewer than no suppressed findings": (OUTCOME, OUTCOME_FIELDS.index("suppressed"), -1),
    "fewer than no sources": (OUTCOME, OUTCOME_FIELDS.index("sources"), -1),
    "no offsets": (PAGES, OFFSETS, []),
    "negative offsets": (PAGES, OFFSETS, [-9, -8, -7, -6]),
    "offsets that fall": (PAGES, OFFSETS, [99, 37, 37, 37]),
    "offsets after the end": (PAGES, OFFSETS, [37, 38, 39, 2**40]),
    "half a digest of a URL": (PAGES, RESULTS, [b"", [], [b"abc"], [], [], [], [], [], [], NO_READS]),
    "offsets that no file has": (PAGES, OFFSETS, [37, 38, 2**63, 2**64 - 1]),
}


@pytest.mark.parametrize(("name", "field", "value"), FORGED.values(), ids=list(FORGED))
def test_a_file_that_matches_its_checksum_and_is_not_as_it_is_written_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, field: int, value: object
) -> None:
    archive = tmp_path / "archive"
    write_files(archive, FILES)
    monkeypatch.chdir(archive)
    sound = kept_files(archive, "--offline", "--jobs=1")
    write_files(archive, CHANGED if name == PAGES else {})
    options = ("--offline", "--jobs=1", "--output-format=json")
    expected = run_ends_well(*options, "--no-cache", about=name)
    kept = sound[name]
    parts = [msgspec.msgpack.decode(part) for part in chunks(kept[HEADER_SIZE:])]
    parts[name == PAGES][field] = value
    (state(archive) / name).write_bytes(sealed(kept[:HEADER_SIZE], joined(map(msgspec.msgpack.encode, parts))))
    assert run_ends_well(*options, about=value) == expected
    said = run_ends_well(*options, "-v", about=value)[2]
    assert "nothing has changed" in said


@pytest.mark.soak
@in_batches
def test_no_cache_makes_a_run_crash_or_hang_and_what_is_damaged_changes_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    archive = tmp_path / "archive"
    write_files(archive, FILES)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(archive)
    options = ("--offline", "--jobs=1", "--output-format=json")
    sound = kept_files(archive, *options)
    expected: dict[bool, tuple[int, str]] = {}
    for is_changed, files in ((False, FILES), (True, CHANGED)):
        write_files(archive, files)
        expected[is_changed] = run_ends_well(*options, "--no-cache", about="a run without a cache")[:2]
    chance = random.Random(seed)
    for number in range(ROUNDS):
        is_changed, is_forged, name = chance.random() < 0.6, chance.random() < 0.6, chance.choice(NAMES)
        write_files(archive, {**FILES, **(CHANGED if is_changed else {})})
        before = contents(archive)
        damage = forged if is_forged else with_noise
        if is_forged and name == FACTS:
            damaged = {**sound, **records_forged(chance, sound)}
        else:
            damaged = {**sound, name: damage(chance, sound[name])}
        for each, content in damaged.items():
            (state(archive) / each).write_bytes(content)
        about = (seed, number, name, is_changed, damage.__name__)
        form = chance.choice(("json", "json", "full", "html", "sarif"))
        code, out, _ = run_ends_well(*options[:2], f"--output-format={form}", about=about)
        assert contents(archive) == before, about
        if damage is with_noise and form == "json":
            assert (code, json.loads(out)) == (expected[is_changed][0], json.loads(expected[is_changed][1])), about
