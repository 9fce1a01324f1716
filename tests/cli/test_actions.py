"""A job of GitHub Actions: page text gives the runner no command, and the summary is added to."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.report.registry import FORMATS
from archive_lint.rule.examples import PATH, story

from .conftest import Run, Write

HOSTILE = story(title="::error::&quot;gotcha&quot;", related=None, summary="::set-output name=x::y")


@pytest.fixture(autouse=True)
def in_actions(archive: None, run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    write({PATH: HOSTILE})


def commands(out: str) -> list[str]:
    """The lines that a runner takes for commands."""
    found: list[str] = []
    token = ""
    for line in out.splitlines():
        text = line.strip()
        if token:
            token = "" if text == f"::{token}::" else token
        elif text.startswith("::stop-commands::"):
            token = text.removeprefix("::stop-commands::")
        elif text.startswith("::"):
            found.append(text)
    return found


FOR_PEOPLE = [info.name for info in FORMATS.values() if info.for_people]


@pytest.mark.parametrize(
    "arguments", [*(("--output-format", name) for name in FOR_PEOPLE), ("--diff",), ("--statistics",)]
)
def test_what_is_for_people_gives_the_runner_no_command(run: Run, arguments: tuple[str, ...]) -> None:
    done = run("--select", "T003,S001", *arguments)
    assert done.out.startswith("::stop-commands::")
    assert commands(done.out + done.err) == []


def test_annotations_are_the_only_commands(run: Run) -> None:
    found = commands(run("--select", "S001,T003", "--output-format", "github").out)
    assert {command.partition(" ")[0] for command in found} <= {"::error", "::warning", "::notice"}


def test_tokens_are_made_afresh(run: Run) -> None:
    assert run("--select", "S001").out.splitlines()[0] != run("--select", "S001").out.splitlines()[0]


def test_the_step_s_summary_is_added_to(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("from another command\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    run("--select", "S001", "-o", f"markdown:{summary}")
    text = summary.read_text()
    assert text.startswith("from another command\n")
    assert "S001" in text


def test_a_summary_without_room_is_not_broken(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = tmp_path / "summary.md"
    summary.write_bytes(b"x" * (1024 * 1024 - 100))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    run("--select", "S001", "-o", f"markdown:{summary}")
    assert summary.stat().st_size <= 1024 * 1024
