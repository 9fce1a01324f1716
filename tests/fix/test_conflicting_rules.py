"""No two built-in rules undo each other: all pairs are fixed together, on pages that both have something to say of."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pytest

from archive_lint.config.settings import Settings
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Run
from archive_lint.files.discover import discover
from archive_lint.fix.passes import plan_fixes
from archive_lint.model.finding import Finding
from archive_lint.model.problem import ProblemKind
from archive_lint.rule.base import Rule
from archive_lint.rule.examples import Invalid
from archive_lint.rule.registry import load_registry

REGISTRY = load_registry()
FIXING = [rule for rule in REGISTRY.rules if any(example.fixed is not None for example in rule.invalid)]
OFFLINE = [rule for rule in FIXING if any(_example.verdict is None for _example in rule.invalid)]
PAIRS = list(combinations(OFFLINE, 2))
LOTS = 8


def fixable(rule: type[Rule]) -> list[Invalid]:
    return [
        example
        for example in rule.invalid
        if example.fixed is not None and example.verdict is None and not example.settings
    ]


def problems(root: Path, files: Mapping[str, str | bytes], codes: tuple[str, ...], *, unsafe: bool) -> list[str]:
    """What the fixes of some rules, made together, end in besides fixes."""
    overlay = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    for path, text in overlay.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text)
    plan = StagePlan(root=str(root), layout=Settings().layout(), codes=codes)
    run = Run(root=str(root), plan=plan, registry=REGISTRY, listing=discover(str(root)).listing)

    def is_wanted(finding: Finding) -> bool:
        return finding.fix is not None and (finding.fix.safe or unsafe)

    planned = plan_fixes(run, is_wanted)
    return [problem.message for problem in planned.outcome.problems if problem.kind is ProblemKind.CRASH]


@pytest.mark.parametrize("lot", range(LOTS))
def test_the_fixes_of_two_rules_do_not_undo_each_other(tmp_path: Path, lot: int) -> None:
    conflicts = []
    for number, (one, other) in enumerate(PAIRS[lot::LOTS]):
        for side, examples in enumerate((fixable(one), fixable(other))):
            for example in examples[:1]:
                files = {**example.others, example.path: example.page}
                root = tmp_path / f"{number}-{side}"
                said = problems(root, files, (one.code, other.code), unsafe=True)
                conflicts += [f"{one.code} and {other.code}: {message}" for message in said]
    assert conflicts == []


@pytest.mark.parametrize("rule", OFFLINE, ids=lambda rule: rule.code)
def test_all_rules_together_come_to_an_end_on_each_rules_examples(tmp_path: Path, rule: type[Rule]) -> None:
    every = tuple(other.code for other in REGISTRY.rules)
    for number, example in enumerate(fixable(rule)):
        for unsafe in (False, True):
            files = {**example.others, example.path: example.page}
            assert problems(tmp_path / f"{number}-{unsafe}", files, every, unsafe=unsafe) == []


def test_every_rule_with_a_safe_fix_names_what_it_rests_on() -> None:
    assert [rule.code for rule in REGISTRY.rules if ("safe" in rule.fixes()) != bool(rule.evidence)] == []
