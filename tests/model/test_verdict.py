"""The table of verdicts, held against the rules that report them and the page that documents them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive_lint.model.finding import Severity
from archive_lint.model.verdict import TRAITS, Verdict, VerdictGroup, VerdictKind
from archive_lint.rule.base import Rule
from archive_lint.rule.examples import PATH, story
from archive_lint.rule.registry import load_registry
from archive_lint.testing import run_rule

URL = "https://gazette.example/2014/05/23/bridge"
RULES = load_registry().rules
ROW = re.compile(r"^\| ([a-z0-9, -]+) \| .* \| (?:\[(U\d{3})\]\(.*\))? ?\| (yes|no|as a warning) \|$", re.MULTILINE)
DOCUMENTED = {
    kind: (code or None, fails)
    for kinds, code, fails in ROW.findall((Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8"))
    for kind in kinds.split(", ")
}
"""By the name of a verdict: the rule that the documentation names, and whether it says that a run fails."""


def claiming(kind: VerdictKind) -> list[type[Rule]]:
    """The rules that say they report a verdict."""
    return [rule for rule in RULES if kind in rule.claims]


@pytest.mark.parametrize("kind", VerdictKind)
def test_each_kind_is_claimed_by_exactly_one_rule_or_named_silent(kind: VerdictKind) -> None:
    assert len(claiming(kind)) == (0 if TRAITS[kind].silent_because else 1)


@pytest.mark.parametrize("kind", VerdictKind)
def test_a_rule_reports_the_verdicts_that_it_claims_and_no_other(kind: VerdictKind) -> None:
    verdict = Verdict(url=URL, kind=kind, evidence="so it was seen")
    page = {PATH: story().encode()}
    found = [finding for rule in RULES for finding in run_rule(rule(), PATH, page, {}, verdict) if finding.verdict]
    assert [finding.code for finding in found] == [rule.code for rule in claiming(kind)]
    assert all(rule.claims[kind] in found[0].message for rule in claiming(kind))


@pytest.mark.parametrize("kind", VerdictKind)
def test_a_verdict_that_fails_a_run_is_reported_as_an_error_and_no_other_is(kind: VerdictKind) -> None:
    assert {rule.severity is Severity.ERROR for rule in claiming(kind)} <= {TRAITS[kind].fails}


@pytest.mark.parametrize("kind", VerdictKind)
def test_no_page_is_both_there_and_lost_and_no_page_that_is_there_fails(kind: VerdictKind) -> None:
    assert not (kind.is_alive and (kind.is_lost or TRAITS[kind].fails))


@pytest.mark.parametrize("kind", VerdictKind)
def test_the_documentation_names_the_rule_and_whether_it_fails_a_run(kind: VerdictKind) -> None:
    code, fails = DOCUMENTED[kind]
    if not TRAITS[kind].silent_because:
        assert [code] == [rule.code for rule in claiming(kind)]
    assert (fails == "yes") == TRAITS[kind].fails


@pytest.mark.parametrize(
    ("kind", "alive", "lost", "may_be_host_wide", "host_wide"),
    [
        ("alive", True, False, False, False),
        ("moved-permanently", True, False, False, False),
        ("dead", False, True, False, False),
        ("gone-domain", False, True, True, True),
        ("soft-404", False, True, False, False),
        ("blocked", False, False, False, False),
        ("timeout", False, False, True, False),
        ("insecure-tls", False, False, True, True),
        ("redirect-loop", False, False, False, False),
        ("unchecked", False, False, False, False),
    ],
)
def test_what_follows_from_a_kind(kind: str, alive: bool, lost: bool, may_be_host_wide: bool, host_wide: bool) -> None:
    found = VerdictKind(kind)
    assert (found.is_alive, found.is_lost) == (alive, lost)
    assert (found.may_be_host_wide, found.is_host_wide) == (may_be_host_wide, host_wide)


@pytest.mark.parametrize("kind", VerdictKind)
def test_groups_divide_the_kinds_as_their_other_traits_do(kind: VerdictKind) -> None:
    assert (kind.group is VerdictGroup.DEAD) == kind.is_lost
    assert (kind.group in (VerdictGroup.ALIVE, VerdictGroup.MOVED)) == kind.is_alive


def test_every_group_has_its_kinds() -> None:
    kinds = {group: {kind.value for kind in VerdictKind if kind.group is group} for group in VerdictGroup}
    unverified = {"rate-limited", "server-error", "timeout", "unreachable", "insecure-tls", "protocol-error"}
    assert kinds == {
        VerdictGroup.DEAD: {"dead", "gone-domain", "soft-404", "parked"},
        VerdictGroup.MOVED: {"moved-permanently"},
        VerdictGroup.BLOCKED: {"blocked"},
        VerdictGroup.UNVERIFIED: {*unverified, "redirect-loop", "refused", "invalid"},
        VerdictGroup.ALIVE: {"alive", "alive-redirected"},
        VerdictGroup.UNCHECKED: {"unchecked"},
    }
