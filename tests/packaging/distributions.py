"""The distributions of this checkout: how they are built, and what is in them."""

from __future__ import annotations

import email
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

from archive_lint import __version__

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class Distributions(NamedTuple):
    """What an index is given."""

    wheel: Path
    sdist: Path

    def in_wheel(self) -> set[str]:
        """The names of the files in the wheel."""
        with zipfile.ZipFile(self.wheel) as archive:
            return set(archive.namelist())

    def in_sdist(self) -> set[str]:
        """The paths of the files in the source distribution, without its top folder."""
        with tarfile.open(self.sdist) as archive:
            return {name.partition("/")[2] for name in archive.getnames()}

    def metadata(self) -> Message:
        """The metadata that an index shows; its payload is the README."""
        with zipfile.ZipFile(self.wheel) as archive:
            return email.message_from_string(archive.read(f"archive_lint-{__version__}.dist-info/METADATA").decode())


def build(folder: Path, target: str) -> Path:
    """Build the `wheel` or the `sdist` offline, by the backend that `pyproject.toml` names; return its path."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return built
