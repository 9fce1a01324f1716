"""An archive of many pages is ready when what they say is known; what is found on them follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive_lint.cli.archive_opener import Opener
from archive_lint.cli.options import SettingsOptions
from archive_lint.model.layout import Kind
from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, day_index
from archive_lint.server.workspace import OpenFolder
from tests.engine.read_here import ReadHere
from tests.server.conftest import INDEX, OTHER_INDEX

UNLISTING = day_index([(OTHER_TITLE, OTHER_PATH)], previous=f"/{OTHER_INDEX}").encode()


class Reading:
    """All steps of an archive that another process reads, and what is told meanwhile."""

    def __init__(self, archive: Path, between: Callable[[int, Reading], object]) -> None:
        opened = Opener(SettingsOptions()).open(str(archive))
        process = ReadHere(opened.run, between=lambda number: between(number, self))
        self.folder = OpenFolder(replace(opened, reader=process))
        self.is_ready = False
        self.told: list[str] = []

    def play(self) -> None:
        for _ in self.folder.steps(self._tell, self._end):
            pass

    def _tell(self, pages: Sequence[str]) -> None:
        self.told += pages

    def _end(self) -> None:
        self.is_ready = True


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive_lint.server.workspace.FEW_PAGES", 1)


def test_what_pages_say_is_ready_before_they_are_checked(archive: Path) -> None:
    ready: list[tuple[bool, list[str]]] = []

    def look(_: int, reading: Reading) -> None:
        ready.append((reading.is_ready, reading.folder.vocabulary.find(["storm"], [Kind.STORY], 9)))

    reading = Reading(archive, look)
    reading.play()
    assert ready == [(False, []), (True, [OTHER_PATH])]
    assert reading.told == []


@pytest.mark.parametrize("when", range(2))
def test_what_an_edit_meanwhile_breaks_is_told(archive: Path, when: int) -> None:
    def edit(number: int, reading: Reading) -> None:
        if number == when:
            reading.folder.live.put(INDEX, UNLISTING)

    reading = Reading(archive, edit)
    reading.play()
    assert PATH in reading.told
    assert [finding.code for finding in reading.folder.broken(PATH)] == ["I001"]
