"""reviewdog's diagnostic format, one diagnostic a line."""

from __future__ import annotations

from typing import BinaryIO

from archive_lint.report._source import Sources
from archive_lint.report._stream import write_json_lines
from archive_lint.report.rdjson import SOURCE, diagnostic
from archive_lint.report.report import Report


def write(report: Report, stream: BinaryIO) -> None:
    """Write the diagnostics, each with its source; nothing where there is none."""
    sources = Sources(report.read)
    lines = ({**diagnostic(finding, report, sources), "source": SOURCE} for finding in report.everything())
    write_json_lines(stream, lines)
