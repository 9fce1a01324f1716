from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Tree = dict[str, bytes]


@pytest.fixture(scope="session")
def read_tree() -> Callable[[Path], Tree]:
    """All files below a folder by their paths."""

    def read(root: Path) -> Tree:
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    return read
