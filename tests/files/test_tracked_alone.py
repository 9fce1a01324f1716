"""The listing that git's index gives without a walk: it says the same, or a walk is done."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_lint.cli.main import main
from archive_lint.files import discover as discovery
from archive_lint.files.discover import Discovered, discover
from archive_lint.files.tracked import NamedFiles
from archive_lint.files.walk import Walk
from archive_lint.model.listing import Listing
from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from tests.repository import ENVIRONMENT, Repository

NEW_PATH = "news/2014/05/23/new.md"
INDEX, OTHER_INDEX = "news/2014/05/23/index.md", "news/2014/05/21/index.md"
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege there")
Change = Callable[[Repository], object]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A clean archive in git, with a file in a dot folder."""
    repository = Repository(tmp_path / "checkout")
    repository.commit(
        {
            PATH: story(related=[OTHER]),
            OTHER_PATH: story(date="2014-05-21", title=OTHER_TITLE, related=[f"[{TITLE}](/{PATH}) _Context: Harbour_"]),
            INDEX: day_index([(TITLE, PATH)], previous=f"/{OTHER_INDEX}"),
            OTHER_INDEX: day_index([(OTHER_TITLE, OTHER_PATH)], date="2014-05-21"),
            ".img/p.png": "",
            ".img/notes.md": "",
            ".github/guide.md": "# Guide\n",
            "archive-lint.toml": "[archive]\ntwins = []\n",
        }
    )
    return repository


def listed(repository: Repository, folder: str = ".", *, is_walk_wanted: bool = False) -> Listing:
    found = discover(str(repository.root / folder), is_index_wanted=True, is_walk_wanted=is_walk_wanted)
    return found.listing


def comparable(listing: Listing) -> tuple[object, ...]:
    beside = (set(listing.untracked), set(listing.links_out), set(listing.dangling), dict(listing.aliases))
    return (tuple(listing.tracked_pages), listing.files, *beside, listing.absent, listing.elsewhere)


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The roots of the walks that were done."""
    roots: list[str] = []
    run = Walk.run

    def counted(walk: Walk) -> None:
        roots.append(walk.root)
        run(walk)

    monkeypatch.setattr(Walk, "run", counted)
    return roots


def linked(name: str, target: str) -> Change:
    return lambda repository: (repository.root / name).symlink_to(target)


def removed(path: str) -> Change:
    return lambda repository: (repository.root / path).unlink()


WITHOUT_A_WALK = {
    "nothing": lambda _: None,
    "an edit": lambda repository: repository.write({PATH: story(summary="More.")}),
    "an untracked page": lambda repository: repository.write({NEW_PATH: story()}),
    "an ignored page": lambda repository: repository.write({".gitignore": "new.md\n", NEW_PATH: story()}),
    "a page that is gone": removed(OTHER_PATH),
    "a folder that is gone": lambda repository: [(repository.root / path).unlink() for path in (PATH, INDEX)],
    "an alias that is not tracked": linked("alias.md", OTHER_PATH),
    "a link out that is not tracked": linked("out", "/"),
    "a link to nowhere that is not tracked": linked("nowhere.md", "gone.md"),
    "a staged deletion": lambda repository: repository.git("rm", "-q", OTHER_PATH),
    "a page that is no longer tracked": lambda repository: repository.git("rm", "-q", "--cached", OTHER_PATH),
    "a name with a newline": lambda repository: repository.commit({"news/2014/05/23/a\nb.md": story()}),
}
"""Changes after which git's index alone says which files there are."""


def a_conflict(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({PATH: story(summary="Side.")})
    repository.git("checkout", "-q", "main")
    repository.commit({PATH: story(summary="Main.")})
    blobs = [repository.git("rev-parse", f"{branch}:{PATH}") for branch in ("main~1", "main", "side")]
    repository.git("rm", "-q", "--cached", PATH)
    for stage, blob in enumerate(blobs, start=1):
        entry = f"100644 {blob} {stage}\t{PATH}\n"
        subprocess.run(["git", "update-index", "--index-info"], cwd=repository.root, input=entry.encode(), check=True)


def a_submodule(repository: Repository) -> None:
    head = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{head},module")


def a_folder_behind_a_link(repository: Repository) -> None:
    (repository.root / "news/2014/05/21").rename(repository.root.parent / "elsewhere")
    (repository.root / "news/2014/05/21").symlink_to(repository.root.parent / "elsewhere")


WITH_A_WALK = {
    "a tracked symbolic link": lambda repository: (linked("alias.md", OTHER_PATH)(repository), repository.commit()),
    "a page that became a link": lambda repository: (
        (repository.root / PATH).unlink(),
        linked(PATH, "other")(repository),
    ),
    "a page that became a folder": lambda repository: (
        (repository.root / PATH).unlink(),
        (repository.root / PATH).mkdir(),
    ),
    "a folder behind a link": a_folder_behind_a_link,
    "a submodule": a_submodule,
    "a conflict": a_conflict,
    "a file that a sparse checkout leaves out": lambda repository: repository.git(
        "sparse-checkout", "set", "--no-cone", "/*", f"!/{OTHER_PATH}"
    ),
    "a file that git does not look at": lambda repository: repository.git("update-index", "--assume-unchanged", PATH),
    "a name alone": lambda repository: (
        repository.write({NEW_PATH: story()}),
        repository.git("add", "-N", NEW_PATH),
    ),
    "a name that is not UTF-8": lambda repository: repository.commit({os.fsdecode(b"odd\xff.md"): story()}),
    "no page": lambda repository: (repository.git("rm", "-q", "--cached", "-r", "news", ".github"),),
}
"""Changes after which only a walk tells what there is."""


@needs_links
@pytest.mark.parametrize("folder", [".", "news"])
@pytest.mark.parametrize("change", WITHOUT_A_WALK.values(), ids=WITHOUT_A_WALK)
def test_an_index_says_what_a_walk_finds(repository: Repository, change: Change, folder: str, walks: list[str]) -> None:
    change(repository)
    alone = listed(repository, folder)
    assert alone.are_pages_tracked
    assert not walks
    assert comparable(alone) == comparable(listed(repository, folder, is_walk_wanted=True))


@needs_links
@pytest.mark.parametrize("change", WITH_A_WALK.values(), ids=WITH_A_WALK)
def test_a_walk_is_done_where_the_index_does_not_say_it_all(
    repository: Repository, change: Change, walks: list[str]
) -> None:
    change(repository)
    alone = listed(repository)
    assert len(walks) == 1
    assert alone == listed(repository, is_walk_wanted=True)


@pytest.mark.parametrize("closed", ["news/2014/05/21", f"news/2014/05/21/{OTHER_PATH.rpartition('/')[2]}"])
def test_what_cannot_be_looked_up_is_not_taken_for_gone(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, walks: list[str], closed: str
) -> None:
    lstat = os.lstat

    def refusing(path: str | bytes, **_: object) -> os.stat_result:
        if os.fsdecode(path).endswith(closed):
            raise PermissionError(13, "Permission denied")
        return lstat(path)

    monkeypatch.setattr(os, "lstat", refusing)
    listed(repository)
    assert len(walks) == 1


def test_a_path_that_git_tracks_is_told_from_the_others_without_a_walk(
    repository: Repository, walks: list[str]
) -> None:
    alone = listed(repository)
    assert all(PATH not in paths for paths in (alone.untracked, alone.links_out, alone.dangling, alone.aliases))
    assert not walks


def test_one_walk_answers_all_questions(repository: Repository, walks: list[str]) -> None:
    repository.write({NEW_PATH: story()})
    alone = listed(repository)
    assert NEW_PATH in alone.untracked
    assert (len(alone.untracked), len(alone.aliases), sorted(alone.dangling)) == (1, 0, [])
    assert alone.untracked | {"x"} == {NEW_PATH, "x"}
    assert len(walks) == 1


@needs_links
def test_another_process_is_given_what_a_walk_finds(repository: Repository) -> None:
    repository.write({NEW_PATH: story()})
    linked("alias.md", OTHER_PATH)(repository)
    alone = listed(repository)
    copy = pickle.loads(pickle.dumps(alone))
    assert comparable(copy) == comparable(alone)
    assert isinstance(copy.untracked, frozenset)


def test_a_walk_that_fails_in_the_middle_of_a_check_finds_nothing(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> Discovered:
        raise discovery.DiscoveryError("the folder is gone")

    repository.write({NEW_PATH: story()})
    alone = listed(repository)
    monkeypatch.setattr(discovery, "_walk", failing)
    assert NEW_PATH not in alone.untracked
    assert not alone.aliases


@pytest.fixture
def hook(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Runs what a hook runs: the exit code and the output."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(repository.root)

    def run(*arguments: str) -> tuple[int, str]:
        code = main(["--offline", "--changed-since", "HEAD", "--output-format", "concise", *arguments])
        return code, capsys.readouterr().out

    return run


def test_a_hook_walks_over_nothing_as_long_as_no_link_is_broken(
    repository: Repository, hook: Callable[..., tuple[int, str]], walks: list[str]
) -> None:
    repository.write({PATH: story(related=[OTHER], summary="More."), NEW_PATH: "An untracked page.\n"})
    repository.git("add", PATH)
    assert hook()[0] == 0
    assert not walks


def test_a_hook_says_that_a_link_leads_to_a_page_that_was_not_added(
    repository: Repository, hook: Callable[..., tuple[int, str]], walks: list[str]
) -> None:
    new = f"[{TITLE}](/{NEW_PATH}) _Context: Harbour_"
    repository.write({PATH: story(related=[OTHER, new]), NEW_PATH: story()})
    repository.git("add", PATH)
    code, said = hook()
    assert code == 1
    assert "git" in said
    assert "tracked" in said
    assert len(walks) == 1


@pytest.mark.parametrize("arguments", [["--fix"], ["--diff"], [PATH]], ids=["fix", "diff", "a named page"])
def test_who_writes_or_names_pages_walks_over_the_archive(
    repository: Repository, hook: Callable[..., tuple[int, str]], walks: list[str], arguments: list[str]
) -> None:
    repository.write({PATH: story(related=[OTHER], summary="More.")})
    repository.git("add", PATH)
    hook(*arguments)
    assert walks


@needs_links
@pytest.mark.parametrize("folder", [".", "news", "news/2014"])
@pytest.mark.parametrize("change", (WITHOUT_A_WALK | WITH_A_WALK).values(), ids=WITHOUT_A_WALK | WITH_A_WALK)
def test_one_comparison_with_what_git_names_tells_the_same_as_taking_it_apart(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, change: Change, folder: str
) -> None:
    repository.git("rm", "-q", "-r", ".img")
    repository.commit()
    change(repository)
    found = discover(str(repository.root / folder), str.isupper)
    monkeypatch.setattr(NamedFiles, "are_just", lambda *_: False)
    assert found == discover(str(repository.root / folder), str.isupper)


def test_where_git_tracks_all_and_nothing_else_its_names_are_not_taken_apart(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("rm", "-q", "-r", ".img")
    repository.commit({"a-b.md": "", "a/b.md": "", "a.b.md": "", "\u00e4.md": "", "\U0001f409.md": "", "\uffee.md": ""})
    monkeypatch.setattr(NamedFiles, "read", lambda _: pytest.fail("it was taken apart"))
    assert discover(str(repository.root)).is_seen
    assert discover(str(repository.root / "news")).is_seen
