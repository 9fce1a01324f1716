"""`--fix` and what goes with it, from the command line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from archive_lint.cli.sources import SourceSummary
from archive_lint.fix.journal import digest
from archive_lint.fix.journal_place import JournalPlace
from archive_lint.rule.examples import OTHER_PATH, PATH, story

from .conftest import Run, Write

pytestmark = pytest.mark.usefixtures("archive")

BAD = story(title="The &quot;bridge&quot; reopens", sources=["[Gazette](https://gazette.example/a?utm_source=x)"])
ONLY = ("--select", "T003,U008,S001", "--output-format", "concise")
THEIRS = "news/2014/05/23/theirs.md"


@pytest.fixture(autouse=True)
def bad(write: Write) -> None:
    write({THEIRS: BAD})


def page(root: Path) -> str:
    return (root / THEIRS).read_text()


def test_fix_fixes_what_is_safe_and_says_what_is_left(run: Run, tmp_path: Path) -> None:
    done = run(*ONLY, "--fix")
    assert page(tmp_path) == BAD.replace("&quot;", '"')
    assert "Fixed 1 finding in 1 file." in done.out
    assert "1 fixable with `--fix --unsafe-fixes`." in done.out
    assert f"{OTHER_PATH}:3:1: S001" in done.out
    assert done.code == 1


def test_fix_twice_is_fix_once(run: Run, tmp_path: Path) -> None:
    run(*ONLY, "--fix")
    before = page(tmp_path)
    assert "Nothing to fix." in run(*ONLY, "--fix").out
    assert page(tmp_path) == before


def test_unsafe_fixes_are_made_when_asked_for(run: Run, tmp_path: Path) -> None:
    run(*ONLY, "--fix", "--unsafe-fixes")
    assert "utm_source" not in page(tmp_path)


def test_fix_only_reports_nothing_else_and_does_not_fail(run: Run, tmp_path: Path) -> None:
    done = run(*ONLY, "--fix-only")
    assert '"bridge"' in page(tmp_path)
    assert (done.code, "S001" in done.out) == (0, False)


def test_show_fixes_lists_them_by_page(run: Run) -> None:
    assert f"{THEIRS}:\n    1 × T003 undecoded-entity" in run(*ONLY, "--fix", "--show-fixes").err


def test_diff_writes_nothing_and_git_can_apply_it(run: Run, tmp_path: Path) -> None:
    before = page(tmp_path)
    done = run(*ONLY, "--diff")
    assert done.code == 1
    assert page(tmp_path) == before
    assert "Would fix 1 finding in 1 file." in done.err
    subprocess.run(["git", "apply"], cwd=tmp_path, input=done.out.encode(), check=True)
    assert page(tmp_path) == BAD.replace("&quot;", '"')


@pytest.mark.parametrize(
    "text",
    [BAD.replace("\n", "\r\n"), BAD.rstrip("\n"), "\ufeff" + BAD, BAD.replace("bridge", "br\x0cidge\u2028")],
    ids=["CRLF", "no final newline", "byte order mark", "odd line breaks"],
)
def test_a_diff_of_odd_line_endings_applies(run: Run, write: Write, tmp_path: Path, text: str) -> None:
    write({THEIRS: text})
    diff = run(*ONLY, "--diff").out
    subprocess.run(["git", "apply"], cwd=tmp_path, input=diff.encode(), check=True)
    assert (tmp_path / THEIRS).read_bytes() == text.replace("&quot;", '"').encode()


def test_a_diff_without_changes_is_empty_and_exits_with_0(run: Run) -> None:
    assert run("--select", "S001", "--diff")[:2] == (0, "")


def test_a_page_from_standard_input_is_printed_fixed(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
    done = run(*ONLY, "--fix", "--stdin-filename", PATH, "-")
    assert done.out == BAD.replace("&quot;", '"')
    assert "Fixed 1 finding in 1 file." in done.err
    assert page(tmp_path) == BAD


def test_what_is_left_on_a_fixed_page_from_standard_input_is_shown_as_it_is_now(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = story(sources=["[The &quot;Gazette&quot;](https://gazette.example/a?utm_source=x)"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    done = run("--select", "T003,U008", "--fix", "--stdin-filename", PATH, "-")
    assert '[The "Gazette"](https://gazette.example/a?utm_source=x)' in done.err
    assert "&quot;" not in done.err


@pytest.mark.parametrize("options", [(), ("--fix",), ("--fix-only",), ("--diff",)])
def test_an_interrupted_check_of_sources_makes_the_run_partial_and_fixes_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: tuple[str, ...]
) -> None:
    interrupted = SourceSummary(is_online=True, interrupted=True)
    monkeypatch.setattr("archive_lint.cli.checking.source_summary", lambda _: interrupted)
    done = run(*ONLY, *options)
    assert done.code == 130
    assert "Fixed" not in done.out
    assert page(tmp_path) == BAD


def test_a_read_only_page_is_named_with_the_reason_and_keeps_its_finding(run: Run, tmp_path: Path) -> None:
    (tmp_path / THEIRS).chmod(0o444)
    done = run(*ONLY, "--fix")
    assert f"{THEIRS}: not fixed: is read-only" in done.err
    assert "Nothing to fix." not in done.out
    assert "T003" in done.out


def test_what_the_baseline_knows_is_not_fixed(run: Run, tmp_path: Path) -> None:
    assert run("baseline", "--select", "T003").code == 0
    run(*ONLY, "--fix")
    assert page(tmp_path) == BAD
    run(*ONLY, "--fix", "--no-baseline")
    assert page(tmp_path) != BAD


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--unsafe-fixes",), "--unsafe-fixes goes with --fix"),
        (("--show-fixes",), "--show-fixes goes with --fix"),
        (("--fix", "--diff"), "give one of them"),
        (("--diff", "-o", "json:a"), "--diff shows what would be changed instead of findings: --output has no effect"),
        (("--diff", "--statistics"), "--statistics has no effect"),
        (("--timing", "--fix"), "--timing shows how long rules take instead of findings: --fix has no effect"),
        (("--timing", "--diff"), "--diff has no effect"),
        (("-o", "json:a", "-o", "sarif:./a"), "--output: a is given 2 times"),
    ],
)
def test_options_that_mean_nothing_together_are_refused(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert said in done.err


def test_a_fix_that_was_cut_off_is_undone_by_any_next_run(run: Run, write: Write, tmp_path: Path) -> None:
    temporary = "news/2014/05/23/.archive-lint-1-0.tmp"
    file = {"path": THEIRS, "temporary": temporary, "before": digest(BAD.encode()), "after": digest(b"new")}
    line = json.dumps({"group": 0, "files": [file]}, separators=(",", ":"))
    write({temporary: "half"})
    Path(JournalPlace(str(tmp_path)).made()).write_text(line + "\n")
    done = run(*ONLY)
    assert "An earlier --fix was interrupted" in done.err
    assert not list(tmp_path.rglob("*.tmp"))
    assert page(tmp_path) == BAD
