"""Archives are opened before they are asked for, once, by a process of their own where there is one."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from unittest import mock

import pytest
from msgspec.structs import replace

from archive_lint.cli.archive_opener import Opener
from archive_lint.cli.commands.server import OPENING
from archive_lint.cli.options import SettingsOptions
from archive_lint.engine.reader import tell_opened
from archive_lint.engine.reading_process import OpeningProcess
from archive_lint.rule.examples import OTHER_PATH, PATH
from archive_lint.server.early_opening import EarlyOpener
from archive_lint.server.opening import CannotOpenError
from archive_lint.server.vocabulary import known_words
from tests.cached_runs import FACTS, lint
from tests.engine.small_archive import write
from tests.server.editor import PATIENCE


class Program:
    """What runs as a process: it has told something, and waits to be ended."""

    def __init__(self, told: bytes) -> None:
        self.stdin = io.BytesIO()
        self.stdout = io.BytesIO(told)
        self.is_ended = False

    def kill(self) -> None:
        self.is_ended = True

    def wait(self) -> None:
        assert self.is_ended


def process_of(told: bytes) -> tuple[OpeningProcess, Program]:
    program = Program(told)
    with mock.patch("archive_lint.engine.reading_process.subprocess.Popen", return_value=program):
        return OpeningProcess("", None), program


def told_of(opener: Opener, folder: Path) -> bytes:
    """What a process tells of an archive that it has opened."""
    output = io.BytesIO()
    opened = opener.open(str(folder))
    tell_opened(replace(opened.run, known=opened.known()), known_words, output)
    return output.getvalue()


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    return Opener(SettingsOptions(state_dir=str(tmp_path / "state")))


@pytest.fixture
def kept(archive: Path, tmp_path: Path) -> Path:
    """An archive of which an earlier run has kept what it found."""
    lint(archive, "--state-dir", str(tmp_path / "state"))
    return archive


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive_lint.engine.reader.FEW_PAGES", 1)


def test_an_archive_is_opened_early_and_another_time_as_it_is_then(archive: Path, opener: Opener) -> None:
    early = EarlyOpener(opener, {str(archive): None})
    assert early.root_of(str(archive)) == str(archive)
    first = early.open(str(archive))
    write(archive, {"news/2014/05/23/new.md": "# New\n"})
    second = early.open(str(archive))
    assert len(second.run.listing.pages) == len(first.run.listing.pages) + 1
    assert (first.known(), second.reader) == (None, None)


def test_one_that_is_not_open_in_the_editor_is_opened_when_it_is_asked_for(archive: Path, opener: Opener) -> None:
    early = EarlyOpener(opener, {})
    assert early.root_of(str(archive)) == str(archive)
    assert early.open(str(archive)).root == str(archive)


def test_what_an_earlier_run_found_is_read_early_too(kept: Path, opener: Opener) -> None:
    opened = EarlyOpener(opener, {str(kept): None}).open(str(kept))
    known = opened.known()
    assert known is not None
    assert known is opened.known()
    assert sorted(known.pages) == list(opened.run.listing.pages)


def test_a_process_tells_what_is_known_and_the_words_of_pages_and_ends(kept: Path, opener: Opener) -> None:
    process, program = process_of(told_of(opener, kept))
    opened, here = opener.open(str(kept), process), opener.open(str(kept))
    known, known_here = opened.known(), here.known()
    assert known is not None
    assert known_here is not None
    assert opened.run.listing == here.run.listing
    assert [*known.pages] == [*known_here.pages]
    assert [known.store.get(path) for path in known.pages] == [known_here.store.get(path) for path in known.pages]
    assert (opened.reader, opened.files) == (None, here.files)
    assert words(opened.words)[OTHER_PATH].startswith("storm closes the harbour bridge storm-closes-")
    assert program.is_ended


def words(told: Future[Mapping[str, str]] | None) -> Mapping[str, str]:
    assert told is not None
    return told.result(PATIENCE)


@pytest.mark.usefixtures("_few")
def test_a_process_goes_on_to_read_an_archive_of_which_nothing_is_known(archive: Path, opener: Opener) -> None:
    process, program = process_of(told_of(opener, archive))
    opened = opener.open(str(archive), process)
    assert (opened.reader, opened.words, opened.known(), program.is_ended) == (process, None, None, False)
    opened.close()
    assert program.is_ended


@pytest.mark.parametrize(
    "told", [lambda _: b"", lambda told: told[:-1], lambda _: b"x"], ids=["nothing", "a part", "something else"]
)
def test_where_a_process_tells_nothing_an_archive_is_opened_here(
    archive: Path, opener: Opener, told: Callable[[bytes], bytes]
) -> None:
    process, program = process_of(told(told_of(opener, archive)))
    opened = opener.open(str(archive), process)
    assert PATH in opened.run.listing.pages
    assert (words(opened.words) if opened.words else {}, opened.reader) == ({}, None)
    assert program.is_ended


def test_an_archive_that_was_configured_otherwise_meanwhile_is_opened_here(archive: Path, opener: Opener) -> None:
    process, program = process_of(told_of(opener, archive))
    write(archive, {"archive-lint.toml": '[lint]\nignore = ["I001"]\n'})
    opened = opener.open(str(archive), process)
    assert "I001" not in opened.run.plan.codes
    assert (opened.words, program.is_ended) == (None, True)


def test_records_that_were_written_again_meanwhile_are_not_taken_for_those_that_are_known(
    kept: Path, tmp_path: Path, opener: Opener
) -> None:
    told = told_of(opener, kept)
    (tmp_path / "state" / FACTS).unlink()
    lint(kept, "--state-dir", str(tmp_path / "state"))
    process, program = process_of(told)
    assert opener.open(str(kept), process).words is None
    assert program.is_ended


@pytest.mark.usefixtures("_few")
def test_an_archive_of_which_two_folders_are_open_is_read_once(archive: Path, opener: Opener) -> None:
    folders = [str(archive), str(archive / "news")]
    processes = [process_of(told_of(opener, archive)) for _ in folders]
    early = EarlyOpener(opener, {folder: process for folder, (process, _) in zip(folders, processes, strict=True)})
    assert {early.root_of(folder) for folder in folders} == {str(archive)}
    assert [program.is_ended for _, program in processes] == [False, True]


@pytest.mark.parametrize("ask", [EarlyOpener.root_of, EarlyOpener.open])
def test_an_archive_that_cannot_be_opened_is_told_once_and_tried_again(
    archive: Path, opener: Opener, ask: Callable[[EarlyOpener, str], object]
) -> None:
    with mock.patch.object(Opener, "_project", side_effect=CannotOpenError("why")):
        process, program = process_of(b"")
        early = EarlyOpener(opener, {str(archive): process})
        with pytest.raises(CannotOpenError, match="why"):
            ask(early, str(archive))
    assert program.is_ended
    assert early.root_of(str(archive)) == early.open(str(archive)).root == str(archive)


def test_the_program_opens_an_archive(archive: Path) -> None:
    process = OpeningProcess(OPENING, (SettingsOptions(state_dir=""), str(archive)))
    opened = process.opened()
    assert opened is not None
    assert (PATH in opened.listing.pages, opened.is_read) == (True, False)
    assert process.words.result(PATIENCE) == {}
