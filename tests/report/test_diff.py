"""`--diff`: what a reader sees in colour, and what git takes without."""

from __future__ import annotations

import io

import pytest

from archive_lint.fix.plan import Change
from archive_lint.report.diff import write_diff

BEFORE = b"# Title\n- old\nsame\n--- odd\nlast"
AFTER = b"# Title\n- new\nsame\n+++ odd\nlast"


def shown(**options: bool) -> str:
    stream = io.BytesIO()
    write_diff({"a.md": Change(before=BEFORE, after=AFTER)}, stream, **options)
    return stream.getvalue().decode()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--- a/a.md", "1"),
        ("+++ b/a.md", "1"),
        ("@@ -1,5 +1,5 @@", "1;36"),
        ("-- old", "1;31"),
        ("+- new", "32"),
        ("---- odd", "1;31"),
        ("++++ odd", "32"),
    ],
)
def test_headers_and_changes_are_coloured_by_what_they_are(line: str, code: str) -> None:
    assert f"\x1b[{code}m{line}\x1b[0m" in shown(color=True).split("\n")


@pytest.mark.parametrize("line", [" # Title", " same", "\\ No newline at end of file"])
def test_what_stays_has_no_colour(line: str) -> None:
    assert line in shown(color=True).split("\n")


def test_without_colour_it_is_what_git_takes() -> None:
    assert "\x1b" not in shown()
    assert shown().startswith("--- a/a.md\n+++ b/a.md\n@@ -1,5 +1,5 @@\n")


@pytest.mark.parametrize("options", [{"color": True}, {"to_terminal": True}], ids=str)
def test_a_page_drives_no_terminal(options: dict[str, bool]) -> None:
    stream = io.BytesIO()
    write_diff({"a.md": Change(before=b"a\n", after=b"\x1b[2J\n")}, stream, **options)
    assert rb"+\x1b[2J" in stream.getvalue()
    assert b"\x1b[2J" not in stream.getvalue()
