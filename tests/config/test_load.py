from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive_lint.config.discover import is_override
from archive_lint.config.errors import ConfigError
from archive_lint.config.load import load
from archive_lint.model.finding import Severity
from tests.config.conftest import RULES, Folder


def test_without_a_file_the_defaults_hold() -> None:
    configuration = load(None)
    assert configuration.settings.layout().story == ("news/{year}/{month:02}/{day}/{slug}.md",)
    assert (configuration.path, configuration.root) == (None, ".")


def test_an_empty_file_changes_nothing(folder: Folder) -> None:
    assert folder.load("").settings == load(None).settings


def test_a_byte_order_mark_and_windows_lines_are_read(folder: Folder) -> None:
    assert folder.load(b"\xef\xbb\xbf[archive]\r\nindex = 'a.md'\r\n").settings.archive.index == "a.md"


def test_the_root_is_relative_to_the_file(folder: Folder) -> None:
    path = folder.write("archive.root = 'pages'", "deep/archive-lint.toml")
    assert load(path).root == os.path.join("deep", "pages")


def test_a_caller_may_say_what_the_root_is_relative_to(folder: Folder) -> None:
    assert load(folder.write("", "deep/archive-lint.toml"), folder=".").root == "."


def test_a_table_of_pyproject_is_read_and_its_lines_are_the_files(folder: Folder) -> None:
    path = folder.write("[project]\nname = 'x'\n[tool.archive-lint.archive]\nindx = 'a'\n", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"pyproject\.toml:4: archive\.indx is not a setting"):
        load(path)


def test_sections_change_the_built_in_ones_and_stand_in_the_order_written(folder: Folder) -> None:
    text = "[sections.related]\nnames = ['有关']\n[sections.notes]\n"
    sections = folder.load(text).settings.layout().sections
    assert [(section.key, section.names, section.required) for section in sections] == [
        ("source", ("Source", "Sources"), ("story",)),
        ("changes", ("Changes",), ()),
        ("related", ("有关",), ("story",)),
        ("notes", ("Notes",), ()),
    ]


def test_a_section_may_be_put_before_the_built_in_ones(folder: Folder) -> None:
    sections = folder.load("[sections.lead]\n[sections.source]\n").settings.layout().sections
    assert [section.key for section in sections] == ["lead", "source", "changes", "related"]


def test_an_extended_file_is_the_base_tables_merge_and_lists_are_replaced(folder: Folder) -> None:
    folder.write("[lint]\nselect = ['S', 'L']\nignore = ['S001']\n[archive]\nindex = 'a.md'\n", "base/b.toml")
    settings = folder.load("extend = 'base/b.toml'\n[lint]\nselect = ['D']\n").settings
    assert (settings.lint.select, settings.lint.ignore, settings.archive.index) == (("D",), ("S001",), "a.md")


def test_files_extend_one_another_each_relative_to_itself(folder: Folder) -> None:
    folder.write("archive.index = 'c.md'\narchive.site-prefix = '/c'", "a/c.toml")
    folder.write("extend = 'c.toml'\narchive.index = 'b.md'", "a/b.toml")
    archive = folder.load("extend = 'a/b.toml'").settings.archive
    assert (archive.index, archive.site_prefix) == ("b.md", "/c")


def test_a_pyproject_may_be_extended(folder: Folder) -> None:
    folder.write("[tool.archive-lint]\narchive.index = 'b.md'", "base/pyproject.toml")
    assert folder.load("extend = 'base/pyproject.toml'").settings.archive.index == "b.md"


@pytest.mark.parametrize(
    ("extend", "said"),
    [
        ("missing.toml", "archive-lint.toml:2: 'missing.toml' there is no such file"),
        ("/etc/passwd", "archive-lint.toml:2: '/etc/passwd' is not a configuration file"),
        ("archive-lint.toml", "archive-lint.toml:2: extends itself: archive-lint.toml → archive-lint.toml"),
        ("back.toml", "back.toml:1: extends itself: archive-lint.toml → back.toml → archive-lint.toml"),
        ("folder.toml", "archive-lint.toml:2: 'folder.toml' is a folder"),
        ("bad.toml", "bad.toml:3: is not valid TOML"),
        ("wrong.toml", "wrong.toml:2: archive.indx is not a setting"),
        ("pyproject.toml", "archive-lint.toml:2: 'pyproject.toml' has no table"),
    ],
)
def test_what_cannot_be_extended_is_reported_where_it_is_named(folder: Folder, extend: str, said: str) -> None:
    folder.write("extend = 'archive-lint.toml'", "back.toml")
    folder.write("\n\nx", "bad.toml")
    folder.write("[archive]\nindx = 1", "wrong.toml")
    folder.write("", "pyproject.toml")
    (folder.path / "folder.toml").mkdir()
    assert folder.faults(f"\nextend = '{extend}'")[0].startswith(said)


def test_a_chain_has_an_end(folder: Folder) -> None:
    for number in range(20):
        folder.write(f"extend = '{number + 1}.toml'", f"{number}.toml")
    assert "more than 16 files" in folder.faults("extend = '0.toml'")[0]


@pytest.mark.parametrize(
    ("override", "found"),
    [
        ("lint.select=['S']", {"select": ("S",)}),
        ("lint.severity.S001=info", {"severity": {"S001": Severity.INFO}}),
        ("lint.severity.S001='info'", {"severity": {"S001": Severity.INFO}}),
        ("lint.per-file-ignores.'a/*' = ['S001']", {"per_file_ignores": {"a/*": ("S001",)}}),
        ('lint."ignore"=["L"]', {"ignore": ("L",)}),
    ],
)
def test_the_command_line_overrides_the_file(folder: Folder, override: str, found: dict[str, object]) -> None:
    lint = folder.load("[lint]\nselect = ['L']\n", override).settings.lint
    assert {name: getattr(lint, name) for name in found} == found


def test_a_bare_word_is_text(folder: Folder) -> None:
    story = "{year}/{month}/{day}/{slug}.md"
    assert folder.load("", f"archive.story={story}").settings.archive.story == story


def test_the_last_override_wins(folder: Folder) -> None:
    assert folder.load("", "archive.index=a.md", "archive.index=b.md").settings.archive.index == "b.md"


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("archive.indx=a.md", "--config archive.indx=a.md: archive.indx is not a setting (did you mean 'index'?)"),
        ("lint.select=S", "--config lint.select=S: lint.select must be a list, but is the text 'S' (write ['S'])"),
        ("a b=1", "--config a b=1: 'a b' is not a TOML key"),
        ("=1", "--config =1: is not KEY=VALUE (as in lint.select=['S001'])"),
        ("lint", "--config lint: is not KEY=VALUE (as in lint.select=['S001'])"),
        ("[archive]\nindex=1", "--config [archive]: has more than one line"),
        (
            "extend=a.toml",
            "--config extend=a.toml: a file extends another; the command line does not (pass --config FILE)",
        ),
        ("archive=1", "--config archive=1: archive must be a table, but is the whole number 1"),
        ("#=1", "--config #=1: '#' is not a TOML key"),
    ],
)
def test_a_bad_override_is_named_in_full(folder: Folder, override: str, said: str) -> None:
    assert folder.faults("", override) == [said]


@pytest.mark.parametrize(("argument", "expected"), [("a=b", True), ("a.toml", False), ("x=y.toml", False)])
def test_a_path_with_an_equals_sign_is_a_path_if_it_is_there(folder: Folder, argument: str, expected: bool) -> None:
    folder.write("", "x=y.toml")
    assert is_override(argument) is expected


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"[archive]\nindex = \n", "archive-lint.toml:2: is not valid TOML: invalid value"),
        (b"a = 1\na = 2\n", "archive-lint.toml:2: is not valid TOML: cannot overwrite a value"),
        (b"a = 'x\n", "archive-lint.toml:1: is not valid TOML: "),
        (b"a = 1\n[b", "archive-lint.toml:2: is not valid TOML: "),
        (b"a = 1\nb = '\xff'", "archive-lint.toml:2: is not UTF-8"),
        (b"\xff\xfea\0", "archive-lint.toml:1: is not UTF-8"),
        (b"a = " + b"9" * 5000, "archive-lint.toml: is not valid TOML: "),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "archive-lint.toml: is nested too deeply"),
        (b"\n" + b"a." * 40_000 + b"a = 1", "archive-lint.toml:2: a key has more parts than any setting"),
        (b"#" * (1 << 20) + b"\n", "archive-lint.toml: has more than 1,048,576 bytes"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_a_file_that_is_not_toml_is_reported_with_its_line(folder: Folder, source: bytes, said: str) -> None:
    (fault,) = folder.faults(source)
    assert fault.startswith(said)


def test_a_file_that_is_not_there_a_folder_and_a_pipe_are_reported(folder: Folder) -> None:
    (folder.path / "folder").mkdir()
    os.mkfifo(folder.path / "pipe")
    said = []
    for name in ("missing.toml", "folder", "pipe", "nul\0"):
        with pytest.raises(ConfigError) as caught:
            load(name)
        said.append(caught.value.faults[0].message)
    assert said == [
        "there is no such file",
        "is a folder: a configuration file is needed",
        "is not a regular file: a configuration file is needed",
        "cannot be read: embedded null byte",
    ]


def test_a_root_that_is_a_link_out_of_the_repository_is_refused(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere: Path = tmp_path_factory.mktemp("elsewhere")
    (folder.path / "out").symlink_to(elsewhere)
    assert folder.faults("\narchive.root = 'out'") == [
        "archive-lint.toml:2: archive.root 'out' is a symbolic link out of the folder"
    ]


def test_rules_are_checked_only_where_they_are_known(folder: Folder) -> None:
    path = folder.write("[lint]\nselect = ['X999']\n[rules.X999]\na = 1\n")
    assert load(path).settings.lint.select == ("X999",)
    with pytest.raises(ConfigError):
        load(path, (), RULES)
