"""Turns the examples of rules into tests, for the rules that come with archive-lint and for those of other packages.

import pytest
from archive_lint.testing import check_example, examples_of
from my_rules import MyRule

@pytest.mark.parametrize("example", examples_of(MyRule))
def test_example(example):
    check_example(MyRule, example)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from archive_lint.archive.index import Archive
from archive_lint.archive.uncommitted import NoChange
from archive_lint.config.settings import Settings
from archive_lint.engine.suppress import suppression_uses
from archive_lint.fix.edits import apply_edits
from archive_lint.markdown.parse import parse
from archive_lint.model.finding import Edit, Finding
from archive_lint.model.listing import ENDINGS, Listing
from archive_lint.model.page import Page, PageFacts
from archive_lint.model.source import Source
from archive_lint.model.span import locate
from archive_lint.model.verdict import Verdict
from archive_lint.rule.base import ArchiveRule, PageRule, Rule, SuppressionRule
from archive_lint.rule.examples import Invalid, Valid
from archive_lint.rule.registry import load_registry

_MOST_PASSES = 10


def examples_of(rule: type[Rule]) -> Sequence[Valid | Invalid]:
    """Return all examples of a rule, valid ones first."""
    return [*rule.valid, *rule.invalid]


def check_example(rule: type[Rule], example: Valid | Invalid) -> None:
    """Raise `AssertionError` with a readable reason if a rule does not do what its example says."""
    options = _options(rule, example.settings)
    files = {path: _bytes(text) for path, text in {**example.others, example.path: example.page}.items()}
    findings = _run(rule(options), example, files)
    where = [_place(files[example.path], finding) for finding in findings]
    if isinstance(example, Valid):
        assert not findings, f"{rule.code} found fault with a valid example: {findings[0].message} at {where[0]}"
        return
    wanted = [example.at] if isinstance(example.at, str) else list(example.at)
    said = [f"{place} {finding.message}" for place, finding in zip(where, findings, strict=True)]
    assert where == wanted, f"{rule.code} should report at {wanted}, and reported {said}"
    if example.message is not None:
        assert findings[0].message == example.message, f"{rule.code} says {findings[0].message!r}"
    for finding in findings:
        assert finding.message, f"{rule.code}: a finding says what is wrong"
        assert "\n" not in finding.message, f"{rule.code}: a message is one sentence"
    _check_fix(rule, options, example, files, findings)


def run_rule(
    rule: Rule,
    path: str,
    files: Mapping[str, bytes],
    settings: Mapping[str, Any],
    verdict: Verdict | None = None,
    archived: str = "",
    added: frozenset[str] = frozenset(),
) -> list[Finding]:
    """Return the findings of one rule on one page of an archive in memory, by place; positions are not set.

    With a `verdict` sources count as checked, all with this verdict. `added` are the files that the change adds.
    """
    layout = msgspec.convert(dict(settings), Settings).layout()
    pages: dict[str, Page] = {
        name: parse(name, source, layout) for name, source in files.items() if name.endswith(ENDINGS)
    }

    def facts(name: str) -> PageFacts | None:
        return pages[name].facts if name in pages else None

    archive = Archive(
        layout,
        Listing(pages=tuple(sorted(pages)), files=frozenset(files)),
        facts,
        files.get,
        uncommitted=NoChange(added),
    )
    page = pages[path]
    findings: list[Finding] = []
    if isinstance(rule, PageRule) and page.kind in rule.kinds:
        findings += rule.check(page)
    elif isinstance(rule, ArchiveRule) and page.kind in rule.kinds:
        findings += rule.check(page.facts, archive)
    elif isinstance(rule, SuppressionRule):
        registry = load_registry()
        uses = suppression_uses(
            page.facts,
            (),
            exists=lambda selector: bool(registry.named_by(selector)),
            ran=lambda _: True,
            likely=registry.likeliest,
        )
        findings += (finding for use in uses for finding in rule.check(page.facts, use))
    if verdict is not None:
        for entry, link in page.facts.citations():
            findings += rule.check_source(Source(path, page.facts.date, entry, link, archived), verdict)
    return sorted(findings, key=lambda finding: finding.span)


def _run(rule: Rule, example: Valid | Invalid, files: Mapping[str, bytes]) -> list[Finding]:
    added = example.added if isinstance(example, Invalid) else frozenset()
    return run_rule(rule, example.path, files, example.settings, example.verdict, example.archived, added)


def _check_fix(
    rule: type[Rule], options: Any, example: Invalid, files: dict[str, bytes], findings: Sequence[Finding]
) -> None:
    fixes = [finding.fix for finding in findings if finding.fix is not None]
    if example.fixed is None:
        assert not fixes, f"{rule.code} offers a fix, and its example shows none: {fixes[0].message}"
        return
    assert fixes, f"{rule.code} offers no fix, and its example shows one"
    for fix in fixes:
        assert fix.safe == example.safe, f"{rule.code}: the fix is {'safe' if fix.safe else 'unsafe'}"
        unnamed = fix.evidence.places - frozenset(rule.evidence) if fix.safe else ()
        assert not unnamed, f"{rule.code}: its `evidence` does not name {', '.join(sorted(unnamed))}"
    fixed = dict(files)
    for _ in range(_MOST_PASSES):
        before = dict(fixed)
        _apply_first_fixes(fixed, example.path, findings)
        if fixed == before:
            break
        if example.path not in fixed:
            break
        findings = _run(rule(options), example, fixed)
    else:
        raise AssertionError(f"{rule.code}: fixes do not end after {_MOST_PASSES} passes")
    wanted = {example.path: example.fixed} if isinstance(example.fixed, str) else example.fixed
    for path, text in {**files, **{path: _bytes(text) for path, text in wanted.items()}}.items():
        assert fixed.get(path) == text, f"{rule.code} makes of {path}:\n{fixed.get(path, b'').decode(errors='replace')}"
    assert fixed.keys() == {*files, *wanted}, f"{rule.code} writes {sorted(fixed.keys() - files.keys())}"


def _apply_first_fixes(files: dict[str, bytes], page: str, findings: Sequence[Finding]) -> None:
    """Apply the fixes that do not overlap an earlier one, as one pass of `--fix` does."""
    taken: dict[str, list[Edit]] = {}
    for finding in findings:
        if finding.fix is None:
            continue
        edits = [(edit.path or page, edit) for edit in finding.fix.edits]
        if any(_overlaps(edit, other) for path, edit in edits for other in taken.get(path, ())):
            continue
        for path, edit in edits:
            taken.setdefault(path, []).append(edit)
    for path, changes in taken.items():
        files[path] = apply_edits(files.get(path, b""), changes)


def _overlaps(edit: Edit, other: Edit) -> bool:
    return (edit.start < other.end and other.start < edit.end) or edit.start == other.start


def _options(rule: type[Rule], settings: Mapping[str, Any]) -> Any:
    given = settings.get("rules", {})
    return msgspec.convert({**given.get(rule.code, {}), **given.get(rule.name, {})}, rule.Options)


def _place(source: bytes, finding: Finding) -> str:
    start, _ = locate(source, finding.span)
    return f"{start.line}:{start.column}"


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
