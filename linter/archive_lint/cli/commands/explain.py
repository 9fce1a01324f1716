"""`archive-lint explain URL|HOST|PREFIX`: shows checks, verdicts and citations."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

import msgspec
from msgspec import Struct

from archive_lint.cli.citations import Citation, find_citations, read_archive, whole_archive
from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.explained_group import find_group, nearest
from archive_lint.cli.link_rot import Known, citing_pages, distinct_urls
from archive_lint.cli.options import (
    Parser,
    SelectionOptions,
    SettingsOptions,
    add_jobs,
    add_output_format,
    add_settings,
    typed,
)
from archive_lint.cli.output import to_standard_output
from archive_lint.cli.paths import start_folder
from archive_lint.cli.project import Project
from archive_lint.model.secret import hide_secrets, hide_secrets_in
from archive_lint.model.url import url_key
from archive_lint.model.verdict import Verdict
from archive_lint.report import escape
from archive_lint.report.escape import terminal
from archive_lint.store.results import Results
from archive_lint.web.history import History, Record
from archive_lint.web.history_file import look_into
from archive_lint.web.summary import verdict_of


class ExplainOptions(Struct, frozen=True, kw_only=True):
    """The options of `explain`."""

    url: str
    output_format: str
    jobs: int | None
    settings: SettingsOptions


def parser() -> argparse.ArgumentParser:
    """Return the parser of `explain`."""
    accepted = Parser(
        "archive-lint explain",
        "Show everything known about a URL: what checks found, the verdict, and the pages that cite it. Of a host or a "
        "path it shows the URLs below it.",
    )
    accepted.add_argument(
        "url",
        metavar="URL|HOST|PREFIX",
        help="a URL as pages cite it, a host (`news.example`), or how URLs begin (`https://news.example/2008/`)",
    )
    add_output_format(accepted, ("text", "json"))
    add_settings(accepted)
    add_jobs(accepted)
    return accepted


def parse(words: Sequence[str]) -> ExplainOptions:
    """Return the options that were given. Raises `UsageError`."""
    given = parser().parse_args(words)
    return typed(given, ExplainOptions, settings=typed(given, SettingsOptions))


def run(words: Sequence[str]) -> int:
    """Print the records of a URL, or of the URLs of a host or path. Nothing is requested from the network."""
    options = parse(words)
    console = Console()
    project = Project(start_folder(()), SelectionOptions(), options.settings)
    results = read_archive(whole_archive(project, console, options.jobs))
    with closing(look_into(project.state)) as history:
        code = _explain(options, project, results, history)
    for warning in history.notes:
        console.warning(warning)
    return code


def _explain(options: ExplainOptions, project: Project, results: Results, history: History) -> int:
    key = url_key(options.url)
    records = history.records(key)
    # Twins and URLs outside of the web too: a person who asks about one URL wants every place.
    pages = [facts for path in results.pages if (facts := results.store.get(path)) is not None]
    places = find_citations(project, pages, lambda url: url == key).get(key, [])
    if records or places:
        verdict = verdict_of(key, records, project.settings.web.confirm) if records else None
        _write(options, _data(key, records, verdict, places), _lines(key, records, verdict, places))
        return ExitCode.CLEAN
    cites = distinct_urls(results)
    last = history.last_seen()
    group = find_group(options.url, cites, Known(last, project.settings.web.exclude))
    if group is not None:
        wanted = set(group.kinds if options.output_format == "json" else group.shown())
        citations = find_citations(project, citing_pages(results), wanted.__contains__)
        _write(options, group.as_json(citations), group.lines(citations))
        return ExitCode.CLEAN
    near = nearest(options.url, sorted({*cites, *last}))
    if options.output_format == "json":
        _write(options, {"url": key, "verdict": None, "checks": [], "cited": [], "near": near}, ())
    raise UsageError(_unknown(key, near))


def _unknown(key: str, near: Sequence[str]) -> str:
    if not near:
        return f"{key}: cited by no page and never checked; `archive-lint sources` lists the hosts that are"
    return f"{key}: cited by no page and never checked; did you mean {' or '.join(near)}?"


def _write(options: ExplainOptions, data: dict[str, Any], lines: Iterable[str]) -> None:
    if options.output_format == "json":
        encoded = msgspec.json.format(msgspec.json.encode(hide_secrets_in(data)), indent=2)
        text = escape.json(encoded).decode() + "\n"
    else:
        text = "".join(f"{hide_secrets(line)}\n" for line in lines)
    to_standard_output(lambda stream: stream.write(text.encode()))


def _data(key: str, records: Sequence[Record], verdict: Verdict | None, pages: Sequence[Citation]) -> dict[str, Any]:
    return {
        "url": key,
        "verdict": None if verdict is None else verdict.as_json(),
        "checks": [msgspec.to_builtins(record) for record in records],
        "cited": [{"path": path, "line": line} for path, line in pages],
    }


def _lines(key: str, records: Sequence[Record], verdict: Verdict | None, pages: Sequence[Citation]) -> Iterator[str]:
    yield terminal(key)
    if verdict is None:
        yield "never checked: `archive-lint --online` checks it"
    else:
        certainty = "confirmed" if verdict.confirmed else "observed"
        yield terminal(f"{verdict.kind.value}, {certainty}: {verdict.evidence}")
    for record in reversed(records):
        when = dt.datetime.fromtimestamp(record.at, dt.UTC).strftime("%Y-%m-%d %H:%M")
        yield terminal(f"  {when}  {record.kind.value}  {record.evidence}")
        for hop in record.hops:
            yield terminal(f"      {hop.status} {hop.url}")
    yield "cited by:" if pages else "cited by no page"
    for path, line in pages:
        yield terminal(f"  {path}:{line}")
