"""The official schemas, where they are at hand: data of others, and no part of this project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "schemas"


def schema_text(name: str) -> str:
    """A schema; skips the test where `ARCHIVE_LINT_SCHEMAS` names no folder that has it."""
    path = Path(os.environ.get("ARCHIVE_LINT_SCHEMAS", _BESIDE)) / name
    if not path.is_file():
        pytest.skip(f"{name} is not at hand: name its folder in ARCHIVE_LINT_SCHEMAS")
    return path.read_text("utf-8")
