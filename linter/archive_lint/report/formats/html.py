"""One page for a browser: figures, pictures of the rot, and all findings. It loads nothing from anywhere."""

from __future__ import annotations

from typing import BinaryIO

from archive_lint.report.html_page.page import page
from archive_lint.report.report import Report


def write(report: Report, stream: BinaryIO) -> None:
    """Write the page."""
    stream.writelines(piece.encode() for piece in page(report))
