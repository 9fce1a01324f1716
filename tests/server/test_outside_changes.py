"""What changes outside of the editor is seen: pages, configuration, another branch."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, PATH, TITLE, story
from tests.engine.small_archive import write
from tests.repository import Repository
from tests.server.conftest import archive_files
from tests.server.editor import Editor, Message

GONE = story(related=["[Gone](/gone.md) _Context: Harbour_"])
CONFIG = "archive-lint.toml"


def codes_of(editor: Editor, path: Path) -> list[str]:
    return [each["code"] for each in editor.diagnostics.get(path.as_uri(), [])]


def test_files_are_watched_by_the_editor(archive: Path) -> None:
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        editor.wait(lambda: any(each["method"] == "client/registerCapability" for each in editor.told))
        asked = next(each for each in editor.told if each["method"] == "client/registerCapability")
        registered: list[Message] = asked["params"]["registrations"]
        assert [each["method"] for each in registered] == ["workspace/didChangeWatchedFiles"]


def test_a_file_that_goes_breaks_the_links_to_it_until_it_is_back(archive: Path) -> None:
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        uri = editor.open(archive / PATH)
        assert editor.codes(uri) == []
        text = (archive / OTHER_PATH).read_bytes()
        (archive / OTHER_PATH).unlink()
        editor.changed(3, archive / OTHER_PATH)
        editor.wait(lambda: codes_of(editor, archive / PATH) == ["L001"])
        (archive / OTHER_PATH).write_bytes(text)
        editor.changed(1, archive / OTHER_PATH)
        editor.wait(lambda: codes_of(editor, archive / PATH) == [])


def test_a_page_that_another_program_wrote_is_read_again(archive: Path) -> None:
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        uri = editor.open(archive / OTHER_PATH)
        assert editor.codes(uri) == []
        (archive / PATH).write_text(GONE)
        editor.changed(2, archive / PATH)
        editor.wait(lambda: codes_of(editor, archive / PATH) == ["L001"])
        (archive / PATH).write_text(archive_files()[PATH])
        editor.changed(2, archive / PATH)
        editor.wait(lambda: codes_of(editor, archive / PATH) == [])


def test_another_branch_leaves_nothing_stale(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    repository = Repository(root)
    repository.commit(archive_files())
    repository.git("checkout", "--quiet", "-b", "other")
    repository.git("rm", "--quiet", OTHER_PATH)
    repository.commit({PATH: GONE})
    repository.git("checkout", "--quiet", "main")
    with Editor(root) as editor:
        editor.wait(editor.is_ready)
        assert editor.codes(editor.open(root / PATH)) == []
        repository.git("checkout", "--quiet", "other")
        editor.close_text((root / PATH).as_uri())
        uri = editor.open(root / PATH, version=2)
        editor.changed(3, root / OTHER_PATH)
        editor.changed(2, root / PATH, root / ".git/HEAD")
        editor.wait(lambda: editor.versions[uri] == 2 and codes_of(editor, root / PATH) == ["L001"])
        repository.git("checkout", "--quiet", "main")
        editor.change(uri, 3, (root / PATH).read_text())
        editor.changed(1, root / OTHER_PATH)
        editor.wait(lambda: editor.versions[uri] == 3 and codes_of(editor, root / PATH) == [])
        editor.wait(lambda: not any(editor.diagnostics.values()))


def test_a_configuration_that_changes_counts(archive: Path) -> None:
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        uri = editor.open(archive / PATH, GONE)
        assert editor.codes(uri) == ["L001"]
        (archive / CONFIG).write_text('[lint]\nignore = ["L001", "I009"]\n')
        editor.changed(2, archive / CONFIG)
        editor.wait(lambda: codes_of(editor, archive / PATH) == [])


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[lint]\nignore = ["I009"]\nselct = ["L001"]\n', 2, "lint.selct is not a setting (did you mean 'select'?)"),
        ("[lint\n", 0, "is not valid TOML"),
        ('[archive]\n\n\nstory = "{nothing}/x.md"\n', 3, "archive.story"),
    ],
    ids=["unknown key", "not TOML", "bad value"],
)
def test_a_configuration_that_breaks_is_told_at_its_line_and_the_last_one_holds(
    archive: Path, text: str, line: int, said: str
) -> None:
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        uri = editor.open(archive / PATH)
        assert editor.codes(uri) == []
        (archive / CONFIG).write_text(text)
        editor.changed(2, archive / CONFIG)
        editor.wait(lambda: codes_of(editor, archive / CONFIG) == ["configuration"])
        found = editor.diagnostics[(archive / CONFIG).as_uri()][0]
        assert found["range"]["start"] == {"line": line, "character": 0}
        assert said in found["message"]
        editor.change(uri, 2, GONE)
        assert editor.codes(uri, 2) == ["L001"]
        (archive / CONFIG).write_text(archive_files()[CONFIG])
        editor.changed(2, archive / CONFIG)
        editor.wait(lambda: codes_of(editor, archive / CONFIG) == [])


def test_a_configuration_that_is_broken_from_the_start_is_told_and_may_be_corrected(archive: Path) -> None:
    (archive / CONFIG).write_text("[lint\n")
    with Editor(archive) as editor:
        uri = editor.open(archive / PATH, GONE)
        editor.wait(lambda: codes_of(editor, archive / CONFIG) == ["configuration"])
        (archive / CONFIG).write_text(archive_files()[CONFIG])
        editor.changed(2, archive / CONFIG)
        assert editor.codes(uri) == ["L001"]
        assert codes_of(editor, archive / CONFIG) == []


def test_what_is_saved_is_what_lies_on_disk(archive: Path) -> None:
    with Editor(archive) as editor:
        editor.wait(editor.is_ready)
        new = archive / "news/2014/05/23/new-page.md"
        other = editor.open(archive / PATH, story(related=[f"[New page](/{new.relative_to(archive)}) _Context: x_"]))
        assert editor.codes(other) == ["L001"]
        write(
            archive,
            {str(new.relative_to(archive)): story(title="New page", related=[f"[{TITLE}](/{PATH}) _Context: x_"])},
        )
        editor.notify("textDocument/didSave", {"textDocument": {"uri": new.as_uri()}})
        editor.wait(lambda: codes_of(editor, archive / PATH) == [])


def test_a_broken_configuration_of_one_archive_is_told_once_and_leaves_the_other_alone(
    archive: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    write(second, {**archive_files(), CONFIG: "[lint\n"})
    with Editor(archive, second) as editor:
        uri = editor.open(archive / PATH, GONE)
        assert editor.codes(uri) == ["L001"]
        other = editor.open(second / PATH, GONE)
        for version in (2, 3):
            editor.change(other, version, GONE)
            editor.change(uri, version, GONE)
            assert editor.codes(uri, version) == ["L001"]
        editor.wait(lambda: codes_of(editor, second / CONFIG) == ["configuration"])
        (second / CONFIG).unlink()
        editor.changed(3, second / CONFIG)
        editor.wait(lambda: codes_of(editor, second / CONFIG) == [])
        told = [each["params"] for each in editor.told if each["params"].get("uri") == (second / CONFIG).as_uri()]
        assert [bool(each["diagnostics"]) for each in told] == [True, False]


def test_a_text_that_is_too_large_for_a_page_is_not_checked(archive: Path) -> None:
    with Editor(archive) as editor:
        uri = editor.open(archive / PATH)
        assert editor.codes(uri) == []
        editor.change(uri, 2, "x" * (10 * 1024 * 1024 + 1))
        assert editor.codes(uri, 2) == []
