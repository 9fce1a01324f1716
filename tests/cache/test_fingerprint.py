"""Whether the program is the same: by the source of its rules, or by the statuses of its files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import archive_lint_rules
from archive_lint.cache import fingerprint
from archive_lint.cache.kept_file import NotKeptError
from archive_lint.rule.registry import load_registry


def test_the_source_of_every_rule_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = load_registry()
    (tmp_path / "rule.py").write_text("one = 1\n")
    monkeypatch.setattr(archive_lint_rules, "__path__", [str(tmp_path)])
    before = fingerprint.program_fingerprint(registry)
    assert fingerprint.program_fingerprint(registry) == before
    (tmp_path / "rule.py").write_text("one = 2\n")
    assert fingerprint.program_fingerprint(registry) != before


def test_the_identity_of_the_program_is_another_once_a_rule_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "some_rules").mkdir()
    (rule := tmp_path / "some_rules/rule.py").write_text("one = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(fingerprint, "SETTLED", 0)
    (tmp_path / "some_rules/__init__.py").write_text("")
    before = fingerprint.program_identity(["some_rules"])
    assert fingerprint.program_identity(["some_rules"]) == before
    os.utime(rule, (0, 0))
    assert fingerprint.program_identity(["some_rules"]) != before
    monkeypatch.setattr(fingerprint, "SETTLED", 60_000_000_000)
    with pytest.raises(NotKeptError, match="has just changed"):
        fingerprint.program_identity(["some_rules"])
