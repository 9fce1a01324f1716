"""What a person is told of a rule that crashes."""

from __future__ import annotations

from typing import Any

import pytest

from archive_lint.rule.registry import load_registry
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def crashing(archive: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = load_registry().find("missing-section")
    assert rule is not None

    def crash(self: Any, page: Any) -> Any:
        raise ZeroDivisionError("https://reader:hunter2@gazette.example/")

    monkeypatch.setattr(rule, "check", crash)


def test_a_rule_that_crashes_on_many_pages_is_one_line(run: Run) -> None:
    done = run("--no-cache")
    assert done.code == 2
    lines = [line for line in done.err.split("\n") if "crashed" in line]
    assert len(lines) == 1
    assert "news/2014/05/21/" in lines[0]
    assert "rule S001 crashed here: ZeroDivisionError: https://***@gazette.example/ (line " in lines[0]
    assert lines[0].endswith("; it crashed on 4 pages, first on this one")


def test_the_traceback_of_a_crash_is_shown_with_verbose_alone(run: Run) -> None:
    assert "Traceback" not in run("--no-cache").err
    shown = run("--no-cache", "-v").err
    assert shown.count("Traceback (most recent call last):") == 1
    assert "in crash" in shown
    assert "hunter2" not in shown.partition("ZeroDivisionError: ")[2]


def test_a_rule_that_crashes_at_two_places_is_a_line_and_a_traceback_for_each(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = load_registry().find("missing-section")
    assert rule is not None

    def crash(self: Any, page: Any) -> Any:
        if page.facts.related:
            raise KeyError("here")
        raise KeyError("there")

    monkeypatch.setattr(rule, "check", crash)
    done = run("--no-cache", "-v")
    lines = [line for line in done.err.split("\n") if "crashed" in line]
    assert sorted(line.partition("KeyError: ")[2].partition(" (")[0] for line in lines) == ["'here'", "'there'"]
    assert done.err.count("Traceback (most recent call last):") == 2
    assert done.code == 2
