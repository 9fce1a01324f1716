"""A merge conflict is told from what only looks like one."""

from __future__ import annotations

import pytest

from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout

OURS, THEIRS = "<<<<<<< HEAD\n", ">>>>>>> topic\n"


@pytest.mark.parametrize(
    ("text", "conflicted"),
    [
        pytest.param(f"{OURS}a\n=======\nb\n{THEIRS}", True, id="the whole page"),
        pytest.param(f"# T\n\n1. a\n{OURS}2. b\n=======\n2. c\n{THEIRS}3. d\n", True, id="in a list"),
        pytest.param(f"{OURS}# A\n=======\n# B\n{THEIRS}", True, id="round a title"),
        pytest.param(f"{OURS}a\n||||||| base\nb\n=======\nc\n{THEIRS}", True, id="with the common ancestor"),
        pytest.param(f"{OURS}a\n=======\nb\n{THEIRS}".replace("\n", "\r\n"), True, id="CRLF"),
        pytest.param(f"{OURS}a\n=======\nb\n{THEIRS}".replace("\n", "\r"), True, id="CR"),
        pytest.param(f"{OURS}{OURS}a\n=======\nb\n{THEIRS}", True, id="one that begins twice"),
        pytest.param(f"<details>\n{OURS}a\n=======\nb\n{THEIRS}", True, id="in HTML"),
        pytest.param(f"{OURS}a\n=======\nb\n>>>>>>> topic", True, id="at the end of the file"),
        pytest.param(f"~~~\n{OURS}a\n=======\nb\n{THEIRS}~~~\n", False, id="in code"),
        pytest.param(f"{OURS}a\nb\n{THEIRS}", False, id="nothing between the sides"),
        pytest.param(f"{THEIRS}\nT\n=======\n\n{OURS}", False, id="in another order"),
        pytest.param("T\n=======\n", False, id="the underline of a heading"),
        pytest.param(f" {OURS}a\n=======\nb\n{THEIRS}", False, id="not at the start of the line"),
        pytest.param("<<<<<<<\na\n=======\nb\n>>>>>>>\n", False, id="marks without a name"),
        pytest.param(f"{OURS}a\n========\nb\n{THEIRS}", False, id="a longer underline"),
    ],
)
def test_a_page_in_a_conflict_counts_as_damaged(text: str, conflicted: bool) -> None:
    assert parse("a.md", text.encode(), Layout()).facts.damaged is conflicted
