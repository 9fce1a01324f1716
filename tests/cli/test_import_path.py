"""Nothing that a checkout plants is imported, however the program is started there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Write

MODULES = ("httpx", "msgspec", "pyromark", "rich", "traceback", "multiprocessing", "concurrent", "evil")
SAY = "import os, sys; os.write(2, b'PLANTED ' + __name__.encode())\n"
SPAWN = """
import sys
from archive_lint.import_path import leave_current_folder
leave_current_folder()
if __name__ == "__main__":
    from multiprocessing import get_context
    process = get_context("spawn").Process(target=print, args=("worked",))
    process.start()
    process.join()
"""


@pytest.fixture(autouse=True)
def planted(archive: None, write: Write) -> None:
    write({f"{name}.py": SAY for name in MODULES})
    write(
        {
            "multiprocessing/__init__.py": SAY,
            "archive_lint_rules/__init__.py": SAY,
            "evil-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1\n",
            "evil-1.dist-info/entry_points.txt": "[archive_lint.rules]\nevil = evil:rules\n",
        }
    )


def started(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "command",
    [[sys.executable, "-m", "archive_lint"], [str(Path(sys.executable).with_name("archive-lint"))]],
    ids=["python -m", "script"],
)
@pytest.mark.parametrize("arguments", [["--no-cache"], ["rule", "--all"], ["config"]], ids=" ".join)
def test_no_planted_module_or_entry_point_is_imported(tmp_path: Path, command: list[str], arguments: list[str]) -> None:
    done = started(tmp_path, *command, *arguments)
    assert done.returncode == (1 if arguments == ["--no-cache"] else 0), done.stderr
    assert "PLANTED" not in done.stderr
    assert "evil" not in done.stdout + done.stderr


def test_a_spawned_worker_imports_nothing_planted(tmp_path: Path) -> None:
    script = tmp_path.parent / f"{tmp_path.name}-elsewhere.py"
    script.write_text(SPAWN)
    done = started(tmp_path, sys.executable, str(script))
    assert (done.stdout, done.stderr) == ("worked\n", "")
