"""A safe fix puts one damaged witness right or lets it be: it never takes a word, nor spreads the damage."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive_lint.config.settings import Settings
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Run
from archive_lint.files.discover import discover
from archive_lint.fix.passes import PlannedFixes, plan_fixes
from archive_lint.rule.examples import TITLE
from archive_lint.rule.registry import load_registry
from tests.soak import rounds

from .witnesses import DAMAGES, DAY, PRECIOUS, Files, sound_archive, told

REGISTRY = load_registry()
PLACES = st.sampled_from(["bridge", "reopens", "after", "repairs"])
GONE = {"no such story"}
"""What takes a page away: the words of its entry may go."""
REWRITTEN = {"sections in another order", "an entity", "no label"}
"""What is right after its fix, and not as it was."""


def fixed(root: Path, files: Files) -> PlannedFixes:
    for page in sorted(root.rglob("*.md")):
        if str(page.relative_to(root)) not in files:
            page.unlink()
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    plan = StagePlan(root=str(root), layout=Settings().layout(), codes=tuple(rule.code for rule in REGISTRY.rules))
    run = Run(root=str(root), plan=plan, registry=REGISTRY, listing=discover(str(root)).listing)
    return plan_fixes(run, lambda finding: finding.fix is not None and finding.fix.safe)


def damaged(names: Iterable[str], word: str) -> Files:
    files = sound_archive()
    for name in names:
        # A page that one damage took away cannot be struck by another.
        try:
            DAMAGES[name][1](files, word)
        except (KeyError, ValueError):
            continue
    return files


def after(files: Files, planned: PlannedFixes) -> Files:
    return files | {path: change.after.decode() for path, change in planned.changes.items()}


def test_nothing_is_found_where_all_witnesses_agree(tmp_path: Path) -> None:
    assert [finding.message for finding in fixed(tmp_path, sound_archive()).outcome.findings] == []


def test_there_is_a_damage_for_every_rule_with_a_safe_fix() -> None:
    covered = {code for code, _ in DAMAGES.values()}
    assert {rule.code for rule in REGISTRY.rules if rule.evidence} - covered == set()


@pytest.mark.parametrize("name", DAMAGES)
@given(word=PLACES)
@settings(max_examples=rounds(2), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_damaged_witness_is_put_right_or_still_reported(tmp_path: Path, name: str, word: str) -> None:
    files = damaged([name], word)
    planned = fixed(tmp_path, files)
    done = after(files, planned)
    assert done == sound_archive() or planned.outcome.findings or name in GONE | REWRITTEN
    sound = {path for path, text in sound_archive().items() if files.get(path) == text}
    spread = {path for path in sound & planned.changes.keys() if told(done[path]) != told(files[path])}
    assert spread <= ({f"{DAY}/index.md", f"{DAY}/README.md"} if name in GONE else set())


@pytest.mark.parametrize("name", DAMAGES)
@given(others=st.lists(st.sampled_from(sorted(DAMAGES)), max_size=2), word=PLACES)
@settings(max_examples=rounds(3), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_safe_fix_takes_a_word_whatever_else_is_damaged(
    tmp_path: Path, name: str, others: list[str], word: str
) -> None:
    files = damaged([name, *others], word)
    planned = fixed(tmp_path, files)
    assert planned.outcome.problems == []
    done = after(files, planned)
    original = sound_archive()
    for path, text in files.items():
        kept = told(original.get(path, "")) | told(PRECIOUS) | told(TITLE)
        lost = (told(text) & kept) - told(done[path])
        if GONE & {name, *others} and path.startswith(DAY) and path.endswith(("index.md", "README.md")):
            continue
        assert lost == set(), f"{path} lost {lost}"
    errors = [finding for finding in planned.outcome.findings if finding.severity == "error"]
    before = fixed_nothing(tmp_path, files)
    assert len(errors) <= before


def fixed_nothing(root: Path, files: Files) -> int:
    """How many errors there are before any fix."""
    plan = StagePlan(root=str(root), layout=Settings().layout(), codes=tuple(rule.code for rule in REGISTRY.rules))
    overlay = {path: text.encode() for path, text in files.items()}
    run = Run(root=str(root), plan=plan, registry=REGISTRY, listing=discover(str(root)).listing, overlay=overlay)
    found = plan_fixes(run, lambda _: False).outcome.findings
    return sum(finding.severity == "error" for finding in found)
