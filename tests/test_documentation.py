"""The documentation leads somewhere, shows what is real, and the demonstration does what it promises."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import msgspec
import pytest
import yaml

from archive_lint import HOMEPAGE, __version__
from archive_lint.config.load import load
from archive_lint.report.registry import FORMATS

ROOT = Path(__file__).parent.parent
FAMILY_PAGES = sorted((ROOT / "docs/families").glob("*.md"))
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/rules").glob("*.md"), *FAMILY_PAGES]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.parent.name != "rules" or page.name == "README.md"],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_link_leads_to_a_file(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    assert [target for target in LINK.findall(text) if not (page.parent / target).exists()] == []


def test_the_table_of_folders_names_every_folder_of_the_engine_and_no_other() -> None:
    engine = ROOT / "linter/archive_lint"
    folders = {f"{path.parent.relative_to(engine).as_posix()}/" for path in engine.rglob("__init__.py")} - {"./"}
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Where things are")[2]
    rows = re.findall(r"^\| `([^`]+)` \| \S", table.partition("\n## ")[0], re.MULTILINE)
    assert sorted(rows) == sorted(folders)


def _rows(text: str, header: str) -> list[list[str]]:
    """The rows of all tables with these columns, by cell."""
    found: list[list[str]] = []
    for table in re.findall(rf"^{re.escape(header)}\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE):
        found += [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table.splitlines()]
    return found


SECURITY = (ROOT / "docs/security.md").read_text(encoding="utf-8")
PROMISES = _rows(SECURITY, "| promise | kept by |")


@pytest.mark.parametrize(("promise", "kept_by"), PROMISES, ids=[promise for promise, _ in PROMISES])
def test_every_promise_of_security_names_tests_that_exist(promise: str, kept_by: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", kept_by)
    assert named, "no test"
    assert kept_by == "<br>".join(f"`{path}::{test}`" for path, test in named)
    for path, test in named:
        assert test in _tests(path), f"{path}::{test}"


@cache
def _tests(path: str) -> set[str]:
    """The names of the tests in a file."""
    module = ast.parse((ROOT / path).read_bytes())
    return {each.name for each in module.body if isinstance(each, ast.FunctionDef)}


def test_something_is_promised_of_all_that_somebody_controls() -> None:
    controlled = [what for what, _, _ in _rows(SECURITY, "| what | written by | what it may do |")]
    sections = re.split(r"^## ", SECURITY, flags=re.MULTILINE)[2:]
    assert [section.partition("\n")[0] for section in sections] == controlled
    assert [
        name for name, section in zip(controlled, sections, strict=True) if "| promise | kept by |" not in section
    ] == []
    assert len(PROMISES) == SECURITY.count("`tests/") - SECURITY.count("<br>")


FAMILIES = sorted(folder.parent.name for folder in ROOT.glob("rules/archive_lint_rules/*/__init__.py"))
"""Each stands for FAMILY in the paths of CONTRIBUTING; NAME is that of any rule or format."""


def test_the_paths_that_contributors_are_sent_to_exist_for_each_family() -> None:
    tasks = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Tasks")[2]
    named = {path for path in re.findall(r"`([\w./-]+)`", tasks) if "/" in path or path.endswith(".md")}
    assert len(named) > 20
    paths = {path.replace("FAMILY", family) for path in named for family in FAMILIES}
    roots = (ROOT, ROOT / "linter/archive_lint")
    found = {path for path in paths if any(list(root.glob(path.replace("NAME", "*"))) for root in roots)}
    assert paths - found == set()


SHOWING_CONFIGURATIONS = [
    "README.md",
    "docs/configuration.md",
    "docs/sites.md",
    *(str(page.relative_to(ROOT)) for page in FAMILY_PAGES if page.name != "README.md"),
]


@pytest.mark.parametrize("page", SHOWING_CONFIGURATIONS)
def test_every_configuration_shown_is_one(page: str, tmp_path: Path) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        assert tomllib.loads(block)
        (tmp_path / "archive-lint.toml").write_text(block, encoding="utf-8")
        load(str(tmp_path / "archive-lint.toml"))


@pytest.mark.parametrize(
    "page", [page for page in FAMILY_PAGES if page.name != "README.md"], ids=lambda page: page.stem
)
def test_every_family_has_faults_that_are_found(page: Path) -> None:
    found = page.read_text(encoding="utf-8").partition("## What is found")[2]
    codes = re.findall(r": ([A-Z]\d{3}) ", found)
    assert len(codes) > 2
    assert set(codes) <= {"D002", "D004", "L008", "L009"}, "something that is not a fault is reported"


def test_the_page_on_hooks_names_every_hook() -> None:
    ids = re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    rows = re.findall(
        r"^\| `(archive-lint[\w-]*)` \|", (ROOT / "docs/hooks.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(rows) == sorted(ids)


@pytest.mark.parametrize("page", ["README.md", "docs/hooks.md"])
def test_the_configuration_of_pre_commit_that_a_page_shows_names_hooks_of_this_version(page: str) -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    shown = yaml.safe_load(block)
    (repository,) = shown["repos"]
    ids = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert (repository["repo"], repository["rev"]) == (HOMEPAGE, f"v{__version__}")
    assert {hook["id"] for hook in repository["hooks"]} <= ids
    assert "pre-merge-commit" in shown["default_install_hook_types"]


def test_the_page_on_installing_names_every_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (
        (ROOT / "docs/installing.md").read_text(encoding="utf-8").partition("\n## Extras\n")[2].partition("\n## ")[0]
    )
    assert re.findall(r"^\| `(\w+)` \|", extras, re.MULTILINE) == sorted(project["optional-dependencies"])


OURS = re.compile(r"https://github\.com/archive-lint/archive-lint/(?:blob|tree)/main/([^)\s#]+)")


def test_what_pages_link_to_in_the_repository_is_there() -> None:
    linked = {path for page in PAGES for path in OURS.findall(page.read_text(encoding="utf-8"))}
    assert len(linked) > 5
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_every_page_stands_in_the_menu_of_the_site() -> None:
    menu = set(re.findall(r'"([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text(encoding="utf-8")))
    top = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").glob("*.md")}
    assert menu == top | {"rules/README.md", "families/README.md"}


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 200


def test_the_readme_names_every_format() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []


def test_the_demonstration_shows_dead_moved_blocked_and_alive_sources(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB")}
    done = subprocess.run(
        [sys.executable, "examples/demo.py", "-o", f"json:{report}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    findings = msgspec.json.decode(report.read_bytes())["findings"]
    kinds = {finding["verdict"]["kind"] for finding in findings if finding["verdict"]}
    assert kinds == {"dead", "moved-permanently", "blocked", "server-error"}
    assert {finding["code"][0] for finding in findings} >= set("SDLUIT")
