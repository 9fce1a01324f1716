"""Whatever a configuration holds, loading it ends in settings or in faults that say where, and soon."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from archive_lint.rule.examples import PATH, story
from tests.fuzz import ROUNDS, in_batches, run_ends_well, write_files

KEYS = (
    *(
        "archive",
        "archive.root",
        "archive.story",
        "archive.index",
        "archive.twins",
        "archive.exclude",
        "archive.endings",
    ),
    *("archive.site-prefix", "archive.previous-day", "sections", "sections.source", "sections.source.names", "extend"),
    *("sections.related.context-label", "sections.x.required", "lint", "lint.select", "lint.ignore", "lint.severity"),
    *("lint.severity.S001", "lint.per-file-ignores", "rules", "rules.L009", "rules.L009.ignore", "rules.S001", "web"),
    *("rules.U006.allow-networks", "web.enabled", "web.timeout", "web.exclude", "web.accept", "web.recheck-days"),
    *("web.confirm", "web.confirm.days", "web.wayback", "web.user-agent", "web.max-bytes", "nowhere", '"\\u0000"'),
)
VALUES = (
    *("true", "0", "-1", "1e300", "nan", "inf", "99999999999999999999", '""', '"ALL"', '"existing"', '"news/**"', "[]"),
    *('["ALL"]', '["S001", 3]', '["(a+)+$"]', '["**/*a*a*a*a*a*a*b"]', '["{year}/{slug}.md"]', '"{year}{year}{slug"'),
    *('"\\u0000"', '"../../.."', '"/"', '"."', '"news"', "{}", '{ "**" = ["S"] }', "{ a = { b = { c = [] } } }"),
    *(
        '"https://reader:hunter2@host.example/"',
        "1979-05-27",
        "[[[[[[[[]]]]]]]]",
        "[" * 60 + "]" * 60,
        '"' + "a*" * 99 + '"',
    ),
    *(
        '["10.0.0.0/8"]',
        '["not a network"]',
        '"\\u202e"',
        '"[a-"',
        '["[!]"]',
        '"archive-lint.toml"',
        "'''\n'''",
        "0x1F",
    ),
)
NOISE = (b"\0", b"\xff", b"=", b"[", b"]", b'"', b"\n", b"[[", b"#", b"\xef\xbb\xbf", b"\r", b"{", b"'''", b".")


def configuration(chance: random.Random) -> bytes:
    lines = [f"{chance.choice(KEYS)} = {chance.choice(VALUES)}" for _ in range(chance.randrange(1, 4))]
    text = "\n".join([*lines, ""]).encode()
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(NOISE) + text[at:]
    return text


@pytest.mark.soak
@in_batches
def test_no_configuration_makes_a_run_crash_or_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    archive = tmp_path / "archive"
    write_files(archive, {PATH: story()})
    monkeypatch.chdir(archive)
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        text = configuration(chance)
        (archive / "archive-lint.toml").write_bytes(text)
        _, _, said = run_ends_well("--no-cache", "--offline", "--output-format", "json", about=text, codes=(0, 1, 2))
        # What noise has broken is not a URL with a password any more.
        assert "https://reader:hunter2@" not in said, (text, said)
        assert list(tmp_path.iterdir()) == [archive], text
