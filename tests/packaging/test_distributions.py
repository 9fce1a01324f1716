"""What an index is given: whole, of a sensible size, and with a description that leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from archive_lint import HOMEPAGE, __version__
from tests.packaging.distributions import PROJECT, ROOT, Distributions

MOST_BYTES = 700_000
"""A tenth of it are the names of its files, and 50 kB the language server."""
BLOB = f"{HOMEPAGE}/blob/v{__version__}/"
RAW = f"https://raw.githubusercontent.com/archive-lint/archive-lint/v{__version__}/"
TARGET = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
FENCE = re.compile(r"^(`{3,}).*?^\1", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.xdist_group("distributions")


def _targets(built: Distributions) -> list[str]:
    """Where the links and pictures of the description lead."""
    description = FENCE.sub("", str(built.metadata().get_payload()))
    return [link or attribute for link, attribute in TARGET.findall(description)]


def test_the_names_of_both_have_the_version(built: Distributions) -> None:
    assert built.wheel.name == f"archive_lint-{__version__}-py3-none-any.whl"
    assert built.sdist.name == f"archive_lint-{__version__}.tar.gz"


PLACES = {"linter": "", "rules": "", "share": f"archive_lint-{__version__}.data/data/share/"}
"""Folders of the checkout, and where their files lie in the wheel."""


def test_the_wheel_holds_every_file_of_both_packages_what_shells_read_and_nothing_else(built: Distributions) -> None:
    sources = {
        f"{place}{path.relative_to(ROOT / folder).as_posix()}"
        for folder, place in PLACES.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    about = f"archive_lint-{__version__}.dist-info"
    assert {name for name in built.in_wheel() if not name.startswith(about)} == sources
    assert "archive_lint/py.typed" in sources
    assert f"{about}/licenses/LICENSE" in built.in_wheel()


def test_the_wheel_is_small(built: Distributions) -> None:
    assert built.wheel.stat().st_size < MOST_BYTES


def test_the_source_distribution_has_what_builds_documents_and_tests_it_and_nothing_of_the_ci(
    built: Distributions,
) -> None:
    names = built.in_sdist()
    assert {"pyproject.toml", "README.md", "LICENSE", "Makefile", "docs/ci.md", "tests/test_words.py"} <= names
    assert [name for name in names if name.startswith((".ci", ".git", ".venv", "dist/")) and name != ".gitignore"] == []


def test_an_index_takes_both_and_renders_the_description(built: Distributions) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", built.wheel, built.sdist],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_link_and_no_picture_of_the_description_is_relative(built: Distributions) -> None:
    targets = _targets(built)
    assert len(targets) > 10
    assert [target for target in targets if not target.startswith("https://")] == []


def test_links_of_the_description_to_this_release_lead_to_files_of_it(built: Distributions) -> None:
    inside = [target.removeprefix(BLOB).removeprefix(RAW) for target in _targets(built) if f"v{__version__}/" in target]
    assert len(inside) > 10
    assert [path for path in inside if not (ROOT / unquote(path.partition("#")[0])).exists()] == []


def test_pictures_of_the_description_are_served_as_files(built: Distributions) -> None:
    description = str(built.metadata().get_payload())
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)|<img src=\"([^\"]+)\"", description)
    assert pictures
    for picture in (each for pair in pictures for each in pair if each):
        assert picture.startswith((RAW, "https://img.shields.io/", f"{HOMEPAGE}/actions/")), picture


def test_an_index_links_to_the_project(built: Distributions) -> None:
    urls = dict(value.split(", ") for value in built.metadata().get_all("Project-URL", []))
    assert urls.keys() == {"Homepage", "Documentation", "Source", "Changelog", "Issues"}
    assert urls["Homepage"] == urls["Source"] == HOMEPAGE
    assert all(urls[name].startswith(f"{HOMEPAGE}/") for name in ("Changelog", "Issues"))
    assert urls["Documentation"] == re.search(r'^site_url = "(.*)"', _text("zensical.toml"), re.MULTILINE)[1]  # type: ignore[index]


CLAIMED = [each.rpartition(" :: ")[2] for each in PROJECT["project"]["classifiers"]]
SYSTEMS = {"ubuntu": "Linux", "macos": "MacOS", "windows": "Windows"}


def _text(path: str | Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_python_and_system_that_is_claimed_is_tested_and_no_other() -> None:
    workflow = _text(".github/workflows/ci.yml")
    (pythons,) = re.findall(r"python: \[(.*)\]", workflow)
    (systems,) = set(re.findall(r"system: \[(.*)\]", workflow))
    tested = re.findall(r"[\d.]+", pythons)
    assert tested == [each for each in CLAIMED if re.fullmatch(r"3\.\d+", each)]
    assert sorted(SYSTEMS[name] for name in re.findall(r"([a-z]+)-", systems)) == sorted(
        name for name in SYSTEMS.values() if name in CLAIMED
    )
    assert PROJECT["project"]["requires-python"] == f">={tested[0]}"
