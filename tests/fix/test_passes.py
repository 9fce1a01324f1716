"""Checking and fixing, pass by pass, until nothing is left to fix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive_lint.config.settings import Settings
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Run
from archive_lint.files.discover import discover
from archive_lint.fix.passes import MOST_PASSES, PlannedFixes, plan_fixes
from archive_lint.model.evidence import following
from archive_lint.model.finding import Severity
from archive_lint.model.page import Page
from archive_lint.model.span import Span
from archive_lint.rule.base import PageRule, Rule
from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, SOURCE, TITLE, day_index, story
from archive_lint.rule.fixes import replace
from archive_lint.rule.registry import RegisteredRule, Registry, find_providers, load_registry
from tests.soak import rounds

LAYOUT = Settings().layout()
BUILT_IN = load_registry()
INDEX = "news/2014/05/23/index.md"


class Rewriting(PageRule, abstract=True):
    """Wants other words at the beginning of a page."""

    name, summary, severity, since = "rewriting", "Rewrites", Severity.INFO, "0"
    valid, invalid = (), ()
    words: Mapping[bytes, str] = {}

    def check(self, page: Page) -> Iterator[Any]:
        for old, new in self.words.items():
            if page.source.startswith(old):
                yield self.finding(
                    page.start,
                    "other words",
                    fix=replace(Span(0, len(old)), new, "write other words", evidence=following()),
                )


class ThereRule(Rewriting):
    """One half of a quarrel."""

    code, name, words = "X001", "there", {b"one": "two"}


class BackRule(Rewriting):
    """The other half."""

    code, name, words = "X002", "back", {b"two": "one"}


class GrowingRule(Rewriting):
    """Is never content."""

    code, name = "X003", "growing"

    def check(self, page: Page) -> Iterator[Any]:
        if page.source.startswith(b"one"):
            yield self.finding(page.start, "more", fix=replace(Span(3, 3), "+", "write more", evidence=following()))


def fix(
    root: Path, *rules: type[Rule], unsafe: bool = False, overlay: Mapping[str, bytes] | None = None
) -> PlannedFixes:
    registry = Registry([RegisteredRule(rule, find_providers()[0]) for rule in rules]) if rules else BUILT_IN
    plan = StagePlan(root=str(root), layout=LAYOUT, codes=tuple(rule.code for rule in registry.rules))
    listing = discover(str(root)).listing
    run = Run(root=str(root), plan=plan, registry=registry, listing=listing, overlay=overlay or {})
    return plan_fixes(run, lambda finding: finding.fix is not None and (finding.fix.safe or unsafe))


def write(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())


def test_fixes_that_undo_each_other_leave_the_page_as_it_was_and_fail_the_run(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "one", "b.md": "other"})
    planned = fix(tmp_path, ThereRule, BackRule)
    assert planned.changes == {}
    assert [problem.path for problem in planned.outcome.problems] == ["a.md"]
    assert "fixes undo each other: X002" in planned.outcome.problems[0].message
    assert [finding.code for finding in planned.outcome.findings] == ["X001"]


def test_fixes_that_never_end_leave_the_page_as_it_was_and_fail_the_run(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "one"})
    planned = fix(tmp_path, GrowingRule)
    assert planned.changes == {}
    assert f"after {MOST_PASSES} passes: X003" in planned.outcome.problems[0].message


def test_a_quarrel_on_one_page_does_not_hold_back_the_others(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "one", "b.md": "two"})
    assert set(fix(tmp_path, BackRule).changes) == {"b.md"}


def test_what_a_fix_reveals_is_fixed_in_the_next_pass(tmp_path: Path) -> None:
    page = story(sources=[SOURCE, SOURCE.replace("/bridge", "/b"), SOURCE.replace("/bridge", "/c")], related=None)
    write(tmp_path, {PATH: page.replace("2. ", "2.").replace("3. ", "4. ")})
    planned = fix(tmp_path)
    assert planned.changes[PATH].after.decode() == page
    assert {finding.code for finding in planned.fixed} == {"S006", "S007"}


def test_an_unsafe_fix_opens_the_way_for_no_other(tmp_path: Path) -> None:
    page = story(date="2014-05-22", related=None)
    write(tmp_path, {PATH: page, INDEX: day_index([(TITLE, PATH)], previous="/news/2014/05/22/index.md")})
    write(tmp_path, {"news/2014/05/22/index.md": day_index([], date="2014-05-22")})
    first = fix(tmp_path, unsafe=True)
    assert [finding.code for finding in first.fixed if finding.path == PATH] == ["D002"]
    assert b"### [2014-05-23](/news/2014/05/22/index.md)" in first.changes[PATH].after
    assert "D003" in {finding.code for finding in first.outcome.findings}


def test_unsafe_fixes_are_made_only_when_wanted(tmp_path: Path) -> None:
    write(tmp_path, {PATH: story(sources=["[Gazette](https://gazette.example/a?utm_source=x)"])})
    assert PATH not in fix(tmp_path).changes
    assert b"utm_source" not in fix(tmp_path, unsafe=True).changes[PATH].after


def test_a_page_that_must_not_be_changed_is_named_with_the_reason(tmp_path: Path) -> None:
    write(tmp_path, {path: story(title=f"&quot;{path[-9:-3]}&quot;") for path in (PATH, OTHER_PATH)})
    (tmp_path / PATH).chmod(0o444)
    planned = fix(tmp_path)
    assert planned.refused == {PATH: "is read-only"}
    assert OTHER_PATH in planned.changes


LINES = st.sampled_from(
    [
        "", "### [2014-05-23](/news/2014/05/23/index.md)", "### [2014-05-3](/news/2014/05/3/index.md)", f"# {TITLE}",
        "#", "\t# tab", "### Source:", "### Sources", "### Related:", "### Changes:", f"1. {SOURCE}", f"3. {SOURCE}",
        "1. [a](http://https://gazette.example/a b)", "2. [](https://gazette.example/)", f"1. {OTHER}", f"2. {OTHER}",
        f"1. [{TITLE}](/{PATH})", f"1. [x](/{OTHER_PATH.upper()})", "* [b](hxxp://x.example/)", "&quot;e&quot; &#039;",
        "-{zh-hans:a; zh-hant:b}- {{cite}}", "<!-- archive-lint: ignore[L002] -->", "   ",
        "<!-- archive-lint: disable[X9] -->", "    code &quot;", "```", "é e\u0301 🗞 \u202eabc\u202c שלום", "[x][y]",
        "[y]: /news/nowhere.md", "> 1. [q](/q.md)",
    ]
)  # fmt: skip
ENDINGS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """Pages of likely and unlikely lines, with any mix of line endings, with and without a byte order mark."""
    ending = draw(ENDINGS)
    text = ""
    for line in draw(st.lists(LINES, max_size=25)):
        text += line + (draw(ENDINGS) if draw(st.integers(0, 9)) == 0 else ending)
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode()


@pytest.fixture(scope="module")
def small_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("archive")
    index = day_index([(TITLE, PATH)])
    other = day_index([(OTHER_TITLE, OTHER_PATH)], date="2014-05-21")
    write(root, {OTHER_PATH: story(date="2014-05-21", title=OTHER_TITLE), INDEX: index, PATH: story()})
    write(root, {"news/2014/05/21/index.md": other})
    return root


@given(page=pages())
@settings(max_examples=rounds(80), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_page_once_fixed_has_nothing_left_to_fix(small_archive: Path, page: bytes) -> None:
    once = fix(small_archive, overlay={PATH: page})
    assert once.outcome.problems == []
    assert fix(small_archive, overlay=_with(once, page)).changes == {}


@given(page=pages())
@settings(max_examples=rounds(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_unsafe_fixes_open_the_way_run_by_run_and_come_to_an_end(small_archive: Path, page: bytes) -> None:
    overlay: Mapping[str, bytes] = {PATH: page}
    for _ in range(MOST_PASSES):
        planned = fix(small_archive, overlay=overlay, unsafe=True)
        assert planned.outcome.problems == []
        changed = {path: change.after for path, change in planned.changes.items() if path == PATH}
        if not changed:
            return
        overlay = changed
    raise AssertionError("there is always something left to fix")


def _with(planned: PlannedFixes, page: bytes) -> dict[str, bytes]:
    """What pages hold after the fixes."""
    return {PATH: page} | {path: change.after for path, change in planned.changes.items()}


@given(page=pages())
@settings(max_examples=rounds(80), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fixes_keep_the_page_s_own_line_endings_and_byte_order_mark(small_archive: Path, page: bytes) -> None:
    planned = fix(small_archive, overlay={PATH: page})
    after = planned.changes[PATH].after if PATH in planned.changes else page
    assert after.startswith(b"\xef\xbb\xbf") == page.startswith(b"\xef\xbb\xbf")
    before_kinds, after_kinds = (set(re.findall(rb"\r\n|\r|\n", text)) for text in (page, after))
    # Where endings are mixed, a cut may bring two of them together that then read as one.
    assert len(before_kinds) > 1 or after_kinds <= (before_kinds or {b"\n"})
