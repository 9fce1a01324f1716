"""A comment that suppresses one finding, tried in memory before it is offered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_lint.fix.edits import apply_edits
from archive_lint.markdown.directive_places import CommentPlaces
from archive_lint.markdown.parse import parse, read_blocks
from archive_lint.model.finding import Edit, Finding
from archive_lint.model.page import PageFacts
from archive_lint.server.workspace import OpenFolder

REASON = "say why"
"""Stands where the reason is to be written."""


def suppressing_edit(folder: OpenFolder, facts: PageFacts, finding: Finding) -> Edit | None:
    """Return the edit that hides a finding and no other, and after which nothing else is found; `None` without one."""
    path, source = finding.path, folder.live.text(finding.path) or b""
    before = _said(folder.findings(path))
    try:
        for edit in _candidates(folder, facts, source, finding):
            folder.live.put(path, apply_edits(source, [edit]))
            if _said(folder.findings(path)) == _without(before, finding):
                return edit
    finally:
        folder.live.put(path, source if folder.is_open(path) else None)
    return None


def _candidates(folder: OpenFolder, facts: PageFacts, source: bytes, finding: Finding) -> Iterator[Edit]:
    layout = folder.opened.run.plan.layout
    page = parse(facts.path, source, layout)
    newline = facts.newline
    if finding.span.end > 0:
        place = CommentPlaces(source, read_blocks(source, layout), first=page.body_start).covering(finding.span.start)
        if place is not None:
            comment = _comment("ignore", finding)
            yield Edit("", place.at, place.at, f"{comment}{newline}" if place.is_line else f" {comment}")
    yield Edit("", page.body_start, page.body_start, f"{_comment('file-ignore', finding)}{newline}")


def _comment(verb: str, finding: Finding) -> str:
    return f"<!-- archive-lint: {verb}[{finding.code}] {REASON} -->"


def _said(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    return sorted((each.code, each.subject, each.message) for each in findings)


def _without(said: Sequence[tuple[str, str, str]], finding: Finding) -> list[tuple[str, str, str]]:
    left = list(said)
    left.remove((finding.code, finding.subject, finding.message))
    return left
