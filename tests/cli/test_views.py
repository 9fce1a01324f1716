"""How findings are shown: grouped, the worst only, without counts, in colour."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from archive_lint.report.registry import FORMATS
from archive_lint.rule.examples import OTHER_PATH, PATH, story

from .conftest import Run, Write

RULES = ("--select", "S001,T003", "--no-cache")
FOR_PROGRAMS = [info.name for info in FORMATS.values() if not info.for_people]


@pytest.fixture(autouse=True)
def archive(run: Run, write: Write) -> None:
    """Two errors, and a warning with a safe fix."""
    bad = story(related=None, summary="Cars and &quot;lorries&quot;")
    write({PATH: bad, OTHER_PATH: story(related=None, date="2014-05-21")})


def test_findings_stand_under_headings(run: Run) -> None:
    shown = run(*RULES, "--group-by", "rule", "--output-format", "concise").out.splitlines()
    assert [line for line in shown if line.startswith("==")] == [
        "== S001 missing-section: 2 errors ==",
        "== T003 undecoded-entity: 1 warning ==",
    ]


def test_only_the_worst_are_shown_and_the_counts_are_of_all(run: Run) -> None:
    done = run(*RULES, "--max-findings", "1", "--output-format", "concise")
    first, *closing = done.out.splitlines()
    assert "S001" in first
    assert closing[0].startswith("3 findings (2 errors, 1 warning)")
    assert closing[1].startswith("2 more are not shown")
    assert done.code == 1


def test_reports_in_files_are_whole_and_grouped(run: Run, tmp_path: Path) -> None:
    run(*RULES, "--max-findings", "1", "--group-by", "page", "-q", "-o", "json:r.json", "-o", "concise:r.txt")
    assert len(json.loads((tmp_path / "r.json").read_text())["findings"]) == 3
    text = (tmp_path / "r.txt").read_text()
    assert text.count("S001") + text.count("T003") == 3
    assert text.count("== ") == 2
    assert "3 findings" in text


@pytest.mark.parametrize("name", FOR_PROGRAMS)
@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--max-findings", "1"), "--max-findings holds for full, concise: what is printed as {} always has all"),
        (("--group-by", "rule"), "--group-by holds for full, concise, and no report of this run is one of them"),
    ],
)
def test_what_programs_read_is_never_a_part(run: Run, option: tuple[str, ...], said: str, name: str) -> None:
    done = run(*RULES, *option, "--output-format", name)
    assert done.code == 2
    # A reader who waits for a document is told why it has no finding.
    assert "S001" not in done.out
    assert said.format(name) in done.err


def test_a_grouped_report_may_stand_beside_one_for_programs(run: Run, tmp_path: Path) -> None:
    done = run(*RULES, "--group-by", "rule", "--output-format", "json", "-o", "concise:r.txt")
    assert json.loads(done.out)["summary"]["findings"] == 3
    assert (tmp_path / "r.txt").read_text().startswith("== S001")


@pytest.mark.parametrize("option", [("--group-by", "rule"), ("--max-findings", "1")], ids=" ".join)
@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ("--statistics", "--statistics counts findings instead of showing them: {} has no effect beside it"),
        ("--diff", "--diff shows what would be changed instead of findings: {} has no effect beside it"),
        ("--timing", "--timing shows how long rules take instead of findings: {} has no effect beside it"),
        ("--fix-only", "--fix-only shows no findings: {} has no effect beside it"),
    ],
)
def test_a_view_of_findings_that_are_not_shown_is_refused(
    run: Run, option: tuple[str, str], beside: str, said: str
) -> None:
    done = run(*option, beside)
    assert done.code == 2
    assert said.format(option[0]) in done.err


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "many", "", "²", "9" * 5_000])
def test_a_number_of_findings_is_a_number(run: Run, number: str) -> None:
    done = run("--max-findings", number)
    assert done.code == 2
    assert "--max-findings" in done.err


@pytest.mark.parametrize("arguments", [("--output-format", "concise"), ("--output-format", "full"), ("--statistics",)])
def test_quiet_prints_findings_alone(run: Run, arguments: tuple[str, ...]) -> None:
    loud, quiet = run(*RULES, *arguments), run(*RULES, *arguments, "-q")
    assert (quiet.code, quiet.err) == (1, "")
    assert loud.out.startswith(quiet.out)
    assert loud.out[len(quiet.out) :].startswith("3 findings")


def test_quiet_prints_nothing_where_nothing_is_found(run: Run) -> None:
    assert run("--select", "L001", "-q") == (0, "", "")


def test_quiet_prints_errors(run: Run) -> None:
    assert "no-such-page" in run("-q", "no-such-page.md").err


@pytest.mark.parametrize("arguments", [("--diff",), ("--statistics",), ("--output-format", "full")], ids=" ".join)
@pytest.mark.parametrize(("choice", "is_colored"), [("always", True), ("auto", False), ("never", False)])
def test_colour_is_as_asked(run: Run, arguments: tuple[str, ...], choice: str, is_colored: bool) -> None:
    assert ("\x1b[" in run(*RULES, *arguments, "--color", choice).out) is is_colored


def test_a_piped_diff_has_no_colour_where_a_job_forces_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    diff = run(*RULES, "--diff").out
    subprocess.run(["git", "apply"], cwd=tmp_path, input=diff.encode(), check=True)
    assert 'Cars and "lorries"' in (tmp_path / PATH).read_text()
