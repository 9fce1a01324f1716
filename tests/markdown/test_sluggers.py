"""The ids of headings are those that the renderers' own libraries give them.

`heading_ids.jsonl` has a thousand headings, one a line, each followed by the ids that github-slugger 2.0.0, kramdown
2.4.0, kramdown-parser-gfm 1.1.0, Python-Markdown 3.11 and markdown-it-anchor 10.0 gave them, all in one document.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive_lint.markdown.ids import read_headings
from archive_lint.markdown.sluggers.named import SLUGGERS

_TABLE = [json.loads(line) for line in Path(__file__).with_name("heading_ids.jsonl").read_text("utf-8").splitlines()]
_COLUMNS = ["github", "kramdown", "kramdown-gfm", "python-markdown", "markdown-it"]


def made(name: str) -> list[str]:
    """The ids that a slugger gives the headings of the table."""
    slugger = SLUGGERS[name]()
    markdown = "".join(f"## {row[0]}\n\n" for row in _TABLE)
    return [slugger.id_of(heading) for heading, _, _ in read_headings(markdown).headings]


def test_every_slugger_has_a_column() -> None:
    assert sorted(_COLUMNS) == sorted(SLUGGERS)


@pytest.mark.parametrize("name", _COLUMNS)
def test_ids_are_those_of_the_library(name: str) -> None:
    column = _COLUMNS.index(name) + 1
    expected = [row[column] for row in _TABLE]
    assert len(expected) == 1000
    ours = made(name)
    assert len(ours) == 1000
    other = [(row[0], row[column], own) for row, own in zip(_TABLE, ours, strict=True) if row[column] != own]
    assert other == []
