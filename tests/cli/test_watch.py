"""`--watch`: when it checks again, what it says, and how it ends."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from archive_lint.cli import watching
from archive_lint.cli.check_options import parse_check
from archive_lint.cli.watching import Batch, Watched, find_watched, native_changes, watch
from archive_lint.rule.examples import PATH, story

from .conftest import Run, Write

ADDED, MODIFIED, DELETED = 1, 2, 3
PAGE = "notes/a.md"
NOON = dt.datetime(2026, 1, 1, 12, 0, 5, tzinfo=dt.UTC)
Step = Callable[[], Iterable[tuple[int, str]]]
Tell = Callable[..., list[Watched]]


@pytest.fixture(autouse=True)
def pages(write: Write, run: Run) -> None:
    write({PAGE: "[x](gone.md)\n", PATH: story(related=())})


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tell:
    """Lets a run of `--watch` be told of changes: each step makes one and returns it as the system would."""

    def tell(*steps: Step) -> list[Watched]:
        left = list(steps)
        seen: list[Watched] = []

        def changes(watched: Watched) -> Iterator[Batch]:
            seen.append(watched)
            yield set()
            while left:
                yield {(kind, str(tmp_path / path)) for kind, path in left.pop(0)()}

        monkeypatch.setattr(watching, "native_changes", changes)
        return seen

    return tell


def test_each_change_is_a_report_with_the_time_and_what_changed_above_it(run: Run, write: Write, told: Tell) -> None:
    def break_more() -> list[tuple[int, str]]:
        write({PAGE: "[x](gone.md)\n\n[y](lost.md)\n", "notes/b.md": "x\n"})
        return [(MODIFIED, PAGE), (ADDED, "notes/b.md")]

    def put_right() -> list[tuple[int, str]]:
        write({PAGE: "x\n"})
        return [(MODIFIED, PAGE)]

    told(break_more, list, put_right)
    done = run("--watch", "--select", "L009", "--output-format", "concise")
    assert [line for line in done.out.split("\n") if "finding" in line.lower()] == [
        "1 finding (1 error) on 2 pages.",
        "2 findings (2 errors) on 3 pages.",
        "No findings on 3 pages.",
    ]
    said = [line.partition(" ")[2] for line in done.err.split("\n") if line[:1].isdigit()]
    assert said[1:] == ["Changed: notes/a.md and 1 more", "Changed: notes/a.md"]
    assert said[0].startswith("Watching ")
    assert done.err.count("Waiting for changes; Ctrl-C ends.") == 3
    assert done.code == 0


def test_the_time_is_told_to_the_second(run: Run, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert watch(parse_check([]), lambda: 1, changes=lambda _: [set()], now=lambda: NOON) == 1
    assert b"12:00:05 Watching" in capsysbinary.readouterr().err


@pytest.mark.parametrize(
    ("kind", "path", "concerns"),
    [
        (MODIFIED, PAGE, True),
        (ADDED, "notes/b.md", True),
        (DELETED, PAGE, True),
        (MODIFIED, "notes/b.txt", False),
        (ADDED, "notes/picture.png", True),
        (DELETED, "notes/picture.png", True),
        (MODIFIED, "archive-lint.toml", True),
        (ADDED, ".archive-lint.toml", True),
        (MODIFIED, "pyproject.toml", True),
        (MODIFIED, "_redirects", True),
        (MODIFIED, "../shared.toml", True),
        (MODIFIED, ".git/index", False),
        (ADDED, ".git/refs/heads/x.md", False),
        (ADDED, "notes/.a.md.swp", False),
        (ADDED, "notes/a.md~", False),
        (ADDED, "notes/.archive-lint-x8", False),
        (ADDED, "report.md", False),
        (MODIFIED, "report.md", False),
        (ADDED, "state/x.md", False),
        (ADDED, "state", False),
        (ADDED, "state-of-the-harbour.md", True),
    ],
)
def test_only_what_can_change_what_is_found_is_checked_for(
    write: Write, tmp_path: Path, kind: int, path: str, concerns: bool
) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)  # Only then may the state folder lie in it.
    (tmp_path.parent / "shared.toml").write_text("")
    write({"archive-lint.toml": 'extend = "../shared.toml"\n'})
    watched = find_watched(parse_check(["-o", "markdown:report.md", "--state-dir", "state"]))
    assert watched.concerns(kind, os.path.normpath(tmp_path / path)) is concerns
    assert watched.outside == [str(tmp_path.parent / "shared.toml")]


def test_a_configuration_that_names_another_root_is_watched_from_then_on(
    run: Run, write: Write, tmp_path: Path, told: Tell
) -> None:
    def move_root() -> list[tuple[int, str]]:
        write({"archive-lint.toml": '[archive]\nroot = "notes"\n'})
        return [(ADDED, "archive-lint.toml")]

    seen = told(move_root)
    run("--watch", "--select", "L009")
    assert [each.root for each in seen] == [str(tmp_path), str(tmp_path / "notes")]


def test_a_fault_in_the_configuration_is_told_and_the_next_change_checks_again(
    run: Run, write: Write, told: Tell
) -> None:
    def breaks() -> list[tuple[int, str]]:
        write({"archive-lint.toml": "[lint]\nslect = []\n"})
        return [(ADDED, "archive-lint.toml")]

    def puts_right() -> list[tuple[int, str]]:
        write({"archive-lint.toml": '[lint]\nselect = ["L009"]\n'})
        return [(MODIFIED, "archive-lint.toml")]

    told(breaks, puts_right)
    done = run("--watch", "--select", "S008")
    assert "archive-lint.toml:2" in done.err
    assert "did you mean 'select'?" in done.err
    assert done.err.count("Waiting for changes") >= 3


def test_what_is_wrong_at_the_start_ends_it(run: Run, write: Write) -> None:
    write({"archive-lint.toml": "[lint]\nslect = []\n"})
    done = run("--watch")
    assert done.code == 2
    assert "Waiting" not in done.err


def test_ctrl_c_ends_it_without_a_complaint(run: Run, told: Tell) -> None:
    def stop() -> list[tuple[int, str]]:
        raise KeyboardInterrupt

    told(stop)
    done = run("--watch", "--select", "L009")
    assert done.code == 130
    assert "error" not in done.err


def test_ctrl_c_during_a_check_ends_it_after_the_partial_report(
    run: Run, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert watch(parse_check([]), lambda: 130, changes=lambda _: [set(), {(MODIFIED, PAGE)}]) == 130
    assert b"Waiting" not in capsysbinary.readouterr().err


def test_fixes_are_made_as_pages_are_saved(run: Run, write: Write, tmp_path: Path, told: Tell) -> None:
    def save() -> list[tuple[int, str]]:
        write({PAGE: "# &quot;A&quot;\n"})
        return [(MODIFIED, PAGE)]

    told(save, lambda: [(MODIFIED, PAGE)])
    done = run("--watch", "--fix", "--select", "T003")
    assert (tmp_path / PAGE).read_text() == '# "A"\n'
    assert done.out.count("Fixed 1 finding in 1 file.") == 1


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("-",), "--watch watches files"),
        (("--timing",), "--timing has no effect beside it"),
        (("--add-suppressions", "so"), "--add-suppressions has no effect beside it"),
        (("--output-format", "json"), "which nothing that reads json takes for one"),
    ],
)
def test_what_cannot_go_with_it_is_refused(run: Run, words: tuple[str, ...], what: str) -> None:
    done = run("--watch", *words)
    assert done.code == 2
    assert what in done.err


def test_without_the_package_it_says_how_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = run("--watch")
    assert done.code == 2
    assert "pip install 'archive-lint[watch]'" in done.err


@pytest.mark.parametrize("error", [OSError(28, "OS file watch limit reached"), RuntimeError("limit reached")])
def test_where_the_system_cannot_watch_it_says_what_can_be_done(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object, **__: object) -> Iterator[Batch]:
        raise error
        yield

    monkeypatch.setattr("watchfiles.watch", refuse)
    done = run("--watch")
    assert done.code == 2
    assert "limit reached; WATCHFILES_FORCE_POLLING=1 looks" in done.err
    assert "internal" not in done.err


def test_the_system_s_own_news_of_a_page_arrive(write: Write, tmp_path: Path) -> None:
    watched = find_watched(parse_check([]))
    batches = iter(native_changes(watched))
    next(batches)
    write({PAGE: "x\n"})
    # A batch is empty after a moment without news.
    news = (path for batch in islice(batches, 50) for kind, path in batch if watched.concerns(kind, path))
    assert next(news) == str(tmp_path / PAGE)


@pytest.mark.skipif(os.name == "nt", reason="signals are sent on POSIX")
def test_ctrl_c_ends_the_process_with_130(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB", "CI"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "archive_lint", "--watch", "--select", "L009"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if line.startswith("Waiting"):
                process.send_signal(signal.SIGINT)
    assert process.returncode == 130
    assert "error" not in "".join(said)
