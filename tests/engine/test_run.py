"""A run over a small archive: what is reported, in what order, and what happens when something breaks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from archive_lint.archive.index import Archive
from archive_lint.engine.plan import plan_options
from archive_lint.engine.run import execute
from archive_lint.files.discover import discover
from archive_lint.model.finding import Severity
from archive_lint.model.layout import Kind
from archive_lint.model.listing import Listing
from archive_lint.model.page import Page, PageFacts
from archive_lint.model.problem import ProblemKind
from archive_lint.rule.base import ArchiveRule, PageRule, Rule
from archive_lint.rule.examples import OTHER_PATH, PATH, day_index, story
from archive_lint.rule.registry import load_registry
from tests.engine.small_archive import (
    INDEX,
    TWIN,
    CrashingArchiveRule,
    CrashingRule,
    comparable,
    lint,
    run_over,
    said,
    write,
)


class IndexRule(PageRule):
    """Looks at indexes alone, and answers with a list."""

    code, name, summary, severity, since = "X003", "index-rule", "Finds an index", Severity.INFO, "0"
    kinds = (Kind.DAY_INDEX,)
    valid, invalid = (), ()

    def check(self, page: Page) -> list[Any]:
        return [self.finding(page.start, "is an index")]


class AskingRule(ArchiveRule):
    """Asks for all that is known of every file and of git's history, and finds nothing."""

    code, name, summary, severity, since = "X004", "asking-rule", "Asks", Severity.INFO, "0"
    valid, invalid = (), ()

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Any]:
        for path in archive.listing.files:
            archive.facts(path)
        assert archive.renames == {}
        return iter(())


def test_a_rule_is_asked_about_the_kinds_of_pages_it_looks_at_and_not_about_twins(archive: Path) -> None:
    outcome = lint(archive, "X003", IndexRule)
    assert [(finding.path, finding.message) for finding in outcome.findings] == [(INDEX, "is an index")]


def test_findings_are_ordered_by_path_and_have_lines(archive: Path) -> None:
    assert said(lint(archive, "S001")) == [(OTHER_PATH, "S001", 3), (PATH, "S001", 3)]


def test_findings_of_all_stages_stand_in_one_order(archive: Path) -> None:
    write(archive, {OTHER_PATH: story(sources=["[](https://gazette.example/a)"])})
    outcome = lint(archive, "S001 L002 U009")
    assert said(outcome) == [(OTHER_PATH, "U009", 7), (OTHER_PATH, "L002", 11), (PATH, "S001", 3)]


def test_only_named_pages_are_reported(archive: Path) -> None:
    outcome = lint(archive, "S001", reported=(PATH,))
    assert said(outcome) == [(PATH, "S001", 3)]
    assert outcome.pages == 1


def test_a_rule_that_crashes_is_named_with_its_page_and_the_run_goes_on(archive: Path) -> None:
    outcome = lint(archive, "S001 X001 X002", CrashingRule, CrashingArchiveRule)
    assert [code for _, code, _ in said(outcome)].count("S001") == 2
    assert [code for _, code, _ in said(outcome)].count("X001") == 3
    crashes = [problem for problem in outcome.problems if problem.kind is ProblemKind.CRASH]
    assert [problem.path for problem in crashes if "X001" in problem.message] == [OTHER_PATH]
    assert any("ZeroDivisionError: by zero" in problem.message for problem in crashes)
    assert [problem.message.partition("; ")[2] for problem in crashes if "X002" in problem.message] == [
        "it crashed on 3 pages, first on this one"
    ]
    assert all("Traceback (most recent call last):" in problem.traceback for problem in crashes)


@pytest.mark.parametrize(
    ("yielded", "message"),
    [
        (lambda rule, page: iter([rule.finding(page.start, "good"), 3]), "it yielded a int, not a Finding"),
        (lambda rule, page: iter([rule.finding(page.start, "good"), page.start]), "it yielded a Span, not a Finding"),
        (lambda rule, page: iter([rule.finding(page.start, "good"), sys.exit(0)]), "SystemExit: 0"),
        (lambda rule, page: 3, "'int' object is not iterable"),
    ],
    ids=["number", "span", "exit", "nothing iterable"],
)
def test_a_rule_that_yields_what_is_not_a_finding_crashed(
    archive: Path, yielded: Callable[[Rule, Page], Any], message: str
) -> None:
    class OddRule(PageRule):
        code, name, summary, severity, since = "X003", "odd-rule", "Yields", Severity.INFO, "0"
        valid, invalid = (), ()

        def check(self, page: Page) -> Any:
            return yielded(self, page)

    outcome = lint(archive, "S001 X003", OddRule)
    assert [code for _, code, _ in said(outcome)].count("S001") == 2
    assert [problem.message.partition("; ")[2] for problem in outcome.problems] == [
        "it crashed on 3 pages, first on this one"
    ]
    assert all("rule X003 crashed here" in problem.message for problem in outcome.problems)
    assert all(message in problem.message for problem in outcome.problems)


def test_a_page_that_cannot_be_read_is_a_problem_and_the_rest_is_checked(archive: Path) -> None:
    listing = discover(str(archive)).listing
    (archive / PATH).unlink()
    os.mkdir(archive / PATH)
    outcome = lint(archive, "S001", listing=listing)
    assert [(problem.kind, problem.path) for problem in outcome.problems] == [(ProblemKind.UNREADABLE, PATH)]
    assert said(outcome) == [(OTHER_PATH, "S001", 3)]


def test_a_page_that_vanishes_during_the_run_is_not_a_target_any_more(archive: Path) -> None:
    listing = discover(str(archive)).listing
    (archive / OTHER_PATH).unlink()
    write(archive, {PATH: story()})
    outcome = lint(archive, "L001", listing=listing)
    assert said(outcome) == [(PATH, "L001", 11)]
    assert outcome.problems == []


def test_a_run_is_left_as_it_was_given(archive: Path) -> None:
    gone = "news/2014/05/23/gone.md"
    listing = discover(str(archive)).listing
    listing = replace(listing, pages=(*listing.pages, gone), files=listing.files | {gone})
    write(archive, {PATH: story(related=[f"[Gone](/{gone})"])})
    run = run_over(archive, "S001 L001", listing=listing)
    before = asdict(run)
    first = execute(run)
    assert asdict(run) == before
    assert run.listing is listing
    assert said(first) == [(OTHER_PATH, "S001", 3), (PATH, "L001", 11)]
    assert comparable(execute(run)) == comparable(first)


def test_contents_given_in_memory_stand_in_for_the_file(archive: Path) -> None:
    outcome = lint(archive, "S001", overlay={PATH: story().encode()})
    assert said(outcome) == [(OTHER_PATH, "S001", 3)]


def test_a_file_named_as_git_names_its_folder_is_a_file_like_others(archive: Path) -> None:
    """Work trees and submodules have such a file; a listing may hold it wherever it lies."""
    write(archive, {".git": "gitdir: elsewhere\n", PATH: story(related=["[Git](/.git)", "[Gone](/gone.md)"])})
    files = frozenset({".git", PATH, OTHER_PATH, INDEX, TWIN})
    for pages in (sorted(files - {".git"}), sorted(files)):
        listing = Listing(pages=tuple(pages), files=files)
        outcome = lint(archive, "L001 X004", AskingRule, listing=listing)
        assert outcome.problems == []
        assert [(finding.path, finding.code) for finding in outcome.findings] == [(PATH, "L001")]
        known = outcome.results.only(lambda path: path != ".git")
        assert lint(archive, "L001 X004", AskingRule, listing=listing, known=known).findings == outcome.findings


def test_severities_can_be_set(archive: Path) -> None:
    outcome = lint(archive, "S001", severities={"S001": Severity.INFO})
    assert {finding.severity for finding in outcome.findings} == {Severity.INFO}


def test_rules_are_ignored_on_configured_paths(archive: Path) -> None:
    outcome = lint(archive, "S001", path_ignores={"news/2014/05/21/": ("S",)})
    assert said(outcome) == [(PATH, "S001", 3)]


COMMENT = "<!-- archive-lint: file-ignore[S001] known -->\n"


def test_a_suppression_hides_and_is_counted(archive: Path) -> None:
    write(archive, {PATH: COMMENT + story(related=None)})
    outcome = lint(archive, "S001")
    assert (said(outcome), outcome.suppressed) == ([(OTHER_PATH, "S001", 3)], 1)


def test_suppressions_can_be_disregarded(archive: Path) -> None:
    write(archive, {PATH: COMMENT + story(related=None)})
    outcome = lint(archive, "S001", honour_suppressions=False)
    assert (len(outcome.findings), outcome.suppressed) == (2, 0)


def test_a_fix_of_an_index_is_one_of_its_identical_twin_too(archive: Path) -> None:
    index = day_index([("Nothing", "news/2014/05/23/nothing.md")])
    write(archive, {INDEX: index, TWIN: index})
    fixes = [finding.fix for finding in lint(archive, "I002").findings]
    assert len(fixes) == 1
    assert fixes[0] is not None
    assert {edit.path for edit in fixes[0].edits} == {INDEX, TWIN}


def test_a_twin_that_differs_is_not_fixed_along(archive: Path) -> None:
    write(archive, {INDEX: day_index([("Nothing", "news/2014/05/23/nothing.md")])})
    (fix,) = [finding.fix for finding in lint(archive, "I002").findings]
    assert fix is not None
    assert {edit.path for edit in fix.edits} == {INDEX}


def test_ctrl_c_keeps_what_is_known(archive: Path) -> None:
    class InterruptedRule(CrashingRule):
        """Is interrupted on the second story."""

        code, name = "X003", "interrupted-rule"

        def check(self, page: Page) -> Iterator[Any]:
            yield self.finding(page.start, "the page begins")
            if page.path == PATH:
                raise KeyboardInterrupt

    outcome = lint(archive, "X003", InterruptedRule)
    assert outcome.complete is False
    assert said(outcome) == [(OTHER_PATH, "X003", 1)]


def test_options_may_be_given_by_code_or_name() -> None:
    registry = load_registry()
    assert plan_options({"S001": {"a": 1}, "missing-section": {"b": 2}, "X9": {}}, registry) == {
        "S001": {"a": 1, "b": 2}
    }


def test_distinct_sources_are_counted(archive: Path) -> None:
    write(
        archive,
        {
            PATH: story(sources=["[a](https://a.example/)", "[b](https://b.example/)", "[m](mailto:m@a.example)"]),
            OTHER_PATH: story(sources=["[a](https://a.example/)"]),
        },
    )
    assert lint(archive, "").sources == 2
