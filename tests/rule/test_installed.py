"""What is installed, by names of files; left to the library where these leave a doubt about who provides rules."""

from __future__ import annotations

import sys
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from archive_lint.rule.installed import GROUP, descriptions, is_sole_provider
from archive_lint.rule.registry import BUILT_IN, find_providers

OURS = {"archive_lint-1.0.dist-info/entry_points.txt": f"[{GROUP}]\nbuiltin = archive_lint_rules:rules\n"}
THEIRS = f"[{GROUP}]\nother = other:rules\n"


@pytest.fixture
def usual_finders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the finders that Python starts with: other libraries that tests load add their own."""
    monkeypatch.setattr(sys, "meta_path", [BuiltinImporter, FrozenImporter, PathFinder])


@pytest.mark.usefixtures("usual_finders")
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(OURS, True, id="we alone"),
        pytest.param({**OURS, "black-1.dist-info/entry_points.txt": "[console_scripts]\n"}, True, id="other points"),
        pytest.param({**OURS, "black-1.dist-info/METADATA": GROUP}, True, id="no points"),
        pytest.param({**OURS, "other-1.dist-info/entry_points.txt": THEIRS}, False, id="another package"),
        pytest.param({**OURS, "other.egg-info/entry_points.txt": THEIRS}, False, id="another in development"),
        pytest.param({**OURS, "archive_lint_news-1.dist-info/entry_points.txt": THEIRS}, False, id="a name like ours"),
        pytest.param({**OURS, "archive_lint-2.dist-info/entry_points.txt": THEIRS}, False, id="two of ours"),
        pytest.param({**OURS, "other-1-py3.11.egg/EGG-INFO/PKG-INFO": ""}, False, id="an egg"),
        pytest.param({}, False, id="not even we"),
    ],
)
def test_the_short_way_is_taken_only_where_this_package_alone_provides_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], expected: bool
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "missing")])
    assert is_sole_provider() is expected


def test_an_archive_of_modules_is_left_to_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "modules.zip").write_bytes(b"")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "modules.zip")])
    assert not is_sole_provider()


def test_another_finder_of_packages_is_left_to_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    class Finder:
        def find_spec(self, *_: object) -> None:
            return None

        def find_distributions(self, *_: object) -> list[object]:
            return []

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert not is_sole_provider()


@pytest.mark.parametrize("is_sole", [True, False])
def test_both_ways_find_the_same(monkeypatch: pytest.MonkeyPatch, is_sole: bool) -> None:
    monkeypatch.setattr("archive_lint.rule.registry.is_sole_provider", lambda: is_sole)
    assert find_providers() == [BUILT_IN]
    assert [(point.name, point.value) for point in entry_points(group=GROUP)] == [(BUILT_IN.name, BUILT_IN.value)]


@pytest.mark.usefixtures("usual_finders")
def test_an_installation_without_others_takes_the_short_way() -> None:
    assert is_sole_provider()


def test_versions_are_in_the_names_of_descriptions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PyYAML-6.0.dist-info", "msgspec-0.22.0.dist-info", "msgspec_extra-1.dist-info", "msgspec"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert descriptions(["msgspec", "PyYAML", "rapidfuzz"]) == ["PyYAML-6.0.dist-info", "msgspec-0.22.0.dist-info"]
