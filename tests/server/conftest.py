from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from tests.engine.small_archive import write
from tests.repository import Repository
from tests.server.editor import PULLED, Editor

INDEX = "news/2014/05/23/index.md"
OTHER_INDEX = "news/2014/05/21/index.md"
RELATED = f"[{OTHER_TITLE}](/{OTHER_PATH}) _Context: Harbour_"


def archive_files() -> dict[str, str]:
    """Two stories, one of which cites the other, and their indexes with twins: nothing is found on them."""
    index = day_index([(TITLE, PATH)], previous=f"/{OTHER_INDEX}")
    other = day_index([(OTHER_TITLE, OTHER_PATH)], date="2014-05-21", previous=None)
    return {
        PATH: story(related=[RELATED]),
        OTHER_PATH: story(title=OTHER_TITLE, date="2014-05-21", related=[f"[{TITLE}](/{PATH}) _Context: Harbour_"]),
        INDEX: index,
        INDEX.replace("index", "README"): index,
        OTHER_INDEX: other,
        OTHER_INDEX.replace("index", "README"): other,
        "archive-lint.toml": '[lint]\nignore = ["I009"]\n',
    }


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    write(tmp_path / "archive", archive_files())
    return tmp_path / "archive"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in git that the tests of a module share, and leave as it is."""
    root = tmp_path_factory.mktemp("kept") / "archive"
    Repository(root).commit(archive_files())
    return root


@pytest.fixture(scope="module")
def editor(kept: Path) -> Iterator[Editor]:
    """An editor that the tests of a module share; each opens what it needs and closes it again."""
    with Editor(kept) as started:
        started.wait(started.is_ready)
        yield started


@pytest.fixture(scope="module")
def pulling(kept: Path) -> Iterator[Editor]:
    """An editor that asks for diagnostics itself, shared like `editor`."""
    with Editor(kept, capabilities=PULLED) as started:
        started.wait(started.is_ready)
        yield started
