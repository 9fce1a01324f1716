"""`archive-lint explain URL`: what checks found of it, what is claimed, and who cites it."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from archive_lint.cli.console import Console
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.make_run import make_run
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
from archive_lint.cli.paths import every_page
from archive_lint.cli.project import Project, start_folder
from archive_lint.engine.run import execute
from archive_lint.model.secret import hide_secrets, hide_secrets_in
from archive_lint.model.url import url_key
from archive_lint.model.verdict import Verdict
from archive_lint.report.escape import terminal
from archive_lint.web.history import Record
from archive_lint.web.history_file import look_into
from archive_lint.web.summary import verdict_of


class ExplainOptions(Struct, frozen=True, kw_only=True):
    """What `explain` was told."""

    url: str
    output_format: str
    jobs: int | None
    settings: SettingsOptions


def parser() -> argparse.ArgumentParser:
    """Return the parser of `explain`."""
    accepted = Parser(
        "archive-lint explain",
        "Show everything known about a URL: what checks found, the verdict, and the pages that cite it.",
    )
    accepted.add_argument("url", metavar="URL", help="as pages cite it")
    add_output_format(accepted, ("text", "json"))
    add_settings(accepted)
    add_jobs(accepted)
    return accepted


def parse(words: Sequence[str]) -> ExplainOptions:
    """Return the options that were given. Raises `UsageError`."""
    given = parser().parse_args(words)
    return typed(given, ExplainOptions, settings=typed(given, SettingsOptions))


def run(words: Sequence[str]) -> int:
    """Print what is known about a URL. Nothing is asked of the network."""
    options = parse(words)
    console = Console()
    project = Project(start_folder(()), SelectionOptions(), options.settings)
    settings = project.settings.web
    key = url_key(options.url)
    with closing(look_into(project.state)) as history:
        records = history.records(key)
    for warning in history.notes:
        console.warning(warning)
    verdict = verdict_of(key, records, settings.confirm) if records else None
    pages = _citing(project, key, options.jobs, console)
    if options.output_format == "json":
        data = hide_secrets_in(_data(key, records, verdict, pages))
        text = msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"
    else:
        text = "".join(f"{hide_secrets(line)}\n" for line in _lines(key, records, verdict, pages))
    to_standard_output(lambda stream: stream.write(text.encode()))
    return ExitCode.CLEAN


def _citing(project: Project, key: str, jobs: int | None, console: Console) -> list[tuple[str, int]]:
    """The pages that cite a URL, with the lines."""
    run = make_run(project, every_page(project.discover(console).listing), jobs=jobs)
    # Reading the pages is enough: no rule has to look at them.
    run = replace(run, plan=replace(run.plan, codes=()))
    before = f"{project.prefix}/" if project.prefix else ""
    found: list[tuple[str, int]] = []
    results = execute(run).results
    for path in results.pages:
        facts = results.store.get(path)
        starts = [link.start for _, link in facts.citations() if url_key(link.target) == key] if facts else []
        if starts:
            source = project.read(path)
            found += [(before + path, source.count(b"\n", 0, start) + 1) for start in starts]
    return sorted(found)


def _data(
    key: str, records: Sequence[Record], verdict: Verdict | None, pages: Sequence[tuple[str, int]]
) -> dict[str, Any]:
    return {
        "url": key,
        "verdict": None if verdict is None else verdict.as_json(),
        "checks": [msgspec.to_builtins(record) for record in records],
        "cited": [{"path": path, "line": line} for path, line in pages],
    }


def _lines(
    key: str, records: Sequence[Record], verdict: Verdict | None, pages: Sequence[tuple[str, int]]
) -> Iterator[str]:
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
