"""`--changed-since`: what a change is to blame for, and nothing else."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import pytest

from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from tests.repository import Repository

from .conftest import Done, Run

FAR = "news/2014/06/1/covered-market-moves-to-the-pier.md"
INDEX, TWIN = "news/2014/05/23/index.md", "news/2014/05/23/README.md"
FAR_INDEX = "news/2014/06/1/index.md"
LINK = f"[{TITLE}](/{PATH}) _Context: Harbour_"
RENAMED = "news/2014/05/23/bridge-reopens.md"
NEW = "news/2014/05/23/ferry-runs-again.md"
NEW_DAY = "news/2014/05/30/ferry-runs-again.md"
GONE = "[Ferry](/news/2014/05/23/ferry.md) _Context: Ferry_"


def day(date: str, entries: list[tuple[str, str]], previous: str | None) -> dict[str, str]:
    folder = f"news/{date.replace('-', '/')}"
    text = day_index(entries, date=date, previous=previous and f"/news/{previous.replace('-', '/')}/index.md")
    return {f"{folder}/index.md": text, f"{folder}/README.md": text}


FILES = {
    OTHER_PATH: story(date="2014-05-21", title=OTHER_TITLE, related=[LINK]),
    PATH: story(related=[OTHER]),
    # An old fault that no change below is to blame for: it has no Source section.
    FAR: story(date="2014-06-1", title="Covered market moves to the pier", sources=None, related=[LINK]),
    **day("2014-05-21", [(OTHER_TITLE, OTHER_PATH)], None),
    **day("2014-05-23", [(TITLE, PATH)], "2014-05-21"),
    **day("2014-06-1", [("Covered market moves to the pier", FAR)], "2014-05-23"),
}
NEW_STORY = story(
    date="2014-05-30", title="Ferry runs again", sources=["[Gazette](https://gazette.example/a)"], related=[LINK]
)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An archive in git, with one old fault."""
    repository = Repository(tmp_path)
    repository.commit(FILES)
    return repository


def found(done: Done) -> set[tuple[str, str]]:
    """Path and code of each finding."""
    return set(re.findall(r"^(.*?):\d+:\d+: ([A-Z]\d{3}) ", done.out, re.MULTILINE))


def since(run: Run, revision: str = "HEAD", *arguments: str) -> Done:
    return run("--changed-since", revision, "--output-format", "concise", *arguments)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param({}, set(), id="nothing"),
        pytest.param({"notes.txt": "."}, set(), id="no page"),
        pytest.param({PATH: story(related=[OTHER], summary="It does.")}, set(), id="a good page"),
        pytest.param({PATH: story(related=[GONE])}, {(PATH, "L001")}, id="a broken link"),
        pytest.param({NEW: story(title="Ferry runs again", related=[LINK])}, {(NEW, "I001")}, id="a new page"),
        pytest.param({FAR: FILES[FAR] + "\n"}, {(FAR, "S001")}, id="a page with an old fault"),
        pytest.param({FAR: None}, {(FAR_INDEX, "I002")}, id="a deleted page"),
        pytest.param(
            {PATH: None},
            {(OTHER_PATH, "L001"), (FAR, "L001"), (INDEX, "I002")},
            id="a deleted page that others link to",
        ),
        pytest.param(
            {PATH: story(title="Bridge of the harbour is open again", related=[OTHER])},
            {(PATH, "T001"), (OTHER_PATH, "L006"), (FAR, "L006"), (INDEX, "I006")},
            id="another title",
        ),
        pytest.param(day("2014-05-23", [], "2014-05-21"), {(PATH, "I001")}, id="a page is no longer listed"),
        pytest.param({INDEX: day_index([(TITLE, PATH)])}, {(TWIN, "I003")}, id="an index without its twin"),
        pytest.param({TWIN: day_index([(TITLE, PATH)])}, {(TWIN, "I003")}, id="a twin without its index"),
        pytest.param({TWIN: None}, {(INDEX, "I003")}, id="a deleted twin"),
        pytest.param({INDEX: None, TWIN: None}, {(PATH, "I004"), (FAR_INDEX, "D006")}, id="a deleted index"),
        pytest.param(
            {NEW_DAY: NEW_STORY, **day("2014-05-30", [("Ferry runs again", NEW_DAY)], "2014-05-23")},
            {(FAR_INDEX, "D006")},
            id="a day between two others",
        ),
    ],
)
def test_what_a_change_is_to_blame_for(
    run: Run, repository: Repository, written: Mapping[str, str | None], expected: set[tuple[str, str]]
) -> None:
    for path, text in written.items():
        if text is None:
            repository.git("rm", "--quiet", path)
        else:
            repository.write({path: text})
    repository.git("add", "--all")
    done = since(run)
    assert found(done) == expected
    assert ("no page was checked" in done.err) is not bool(written)


def test_a_renamed_page_breaks_links_to_it_and_fix_fixes_them(run: Run, repository: Repository) -> None:
    repository.git("mv", PATH, RENAMED)
    assert found(since(run)) >= {(OTHER_PATH, "L001"), (FAR, "L001"), (INDEX, "I002")}
    assert (FAR, "S001") not in found(since(run))
    since(run, "HEAD", "--fix")
    for page in (OTHER_PATH, FAR, INDEX, TWIN):
        text = (repository.root / page).read_text()
        assert (RENAMED in text, PATH in text) == (True, False)


def test_fix_leaves_faults_alone_that_the_change_is_not_to_blame_for(run: Run, repository: Repository) -> None:
    text = FILES[FAR].replace(LINK, f"{LINK}\n2. {LINK}")
    repository.commit({FAR: text})
    repository.git("rm", "--quiet", OTHER_PATH)
    since(run, "HEAD", "--fix", "--unsafe-fixes")
    assert (repository.root / FAR).read_text() == text


@pytest.mark.parametrize("spelt", [quote, lambda name: quote(name).lower(), str], ids=["%E4", "%e4", "as it is"])
def test_links_to_a_deleted_page_are_found_however_they_are_encoded(
    run: Run, repository: Repository, spelt: type[str]
) -> None:
    name = "港口大桥-ouverture-de-l'été"
    page = f"news/2014/05/23/{name}.md"
    link = f"[港口大桥](/news/2014/05/23/{spelt(name)}.md) _Context: Harbour_"
    repository.commit({page: story(title="港口大桥"), PATH: story(related=[OTHER, link])})
    repository.git("rm", "--quiet", page)
    assert (PATH, "L001") in found(since(run))


def test_a_deleted_page_is_missed_by_relative_links_too(run: Run, repository: Repository) -> None:
    repository.commit({FAR: story(summary=f"See [the bridge](../../05/23/{PATH.rpartition('/')[2]}).")})
    repository.git("rm", "--quiet", PATH)
    assert (FAR, "L009") in found(since(run))


def test_of_a_link_to_a_retitled_page_only_its_text_is_blamed_on_the_change(run: Run, repository: Repository) -> None:
    bare = LINK.partition(" _")[0]
    repository.commit({FAR: FILES[FAR].replace(LINK, bare)})
    assert (FAR, "L007") in found(run("--output-format", "concise"))
    repository.write({PATH: story(title="Harbour bridge opens to all", related=[OTHER])})
    assert {(path, code) for path, code in found(since(run)) if path == FAR} == {(FAR, "L006")}


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("## Dues", {(OTHER_PATH, "L011")}),
        ("## Dues {#fees}", set[tuple[str, str]]()),
        ("## Fees\n\n## Dues", set[tuple[str, str]]()),
    ],
)
def test_a_reworded_heading_is_to_blame_for_the_links_that_name_it(
    run: Run, repository: Repository, heading: str, expected: set[tuple[str, str]]
) -> None:
    repository.commit(
        {
            PATH: story(related=[OTHER], summary="## Fees"),
            # The second fragment was wrong before.
            OTHER_PATH: FILES[OTHER_PATH] + f"\n[Fees](/{PATH}#fees)\n\n[Boats](/{PATH}#boats)\n",
        }
    )
    repository.write({PATH: story(related=[OTHER], summary=heading)})
    done = since(run, "HEAD", "--config", "links.fragments='github'", "--select", "L011")
    assert found(done) == expected
    assert done.out.count("L011") == len(expected)


def test_a_page_of_the_same_name_on_another_day_is_not_taken_for_the_deleted_one(
    run: Run, repository: Repository
) -> None:
    namesake = PATH.replace("/23/", "/24/")
    repository.commit({namesake: story(date="2014-05-24"), **day("2014-05-24", [(TITLE, namesake)], "2014-05-23")})
    repository.git("rm", "--quiet", namesake)
    assert found(since(run)) == {("news/2014/05/24/index.md", "I002")}


def test_a_change_of_a_hundred_pages_is_judged_as_one_of_one(run: Run, repository: Repository) -> None:
    pages = {f"news/2014/05/23/story-{number}.md": story(title=f"Story {number}") for number in range(100)}
    repository.commit({**pages, FAR: FILES[FAR].replace(LINK, "[Story 7](/news/2014/05/23/story-7.md) _Context: A_")})
    repository.git("rm", "--quiet", *pages)
    assert found(since(run)) == {(FAR, "L001")}


def test_a_branch_is_not_blamed_for_what_the_other_did_meanwhile(run: Run, repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "work")
    repository.commit({PATH: story(related=[GONE])})
    repository.git("checkout", "--quiet", "main")
    repository.commit({OTHER_PATH: story(date="2014-05-21", title=OTHER_TITLE, related=[GONE])})
    repository.git("checkout", "--quiet", "--detach", "work")
    assert found(since(run, "main")) == {(PATH, "L001")}


def test_before_the_first_commit_everything_staged_is_new(run: Run, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write(FILES)
    repository.git("add", "--all")
    assert found(since(run)) == {(FAR, "S001")}
    assert "there is no commit yet to compare with main" in since(run, "main").err


def test_what_git_does_not_track_is_left_alone(run: Run, repository: Repository) -> None:
    repository.write({NEW: story(related=[GONE])})
    assert found(since(run)) == set()


def test_submodules_are_left_alone(run: Run, repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Repository(tmp_path_factory.mktemp("other"))
    other.commit({"page.md": "# A page\n"})
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "news/2014/05/23/sub")
    repository.git(*add)
    done = since(run)
    assert (done.code, found(done)) == (0, set())


def test_a_shallow_clone_is_told_to_fetch_the_whole_history(
    run: Run, repository: Repository, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("checkout", "--quiet", "-b", "work")
    repository.commit({PATH: story(related=[GONE])})
    clone = tmp_path_factory.mktemp("clone")
    url = f"file://{repository.root}"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", "--branch=work", url, clone], check=True, capture_output=True
    )
    subprocess.run(
        ["git", "fetch", "--quiet", "--depth=1", "origin", "main:base"], check=True, capture_output=True, cwd=clone
    )
    for revision in ("base", "origin/main"):
        done = run("--changed-since", revision, str(clone))
        assert done.code == 2
        assert f"--changed-since {revision}: this is a shallow clone" in done.err
        assert "fetch-depth: 0" in done.err


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("mian", "there is no commit or branch 'mian' here; a branch of the server is named with it"),
        ("origin/main", "there is no commit or branch 'origin/main' here; fetch it first: `git fetch origin main`"),
        ("orphan", "HEAD and orphan have no commit in common"),
        ("--output=x", "'--output=x' is not a commit or branch"),
        ("a\nb", r"'a\nb' is not a commit or branch"),
        ("main..HEAD", "there is no commit or branch 'main..HEAD' here"),
    ],
)
def test_a_revision_that_cannot_be_compared_with_is_an_error_that_says_why(
    run: Run, repository: Repository, revision: str, said: str
) -> None:
    repository.git("checkout", "--quiet", "--orphan", "orphan")
    repository.commit({"notes.txt": "."})
    repository.git("checkout", "--quiet", "main")
    done = run(f"--changed-since={revision}")
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_outside_of_git_there_is_nothing_to_compare_with(run: Run, archive: None) -> None:
    done = since(run)
    assert done.code == 2
    assert "is not in a git work tree" in done.err


def test_standard_input_has_no_history(run: Run, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"# A page\n")))
    done = since(run, "HEAD", "--stdin-filename", PATH, "-")
    assert done.code == 2
    assert "--changed-since compares files" in done.err


def test_paths_narrow_down_what_is_reported(run: Run, repository: Repository) -> None:
    repository.git("rm", "--quiet", PATH)
    assert found(since(run, "HEAD", "news/2014/06")) == {(FAR, "L001")}


def test_an_archive_in_a_folder_of_its_repository(run: Run, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({f"site/{path}": text for path, text in FILES.items()} | {"site/archive-lint.toml": ""})
    repository.git("rm", "--quiet", f"site/{PATH}")
    repository.write({"elsewhere/page.md": story()})
    repository.git("add", "--all")
    assert found(since(run, "HEAD", "site")) == {
        (f"site/{page}", code) for page, code in ((OTHER_PATH, "L001"), (FAR, "L001"), (INDEX, "I002"))
    }


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("diff.renames", "false"),
        ("diff.noprefix", "true"),
        ("diff.relative", "true"),
        ("diff.external", "false"),
        ("color.ui", "always"),
        ("grep.fullName", "true"),
        ("grep.patternType", "perl"),
        ("core.quotePath", "true"),
        ("submodule.recurse", "true"),
    ],
)
def test_nothing_depends_on_how_git_is_configured(run: Run, tmp_path: Path, setting: str, value: str) -> None:
    repository = Repository(tmp_path)
    repository.commit({f"site/{path}": text for path, text in FILES.items()} | {"site/archive-lint.toml": ""})
    repository.git("mv", f"site/{PATH}", f"site/{RENAMED}")
    expected = since(run, "HEAD", "site").out
    assert "L001" in expected
    repository.git("config", setting, value)
    assert since(run, "HEAD", "site").out == expected
