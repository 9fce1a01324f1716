"""The main job from the command line: what is printed where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, PATH, story

from .conftest import INDEX, Run, Write

pytestmark = pytest.mark.usefixtures("archive")

ONE = ("--select", "S001")


def test_findings_are_printed_and_exit_with_1(run: Run) -> None:
    done = run(*ONE, "--output-format", "concise")
    assert done.code == 1
    assert done.out.splitlines()[0] == f"{OTHER_PATH}:3:1: S001 section 'Related' is missing"
    assert done.err == ""


def test_a_clean_archive_exits_with_0(run: Run) -> None:
    done = run("--select", "L001")
    assert done.code == 0
    assert "No findings on 6 pages." in done.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--fail-on", "error"), 1),
        (("--fail-on", "never"), 0),
        (("--fail-on", "error", "--config", 'lint.severity.S001="warning"'), 0),
        (("--fail-on", "warning", "--config", 'lint.severity.S001="warning"'), 1),
        (("--fail-on", "info", "--config", 'lint.severity.missing-section="info"'), 1),
        (("--exit-zero",), 0),
    ],
)
def test_what_fails_the_run_can_be_chosen(run: Run, arguments: tuple[str, ...], code: int) -> None:
    assert run(*ONE, *arguments).code == code


def test_an_offline_run_says_how_many_sources_it_did_not_check(run: Run) -> None:
    assert "1 source URL was not checked: `--online` checks it." in run(*ONE).out


def test_quiet_leaves_out_what_is_not_a_finding(run: Run) -> None:
    assert "--online" not in run(*ONE, "-q").out


def test_verbose_says_how_the_run_goes_about_it(run: Run, tmp_path: Path) -> None:
    done = run(*ONE, "-v")
    assert f"archive {tmp_path}" in done.err
    assert "1 of " in done.err


@pytest.mark.parametrize("named", [OTHER_PATH, "news/2014/05/21", "news/2014/05/21/"])
def test_named_pages_and_folders_alone_are_reported(run: Run, named: str) -> None:
    assert OTHER_PATH in run(*ONE, named).out
    assert run(*ONE, PATH).code == 0


@pytest.mark.parametrize("named", [".", "./", "../{name}"])
def test_the_archive_s_own_folder_means_all_of_it(run: Run, tmp_path: Path, named: str) -> None:
    assert run(*ONE, named.format(name=tmp_path.name)) == run(*ONE)


def test_an_excluded_page_may_be_named_beside_the_archive(run: Run, write: Write) -> None:
    write({"archive-lint.toml": '[archive]\nexclude = ["news/2014/05/21/"]\n'})
    assert (run(*ONE, ".").code, run(*ONE, ".", OTHER_PATH).code) == (0, 1)


def test_a_page_is_found_from_inside_the_archive(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path / "news/2014/05/21")
    done = run(*ONE, "--output-format", "concise", Path(OTHER_PATH).name)
    assert "S001" in done.out


def test_statistics_count_by_rule(run: Run) -> None:
    done = run(*ONE, "--statistics")
    assert done.out.splitlines()[1].split() == ["1", "error", "-", "-", "S001", "missing-section"]
    assert json.loads(run(*ONE, "--statistics", "--output-format", "json").out) == [
        {
            "code": "S001", "name": "missing-section", "severity": "error",
            "count": 1, "fixable": 0, "safe": 0, "unsafe": 0,
        }
    ]  # fmt: skip


def test_reports_go_to_files_as_well(run: Run, tmp_path: Path) -> None:
    done = run(*ONE, "--output-format", "concise", "-o", "json:out/report.json", "-o", "json-lines:lines.jsonl")
    assert "S001" in done.out
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert report["summary"]["findings"] == 1
    assert len((tmp_path / "lines.jsonl").read_text().splitlines()) == 1
    assert [path.name for path in tmp_path.rglob(".archive-lint-*")] == []


def test_a_report_that_cannot_be_written_is_an_error(run: Run, write: Write) -> None:
    write({"file": "x"})
    done = run(*ONE, "-o", "json:file/report.json")
    assert done.code == 2
    assert "file/report.json: cannot be written" in done.err
    assert "exists" not in done.err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_machine_formats_are_the_same_bytes_for_any_number_of_workers(run: Run, jobs: str) -> None:
    assert run("--output-format", "json", "--jobs", jobs).out == run("--output-format", "json").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("--select", "S01"), "--select: 'S01' is not a rule's code", id="a selector that fits nothing"),
        pytest.param(("--select", "missing-sectoin"), "did you mean 'missing-section'?", id="a misspelt rule"),
        pytest.param(("--select", ","), "names no rule", id="an empty selector"),
        pytest.param(("--frobnicate",), "there is no option '--frobnicate'", id="an unknown option"),
        pytest.param(("",), "the path is empty", id="an empty path"),
        pytest.param(("--jobs", "0"), "not a number from 1 to 1024", id="no worker"),
        pytest.param(("--jobs", "many"), "not a number from 1 to 1024", id="a word for a number"),
        pytest.param(("-o", "sarif"), "is not FORMAT:PATH", id="no path"),
        pytest.param(("-o", "yaml:x"), "'yaml' is not a format", id="no format"),
        pytest.param(("-o", "json:news"), "is a folder", id="a folder for a report"),
        pytest.param(("-o", "json:-"), "the format of --output-format", id="standard output for a report"),
        pytest.param(("--per-file-ignores", "S001"), "is not GLOB:RULE", id="no glob"),
        pytest.param(("--per-file-ignores", "a[:S001"), "'a[' is not a glob: '[' is never closed", id="bad glob"),
        pytest.param(("--per-file-ignores", "!a:S001"), "'!a' is not a glob: '!' negates", id="negated glob"),
        pytest.param(("--stdin-filename", "a.md"), "give `-` as path too", id="a name for nothing"),
        pytest.param(("-",), "say with --stdin-filename", id="standard input without a name"),
        pytest.param(("-", PATH, "--stdin-filename", "a.md"), "name no other path", id="standard input and a page"),
        pytest.param(("--config", "none.toml"), "none.toml", id="no such configuration"),
        pytest.param(("--config", "archive.rot='x'"), "did you mean 'root'?", id="a misspelt setting"),
        pytest.param(("--config", "archive.root='nowhere'"), "there is no such folder", id="a root that is not there"),
        pytest.param(("--config", "lint.select='S001'"), "--config lint.select", id="a setting of the wrong type"),
    ],
)
def test_bad_usage_exits_with_2_and_says_what_to_do(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def test_a_path_that_is_not_there_fails_the_run_and_the_rest_is_checked(run: Run) -> None:
    done = run(*ONE, OTHER_PATH, "news/none.md")
    assert done.code == 2
    assert "news/none.md: there is no such file or folder" in done.err
    assert "S001" in done.out


def test_a_file_that_is_not_a_page_is_skipped_with_a_word(run: Run, write: Write) -> None:
    write({"photo.jpg": b"\xff\xd8"})
    done = run(*ONE, OTHER_PATH, "photo.jpg")
    assert done.code == 1
    assert "photo.jpg: is not a Markdown page" in done.err


def test_a_path_outside_of_the_archive_is_refused(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a.md"
    elsewhere.write_text("# A\n")
    done = run(*ONE, OTHER_PATH, str(elsewhere))
    assert done.code == 2
    assert "lies outside of the archive" in done.err


def test_a_path_outside_of_the_archive_is_named_as_it_was_given(run: Run, write: Write, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    write({"archive-lint.toml": '[archive]\nroot = "docs/archive"\n', "docs/archive/news/2014/05/23/a.md": story()})
    write({"notes/a.md": "# Notes\n"})
    done = run("docs/archive", "notes")
    assert "error: notes: lies outside of the archive" in done.err


def test_a_folder_that_is_not_an_archive_is_told_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("--config", "archive.root='empty'")
    assert done.code == 2
    assert "no page found in" in done.err
    assert "archive-lint init" in done.err


def test_an_archive_without_a_story_is_told_so(run: Run, write: Write) -> None:
    said = "warning: no page of the archive is a story"
    elsewhere = run("--select", "S001", "--config", "archive.story='{year}/{month}/{day}/{slug}.md'")
    assert said in elsewhere.err
    assert "'{year}/{month}/{day}/{slug}.md'" in elsewhere.err
    assert elsewhere.code == 0
    assert "is a story" not in run(*ONE).err


def test_endings_that_are_not_read_are_told_with_their_number(run: Run, write: Write) -> None:
    write({"a.mdx": "# A\n", "b.mdx": "# B\n", "c.rst": "C\n", "d.txt": ""})
    assert "not read: 2 of .mdx, 1 of .rst; archive.endings" in run().err
    assert "not read" not in run("--quiet").err
    assert "not read" not in run("news").err
    assert "not read: 1 of .rst;" in run("--config", "archive.endings=['.md', '.mdx']").err


def test_problems_are_told_once_on_standard_error_and_stand_in_files(run: Run, tmp_path: Path) -> None:
    done = run(*ONE, "none.md", "-o", "concise:report.txt")
    assert "none.md: there is no such file or folder" in done.err
    assert "none.md" not in done.out
    assert "Nothing was checked: 1 problem." in done.out
    assert "none.md:1:1: unreadable there is no such file or folder" in (tmp_path / "report.txt").read_text()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_what_is_not_a_regular_file_is_one_problem_also_when_it_is_named(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "news/pipe.md")
    assert "Nothing was checked: 1 problem." in run(*ONE, "news/pipe.md").out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_page_fails_the_run_and_the_rest_is_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / PATH).chmod(0)
    done = run(*ONE)
    assert done.code == 2
    assert f"{PATH}: cannot be read: Permission denied" in done.err
    assert OTHER_PATH in done.out


def test_a_huge_page_is_not_read_and_fails_the_run(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "huge.md").open("wb") as page:
        page.truncate(50_000_000)
    done = run(*ONE)
    assert done.code == 2
    assert "huge.md: has 50,000,000 bytes" in done.err
    assert OTHER_PATH in done.out


def test_a_name_with_a_newline_and_escapes_drives_no_terminal(run: Run, write: Write) -> None:
    write({"news/2014/05/21/a\n\x1b[31mb.md": story(date="2014-05-21", related=None)})
    done = run(*ONE, "--output-format", "concise")
    assert "\x1b" not in done.out
    assert len(done.out.splitlines()) == len(run(*ONE, "--output-format", "concise").out.splitlines())
    assert r"\x1b[31mb.md:3:1: S001" in done.out


def test_a_symbolic_link_to_the_archive_itself_ends(run: Run, tmp_path: Path) -> None:
    (tmp_path / "news/loop").symlink_to(tmp_path)
    assert run(*ONE).code == 1


def test_a_broken_configuration_names_file_and_line(run: Run, write: Write) -> None:
    write({"archive-lint.toml": '[archive]\nrott = "."\n[lint]\nselect = ["S", "Q9"]\n'})
    done = run()
    assert done.code == 2
    assert "archive-lint.toml:2" in done.err
    assert "archive-lint.toml:4" in done.err
    assert "'root'" in done.err


def standard_input(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_standard_input_stands_in_for_a_page(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, story(date="2014-05-21", sources=None))
    done = run(*ONE, "--output-format", "concise", "--stdin-filename", OTHER_PATH, "-")
    assert [line for line in done.out.splitlines() if "S001" in line] == [
        f"{OTHER_PATH}:3:1: S001 section 'Source' is missing"
    ]


def test_standard_input_may_be_a_new_page(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, story(related=None))
    assert "news/2014/05/23/new.md" in run(*ONE, "--stdin-filename", "news/2014/05/23/new.md", "-").out


def test_excluded_pages_are_reported_when_named_unless_exclusion_is_forced(run: Run, write: Write) -> None:
    write({"archive-lint.toml": '[archive]\nexclude = ["news/2014/05/21/"]\n'})
    assert run(*ONE).code == 0
    assert run(*ONE, OTHER_PATH).code == 1
    assert run(*ONE, OTHER_PATH, PATH, "--force-exclude").code == 0


def test_nothing_but_excluded_pages_is_nothing_to_check_where_exclusion_is_forced(run: Run, write: Write) -> None:
    # So an editor or a hook calls it, which knows nothing of what is excluded.
    write({"archive-lint.toml": '[archive]\nexclude = ["news/2014/05/21/"]\n'})
    done = run(*ONE, OTHER_PATH, "--force-exclude")
    assert (done.code, done.err) == (0, "")
    assert run(*ONE, "news/none.md", "--force-exclude").code == 2


@pytest.mark.parametrize("option", ["--max-time", "--observations"])
def test_options_of_online_runs_are_told_that_they_do_nothing(run: Run, option: str, tmp_path: Path) -> None:
    done = run(*ONE, option, "90", "--exit-zero")
    assert f"warning: {option} has no effect: sources are not checked without --online" in done.err
    assert done.code == 0


def test_reports_may_share_a_device(run: Run) -> None:
    assert run(*ONE, "--exit-zero", "-o", f"json:{os.devnull}", "-o", f"sarif:{os.devnull}").code == 0


def test_suppressions_can_be_disregarded(run: Run, write: Write) -> None:
    write({OTHER_PATH: "<!-- archive-lint: file-ignore[S001] -->\n" + story(date="2014-05-21", related=None)})
    assert run(*ONE).code == 0
    assert run(*ONE, "--ignore-suppressions").code == 1


def test_the_configuration_above_the_page_applies(run: Run, write: Write) -> None:
    write({"archive-lint.toml": '[lint]\nignore = ["S001"]\n'})
    assert run("--extend-select", "L001", OTHER_PATH).out.count("S001") == 0
    assert run(*ONE, "--isolated", OTHER_PATH).code == 1


def test_paths_are_shown_from_the_root_of_the_repository(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path.parent / ".git").mkdir(exist_ok=True)
    done = run(*ONE, "--output-format", "concise")
    (tmp_path.parent / ".git").rmdir()
    assert done.out.startswith(f"{tmp_path.name}/{OTHER_PATH}:3:1")


@pytest.mark.parametrize("named", [INDEX, INDEX.replace("index", "README")])
def test_an_index_and_its_twin_may_be_named(run: Run, named: str) -> None:
    assert run("--select", "S001", named).code == 0


def test_timing_shows_every_rule_that_ran_and_the_rest(run: Run) -> None:
    done = run("--select", "S001,L001", "--timing")
    assert done.code == 0
    names = {line.split(None, 3)[3] for line in done.out.splitlines()[1:-1]}
    assert names == {"S001  missing-section", "L001  broken-related-link", "reading, parsing, links and all else"}
    assert done.out.splitlines()[-1].endswith("in one process, on 6 pages")


def test_help_names_commands_and_exit_codes(run: Run) -> None:
    with pytest.raises(SystemExit) as exited:
        run("--help")
    assert exited.value.code == 0


@pytest.mark.parametrize(("options", "is_told"), [((), True), (("--offline",), False)])
def test_who_asks_for_no_sources_is_not_told_that_none_were_checked(
    run: Run, write: Write, options: tuple[str, ...], is_told: bool
) -> None:
    write({PATH: story()})
    assert ("not checked:" in run(*options).out) is is_told
