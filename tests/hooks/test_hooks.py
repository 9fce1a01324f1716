"""The hooks, in real repositories and run by the real pre-commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER, OTHER_PATH, PATH, TITLE, story

from .conftest import INDEX, Archive, Hooks, pre_commit

NEW = "news/2014/05/23/ferry-runs-again.md"
RENAMED = "news/2014/05/23/bridge-reopens.md"
GONE = "[Ferry](/news/2014/05/23/ferry.md) _Context: Ferry_"


@pytest.fixture
def archive(tmp_path: Path, hooks: Hooks) -> Archive:
    return Archive(tmp_path / "archive", hooks, "archive-lint")


def test_a_clean_change_passes(archive: Archive) -> None:
    archive.write({PATH: story(related=[OTHER], summary="It does.")})
    archive.git("add", "--all")
    assert archive.try_commit().done


def test_a_broken_new_page_is_caught(archive: Archive) -> None:
    archive.write({NEW: story(title="Ferry runs again", related=[GONE])})
    archive.git("add", "--all")
    done = archive.try_commit()
    assert not done.done
    assert f"{NEW}:11:4: L001" in done.said


def test_a_commit_that_only_deletes_a_page_is_caught_where_it_breaks_others(archive: Archive) -> None:
    archive.git("rm", "--quiet", PATH)
    done = archive.try_commit()
    assert not done.done
    assert f"{OTHER_PATH}:11:4: L001" in done.said
    assert f"{INDEX}:3:5: I002" in done.said


def test_a_commit_that_only_renames_a_page_is_caught(archive: Archive) -> None:
    archive.git("mv", PATH, RENAMED)
    done = archive.try_commit()
    assert not done.done
    assert f"{OTHER_PATH}:11:4: L001" in done.said


def test_a_commit_of_all_and_one_of_some_files_are_seen_as_they_will_be(archive: Archive) -> None:
    (archive.root / PATH).unlink()
    assert not archive.try_commit("--all").done
    archive.git("checkout", "--quiet", PATH)
    archive.write({PATH: story(related=[GONE])})
    assert "L001" in archive.try_commit(PATH).said


def test_a_commit_from_another_work_tree_is_seen(archive: Archive, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    archive.git("worktree", "add", "--quiet", str(tree))
    archive.root = tree
    archive.git("rm", "--quiet", PATH)
    assert "L001" in archive.try_commit().said


def test_untracked_and_unstaged_work_is_left_alone(archive: Archive) -> None:
    unstaged = story(related=[GONE], topic="Harbour")
    archive.write({NEW: story(title="Ferry runs again", related=[GONE]), OTHER_PATH: unstaged})
    archive.write({PATH: story(related=[OTHER], summary="It does.")})
    archive.git("add", PATH)
    done = archive.try_commit()
    assert (done.done, (archive.root / OTHER_PATH).read_text()) == (True, unstaged)
    assert (archive.root / NEW).exists()


def test_the_first_commit_is_looked_at_as_a_whole(tmp_path: Path, hooks: Hooks) -> None:
    archive = Archive(tmp_path / "archive", hooks, "archive-lint")
    archive.git("checkout", "--quiet", "--orphan", "first")
    archive.write({PATH: story(related=[GONE])})
    archive.git("add", "--all")
    assert "L001" in archive.try_commit().said


def test_the_fixing_hook_fixes_links_to_a_renamed_page_and_asks_to_stage_them(tmp_path: Path, hooks: Hooks) -> None:
    archive = Archive(tmp_path / "archive", hooks, "archive-lint-fix")
    archive.git("mv", PATH, RENAMED)
    done = archive.try_commit()
    assert not done.done
    assert "files were modified by this hook" in done.said
    assert RENAMED in (archive.root / OTHER_PATH).read_text()
    archive.git("add", "--all")
    assert archive.try_commit().done


def test_git_never_runs_the_hook_that_uses_the_network(tmp_path: Path, hooks: Hooks) -> None:
    archive = Archive(tmp_path / "archive", hooks, "archive-lint-online")
    archive.git("rm", "--quiet", PATH)
    done = archive.try_commit()
    assert (done.done, "archive-lint" in done.said) == (True, False)


def test_the_online_hook_runs_by_hand(tmp_path: Path, hooks: Hooks) -> None:
    archive = Archive(tmp_path / "archive", hooks, "archive-lint-online")
    archive.write({PATH: story(related=[OTHER], sources=[f"[{TITLE}](http://127.0.0.1:1/)"])})
    archive.git("add", "--all")
    said = pre_commit(hooks.home, "run", "--hook-stage", "manual", cwd=archive.root, fails=True)
    assert "U006" in said
