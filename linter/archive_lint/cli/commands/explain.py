"""`archive-lint explain URL`: what checks found of it, what is claimed, and who cites it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from archive_lint.cli.arguments import explain_parser
from archive_lint.cli.console import Console
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.make_run import make_job
from archive_lint.cli.output import to_standard_output
from archive_lint.cli.paths import find_named_pages
from archive_lint.cli.project import Project
from archive_lint.engine.run import execute
from archive_lint.model.verdict import Verdict
from archive_lint.report.escape import terminal
from archive_lint.web.background import history_path
from archive_lint.web.history import Record, read_records
from archive_lint.web.summary import url_key, verdict_of


def run(argv: Sequence[str]) -> int:
    """Print what is known of a URL. Nothing is asked of the network."""
    arguments = explain_parser().parse_args(argv)
    console = Console()
    prepared = Project(arguments)
    settings = prepared.settings.web
    key = url_key(arguments.url)
    path = history_path(settings, prepared.configuration.path, prepared.root)
    records, warnings = read_records(path, key, root=prepared.root)
    for warning in warnings:
        console.warning(warning)
    verdict = verdict_of(key, records, settings.confirm) if records else None
    pages = _citing(prepared, key)
    if arguments.output_format == "json":
        text = msgspec.json.format(msgspec.json.encode(_data(key, records, verdict, pages)), indent=2).decode() + "\n"
    else:
        text = "".join(f"{line}\n" for line in _lines(key, records, verdict, pages))
    to_standard_output(lambda stream: stream.write(text.encode()))
    return ExitCode.CLEAN


def _citing(prepared: Project, key: str) -> list[tuple[str, int]]:
    """The pages that cite a URL, with the lines."""
    named = find_named_pages([], prepared.root, prepared.discover().listing, stdin_filename=None, force_exclude=False)
    job = make_job(prepared.arguments, prepared, named)
    job.plan = msgspec.structs.replace(job.plan, codes=())
    before = f"{prepared.prefix}/" if prepared.prefix else ""
    found: list[tuple[str, int]] = []
    results = execute(job).results
    for path in results.pages:
        facts = results.store.get(path)
        starts = [link.start for _, link in facts.citations() if url_key(link.target) == key] if facts else []
        if starts:
            source = prepared.read(path)
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
