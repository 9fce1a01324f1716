"""The action on an archive in a subfolder of its repository."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from archive_lint.rule.examples import PATH, story
from tests.repository import Repository

from .test_action import pytestmark as pytestmark
from .test_action import run
from .test_action import workspace as workspace


@pytest.fixture
def below(workspace: Path) -> Repository:
    """The checkout with its archive in a folder, as the configuration at the top says."""
    site = workspace / "site"
    site.mkdir()
    shutil.move(workspace / "news", site / "news")
    (workspace / "archive-lint.toml").write_text('[archive]\nroot = "site"\n')
    repository = Repository(workspace)
    repository.commit()
    return repository


def test_annotations_name_files_from_the_top_of_the_repository(below: Repository) -> None:
    done = run(below.root)
    assert done.outputs["exit-code"] == "1"
    assert re.search(rf"^::error file=site/{PATH},.*title=S001 missing-section::", done.out, re.MULTILINE)


def test_what_changed_since_a_commit_is_found_below(below: Repository) -> None:
    assert run(below.root, CHANGED_SINCE="HEAD").outputs["exit-code"] == "0"
    below.write({f"site/{PATH}": story(related=["[Gone](/news/2014/05/23/gone.md) _Context: Gone_"])})
    done = run(below.root, CHANGED_SINCE="HEAD")
    assert f"file=site/{PATH},line=11" in done.out
