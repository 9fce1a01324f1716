"""The formats there are, by name. Each is imported when it is used: a hook pays for one, not for all."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import BinaryIO, NamedTuple, Protocol, cast

from archive_lint.report.report import Report
from archive_lint.report.view import PLAIN, View


class MachineFormat(Protocol):
    """A format for programs: the same bytes for the same report, for any reader."""

    def write(self, report: Report, stream: BinaryIO) -> None:
        """Write the whole report."""


class HumanFormat(Protocol):
    """A format for people at a terminal or a log."""

    def write(self, report: Report, stream: BinaryIO, view: View) -> None:
        """Write what the view shows of the report."""


class FormatInfo(NamedTuple):
    """What is known of a format before it is imported."""

    name: str
    module: str
    for_people: bool
    """Takes a view; what it writes to a CI log is text, not commands."""
    summary: str
    has_links: bool = False
    """Links to lines of pages, and tells of the run: what that takes is asked for only then."""
    shows_rot: bool = False
    """Shows link rot of offline runs too, as earlier runs found it: all pages are asked what they cite."""


def _format(
    name: str, summary: str, *, for_people: bool = False, has_links: bool = False, shows_rot: bool = False
) -> FormatInfo:
    module = f"archive_lint.report.formats.{name.replace('-', '_')}"
    return FormatInfo(name, module, for_people, summary, has_links, shows_rot)


FORMATS: Mapping[str, FormatInfo] = {
    info.name: info
    for info in (
        _format("full", "each finding with the line it is about", for_people=True),
        _format("concise", "one line per finding", for_people=True),
        _format("json", "one JSON document"),
        _format("json-lines", "one JSON object per line and finding"),
        _format("github", "annotations of GitHub Actions"),
        _format("gitlab", "Code Quality report of GitLab"),
        _format("sarif", "SARIF 2.1.0, for GitHub code scanning and others"),
        _format("junit", "JUnit XML, for test reports"),
        _format("checkstyle", "Checkstyle XML"),
        _format("rdjson", "reviewdog's diagnostic format"),
        _format("rdjson-lines", "the same, one diagnostic per line"),
        _format("azure", "logging commands of Azure Pipelines"),
        _format("markdown", "a summary in Markdown, for a job's summary page", has_links=True),
        _format("html", "a page to look at in a browser", has_links=True, shows_rot=True),
        _format("badge", "what a badge of shields.io says: one JSON document"),
    )
}


def write_report(name: str, report: Report, stream: BinaryIO, view: View = PLAIN) -> None:
    """Write a report in the format of this name; only formats for people have a view.

    Raises `KeyError` for a name not in `FORMATS`.
    """
    info = FORMATS[name]
    module = import_module(info.module)
    if info.for_people:
        cast("HumanFormat", module).write(report, stream, view)
    else:
        cast("MachineFormat", module).write(report, stream)
