"""The house keeps its shape: layers, small rooms, a light start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = [path for folder in ("linter", "rules", "tests", "benchmarks", "docs") for path in (ROOT / folder).rglob("*.py")]


def test_every_layer_imports_only_downward() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_file_is_longer_than_400_lines() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in OURS if (lines := path.read_bytes().count(b"\n")) > 400}
    assert long == {}


@pytest.mark.parametrize("word", ["utils", "util", "helpers", "helper", "manager", "misc", "common"])
def test_no_module_has_a_name_that_says_nothing(word: str) -> None:
    assert [path for path in OURS if path.stem == word or path.parent.name == word] == []


@pytest.mark.parametrize(
    "heavy",
    ["httpx", "rich", "asyncio", "tenacity", "sqlite3", "multiprocessing", "rapidfuzz", "pathspec", "publicsuffixlist"],
)
def test_the_command_line_starts_without(heavy: str) -> None:
    code = f"import archive_lint.cli, archive_lint.cli.main, archive_lint.cli.commands.check, sys; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("package", "only"), [("httpx", "web"), ("tenacity", "web"), ("pyromark", "markdown")])
def test_one_room_alone_imports(package: str, only: str) -> None:
    importers = {
        path.relative_to(ROOT / "linter/archive_lint").parts[0]
        for path in (ROOT / "linter/archive_lint").rglob("*.py")
        if any(line.split()[:2] in (["import", package], ["from", package]) for line in path.read_text().splitlines())
    }
    assert importers <= {only}
