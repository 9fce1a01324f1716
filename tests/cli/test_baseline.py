"""The baseline from the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, PATH, story

from .conftest import Run, Write

pytestmark = pytest.mark.usefixtures("archive")

ONLY = ("--select", "S001,L001", "--output-format", "concise")
BROKEN = "[Gone](/news/2014/05/21/{}.md) _Context: Harbour_"


def test_accepted_findings_are_not_shown_and_do_not_fail(run: Run) -> None:
    assert run(*ONLY).code == 1
    written = run("baseline", "--select", "S001,L001")
    assert (written.code, written.out) == (0, "")
    assert "1 known finding, 1 new, 0 gone." in written.err
    done = run(*ONLY)
    assert (done.code, "S001" in done.out) == (0, False)
    assert "Not shown: 1 in the baseline." in done.out


def test_one_new_broken_link_is_the_one_that_is_shown(run: Run, write: Write) -> None:
    write({PATH: story(related=[BROKEN.format("one")])})
    run("baseline", "--select", "S001,L001")
    write({PATH: story(summary="A line more.", related=[BROKEN.format("one"), BROKEN.format("two")])})
    done = run(*ONLY)
    assert done.code == 1
    assert [line.split(": ")[1] for line in done.out.splitlines() if PATH in line] == [
        "L001 '/news/2014/05/21/two.md' does not exist"
    ]


def test_swapping_one_broken_link_for_another_is_noticed(run: Run, write: Write) -> None:
    write({PATH: story(related=[BROKEN.format("one")])})
    run("baseline", "--select", "S001,L001")
    write({PATH: story(related=[BROKEN.format("two")])})
    done = run(*ONLY)
    assert done.code == 1
    assert "two.md" in done.out
    assert "One of the baseline's findings no longer occurs" in done.out


def test_prune_forgets_what_is_gone_and_accepts_nothing_new(run: Run, write: Write) -> None:
    run("baseline", "--select", "S001,L001")
    write({OTHER_PATH: story(date="2014-05-21"), PATH: story(related=None)})
    assert "0 known findings, 0 new, 1 gone." in run("baseline", "--select", "S001,L001", "--prune").err
    assert run(*ONLY).code == 1


def test_rules_that_did_not_run_keep_their_entries(run: Run) -> None:
    run("baseline", "--select", "S001")
    run("baseline", "--select", "L001")
    assert "S001" in run("baseline", "--show").out


def test_show_lists_what_is_accepted(run: Run) -> None:
    run("baseline", "--select", "S001")
    assert run("baseline", "--show").out == f"{OTHER_PATH}: S001 related\n1 known finding.\n"


def test_git_is_told_how_to_merge_it_once(run: Run, write: Write, tmp_path: Path) -> None:
    write({".gitattributes": "*.png binary"})
    run("baseline")
    run("baseline")
    assert (tmp_path / ".gitattributes").read_text() == "*.png binary\narchive-lint-baseline.json merge=union\n"


@pytest.mark.parametrize(
    "name",
    [
        "known.json",
        "well known.json",
        "#known [1].json",
        "bekannt\u00fc.json",
        pytest.param(
            'a"*?b.json', marks=pytest.mark.skipif(sys.platform == "win32", reason="no name of a file on Windows")
        ),
    ],
)
def test_git_merges_a_baseline_of_whatever_name(run: Run, tmp_path: Path, name: str) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    run("baseline", "--baseline", name)
    told = subprocess.run(
        ["git", "check-attr", "-z", "merge", "--", name], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert told.stdout.split("\0")[2] == "union"


def test_it_is_told_that_git_was_told(run: Run) -> None:
    assert ".gitattributes now tells git" in run("baseline").err
    assert ".gitattributes" not in run("baseline").err


def test_attributes_behind_a_symbolic_link_are_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / ".gitattributes").symlink_to("elsewhere")
    assert "is a symbolic link, which git does not read" in run("baseline").err
    assert (tmp_path / "elsewhere").read_text() == ""


def test_what_is_said_of_a_broken_baseline_leads_out(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "archive-lint-baseline.json"
    broken.write_text("{")
    assert "delete it and write it again with `archive-lint baseline`" in run("baseline").err
    broken.unlink()
    assert run("baseline").code == 0


def test_another_file_can_be_named_and_the_baseline_disregarded(run: Run, tmp_path: Path) -> None:
    run("baseline", "--select", "S001", "--baseline", "known.json")
    assert not (tmp_path / "archive-lint-baseline.json").exists()
    assert run(*ONLY).code == 1
    assert run(*ONLY, "--baseline", "known.json").code == 0
    assert run(*ONLY, "--baseline", "known.json", "--no-baseline").code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--baseline", "none.json"), "there is no such file"),
        (("baseline", "--prune"), "there is no baseline to prune"),
        (("--baseline", PATH), "is not JSON"),
    ],
)
def test_a_baseline_that_cannot_be_used_ends_the_run(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert said in done.err


def test_a_page_that_cannot_be_read_leaves_the_baseline_as_it_was(run: Run, tmp_path: Path) -> None:
    run("baseline", "--select", "S001")
    before = (tmp_path / "archive-lint-baseline.json").read_bytes()
    with (tmp_path / "huge.md").open("wb") as page:
        page.truncate(50_000_000)
    done = run("baseline")
    assert done.code == 2
    assert "the baseline is left as it was" in done.err
    assert (tmp_path / "archive-lint-baseline.json").read_bytes() == before
