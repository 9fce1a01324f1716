"""The output formats by name. Each is imported on use: a hook pays for one, not for all."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, cast

from archive_lint.report.view import PLAIN, View

if TYPE_CHECKING:
    from archive_lint.report.report import Report


class MachineFormat(Protocol):
    """A format for programs: the same bytes for the same report, for any reader."""

    def write(self, report: Report, stream: BinaryIO) -> None:
        """Write the whole report."""


class HumanFormat(Protocol):
    """A format for people at a terminal or a log."""

    def write(self, report: Report, stream: BinaryIO, view: View) -> None:
        """Write the part of the report that the view shows."""


class FormatInfo(NamedTuple):
    """The properties of a format, known before it is imported."""

    name: str
    module: str
    for_people: bool
    """Whether it takes a view, and writes text, not commands, to a CI log."""
    summary: str
    has_links: bool = False
    """Whether it links to lines of pages, and describes the run: the data for that is gathered only then."""
    shows_rot: bool = False
    """Whether it shows link rot of offline runs too, from earlier runs: the sources of all pages are then read."""


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
        _format("rdjson-lines", "reviewdog's format, one diagnostic per line"),
        _format("azure", "logging commands of Azure Pipelines"),
        _format("markdown", "a summary in Markdown, for a job's summary page", has_links=True),
        _format("html", "a page for a browser", has_links=True, shows_rot=True),
        _format("badge", "text of a badge of shields.io: one JSON document"),
    )
}


def write_report(name: str, report: Report, stream: BinaryIO, view: View = PLAIN) -> None:
    """Write a report in the format called `name`; only formats for people have a view.

    Raises `KeyError` for a name not in `FORMATS`.
    """
    info = FORMATS[name]
    module = import_module(info.module)
    if info.for_people:
        cast("HumanFormat", module).write(report, stream, view)
    else:
        cast("MachineFormat", module).write(report, stream)
