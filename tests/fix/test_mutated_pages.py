"""Pages of a real form, changed at random: what `--fix` makes of them is final, as shown, and nothing else changes.

So is what `--add-suppressions` makes of them.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from archive_lint.config.settings import Settings
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Run
from archive_lint.files.discover import discover
from archive_lint.fix.edits import apply_edits
from archive_lint.fix.passes import PlannedFixes, plan_fixes
from archive_lint.fix.plan import Change
from archive_lint.fix.suppressions import plan_suppressions
from archive_lint.report.diff import write_diff
from archive_lint.rule.registry import load_registry
from benchmarks.corpus import generate
from tests.fuzz import ROUNDS, in_batches, with_noise

LINES = (
    "", "#", "# Title", "### Source:", "### Related:", "###Related:", "1. [a](http://https://gazette.example/a b)",
    "2.[x](/news/nowhere.md)", "3. [](https://gazette.example/)", "<<<<<<< HEAD", "=======", ">>>>>>> topic", "```",
    "<!-- archive-lint: ignore[L001] why -->", "> 1. [q](\n> /q.md)", "&quot;e&quot; &#039;", "<details>", "---",
    "### [2014-05-3](/news/2014/05/3/index.md)", "\ufeff", "\ufffd \u202e \U0001f5de e\u0301", "[x]: /news/y.md",
)  # fmt: skip
MARKS = (
    "[",
    "]",
    "(",
    ")",
    "](",
    "\\",
    "`",
    "*",
    "_",
    "#",
    " ",
    "\t",
    ".",
    "/",
    "&",
    "<",
    ">",
    "\u00a0",
    "\u3002",
    "%20",
)
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Run:
    root = str(tmp_path_factory.mktemp("archive"))
    made = generate(root, pages=60, seed=3, edition="en")
    registry = load_registry()
    layout = msgspec.convert(dict(made.settings), Settings).layout()
    plan = StagePlan(root=root, layout=layout, codes=tuple(rule.code for rule in registry.rules))
    return Run(root=root, plan=plan, registry=registry, listing=discover(root).listing)


def mutated(chance: random.Random, page: bytes) -> bytes:
    """A page with some lines gone, moved, repeated, bent or cut; now and then with other line endings or noise."""
    lines = page.decode().split("\n")
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(lines))
        column = chance.randrange(len(lines[at]) + 1)
        match chance.randrange(8):
            case 0:
                del lines[at : at + chance.choice((1, 1, 3))]
            case 1:
                lines.insert(chance.randrange(len(lines)), lines[at])
            case 2:
                lines[at], other = lines[chance.randrange(len(lines))], lines[at]
                lines[chance.randrange(len(lines))] = other
            case 3:
                lines.insert(at, chance.choice(LINES))
            case 4 | 5:
                lines[at] = lines[at][:column] + chance.choice(MARKS) + lines[at][column:]
            case 6:
                lines[at] = lines[at][:column] + lines[at][column + chance.choice((1, 2, 9)) :]
            case _:
                lines[at : at + 2] = [" ".join(lines[at : at + 2])]
        lines = lines or [""]
    content = chance.choice(("\n",) * 8 + ("\r\n", "\r")).join(lines).encode()
    if chance.random() < 0.1:
        content = b"\xef\xbb\xbf" + content
    if chance.random() < 0.1:
        content = content[: chance.randrange(len(content) + 1)]
    return with_noise(chance, content) if chance.random() < 0.05 else content


def fixed(archive: Run, pages: Mapping[str, bytes]) -> PlannedFixes:
    """The safe fixes of these pages, with these contents."""
    run = replace(archive, reported=tuple(pages), overlay=dict(pages))
    planned = plan_fixes(run, lambda finding: finding.fix is not None and finding.fix.safe)
    assert planned.outcome.problems == []
    return planned


def applied(before: bytes, diff: bytes) -> bytes:
    """What a unified diff makes of a file."""
    old, new, at, is_added = _LINE.findall(before), list[bytes](), 0, False
    for line in _LINE.findall(diff)[2:]:
        if hunk := _HUNK.match(line):
            start = int(hunk[1]) - (hunk[2] != b"0")
            new += old[at:start]
            at = start
        elif line.startswith(b"+"):
            new.append(line[1:])
        elif line.startswith(b"\\"):
            new[-1:] = [new[-1][:-1]] if is_added else new[-1:]
        else:
            assert old[at].rstrip(b"\n") == line[1:].rstrip(b"\n")
            new += [old[at]] * line.startswith(b" ")
            at += 1
        is_added = line.startswith(b"+")
    return b"".join(new + old[at:])


def shown(path: str, change: Change) -> bytes:
    stream = io.BytesIO()
    write_diff({path: change}, stream, to_terminal=False)
    return stream.getvalue()


def endings(text: bytes) -> set[bytes]:
    return set(re.findall(rb"\r\n|\r|\n", text))


def chosen(chance: random.Random, archive: Run) -> Iterator[tuple[str, bytes]]:
    pages = [path for path in archive.listing.pages if path.startswith("news/")]
    for _ in range(ROUNDS):
        path = chance.choice(pages)
        yield path, mutated(chance, Path(archive.root, path).read_bytes())


@in_batches
def test_what_fix_makes_of_a_mutated_page_is_final_and_as_shown(archive: Run, seed: int) -> None:
    chance = random.Random(seed)
    for path, page in chosen(chance, archive):
        first = fixed(archive, {path: page})
        change = first.changes.get(path)
        after = page if change is None else change.after
        made = {each: found.after for each, found in first.changes.items()}
        assert fixed(archive, {path: page, **made}).changes == {}, (path, page)
        if change is None:
            continue
        assert change.before == page
        diff = shown(path, change)
        assert diff.startswith(b"# ") or applied(page, diff) == after, (path, page)
        edits = [edit for finding in first.fixed if finding.fix for edit in finding.fix.edits]
        start = min(edit.start for edit in edits if (edit.path or path) == path)
        assert after.startswith(page[:start]), (path, page)
        if path.endswith("README.md"):
            # A twin is a copy of its index, to the byte.
            continue
        assert len(endings(page)) > 1 or endings(after) <= (endings(page) or {b"\n"}), (path, page)
        assert after.startswith(b"\xef\xbb\xbf") == page.startswith(b"\xef\xbb\xbf"), (path, page)


def suppressed(archive: Run, pages: Mapping[str, bytes]) -> PlannedFixes:
    """The comments that hide all that is found on these pages, with these contents."""
    run = replace(archive, reported=tuple(pages), overlay=dict(pages))
    planned = plan_suppressions(run, lambda finding: finding.code[0] != "A", "so it was")
    assert planned.outcome.problems == []
    return planned


@in_batches
def test_comments_hide_all_that_is_found_on_a_mutated_page_and_change_nothing_else(archive: Run, seed: int) -> None:
    chance = random.Random(seed)
    for path, page in chosen(chance, archive):
        planned = suppressed(archive, {path: page})
        assert planned.refused.keys() <= {path, *planned.changes} or len(planned.refused) == 2, (path, page)
        left = [finding for finding in planned.outcome.findings if finding.code[0] != "A"]
        assert not left or path in planned.refused, (path, page, left)
        for each, change in planned.changes.items():
            fixes = [finding.fix for finding in planned.fixed if finding.fix]
            # In their order: at the end of a page two may stand at one place.
            edits = list(dict.fromkeys(edit for fix in fixes for edit in fix.edits if edit.path == each))
            assert all(edit.start == edit.end for edit in edits)
            assert apply_edits(change.before or b"", edits) == change.after, (path, page)
        after = {each: change.after for each, change in planned.changes.items()}
        assert suppressed(archive, {path: page, **after}).changes == {}, (path, page)
