"""The walk that begins before the configuration is read: over the archive that it most probably is about."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive_lint.cli.check_options import parse_check
from archive_lint.cli.early_listing import begin_listing, likely_start
from archive_lint.cli.paths import start_folder
from archive_lint.cli.project import Project
from archive_lint.files import listing_ahead
from archive_lint.files.listing_ahead import ListingAhead
from archive_lint.rule.examples import PATH
from tests.repository import Repository
from tests.runs_here import ListingHere

CONFIGURED = {"archive-lint.toml": ""}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        pytest.param({}, [], id="no configuration"),
        pytest.param(CONFIGURED, [], id="a configuration"),
        pytest.param({"news/archive-lint.toml": ""}, ["news"], id="a configuration further down"),
        pytest.param(CONFIGURED, ["news/2014"], id="a folder"),
        pytest.param(CONFIGURED, [PATH], id="a page"),
        pytest.param({}, [PATH], id="a page without configuration"),
        pytest.param({}, ["--stdin-filename", PATH, "-"], id="standard input"),
        pytest.param({"news/2014/archive-lint.toml": ""}, ["--isolated", PATH], id="isolated"),
        pytest.param({"news/other.toml": ""}, ["--config", "news/other.toml"], id="a named file"),
        pytest.param(CONFIGURED, ["--config", "lint.select=['S']"], id="an override"),
        pytest.param({"pyproject.toml": "[tool.archive-lint]\n"}, [], id="pyproject.toml"),
    ],
)
def test_the_root_is_guessed_as_it_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], words: list[str]
) -> None:
    for name, text in {PATH: "x", **files}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    options = parse_check(words)
    start = start_folder(options.pages.paths, options.pages.stdin_filename)
    assert likely_start(options).root == Project(start, options.selection, options.settings).root


def test_a_hook_begins_no_walk() -> None:
    assert begin_listing(parse_check(["--changed-since", "HEAD"])) is None


THREE_RUNS = """
import sys, threading
from archive_lint.cli.main import main
for threads in (1, 1, 2):
    threading.active_count = lambda: threads
    print(main(sys.argv[1:]), flush=True)
    print("--", flush=True)
"""
"""Two for which the archive is listed ahead, and one in a process with threads."""


@pytest.mark.parametrize("words", [[], ["news"], ["--no-cache"], ["--config", "archive.root='news'"]], ids=str)
def test_a_run_that_begins_so_finds_what_one_without_finds(tmp_path: Path, words: list[str]) -> None:
    repository = Repository(tmp_path)
    repository.commit({PATH: "# A story\n\n[x](gone.md)\n"})
    command = [sys.executable, "-c", THREE_RUNS, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    first, *others, end = done.stdout.split("--\n")
    assert "gone.md" in first
    assert first.endswith("\n1\n")
    assert (others, end, done.returncode) == ([first] * 2, "", 0)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")
def test_who_reads_the_output_waits_for_the_run_alone(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    code = (
        "import os; from archive_lint.files.walk import Walk\n"
        "from archive_lint.files.listing_ahead import ListingAhead\n"
        f"Walk.run = lambda self: os.read({reading}, 1)\n"
        "ListingAhead('.', is_hidden_wanted=False, is_status_wanted=False)\n"
        "print('said', flush=True); os._exit(0)"
    )
    command = [sys.executable, "-c", code]
    # The copy is still at work when the run has ended.
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=30, pass_fds=[reading])
    os.close(writing)
    os.close(reading)
    assert done.stdout == b"said\n"


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")
@pytest.mark.parametrize("folder", [".", "news", "gone"])
def test_runs_of_tests_are_given_what_a_copy_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    Repository(tmp_path).commit({PATH: "x", "link-to.md": "x"})
    (tmp_path / "alias.md").symlink_to(PATH)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(listing_ahead, "can_copy", lambda: True)
    found = []
    for kind in (ListingAhead, ListingHere):
        ahead = kind(folder, is_hidden_wanted=False, is_status_wanted=True)
        walk, statuses, signature = ahead.walk(folder, is_hidden_wanted=False), ahead.statuses(), ahead.signature()
        found.append((walk and vars(walk), statuses and statuses._records, signature))
        ahead.end()
        assert ahead.walk(folder, is_hidden_wanted=False) is None
        assert os.getcwd() == str(tmp_path)
    assert found[0] == found[1]
    assert bool(found[0][2]) is (folder != "gone")
