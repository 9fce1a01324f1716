from __future__ import annotations

from collections.abc import Mapping

import pytest

from archive_lint.fix.plan import PassPlan, bundled_with, changed_files, groups, plan_pass, with_changed_files
from archive_lint.model.evidence import following, guessed
from archive_lint.model.finding import Edit, Finding, Fix, Severity

FILES = {"a.md": b"0123456789", "b.md": b"abcdef"}


def finding(
    *edits: tuple[int, int, str] | tuple[int, int, str, str], is_safe: bool = True, path: str = "a.md"
) -> Finding:
    made = tuple(Edit(edit[3] if len(edit) > 3 else "", *edit[:3]) for edit in edits)
    return Finding(
        code="X001",
        name="x",
        severity=Severity.INFO,
        message="m",
        path=path,
        fix=Fix("f", made, following() if is_safe else guessed("why")),
    )


def plan(*findings: Finding, refused: Mapping[str, str] = {}, files: Mapping[str, bytes] = FILES) -> PassPlan:
    return plan_pass(findings, content=files.get, refusal=refused.get, is_wanted=lambda each: True)


@pytest.mark.parametrize(
    ("fixes", "wanted"),
    [
        pytest.param([[(0, 1, "x")], [(1, 2, "y")]], b"xy23456789", id="neighbours"),
        pytest.param([[(0, 4, "x")], [(3, 5, "y")]], b"x456789", id="the second of two that overlap waits"),
        pytest.param([[(3, 5, "y")], [(0, 4, "x")]], b"012y56789", id="whichever is second"),
        pytest.param([[(2, 2, "x")], [(2, 2, "y")]], b"01x23456789", id="two inserts at one place"),
        pytest.param([[(2, 2, "x")], [(2, 4, "y")]], b"01x23456789", id="an insert where a cut begins"),
        pytest.param([[(2, 4, "y")], [(4, 4, "x")]], b"01yx456789", id="an insert where a cut ends"),
        pytest.param(
            [[(0, 1, "x"), (8, 9, "x")], [(8, 9, "y"), (5, 6, "y")]], b"x1234567x9", id="all of a fix or none"
        ),
        pytest.param([[(0, 1, "x")], [(0, 1, "x")]], b"x123456789", id="the same fix twice"),
        pytest.param([[(0, 9, "")], [(4, 5, "y")]], b"9", id="one inside another"),
    ],
)
def test_fixes_of_one_pass_do_not_touch_the_same_bytes(fixes: list[list[tuple[int, int, str]]], wanted: bytes) -> None:
    assert plan(*(finding(*edits) for edits in fixes)).contents == {"a.md": wanted}


def test_two_findings_with_the_same_fix_are_both_fixed() -> None:
    assert len(plan(finding((0, 1, "x")), finding((0, 1, "x"))).fixed) == 2


def test_a_fix_over_several_files_is_whole_or_not_at_all() -> None:
    blocked = plan(finding((0, 1, "x", "b.md")), finding((0, 1, "y", "a.md"), (0, 1, "y", "b.md")))
    assert blocked.contents == {"b.md": b"xbcdef"}
    free = plan(finding((0, 1, "y", "a.md"), (0, 1, "y", "b.md")))
    assert free.contents == {"a.md": b"y123456789", "b.md": b"ybcdef"}
    assert free.bundles == [frozenset({"a.md", "b.md"})]


def test_a_file_that_must_not_change_holds_back_the_fixes_that_need_it() -> None:
    planned = plan(
        finding((0, 1, "y", "a.md"), (0, 1, "y", "b.md")), finding((5, 6, "z")), refused={"b.md": "is read-only"}
    )
    assert planned.contents == {"a.md": b"01234z6789"}
    assert planned.refused == {"b.md": "is read-only"}


def test_a_file_can_be_made() -> None:
    assert plan(finding((0, 0, "new\n", "c.md"))).contents == {"c.md": b"new\n"}


def test_what_is_not_wanted_is_left() -> None:
    planned = plan_pass(
        [finding((0, 1, "x"), is_safe=False)], content=FILES.get, refusal=lambda _: None, is_wanted=lambda each: False
    )
    assert (planned.contents, planned.fixed) == ({}, [])


def test_many_fixes_of_one_file_are_planned_in_one_pass() -> None:
    files = {"a.md": b"x" * 40_000}
    planned = plan(*(finding((at, at + 1, "y")) for at in reversed(range(0, 40_000, 2))), files=files)
    assert planned.contents["a.md"] == b"yx" * 20_000


def test_files_are_grouped_by_the_bundles_that_join_them() -> None:
    bundles = [frozenset("ab"), frozenset("bc"), frozenset("dx")]
    assert groups("abcde", bundles) == [("a", "b", "c"), ("d",), ("e",)]
    assert bundled_with("c", dict.fromkeys("abcde"), bundles) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("edits", "files"),
    [
        pytest.param([(0, 1, "x")], {"a.md"}, id="its own page"),
        pytest.param([(0, 1, "x", "b.md")], {"b.md"}, id="another page alone"),
        pytest.param([(0, 1, "x"), (0, 1, "x", "b.md")], {"a.md", "b.md"}, id="both"),
        pytest.param([], set(), id="no edits"),
    ],
)
def test_a_finding_names_the_files_that_its_fix_changes(edits: list[tuple[int, int, str]], files: set[str]) -> None:
    assert changed_files(finding(*edits)) == files


def test_a_finding_without_a_fix_changes_no_file() -> None:
    without = Finding(code="X001", name="x", severity=Severity.INFO, message="m", path="a.md")
    assert changed_files(without) == set()


def test_the_files_of_shared_edits_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def looking(each: Finding) -> set[str]:
        looked.append(each.path)
        return changed_files(each)

    monkeypatch.setattr("archive_lint.fix.plan.changed_files", looking)
    shared = finding((0, 1, "x"), (2, 3, "y", "b.md"))
    fix = shared.fix
    others = [Finding(code="X002", name="x", severity=Severity.INFO, message="m", path="a.md", fix=fix)] * 3
    elsewhere = Finding(code="X002", name="x", severity=Severity.INFO, message="m", path="c.md", fix=fix)
    without = Finding(code="X003", name="x", severity=Severity.INFO, message="m", path="a.md")
    found = list(with_changed_files([shared, *others, elsewhere, without]))
    assert [files for _, files in found] == [{"a.md", "b.md"}] * 4 + [{"c.md", "b.md"}, set()]
    assert looked == ["a.md", "c.md", "a.md"]
