"""Archives are opened before they are asked for, once, with a process that waits to read what nothing is known of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from archive_lint.cli.archive_opener import Opener
from archive_lint.cli.options import SettingsOptions
from archive_lint.server.early_opening import EarlyOpener
from archive_lint.server.opening import CannotOpenError
from tests.cached_runs import lint
from tests.engine.small_archive import write


class Process:
    """A process that was started."""

    def __init__(self) -> None:
        self.is_closed = False
        started.append(self)

    def close(self) -> None:
        self.is_closed = True


started: list[Process] = []


@pytest.fixture(autouse=True)
def _started() -> object:
    started.clear()
    with mock.patch("archive_lint.server.early_opening.ReadingProcess", Process):
        yield


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    return Opener(SettingsOptions(state_dir=str(tmp_path / "state")))


def test_an_archive_is_opened_early_and_another_time_as_it_is_then(archive: Path, opener: Opener) -> None:
    early = EarlyOpener(opener, [str(archive)])
    assert early.root_of(str(archive)) == str(archive)
    first = early.open(str(archive))
    write(archive, {"news/2014/05/23/new.md": "# New\n"})
    second = early.open(str(archive))
    assert len(second.run.listing.pages) == len(first.run.listing.pages) + 1
    assert (first.known(), second.reader) == (None, None)


def test_one_that_is_not_open_in_the_editor_is_opened_when_it_is_asked_for(archive: Path, opener: Opener) -> None:
    early = EarlyOpener(opener, [])
    assert early.root_of(str(archive)) == str(archive)
    assert early.open(str(archive)).root == str(archive)
    assert started == []


@pytest.mark.parametrize(("few", "is_closed"), [(1, False), (400, True)], ids=["many pages", "few pages"])
def test_a_process_waits_to_read_many_pages_of_which_nothing_is_known(
    archive: Path, opener: Opener, few: int, is_closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive_lint.server.early_opening.FEW_PAGES", few)
    opened = EarlyOpener(opener, [str(archive)]).open(str(archive))
    (process,) = started
    assert process.is_closed is is_closed
    assert (opened.reader is None) is is_closed


def test_what_an_earlier_run_found_is_read_early_too(archive: Path, tmp_path: Path, opener: Opener) -> None:
    lint(archive, "--state-dir", str(tmp_path / "state"))
    opened = EarlyOpener(opener, [str(archive)]).open(str(archive))
    known = opened.known()
    assert known is not None
    assert known is opened.known()
    assert sorted(known.pages) == list(opened.run.listing.pages)
    assert started == []


@pytest.mark.parametrize("ask", [EarlyOpener.root_of, EarlyOpener.open])
def test_an_archive_that_cannot_be_opened_is_told_once_and_tried_again(
    archive: Path, opener: Opener, ask: Callable[[EarlyOpener, str], object]
) -> None:
    with mock.patch.object(Opener, "open", side_effect=CannotOpenError("why")):
        early = EarlyOpener(opener, [str(archive)])
        with pytest.raises(CannotOpenError, match="why"):
            ask(early, str(archive))
    assert [each.is_closed for each in started] == [True]
    assert early.root_of(str(archive)) == early.open(str(archive)).root == str(archive)
