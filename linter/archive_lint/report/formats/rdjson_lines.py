"""reviewdog's diagnostic format, one diagnostic per line."""

from __future__ import annotations

from typing import BinaryIO

from archive_lint.report.formats.rdjson import SOURCE, diagnostic
from archive_lint.report.report import Report
from archive_lint.report.source import Sources
from archive_lint.report.stream import write_json_lines


def write(report: Report, stream: BinaryIO) -> None:
    """Write the diagnostics, each with its source; nothing if there is none."""
    sources = Sources(report.read)
    lines = ({**diagnostic(finding, report, sources), "source": SOURCE} for finding in report.everything())
    write_json_lines(stream, lines)
