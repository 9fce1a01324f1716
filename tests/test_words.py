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
    "benchmarks/corpus/pages.py": frozenset({"anew"}),
    "docs/command-line.md": frozenset({"mend", "mended"}),
    "docs/rules/A001-unused-suppression.md": frozenset({"mended"}),
    "docs/rules/A002-unknown-suppression.md": frozenset({"mended"}),
    "docs/rules/D001-missing-date-heading.md": frozenset({"mended"}),
    "docs/rules/D002-date-heading-mismatch.md": frozenset({"mended"}),
    "docs/rules/D003-date-link-mismatch.md": frozenset({"mended"}),
    "docs/rules/D005-misformatted-date.md": frozenset({"mended"}),
    "docs/rules/D006-wrong-previous-day.md": frozenset({"mended"}),
    "docs/rules/I002-dangling-index-entry.md": frozenset({"mended"}),
    "docs/rules/I003-twin-differs.md": frozenset({"mended"}),
    "docs/rules/I005-duplicate-index-entry.md": frozenset({"mended"}),
    "docs/rules/I006-stale-index-title.md": frozenset({"left out of account", "mended"}),
    "docs/rules/L002-self-related-link.md": frozenset({"mended"}),
    "docs/rules/L003-duplicate-related-link.md": frozenset({"mended"}),
    "docs/rules/L004-misprefixed-link.md": frozenset({"mended"}),
    "docs/rules/L006-stale-related-title.md": frozenset({"left out of account", "mended"}),
    "docs/rules/L008-miscased-link.md": frozenset({"mend", "mended"}),
    "docs/rules/S004-misplaced-section.md": frozenset({"mended"}),
    "docs/rules/S006-misnumbered-list.md": frozenset({"anew", "mended"}),
    "docs/rules/S007-malformed-entry.md": frozenset({"mended"}),
    "docs/rules/T003-undecoded-entity.md": frozenset({"mended"}),
    "docs/rules/U005-malformed-source.md": frozenset({"mended"}),
    "docs/rules/U007-duplicate-source.md": frozenset({"mended"}),
    "docs/rules/U008-tracking-parameter.md": frozenset({"mended"}),
    "docs/rules/U009-unlabelled-source.md": frozenset({"mended"}),
    "docs/writing-rules.md": frozenset({"mends"}),
    "linter/archive_lint/archive/dependencies.py": frozenset({"take down"}),
    "linter/archive_lint/archive/index.py": frozenset({"anew", "habit", "likest", "link place", "take down"}),
    "linter/archive_lint/archive/links.py": frozenset({"link place"}),
    "linter/archive_lint/archive/similarity.py": frozenset({"likest"}),
    "linter/archive_lint/archive/targets.py": frozenset({"mends"}),
    "linter/archive_lint/cache/kept_file.py": frozenset({"workplace"}),
    "linter/archive_lint/cache/run_cache.py": frozenset({"anew"}),
    "linter/archive_lint/cli/arguments.py": frozenset({"mend", "mended"}),
    "linter/archive_lint/cli/changed_since.py": frozenset({"anew"}),
    "linter/archive_lint/cli/commands/baseline.py": frozenset({"make job"}),
    "linter/archive_lint/cli/commands/check.py": frozenset({"make job"}),
    "linter/archive_lint/cli/commands/explain.py": frozenset({"make job"}),
    "linter/archive_lint/cli/fixing.py": frozenset({"repair"}),
    "linter/archive_lint/cli/make_run.py": frozenset({"make job"}),
    "linter/archive_lint/cli/option_conflicts.py": frozenset({"in vain"}),
    "linter/archive_lint/engine/archive_stage.py": frozenset({"take down"}),
    "linter/archive_lint/files/state_folder.py": frozenset({"workplace"}),
    "linter/archive_lint/fix/apply.py": frozenset({"workplace"}),
    "linter/archive_lint/markdown/builder.py": frozenset({"page parts"}),
    "linter/archive_lint/markdown/facts.py": frozenset({"page parts"}),
    "linter/archive_lint/markdown/fast_path.py": frozenset({"page parts"}),
    "linter/archive_lint/markdown/parse.py": frozenset({"page parts"}),
    "linter/archive_lint/model/finding.py": frozenset({"mend"}),
    "linter/archive_lint/model/url.py": frozenset({"repair"}),
    "linter/archive_lint/rule/documentation.py": frozenset({"mended"}),
    "linter/archive_lint/rule/fixes.py": frozenset({"left out of account"}),
    "linter/archive_lint/store/checked_pages.py": frozenset({"take down"}),
    "linter/archive_lint/store/facts.py": frozenset({"anew"}),
    "linter/archive_lint/web/classify.py": frozenset({"inquiry"}),
    "linter/archive_lint/web/fetch/resolver.py": frozenset({"anew"}),
    "linter/archive_lint/web/history.py": frozenset({"anew"}),
    "linter/archive_lint/web/ledger.py": frozenset({"anew", "be it that"}),
    "linter/archive_lint/web/politeness.py": frozenset({"in vain"}),
    "linter/archive_lint/web/retry.py": frozenset({"condemn"}),
    "linter/archive_lint/web/schedule.py": frozenset({"anew"}),
    "linter/archive_lint/web/sweep.py": frozenset({"be it that", "in vain", "inquiry", "unproven"}),
    "linter/archive_lint/web/url_check.py": frozenset({"inquiry"}),
    "rules/archive_lint_rules/dates/date_link_mismatch.py": frozenset({"mended"}),
    "rules/archive_lint_rules/indexes/stale_index_title.py": frozenset({"left out of account"}),
    "rules/archive_lint_rules/related/miscased_link.py": frozenset({"mend"}),
    "rules/archive_lint_rules/related/stale_related_title.py": frozenset({"left out of account"}),
    "rules/archive_lint_rules/sections/link_repair.py": frozenset({"Repair", "mend", "mended", "repair"}),
    "rules/archive_lint_rules/sections/malformed_entry.py": frozenset({"repair"}),
    "rules/archive_lint_rules/sections/misnumbered_list.py": frozenset({"anew"}),
    "rules/archive_lint_rules/sources/citing.py": frozenset({"left out of account"}),
    "rules/archive_lint_rules/sources/malformed_source.py": frozenset({"repair"}),
}
"""EXCEPTIONS, to be emptied: files that still hold retired words. None may join them."""

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
