"""Where reports link to and what their head says, from the command line on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive_lint import __version__
from archive_lint.cli.console import Console
from archive_lint.cli.options import SelectionOptions, SettingsOptions
from archive_lint.cli.paths import StartFolder
from archive_lint.cli.project import Project
from archive_lint.cli.provenance import Provenance, find_provenance
from tests.cli.conftest import Run
from tests.repository import Repository

SHA = "0123456789abcdef0123456789abcdef01234567"
REMOTE = "https://x:s3cret@github.com/me/news.git"
GITHUB = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "other/one", "GITHUB_SHA": SHA}
NOTHING: Mapping[str, str] = {}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A published repository with an archive in it."""
    repository = Repository(tmp_path / "checkout")
    repository.git("config", "remote.origin.url", REMOTE)
    repository.commit({"site/news/2021/03/1/index.md": "#"})
    return repository


def provenance(
    folder: Path,
    *words: str,
    template: str | None = None,
    environment: Mapping[str, str] = NOTHING,
    console: Console | None = None,
) -> Provenance:
    project = Project(StartFolder(str(folder), is_named=True), SelectionOptions(), SettingsOptions(isolated=True))
    return find_provenance(template, project, words, console or Console(), environment)


def test_a_remote_and_the_commit_checked_out_tell_where_pages_are(repository: Repository) -> None:
    found = provenance(repository.root / "site")
    assert found.line_url == f"https://github.com/me/news/blob/{found.about.commit}/{{path}}?plain=1#L{{line}}"
    assert (found.about.archive, len(found.about.commit), len(found.about.short_commit)) == ("me/news/site", 40, 10)
    assert "s3cret" not in str(found)


def test_what_the_remote_does_not_have_is_not_linked_to(repository: Repository) -> None:
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    commit = repository.commit({"site/news/2021/03/2/index.md": "#"})
    found = provenance(repository.root / "site")
    assert (found.line_url, found.about.commit, found.about.archive) == ("", commit, "me/news/site")


@pytest.mark.parametrize(("folder", "is_meant"), [("", True), (".", True), ("..", False), ("site", False)])
def test_the_variables_of_a_job_are_about_its_own_checkout(repository: Repository, folder: str, is_meant: bool) -> None:
    workspace = {"GITHUB_WORKSPACE": str(repository.root / folder)} if folder else {}
    found = provenance(repository.root / "site", environment={**GITHUB, **workspace})
    assert found.about.archive == ("other/one/site" if is_meant else "me/news/site")
    assert (f"/{SHA}/" in found.line_url) is is_meant


def test_a_template_goes_before_all_else(repository: Repository) -> None:
    template = "https://h/{commit}/{path}#{line}"
    assert (
        provenance(repository.root, template=template, environment=GITHUB).line_url
        == f"https://h/{SHA}/{{path}}#{{line}}"
    )
    commit = repository.git("rev-parse", "HEAD")
    assert provenance(repository.root, template=template).line_url == f"https://h/{commit}/{{path}}#{{line}}"


def test_a_template_that_wants_a_commit_where_there_is_none_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert provenance(tmp_path, template="https://h/{commit}/{path}").line_url == ""
    assert "no commit is checked out here" in capsys.readouterr().err
    assert provenance(tmp_path, template="https://h/{path}").line_url == "https://h/{path}"
    assert capsys.readouterr().err == ""


def test_outside_of_git_an_archive_has_its_folders_name(tmp_path: Path) -> None:
    (tmp_path / "gazette").mkdir()
    about = provenance(tmp_path / "gazette").about
    assert (about.archive, about.commit, about.version) == ("gazette", "", __version__)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("1400846400", datetime(2014, 5, 23, 12, tzinfo=UTC)),
        *((odd, None) for odd in ("", "-1", "1e9", "x", "٣", "9" * 12, "9" * 40)),
    ],
)
def test_the_date_is_the_present_or_what_a_build_says_it_is(
    tmp_path: Path, given: str, expected: datetime | None
) -> None:
    date = provenance(tmp_path, environment={"SOURCE_DATE_EPOCH": given}).about.date
    assert date is not None
    assert date.tzinfo is UTC
    assert date == expected if expected else date.year > 2024


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ""),
        (["--online", "--max-time", "1h", "news/a b.md"], " --online --max-time 1h 'news/a b.md'"),
        (
            ["--output-format", "github", "--state-dir=/tmp/x", "-o", "html:/tmp/r.html", "-omarkdown:/tmp/s", "-q"],
            " -q",
        ),
        (["--output=html:x", "--offline", "--"], " --offline"),
        (["--", "-o", "x"], " -- -o x"),
        (["--proxy", "http://me:s3cret@proxy:3128"], " --proxy 'http://***@proxy:3128'"),
        (["--source-url", "https://h/{path}?token=x", "news"], " news"),
    ],
)
def test_what_ran_is_told_without_places_and_passwords(tmp_path: Path, words: list[str], expected: str) -> None:
    assert provenance(tmp_path, *words).about.command == f"archive-lint{expected}"


@pytest.mark.usefixtures("archive")
def test_a_template_is_checked_before_anything_is_done(run: Run) -> None:
    done = run("--source-url", "https://me:s3cret@h/{path}", "-o", "markdown:out.md")
    assert done.code == 2
    assert "--source-url" in done.err
    assert "s3cret" not in done.err


@pytest.mark.usefixtures("archive")
def test_a_template_without_a_report_that_links_is_told_of(run: Run) -> None:
    assert "--source-url has no effect" in run("--source-url", "https://h/{path}").err
    assert "--source-url" not in run("--source-url", "https://h/{path}", "--output-format", "markdown").err


@pytest.mark.usefixtures("archive")
def test_a_report_that_does_not_link_asks_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def unwanted(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("archive_lint.cli.provenance.find_provenance", unwanted)
    assert run("--output-format", "sarif", "-o", "json:out.json").code == 1
    assert "internal error" in run("--output-format", "markdown").err


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["markdown:summary.md"], "the job's summary"),
        (["markdown:summary.md", "markdown:other.md"], "the job's summary"),
        (["markdown:summary.md", "sarif:out.sarif"], "out.sarif"),
        ([], "the output of `archive-lint --output-format full`"),
    ],
)
@pytest.mark.usefixtures("archive")
def test_annotations_say_where_all_findings_are(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: list[str], expected: str
) -> None:
    monkeypatch.setattr("archive_lint.report.formats.github._MOST_OF_A_KIND", 1)
    monkeypatch.setattr("archive_lint.report.formats.markdown._MOST_BYTES", 1_000)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    written = [word for file in files for word in ("-o", file.replace("summary.md", str(tmp_path / "summary.md")))]
    done = run("--output-format", "github", *written, "gone.md", "gone-too.md")
    assert f"All findings are in {expected}." in done.out
    # A summary names no other summary, which is cut like itself.
    where = f" All are in {expected}." if "sarif" in str(files) else "\n"
    if files:
        assert f"did not fit here.**{where}" in (tmp_path / "summary.md").read_text()
