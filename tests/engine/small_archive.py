"""A small archive on disk, and runs over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from archive_lint.archive.index import Archive
from archive_lint.config.settings import Settings
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.files.discover import discover
from archive_lint.model.finding import Severity
from archive_lint.model.page import Page, PageFacts
from archive_lint.rule.base import ArchiveRule, PageRule, Rule
from archive_lint.rule.examples import OTHER_PATH, story
from archive_lint.rule.registry import RegisteredRule, Registry, find_providers, load_registry

INDEX = "news/2014/05/23/index.md"
TWIN = "news/2014/05/23/README.md"
LAYOUT = Settings().layout()


class CrashingRule(PageRule):
    """Raises on the second story."""

    code, name, summary, severity, since = "X001", "crashing-rule", "Crashes", Severity.INFO, "0"
    valid, invalid = (), ()

    def check(self, page: Page) -> Iterator[Any]:
        yield self.finding(page.start, "the page begins")
        if page.path == OTHER_PATH:
            raise ZeroDivisionError("by zero")


class CrashingArchiveRule(ArchiveRule):
    """Raises at once."""

    code, name, summary, severity, since = "X002", "crashing-archive-rule", "Crashes", Severity.INFO, "0"
    valid, invalid = (), ()

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Any]:
        raise ValueError(len(archive.pages))


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode() if isinstance(text, str) else text)


def run_over(folder: Path, codes: str, *extra: type[Rule], **fields: Any) -> Run:
    registry = load_registry()
    if extra:
        registry = Registry([*registry.registered, *(RegisteredRule(rule, find_providers()[0]) for rule in extra)])
    plan = StagePlan(root=str(folder), layout=LAYOUT, codes=tuple(codes.split()))
    listing = fields.pop("listing", None) or discover(str(folder)).listing
    return Run(root=str(folder), plan=plan, registry=registry, listing=listing, **fields)


def lint(folder: Path, codes: str, *extra: type[Rule], **fields: Any) -> RunOutcome:
    return execute(run_over(folder, codes, *extra, **fields))


def said(outcome: RunOutcome) -> list[tuple[str, str, int]]:
    return [(finding.path, finding.code, finding.start.line) for finding in outcome.findings]


def many(folder: Path, count: int) -> None:
    write(folder, {f"news/2014/05/{1 + number % 28}/story-{number}.md": story(related=None) for number in range(count)})


def comparable(outcome: RunOutcome) -> tuple[Any, ...]:
    """An outcome with what it says of each page: some of that crosses processes, some does not."""
    results = outcome.results
    said = {path: results.store.get(path) for path in results.pages}
    return (*msgspec.structs.astuple(outcome)[:-1], list(results.pages), results.findings, results.suppressing, said)
