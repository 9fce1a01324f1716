"""Patterns of a configuration that a stranger wrote: a run ends soon, with the exit code that it should have."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive_lint.rule.examples import PATH, story

from .conftest import Done, Run, Write

SECONDS = 60
"""Until a run counts as one that never ends: many times what it takes."""

SIX_STARS = "*a*a*a*a*a*a*b"
MANY = "a" * 200
LINKED = f"/{'a' * 4_000}.pdf"
CITED = f"https://news.example/{'a' * 1_900}"
SOURCES = [f"[The bridge]({CITED})"]
EXCLUDE_URLS = f"['https://news.example/{SIX_STARS}', 'https://news.example/**']"
"""The first glob fails on what is cited, and the second keeps the run from asking for it."""


@pytest.fixture
def folder(tmp_path: Path, write: Write) -> Path:
    """An archive with long runs of one letter in a page's name, a link and a source."""
    page = story(summary=f"See [the law]({LINKED}).", sources=SOURCES)
    write({PATH: page, f"news/2014/05/23/{MANY}.md": story(related=None, sources=SOURCES)})
    return tmp_path


def check(folder: Path, config: str, *options: str) -> Done:
    """Check a folder with a configuration, in a process that is ended after `SECONDS`."""
    (folder / "archive-lint.toml").write_text(config)
    command = [sys.executable, "-m", "archive_lint", *options, "--output-format", "concise"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    return Done(ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (
            '[web]\nexclude = ["(a+)+$"]',
            "archive-lint.toml:2: web.exclude[0] '(a+)+$' is not a glob: it begins with none of 'https://'",
        ),
        (
            '[rules.L009]\nignore = [\n"*.html",\n"a[",\n]',
            "archive-lint.toml:4: rules.L009.ignore[1] 'a[' is not a glob: '[' is never closed: write '\\[' for",
        ),
        (
            '[rules.broken-internal-link]\nignore = [""]',
            "archive-lint.toml:2: rules.broken-internal-link.ignore[0] must not be empty",
        ),
        ('[archive]\n\nexclude = ["../a"]', "archive-lint.toml:3: archive.exclude[0] '../a' is not a glob: '.' and"),
        (
            "[lint.per-file-ignores]\n'!a' = ['S']",
            "archive-lint.toml:2: lint.per-file-ignores.'!a' is not a glob: '!' negates other globs",
        ),
        (
            f"[archive]\nstory = '{{year}}/{{month}}/{{day}}/{'a' * 500}{{slug}}.md'",
            "archive-lint.toml:2: archive.story has more than 500 characters",
        ),
    ],
    ids=["URLs", "option", "empty option", "paths", "keys", "story"],
)
def test_what_is_not_a_pattern_is_an_error_with_its_line(folder: Path, run: Run, config: str, said: str) -> None:
    (folder / "archive-lint.toml").write_text(config)
    # No page is compared with it, so that no process has to be ended.
    done = run("--output-format", "concise", "--online")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("config", "options", "codes"),
    [
        (f"archive.exclude = ['{SIX_STARS}']", ("--select", "S001"), ["S001"]),
        (f"archive.exclude = ['{SIX_STARS}', '{SIX_STARS}.md']", ("--select", "S001"), ["S001"]),
        (f"archive.exclude = ['{SIX_STARS[:-1]}*']", ("--select", "S001"), []),
        (f"lint.per-file-ignores = {{ '{SIX_STARS}' = ['S'] }}", ("--select", "S001"), ["S001"]),
        ("", ("--select", "S001", "--per-file-ignores", f"{SIX_STARS}:S"), ["S001"]),
        (f"rules.L009.ignore = ['{SIX_STARS}']", ("--select", "L009"), ["L009"]),
        (f"rules.L009.ignore = ['{SIX_STARS[:-1]}*']", ("--select", "L009"), []),
        (f"web.exclude = {EXCLUDE_URLS}", ("--select", "U", "--online"), []),
    ],
    ids=["paths", "two of paths", "matching paths", "keys", "command line", "option", "matching option", "URLs"],
)
def test_a_pattern_of_many_stars_is_compared_in_no_time(
    folder: Path, config: str, options: tuple[str, ...], codes: list[str]
) -> None:
    done = check(folder, config, *options)
    assert [line.split(": ")[1].split(" ")[0] for line in done.out.splitlines() if ".md:" in line] == codes
    assert (done.code, done.err) == (1 if codes else 0, "")
