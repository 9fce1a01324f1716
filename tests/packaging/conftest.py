"""The wheel and the source distribution of this checkout, built once per process of tests that asks for them."""

from __future__ import annotations

import pytest

from tests.packaging.distributions import Distributions, build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """Both distributions."""
    folder = tmp_path_factory.mktemp("dist")
    return Distributions(build(folder, "wheel"), build(folder, "sdist"))
