"""The archives that `make demo` shows: what is found in them, and that `init` still writes their configuration."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from archive_lint.cli.commands import init
from archive_lint.cli.main import main

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"

FAULTS = [
    ("_posts/2024-02-14-the-lamp-is-lit.md", 9, "L009"),
    ("_posts/2024-03-05-a-foghorn-for-sale.md", 3, "D002"),
    ("_posts/2024-03-05-a-foghorn-for-sale.md", 6, "L009"),
    ("_posts/2024-04-11-painting-the-tower.md", 8, "L009"),
    ("_posts/2024-06-21-a-museum-in-the-store-room.md", 6, "L009"),
]
"""Of the blog: a picture that is missing, another date in front matter, a URL of another day, the URL of a story that
was deleted, a `post_url` of another day."""


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "blog", tmp_path / "blog"))


def test_the_blog_has_these_faults_and_no_other(blog: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert main(["--no-cache", "-o", f"json:{report}", str(blog)]) == 1
    findings = msgspec.json.decode(report.read_bytes())["findings"]
    assert [(each["path"], each["start"]["line"], each["code"]) for each in findings] == FAULTS


def test_the_configuration_of_the_blog_is_what_init_writes(blog: Path) -> None:
    written = blog / "archive-lint.toml"
    committed = written.read_bytes()
    written.unlink()
    assert init.run([str(blog)]) == 0
    assert written.read_bytes() == committed


def test_the_demonstration_lints_every_example_archive() -> None:
    demo = (ROOT / "Makefile").read_text().partition("\ndemo:")[2].partition("\n\n")[0]
    shown = demo + (EXAMPLES / "demo.py").read_text()
    archives = {path.parent.name for path in EXAMPLES.glob("*/archive-lint.toml")}
    assert archives == {"archive", "blog"}
    assert [name for name in archives if f"examples/{name}" not in shown] == []
