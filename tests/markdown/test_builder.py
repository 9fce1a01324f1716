"""The text after an entry's link: its context, or a note."""

from __future__ import annotations

import pytest

from archive_lint.markdown.builder import context_in


@pytest.mark.parametrize(
    ("tail", "context"),
    [
        (" Context: a, b", "a, b"),
        (" _Context： a_ ", "a"),
        (" (Current version) _Context : a_", "a"),
        ("More: Context", None),
        ("Context a", None),
        ("Context a _News: b", "b"),
        ("_Context", None),
        ("", None),
    ],
)
def test_a_context_stands_after_its_label(tail: str, context: str | None) -> None:
    assert context_in(tail, ("Context", "News")) == context


def test_a_label_repeated_without_end_takes_one_pass() -> None:
    assert context_in("a_News " * 200_000, ("Context", "News")) is None
