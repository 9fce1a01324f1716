from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from archive_lint.report.registry import write_report
from archive_lint.report.report import Report

Render = Callable[[str, Report], bytes]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files of tests/report again")


@pytest.fixture(scope="session")
def render() -> Render:
    """A report in a format, without colour."""

    def rendered(name: str, report: Report) -> bytes:
        stream = BytesIO()
        write_report(name, report, stream)
        return stream.getvalue()

    return rendered
