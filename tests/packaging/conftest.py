"""The wheel and the source distribution of this checkout, built once for all the processes that run tests."""

from __future__ import annotations

import os

import pytest
from filelock import FileLock

from tests.packaging.distributions import Distributions, build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """Both distributions."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "distributions"
    with FileLock(shared / "distributions.lock"):
        if not folder.is_dir():
            # Beside its place: a build that fails leaves nothing that the next process would take.
            build(shared / "building", "wheel")
            build(shared / "building", "sdist")
            (shared / "building").rename(folder)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Distributions(wheel, sdist)
