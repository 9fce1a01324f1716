from __future__ import annotations

import pytest

from archive_lint.cache.column import Column
from archive_lint.model.listing import Listing

PATHS = ("a.md", "b.md", "c.md", "d.md")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param(PATHS, b"1a2b3c4d", id="all"),
        pytest.param(("b.md", "c.md"), b"2b3c", id="a stretch"),
        pytest.param(("d.md", "a.md"), b"4d1a", id="another order"),
        pytest.param(("a.md", "c.md"), b"1a3c", id="a gap"),
        pytest.param(("a.md", "x.md"), b"1a\0\0", id="an unknown path"),
        pytest.param(("x.md", "a.md"), b"\0\x001a", id="an unknown path first"),
        pytest.param((), b"", id="none"),
    ],
)
def test_values_of_paths_are_joined_in_their_order(paths: tuple[str, ...], expected: bytes) -> None:
    column = Column(Listing(pages=PATHS, files=frozenset(PATHS)), 2, b"1a2b3c4d")
    assert column.of(paths) == expected == b"".join(map(column.__getitem__, paths))
