"""An archive of many pages is ready when what they say is known; what is found on them follows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from unittest import mock

import pytest
from msgspec.structs import replace

from archive_lint.archive.uncommitted import NoChange
from archive_lint.cli.archive_opener import Opener
from archive_lint.cli.options import SettingsOptions
from archive_lint.model.layout import Kind
from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from archive_lint.server.texts import OpenText
from archive_lint.server.workspace import OpenFolder
from tests.engine.read_here import ReadHere
from tests.engine.small_archive import write
from tests.server.conftest import INDEX, OTHER_INDEX, RELATED
from tests.server.editor import PATIENCE

UNLISTING = day_index([(OTHER_TITLE, OTHER_PATH)], previous=f"/{OTHER_INDEX}").encode()


class Reading:
    """All steps of an archive that another process reads, and what is told meanwhile."""

    def __init__(self, archive: Path, between: Callable[[int, Reading], object], **fields: object) -> None:
        opened = Opener(SettingsOptions()).open(str(archive))
        opened = replace(opened, run=replace(opened.run, **fields))
        process = ReadHere(opened.run, between=lambda number: between(number, self))
        self.folder = OpenFolder(replace(opened, reader=process))
        self.is_ready = False
        self.told: list[str] = []

    def play(self) -> None:
        for _ in self.folder.steps(self.tell, self.end):
            pass

    def play_until_ready(self) -> None:
        for _ in self.folder.steps(self.tell, self.end):
            if self.is_ready:
                break

    def tell(self, pages: Sequence[str]) -> None:
        self.told += pages

    def end(self) -> None:
        self.is_ready = True


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive_lint.engine.reader.FEW_PAGES", 1)


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


def test_what_an_edit_breaks_is_told_while_contexts_are_learnt(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive_lint.server.workspace._LEARNT", 1)
    reading = Reading(archive, lambda *_: None)
    learn, heard = reading.folder.vocabulary.count_contexts, list[list[str]]()

    def edit_and_learn(paths: Iterable[str]) -> None:
        reading.folder.live.put(INDEX, UNLISTING)
        heard.append(list(reading.told))
        learn(paths)

    with mock.patch.object(reading.folder.vocabulary, "count_contexts", edit_and_learn):
        reading.play()
    assert PATH in heard[-1]
    assert reading.folder.vocabulary.contexts() == ["Harbour"]


def test_contexts_are_offered_before_they_are_learnt(archive: Path) -> None:
    reading = Reading(archive, lambda *_: None)
    reading.play_until_ready()
    assert reading.folder.contexts() == ["Harbour"]
    assert not reading.folder.is_learnt
    reading.play()
    assert (reading.folder.contexts(), reading.folder.is_learnt) == (["Harbour"], True)


def closed(reading: Reading) -> None:
    reading.folder.take(PATH, OpenText("", "", story(related=[RELATED]), 2, encoding="utf-8"))
    reading.folder.leave(PATH)


@pytest.mark.parametrize("when", range(3))
def test_what_lies_on_disk_is_not_broken_by_a_text_that_was_closed(archive: Path, when: int) -> None:
    write(archive, {PATH: story(related=["[Gone](/gone.md) _Context: x_"])})
    broken: list[object] = []

    def close(number: int, reading: Reading) -> None:
        if number == when:
            closed(reading)
            broken.extend(reading.folder.broken(PATH))

    reading = Reading(archive, close)
    reading.play()
    close(2, reading)
    reading.play()
    broken.extend(reading.folder.broken(PATH))
    assert [finding.code for finding in reading.folder.findings(PATH)] == ["L001"]
    assert broken == []


def test_what_lies_on_disk_is_not_broken_by_a_text_that_was_open_when_it_was_read(archive: Path) -> None:
    write(archive, {PATH: story(related=[RELATED]) + "\nThis &amp;amp; that.\n"})
    reading = Reading(archive, lambda *_: None)
    reading.folder.take(PATH, OpenText("", "", story(related=[RELATED]), 1, encoding="utf-8"))
    reading.play()
    reading.folder.leave(PATH)
    assert reading.folder.broken(PATH) == []
    reading.play()
    assert reading.folder.broken(PATH) == []
    reading.folder.take(INDEX, OpenText("", "", UNLISTING.decode(), 1, encoding="utf-8"))
    reading.play()
    assert [finding.code for finding in reading.folder.broken(PATH)] == ["I001"]
    assert {finding.code for finding in reading.folder.findings(PATH)} == {"I001", "T003"}


@pytest.fixture(params=[True, False], ids=["read beside", "read here"])
def wherever(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive_lint.server.workspace.is_worth_a_process", lambda *_: request.param)


CUT_OFF = story(title=TITLE[:12], related=[RELATED])


def git_has_it(_: str) -> list[bytes]:
    return [story(related=[RELATED]).encode()]


@pytest.mark.usefixtures("wherever")
def test_what_git_says_of_a_page_as_it_lies_on_disk_is_not_what_an_edit_broke(archive: Path) -> None:
    write(archive, {PATH: CUT_OFF})
    reading = Reading(archive, lambda *_: None, versions=git_has_it)
    reading.play()
    assert reading.told == []
    assert reading.folder.broken(PATH) == []
    assert "; git has it as " in said(reading, "T007")


def test_what_git_says_of_an_open_page_is_told_later(archive: Path) -> None:
    reading = Reading(archive, lambda *_: None, versions=git_has_it)
    reading.play()
    text = OpenText("", "", CUT_OFF, 2, encoding="utf-8")
    reading.folder.take(PATH, text)
    assert "git" not in said(reading, "T007")
    reading.told.clear()
    reading.play()
    assert PATH in reading.told
    assert "; git has it as " in said(reading, "T007")


class Renames(dict[str, str]):
    """Moves that git tells when it may."""

    def __init__(self, moves: dict[str, str], may_tell: threading.Event) -> None:
        super().__init__(moves)
        self._may_tell = may_tell

    def __len__(self) -> int:
        assert self._may_tell.wait(PATIENCE)
        return super().__len__()


MOVED = story(related=[f"[{OTHER_TITLE}](/moved.md) _Context: x_", "[Gone](/deleted.md) _Context: x_"])


def reading_with_git(archive: Path, may_tell: threading.Event) -> Reading:
    renames = Renames({"moved.md": OTHER_PATH}, may_tell)
    return Reading(archive, lambda *_: None, renames=renames, uncommitted=NoChange(deleted=frozenset({"deleted.md"})))


@pytest.mark.usefixtures("wherever")
def test_what_git_knows_of_what_lies_on_disk_is_not_what_an_edit_broke(archive: Path) -> None:
    write(archive, {PATH: MOVED})
    may_tell = threading.Event()
    may_tell.set()
    reading = reading_with_git(archive, may_tell)
    reading.play()
    assert fixed(reading) == [OTHER_PATH]
    assert "is deleted by the change at hand" in " ".join(each.message for each in reading.folder.findings(PATH))
    assert (reading.told, list(reading.folder.broken(PATH))) == ([], [])


def test_a_key_does_not_wait_for_the_moves_that_git_knows_of_and_is_answered_again(archive: Path) -> None:
    may_tell = threading.Event()
    reading = reading_with_git(archive, may_tell)
    reading.folder.take(PATH, OpenText("", "", MOVED, 1, encoding="utf-8"))
    assert fixed(reading) == []
    reading.play_until_ready()
    may_tell.set()
    reading.told.clear()
    reading.play()
    assert fixed(reading) == [OTHER_PATH]
    assert reading.told.count(PATH) > 0


@pytest.mark.usefixtures("wherever")
@pytest.mark.parametrize("wherever", [False], indirect=True, ids=["read here"])
def test_what_an_edit_broke_before_git_has_answered_is_still_broken(archive: Path) -> None:
    write(archive, {PATH: MOVED})
    may_tell = threading.Event()
    reading = reading_with_git(archive, may_tell)
    reading.play_until_ready()
    reading.folder.take(INDEX, OpenText("", "", UNLISTING.decode(), 1, encoding="utf-8"))
    assert [finding.code for finding in reading.folder.broken(PATH)] == ["I001"]
    may_tell.set()
    reading.play()
    assert "I001" in {finding.code for finding in reading.folder.broken(PATH)}


WHOLE = day_index([(TITLE, PATH)], previous=f"/{OTHER_INDEX}").encode()


class Shown(Reading):
    """An archive step by step, and what an editor shows of a page that is not open. Git tells one thing late."""

    def __init__(self, archive: Path, *, are_moves_late: bool) -> None:
        self._may_tell = threading.Event()
        at_once = threading.Event()
        at_once.set()
        renames = Renames({"moved.md": OTHER_PATH}, self._may_tell if are_moves_late else at_once)
        change = NoChange(deleted=frozenset({"deleted.md"}))

        def versions(path: str) -> list[bytes]:
            assert are_moves_late or self._may_tell.wait(PATIENCE)
            return git_has_it(path)

        super().__init__(archive, lambda *_: None, renames=renames, uncommitted=change, versions=versions)
        self.shown: set[str] = set()

    def tell(self, pages: Sequence[str]) -> None:
        if PATH in pages:
            self.shown = {finding.code for finding in self.folder.broken(PATH)}

    def answer(self) -> None:
        """Have git answer what it was asked, and whatever it is asked from now on."""
        self._may_tell.set()
        for thread in threading.enumerate():
            if thread.name == "aside":
                thread.join(PATIENCE)

    def play_with(self, edits: Mapping[int, bytes], answered: int) -> None:
        """Take an index at some steps after all pages were checked once; git has answered at one of them."""
        number, steps = 0, self.folder.steps(self.tell, self.end)
        for _ in steps:
            if not number and not self.folder.live.is_settled:
                continue
            number += 1
            if number == answered:
                self.answer()
            text = edits.get(number)
            if text is not None:
                self.folder.take(INDEX, OpenText("", "", text.decode(), number, encoding="utf-8"))


@pytest.mark.usefixtures("wherever")
@pytest.mark.parametrize("wherever", [False], indirect=True, ids=["read here"])
@pytest.mark.parametrize("page", [MOVED, CUT_OFF], ids=["git knows of moves", "git has earlier versions"])
def test_what_edits_break_is_shown_whenever_they_come_between_steps(
    archive: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive_lint.server.workspace._MOST_WAITING", 0.0)
    write(archive, {PATH: page})
    for begun in range(1, 20):
        for undone in (None, *range(begun + 1, begun + 6)):
            reading = Shown(archive, are_moves_late=page == MOVED)
            reading.play_with({begun: UNLISTING} | ({} if undone is None else {undone: WHOLE}), begun)
            reading.answer()
            reading.play()
            is_broken = {finding.code for finding in reading.folder.findings(PATH)} >= {"I001"}
            assert ("I001" in reading.shown) == is_broken, (begun, undone)
            assert ("I001" in {finding.code for finding in reading.folder.broken(PATH)}) == is_broken, (begun, undone)


def test_words_that_another_process_learns_are_waited_for(archive: Path) -> None:
    words = Future[Mapping[str, str]]()
    reading = Reading(archive, lambda *_: None)
    reading.folder.opened = replace(reading.folder.opened, words=words)
    steps = reading.folder.steps(reading.tell, reading.end)
    for _ in range(20):
        next(steps)
    assert not reading.is_ready
    learnt = PATH.replace(".md", "-again.md")
    words.set_result({learnt: "learnt beside"})
    reading.play()
    assert reading.folder.vocabulary.find(["beside"], [Kind.STORY], 9) == [learnt]


def fixed(reading: Reading) -> list[str]:
    """Where fixes would lead the links of a page that lead nowhere."""
    fixes = [each.fix for each in reading.folder.findings(PATH) if each.code == "L001" and each.fix is not None]
    return [edit.text.lstrip("/") for fix in fixes for edit in fix.edits]


def said(reading: Reading, code: str) -> str:
    (message,) = (finding.message for finding in reading.folder.findings(PATH) if finding.code == code)
    return message
