"""The small archive that most tests of a run look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, PATH, day_index, story
from tests.engine.small_archive import INDEX, TWIN, write


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    index = day_index([("Harbour bridge reopens after repairs", PATH)])
    write(tmp_path, {PATH: story(related=None), OTHER_PATH: story(sources=None), INDEX: index, TWIN: index})
    return tmp_path
