from __future__ import annotations

from archive_lint.config.effective import effective
from tests.config.conftest import RULES, Folder


def test_every_value_names_the_place_that_set_it(folder: Folder) -> None:
    folder.write("[archive]\nindex = 'a.md'\nsite-prefix = '/a'\n", "base.toml")
    text = "extend = 'base.toml'\n[archive]\nindex = 'b.md'\n[lint.per-file-ignores]\n'x/**' = ['S']\n"
    found = {value.key: (value.value, value.origin) for value in effective(folder.load(text, "lint.ignore=['L']"))}
    assert found["archive.index"] == ("b.md", "archive-lint.toml:3")
    assert found["archive.site-prefix"] == ("/a", "base.toml:3")
    assert found["archive.twins"] == (["README.md"], "default")
    assert found["lint.per-file-ignores.'x/**'"] == (["S"], "archive-lint.toml:5")
    assert found["lint.ignore"] == (["L"], "--config lint.ignore=['L']")
    assert found["lint.severity"] == ({}, "default")


def test_sections_are_shown_as_they_hold_with_the_built_in_ones(folder: Folder) -> None:
    configuration = folder.load("[sections.related]\nnames = ['有关']\n")
    found = {value.key: (value.value, value.origin) for value in effective(configuration)}
    assert found["sections.related.names"] == (["有关"], "archive-lint.toml:2")
    assert found["sections.related.required"] == (["story"], "default")
    assert found["sections.source.names"] == (["Source", "Sources"], "default")
    assert found["sections.source.where"] == ("section", "default")
    assert "sections.related.where" not in found


def test_where_sources_stand_in_the_text_their_section_has_no_names(folder: Folder) -> None:
    configuration = folder.load("[sections.source]\nwhere = 'body'\n")
    found = {value.key: (value.value, value.origin) for value in effective(configuration)}
    assert {key: value for key, value in found.items() if key.startswith("sections.source")} == {
        "sections.source.where": ("body", "archive-lint.toml:2")
    }


def test_options_of_rules_are_shown_by_code_whatever_name_they_were_set_by(folder: Folder) -> None:
    configuration = folder.load("[rules.source-date-conflict]\ndays = 7\n")
    found = {value.key: (value.value, value.origin) for value in effective(configuration, RULES)}
    assert found["rules.D007.days"] == (7, "archive-lint.toml:2")
    assert found["rules.D007.words"] == ([], "default")
