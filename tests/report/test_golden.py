"""Each format writes what its golden files hold. `pytest tests/report --update-golden` rewrites them: see the diff."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint import __version__
from archive_lint.report.registry import FORMATS
from tests.report.cases import REPORTS
from tests.report.conftest import Render

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("case", REPORTS)
@pytest.mark.parametrize("name", FORMATS)
def test_a_format_writes_what_its_golden_file_holds(
    request: pytest.FixtureRequest, render: Render, name: str, case: str
) -> None:
    written = render(name, REPORTS[case]).replace(f'"{__version__}"'.encode(), b'"VERSION"')
    golden = GOLDEN / name / case
    if request.config.getoption("--update-golden", default=False):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(written)
    assert written == golden.read_bytes()


def test_each_golden_file_is_of_a_format_and_a_case() -> None:
    written = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.glob("*/*")}
    assert written == {f"{name}/{case}" for name in FORMATS for case in REPORTS}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_gives_the_same_bytes(render: Render, name: str) -> None:
    assert render(name, REPORTS["mixed"]) == render(name, REPORTS["mixed"])
