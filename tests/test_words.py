"""One word for one thing: a term that was given up does not come back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("linter", "rules", "docs", "benchmarks", "examples")
ENDINGS = {".py", ".md", ".json", ".toml", ".yml", ".yaml"}
NOT_OURS = {"CHANGELOG.md", "examples/archive", "benchmarks/corpus/vocabulary.py"}
"""What tells of words that were given up, and what is written like news: their words are not the project's."""

PAGES = [
    path
    for path in (*ROOT.iterdir(), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*")))
    if path.suffix in ENDINGS and not any(path.is_relative_to(ROOT / name) for name in NOT_OURS)
]

WORDS = {
    "anew": "again",
    "astray": "problem links",
    "be it that": "even if",
    "condemn": "note as lost",
    "contestant": "command",
    "contestants": "commands",
    "habit": "convention",
    "in vain": "for nothing",
    "inquiry": "URL check",
    "left out of account": "ignored",
    "likeness": "similarity",
    "likest": "best match",
    "line shapes": "fast path",
    "link place": "link role",
    "link places": "links, link roles",
    "make job": "make run",
    "mend": "fix",
    "mended": "fix",
    "mending": "fix",
    "mends": "fix",
    "page parts": "page builder",
    "page pool": "process pool",
    "quarrel": "conflict",
    "record log": "spooled log",
    "remembering": "cached run",
    "repair": "fix",
    "repaired": "fix",
    "respell": "rewrite target",
    "spokesman": "representative",
    "sting": "escape",
    "take down": "record reads",
    "unproven": "unverified",
    "workplace": "state folder",
}
"""A term that was given up, in small letters and single words, and what stands in its place."""

NAMES = {
    "Asked": "Reads",
    "Concern": "FindingFilter",
    "Places": "OffsetTable",
    "Prepared": "Project",
    "Repair": "PlannedFixes",
    "Told": "a name for what it holds",
}
"""Names that were given up, though the words in them are good English elsewhere."""

EXCEPTIONS: dict[str, frozenset[str]] = {
    "docs/ci.md": frozenset({"repair"}),  # a command of git
    "linter/archive_lint/git/top.py": frozenset({"repair"}),  # the same
}
"""Files that hold a retired word in another meaning."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def words_of(text: str) -> str:
    """Return the words of prose and of names in it, one space around each: `TakeDown` and `take_down` are two words."""
    return f" {' '.join(word.lower() for word in _WORD.findall(text))} "


def retired_in(text: str) -> set[str]:
    """Return the retired words and names that a text holds."""
    words = words_of(text)
    names = {name for name in NAMES if re.search(rf"\bclass {name}\b|\b{name}\(", text)}
    return {term for term in WORDS if f" {term} " in words} | names


def test_no_retired_word_is_used() -> None:
    found = {str(page.relative_to(ROOT)): retired_in(page.read_text(encoding="utf-8")) for page in PAGES}
    new = {page: words - EXCEPTIONS.get(page, frozenset()) for page, words in found.items()}
    assert {page: {word: (WORDS | NAMES)[word] for word in sorted(words)} for page, words in new.items() if words} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mends what can be mended.", ["mended", "mends"]),
        ("def take_down(self) -> None:", ["take down"]),
        ("archive.take\ndown", ["take down"]),
        ("class WorkplaceError(Exception):", ["workplace"]),
        ("SPOKESMAN = 1", ["spokesman"]),
        ("asked: Asked = Asked()", ["Asked"]),
        ("It asked the places it was told to.", []),
        ("a recommendation, an amendment, requested repairs", []),
    ],
    ids=repr,
)
def test_a_retired_word_is_found_in_prose_and_in_names(text: str, found: list[str]) -> None:
    assert sorted(retired_in(text)) == found


def test_no_successor_is_retired_itself() -> None:
    assert {term for successor in {*WORDS.values(), *NAMES.values()} for term in retired_in(successor)} == set()
