"""A commit that breaks a link is refused wherever hooks run, and one that breaks none passes."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from tests.repository import Repository
from tests.soak import FACTOR

from .conftest import INDEX, OTHER_INDEX, Hooks, environment, pre_commit

pytestmark = pytest.mark.soak

HOOK_TYPES = ("pre-commit", "pre-merge-commit")
BROKEN = story(related=["[Ferry](/news/2014/05/23/ferry.md) _Context: Ferry_"])
CLEAN = story(related=[OTHER], summary="It does.")
AS_IT_WAS = story(related=[OTHER])
WAYS, TREES, FOLDERS = (
    ("plain hook", "pre-commit"),
    ("main work tree", "linked work tree"),
    ("at the top", "in a subfolder"),
)
EVERYWHERE = list(product(WAYS, TREES, FOLDERS))


def places(first: int, opposite: int) -> pytest.MarkDecorator:
    """All places; in a brief play two that have nothing in common.

    Of what is done, and of what a place is made of, each two come together at least once in all brief plays.
    """
    chosen = EVERYWHERE if FACTOR else [EVERYWHERE[first], EVERYWHERE[opposite]]
    return pytest.mark.parametrize("place", chosen, indirect=True, ids=" - ".join)


class Place(NamedTuple):
    """Where somebody commits."""

    repository: Repository
    """The work tree."""
    folder: str
    """Of the archive in it, with a slash; empty for the top."""
    home: str

    def git(self, *arguments: str) -> tuple[bool, str]:
        """Run git as a person does in the work tree, hooks included; whether it succeeded, and what was said."""
        done = subprocess.run(
            ["git", "-c", "user.name=Ada", "-c", "user.email=ada@archive.example", *arguments],
            cwd=self.repository.root,
            env=environment(self.home),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode == 0, done.stdout + done.stderr

    def write(self, page: str) -> None:
        """Write the story."""
        self.repository.write({f"{self.folder}{PATH}": page})


def archive_in(folder: str) -> dict[str, str]:
    """The files of a clean archive in a folder of a repository."""
    index = day_index([(TITLE, PATH)], previous=f"/{OTHER_INDEX}")
    other = day_index([(OTHER_TITLE, OTHER_PATH)], date="2014-05-21")
    files = {
        PATH: AS_IT_WAS,
        OTHER_PATH: story(date="2014-05-21", title=OTHER_TITLE, related=[f"[{TITLE}](/{PATH}) _Context: Harbour_"]),
        INDEX: index,
        INDEX.replace("index", "README"): index,
        OTHER_INDEX: other,
        OTHER_INDEX.replace("index", "README"): other,
    }
    if folder:
        files = {f"{folder}{path}": text for path, text in files.items()}
        files["archive-lint.toml"] = f'[archive]\nroot = "{folder.rstrip("/")}"\n'
    return files


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path, hooks: Hooks) -> Place:
    """A work tree whose commits and merges run the hook."""
    way, tree, where = request.param
    folder = "site/" if where == "in a subfolder" else ""
    repository = Repository(tmp_path / "main")
    files = archive_in(folder)
    if way == "pre-commit":
        files[".pre-commit-config.yaml"] = (
            f"default_install_hook_types: [{', '.join(HOOK_TYPES)}]\n"
            f"repos: [{{repo: '{hooks.url}', rev: {hooks.commit}, hooks: [{{id: archive-lint}}]}}]\n"
        )
    repository.commit(files)
    if way == "pre-commit":
        pre_commit(hooks.home, "install", cwd=repository.root)
    else:
        for name in HOOK_TYPES:
            hook = repository.root / ".git/hooks" / name
            hook.parent.mkdir(exist_ok=True)
            hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m archive_lint --offline --changed-since HEAD\n')
            hook.chmod(0o755)
    if tree == "linked work tree":
        repository.git("worktree", "add", "--quiet", "-b", "work", str(tmp_path / "linked"))
        repository.root = tmp_path / "linked"
    return Place(repository, folder, hooks.home)


@places(0, 7)
def test_a_broken_link_is_refused_and_a_clean_page_passes(place: Place) -> None:
    place.write(BROKEN)
    place.repository.git("add", "--all")
    done, said = place.git("commit", "--message=x")
    assert not done
    assert f"{place.folder}{PATH}:11:4: L001" in said
    place.write(CLEAN)
    place.repository.git("add", "--all")
    done, said = place.git("commit", "--message=x")
    assert done, said


@places(3, 4)
def test_a_commit_of_all_is_refused_for_a_deleted_page_and_passes_for_a_clean_one(place: Place) -> None:
    (place.repository.root / f"{place.folder}{PATH}").unlink()
    done, said = place.git("commit", "--all", "--message=x")
    assert not done
    assert f"{place.folder}{OTHER_PATH}:11:4: L001" in said
    place.write(CLEAN)
    done, said = place.git("commit", "--all", "--message=x")
    assert done, said


@places(5, 2)
def test_a_merge_is_refused_where_only_both_branches_together_break_a_link(place: Place) -> None:
    new = f"{place.folder}news/2014/05/23/ferry.md"
    place.repository.git("checkout", "--quiet", "-b", "other")
    place.repository.git("rm", "--quiet", f"{place.folder}{PATH}")
    for name in (INDEX, INDEX.replace("index", "README")):
        place.repository.git("rm", "--quiet", f"{place.folder}{name}")
    place.repository.write(
        {f"{place.folder}{OTHER_PATH}": story(date="2014-05-21", title=OTHER_TITLE, related=[OTHER])}
    )
    place.repository.git("add", "--all")
    place.repository.git("commit", "--quiet", "--no-verify", "--message=gone")
    place.repository.git("checkout", "--quiet", "-")
    place.repository.write({new: story(title="Ferry", related=[f"[{TITLE}](/{PATH}) _Context: Harbour_"])})
    place.repository.git("add", "--all")
    place.repository.git("commit", "--quiet", "--no-verify", "--message=cites it")
    done, said = place.git("merge", "--no-edit", "other")
    assert not done
    assert f"{new}:11:4: L001" in said
    place.repository.git("merge", "--abort")
    place.repository.git("reset", "--quiet", "--hard", "HEAD~1")
    place.repository.write({f"{place.folder}notes.txt": "."})
    place.repository.git("add", "--all")
    place.repository.git("commit", "--quiet", "--no-verify", "--message=notes")
    place.repository.git("checkout", "--quiet", "other")
    place.repository.git("reset", "--quiet", "--hard", "HEAD~1")
    place.write(CLEAN)
    place.repository.git("commit", "--quiet", "--no-verify", "--all", "--message=clean")
    place.repository.git("checkout", "--quiet", "-")
    done, said = place.git("merge", "--no-edit", "other")
    assert done, said
