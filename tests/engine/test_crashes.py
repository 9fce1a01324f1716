"""A rule that crashes is told of once per place in its code, on the first page."""

from __future__ import annotations

import pytest

from archive_lint.engine.crashes import told_once
from archive_lint.model.problem import Problem, ProblemKind


def crash(path: str, code: str, message: str = "crashed", traceback: str = "", place: str = "") -> Problem:
    return Problem(ProblemKind.CRASH, path, message, code, traceback, place=place)


UNREADABLE = Problem(ProblemKind.UNREADABLE, "b.md", "cannot be read")
FIRST = "; it crashed on {} pages, first on this one"


@pytest.mark.parametrize(
    ("problems", "told"),
    [
        ([], []),
        ([UNREADABLE], [UNREADABLE]),
        ([crash("a.md", "X001", traceback="T")], [crash("a.md", "X001", traceback="T")]),
        (
            [crash("b.md", "X001"), crash("a.md", "X001"), UNREADABLE],
            [crash("a.md", "X001", "crashed" + FIRST.format(2)), UNREADABLE],
        ),
        (
            [crash("a.md", "X002"), crash("b.md", "X001"), crash("a.md", "X001"), crash("b.md", "X002", "otherwise")],
            [
                crash("a.md", "X001", "crashed" + FIRST.format(2)),
                crash("a.md", "X002", "crashed" + FIRST.format(2)),
            ],
        ),
        ([crash("a.md", "X001"), crash("a.md", "X001", "on another source")], [crash("a.md", "X001")]),
        (
            [crash("a.md", "X001"), crash("b.md", "X001", traceback="T")],
            [crash("a.md", "X001", "crashed" + FIRST.format(2), "T")],
        ),
        (
            [crash(path, "X001", place=place) for path in ("c.md", "a.md", "b.md") for place in ("line 1", "line 2")][
                1:
            ],
            [
                crash("a.md", "X001", "crashed" + FIRST.format(2), place="line 1"),
                crash("a.md", "X001", "crashed" + FIRST.format(3), place="line 2"),
            ],
        ),
        (
            [crash(f"{number:05}.md", "X001") for number in range(8_582)],
            [crash("00000.md", "X001", "crashed" + FIRST.format("8,582"))],
        ),
    ],
    ids=[
        "none",
        "no crash",
        "one page",
        "two pages",
        "two rules",
        "two sources",
        "traceback of another",
        "two places",
        "many",
    ],
)
def test_the_crashes_of_a_rule_at_one_place_are_told_as_one(problems: list[Problem], told: list[Problem]) -> None:
    assert told_once(problems) == told
