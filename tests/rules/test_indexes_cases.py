"""What the rules on indexes do with archives that would be too much for their documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from archive_lint.archive.index import Archive
from archive_lint.fix.edits import apply_edits
from archive_lint.model.finding import Finding
from archive_lint.rule.base import ArchiveRule
from archive_lint.rule.examples import PATH, TITLE, day_index, story
from archive_lint_rules.indexes.dangling_index_entry import DanglingIndexEntry
from archive_lint_rules.indexes.duplicate_index_entry import DuplicateIndexEntry
from archive_lint_rules.indexes.foreign_index_entry import ForeignIndexEntry
from archive_lint_rules.indexes.missing_index import MissingIndex
from archive_lint_rules.indexes.stale_index_title import StaleIndexTitle
from archive_lint_rules.indexes.twin_differs import TwinDiffers
from archive_lint_rules.indexes.unlisted_page import UnlistedPage
from tests.in_memory import make_archive
from tests.rules.families import rules_in

RULES = rules_in("indexes", ArchiveRule)
DAY = "news/2014/05/23"
INDEX = f"{DAY}/index.md"
TWIN = f"{DAY}/README.md"
FERRY = f"{DAY}/ferry-sinks.md"
ENTRY = f"### [{TITLE}](/{PATH})\n\n"
FERRY_ENTRY = f"### [Ferry sinks](/{FERRY})\n\n"
WITH_CONTEXT = f"### [Ferry sinks](/{FERRY})\n_Context: Sea_\n\n"
RELATIVE = "### [Ferry sinks](ferry-sinks.md)\n\n"
ENABLE = "<!-- archive-lint: enable[I006] -->\n"
HEAD = f"## [2014-05-23](/{INDEX})\n\n"
PREVIOUS = "## [Previous Day...](/news/2014/05/22/index.md)\n\n"


def findings(rule: type[ArchiveRule], archive: Archive, path: str = INDEX) -> list[Finding]:
    facts = archive.facts(path)
    assert facts is not None
    return list(rule().check(facts, archive)) if facts.kind in rule.kinds else []


def check(rule: type[ArchiveRule], path: str, files: Mapping[str, str | bytes], **settings: Any) -> list[Finding]:
    return findings(rule, make_archive(files, **settings), path)


def after_fix(files: Mapping[str, str | bytes], page: str, finding: Finding) -> dict[str, str]:
    """The files that a fix writes."""
    assert finding.fix is not None
    written: dict[str, str] = {}
    for path in {edit.path or page for edit in finding.fix.edits}:
        text = files.get(path, "")
        source = text.encode() if isinstance(text, str) else text
        edits = [edit for edit in finding.fix.edits if (edit.path or page) == path]
        written[path] = apply_edits(source, edits).decode()
    return written


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("path", [INDEX, TWIN, PATH, "index.md", "opinion/index.md", "opinion/README.md", "about.md"])
def test_an_archive_in_order_is_left_alone(rule: type[ArchiveRule], path: str) -> None:
    index = day_index([(TITLE, PATH)])
    files = {INDEX: index, TWIN: index, PATH: story(), "index.md": index, "README.md": index}
    files |= {"opinion/index.md": "# A\n", "opinion/README.md": "# B\n", "about.md": "# About\n"}
    assert check(rule, path, files) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_hostile_indexes_bring_no_rule_down(rule: type[ArchiveRule]) -> None:
    index = HEAD + "".join(
        f"### [a]({target})\n" for target in ("", "a b", "%00", "..", "/", "//", "<", "#", "../" * 3000)
    )
    for path in (INDEX, TWIN, PATH):
        check(rule, path, {INDEX: index, TWIN: index + "x", PATH: story(title=None)})


# Unlisted pages


@pytest.mark.parametrize(
    ("index", "fixed"),
    [
        (HEAD + FERRY_ENTRY + PREVIOUS, HEAD + FERRY_ENTRY + ENTRY + PREVIOUS),
        (HEAD + PREVIOUS, HEAD + ENTRY + PREVIOUS),
        (HEAD + FERRY_ENTRY, HEAD + FERRY_ENTRY + ENTRY),
        (HEAD.rstrip(), HEAD.rstrip() + "\n" + ENTRY),
        (HEAD + WITH_CONTEXT, HEAD + WITH_CONTEXT + ENTRY),
        (HEAD + RELATIVE, HEAD + RELATIVE + ENTRY.replace(f"/{DAY}/", "")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_entry_is_added_after_the_last(index: str, fixed: str, newline: str) -> None:
    if "\n" not in index:
        newline = "\n"
    files = {
        INDEX: index.replace("\n", newline),
        PATH: story(),
        FERRY: story(title="Ferry sinks", changes=["[x](x.md)"]),
    }
    if FERRY not in index and "ferry" not in index:
        del files[FERRY]
    (finding,) = findings(UnlistedPage, make_archive(files, added=frozenset({PATH})), PATH)
    assert finding.fix is not None
    assert finding.fix.safe
    assert after_fix(files, PATH, finding) == {INDEX: fixed.replace("\n", newline)}


def test_an_entry_has_topic_and_summary_where_the_archive_gives_them() -> None:
    body = f"##### Sea\n### [Ferry sinks](/{FERRY})\nAll were saved.\n\n"
    long = "x" * 301
    files = {INDEX: HEAD + body, FERRY: story(title="Ferry sinks"), PATH: story(topic="Harbour", summary=long)}
    (finding,) = check(UnlistedPage, PATH, files)
    entry = f"##### Harbour\n### [{TITLE}](/{PATH})\n{long[:300]}...\n\n"
    assert after_fix(files, PATH, finding) == {INDEX: HEAD + body + entry}


def test_an_entry_goes_where_the_archives_order_puts_it() -> None:
    def index(day: int, names: str) -> str:
        return day_index(
            [(name * 9 + f"{day}", f"news/2014/05/{day}/{name}.md") for name in names], date=f"2014-05-{day}"
        )

    files = {f"news/2014/05/{day}/index.md": index(day, "abcd") for day in (10, 11, 12)}
    files["news/2014/05/13/index.md"] = index(13, "acd")
    files |= {f"news/2014/05/13/{name}.md": story(date="2014-05-13", title=name * 9 + "13") for name in "abcd"}
    (finding,) = check(UnlistedPage, "news/2014/05/13/b.md", files)
    assert after_fix(files, "", finding) == {"news/2014/05/13/index.md": index(13, "abcd")}


def test_all_unlisted_stories_of_a_day_are_added_by_one_fix() -> None:
    files = {INDEX: HEAD + PREVIOUS, PATH: story(), FERRY: story(title="Ferry sinks")}
    fixes = [check(UnlistedPage, path, files)[0] for path in (PATH, FERRY)]
    assert fixes[0].fix == fixes[1].fix
    assert after_fix(files, "", fixes[0]) == {INDEX: HEAD + FERRY_ENTRY + ENTRY + PREVIOUS}


@pytest.mark.parametrize(
    "other",
    [
        story(title=TITLE),
        story(title=f"{TITLE} [http:--gazette.example-2014]"),
        story(title="Ferry sinks", changes=[f"[{TITLE}](/{PATH})"]),
    ],
)
def test_a_version_of_a_listed_story_need_not_be_listed(other: str) -> None:
    assert check(UnlistedPage, PATH, {INDEX: day_index([("Ferry sinks", FERRY)]), PATH: story(), FERRY: other}) == []


def test_a_suppressed_story_is_not_added_for_anothers_sake() -> None:
    ferry = "<!-- archive-lint: file-ignore[I001] kept out -->\n" + story(title="Ferry sinks")
    files = {INDEX: HEAD + PREVIOUS, PATH: story(), FERRY: ferry}
    (finding,) = check(UnlistedPage, PATH, files)
    assert after_fix(files, "", finding) == {INDEX: HEAD + ENTRY + PREVIOUS}


def test_a_story_that_git_does_not_track_need_not_be_listed_yet() -> None:
    archive = make_archive({INDEX: HEAD, PATH: story()}, untracked=frozenset({PATH}))
    assert findings(UnlistedPage, archive, PATH) == []


def test_a_renamed_story_counts_as_listed_since_its_entry_follows() -> None:
    files = {INDEX: day_index([(TITLE, f"{DAY}/old.md")]), PATH: story()}
    archive = make_archive(files, renames={f"{DAY}/old.md": PATH})
    assert findings(UnlistedPage, archive, PATH) == []
    (finding,) = findings(DanglingIndexEntry, archive)
    assert after_fix(files, INDEX, finding) == {INDEX: day_index([(TITLE, PATH)])}


# Dangling and duplicate entries


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD + FERRY_ENTRY + ENTRY + PREVIOUS, HEAD + ENTRY + PREVIOUS),
        (HEAD + ENTRY + FERRY_ENTRY + PREVIOUS, HEAD + ENTRY + PREVIOUS),
        (HEAD + ENTRY + "##### Sea\n" + FERRY_ENTRY + PREVIOUS, HEAD + ENTRY + PREVIOUS),
        (HEAD + ENTRY + FERRY_ENTRY, HEAD + ENTRY),
        (HEAD + ENTRY + FERRY_ENTRY.rstrip(), HEAD + ENTRY.rstrip()),
        (HEAD + FERRY_ENTRY + "---\n\n" + ENTRY, HEAD + "---\n\n" + ENTRY),
        (HEAD + FERRY_ENTRY + "* * *\r\n\n" + ENTRY, HEAD + "* * *\r\n\n" + ENTRY),
        (HEAD + FERRY_ENTRY + ENABLE + ENTRY, HEAD + ENABLE + ENTRY),
    ],
)  # fmt: skip
def test_a_dangling_entry_goes_with_all_its_lines_and_no_others(before: str, after: str) -> None:
    files = {INDEX: before, PATH: story()}
    (finding,) = check(DanglingIndexEntry, INDEX, files)
    assert finding.fix is not None
    assert finding.fix.safe
    assert after_fix(files, INDEX, finding) == {INDEX: after}


def test_a_dangling_entry_leads_to_a_likely_unlisted_story_unsafely() -> None:
    files = {INDEX: day_index([(TITLE, PATH.replace("reopens", "re-opens"))]), PATH: story()}
    (finding,) = check(DanglingIndexEntry, INDEX, files)
    assert finding.fix is not None
    assert not finding.fix.safe
    assert after_fix(files, INDEX, finding) == {INDEX: day_index([(TITLE, PATH)])}


def test_a_dangling_entry_whose_story_moved_to_another_day_goes() -> None:
    moved = PATH.replace("/23/", "/24/")
    files = {INDEX: HEAD + ENTRY + PREVIOUS, moved: story(date="2014-05-24")}
    (finding,) = check(DanglingIndexEntry, INDEX, files)
    assert after_fix(files, INDEX, finding) == {INDEX: HEAD + PREVIOUS}


@pytest.mark.parametrize("target", [f"/{DAY}/", "https://gazette.example/", "#x", f"/{PATH.upper()}"])
def test_an_entry_that_leads_elsewhere_does_not_dangle(target: str) -> None:
    assert check(DanglingIndexEntry, INDEX, {INDEX: HEAD + f"### [x]({target})\n", PATH: story()}) == []


def test_an_entry_for_an_untracked_page_is_reported_and_kept() -> None:
    archive = make_archive({INDEX: HEAD + ENTRY, PATH: story()}, untracked=frozenset({PATH}))
    (finding,) = findings(DanglingIndexEntry, archive)
    assert (finding.message, finding.fix) == (f"'/{PATH}' is not tracked by git", None)


def test_an_entry_repeated_with_another_context_is_not_removed_safely() -> None:
    files = {INDEX: HEAD + ENTRY + ENTRY.rstrip() + "\n_Context: Sea_\n\n" + PREVIOUS, PATH: story()}
    (finding,) = check(DuplicateIndexEntry, INDEX, files)
    assert finding.fix is not None
    assert not finding.fix.safe


# Twins


def test_a_missing_twin_is_not_written_over_something_that_git_does_not_track_or_a_link() -> None:
    files = {INDEX: HEAD, TWIN: "x"}
    (finding,) = findings(TwinDiffers, make_archive(files, untracked=frozenset({TWIN})))
    assert (finding.message, finding.fix) == (f"its twin '{TWIN}' is not tracked by git", None)
    (finding,) = findings(TwinDiffers, make_archive({INDEX: HEAD}, links_out=frozenset({TWIN})))
    assert finding.fix is None
    assert findings(TwinDiffers, make_archive({INDEX: HEAD}, aliases={TWIN: INDEX})) == []


CONFLICT = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n"


@pytest.mark.parametrize("damage", [b"\xff", b"\0", CONFLICT.encode()])
def test_a_damaged_index_or_twin_is_not_compared_since_its_damage_is_reported(damage: bytes) -> None:
    damaged = HEAD.encode() + damage
    assert check(TwinDiffers, TWIN, {INDEX: HEAD, TWIN: damaged}) == []
    assert check(TwinDiffers, TWIN, {INDEX: damaged, TWIN: HEAD}) == []


def test_an_archive_without_twins_says_so_once() -> None:
    files = {f"news/2014/05/{day}/index.md": HEAD for day in range(10, 15)} | {"index.md": HEAD}
    found = [finding.message for path in files for finding in check(TwinDiffers, path, files)]
    assert found == ["no index of the archive has its twin 'README.md'"]


# Missing indexes


def test_only_the_first_story_of_a_folder_says_that_its_index_is_missing() -> None:
    files = {PATH: story(), FERRY: story(title="Ferry sinks"), "news/2014/05/22/index.md": "", f"{DAY}/A.md": "# A"}
    assert [path for path in files if check(MissingIndex, path, files)] == [f"{DAY}/A.md"]


def test_a_missing_index_is_copied_from_its_twin() -> None:
    files = {PATH: story(), TWIN: HEAD + ENTRY, "news/2014/05/22/index.md": HEAD}
    (finding,) = check(MissingIndex, PATH, files)
    assert after_fix(files, PATH, finding) == {INDEX: HEAD + ENTRY}


@pytest.mark.parametrize(("previous_day", "day"), [("existing", "20"), ("calendar", "22")])
def test_a_missing_index_is_written_like_the_nearest(previous_day: str, day: str) -> None:
    like = "## [2014-05-20](/zh/news/2014/05/20/index.md)\r\n\r\n## [Before](/zh/news/2014/05/19/index.md)\r\n"
    files = {PATH: story(), FERRY: story(title="Ferry sinks"), "news/2014/05/20/index.md": like}
    (finding,) = check(MissingIndex, FERRY, files, site_prefix="/zh", previous_day=previous_day)
    text = HEAD + FERRY_ENTRY + ENTRY + f"## [Before](/news/2014/05/{day}/index.md)\n"
    assert after_fix(files, FERRY, finding) == {INDEX: text.replace("](/", "](/zh/").replace("\n", "\r\n")}


def test_an_archive_without_indexes_says_so_once() -> None:
    files = {f"news/2014/05/{day}/a.md": story() for day in range(10, 15)}
    found = [finding.message for path in files for finding in check(MissingIndex, path, files)]
    assert found == ["no day of the archive has an index"]


def test_an_untracked_index_is_missing_for_tracked_stories_only() -> None:
    files = {PATH: story(), INDEX: HEAD, "news/2014/05/22/index.md": ""}
    (finding,) = findings(MissingIndex, make_archive(files, untracked=frozenset({INDEX})), PATH)
    assert finding.fix is None
    assert findings(MissingIndex, make_archive(files, untracked=frozenset({INDEX, PATH})), PATH) == []


def test_an_index_entry_of_another_padding_of_the_day_is_not_foreign() -> None:
    files = {"news/2014/05/3/index.md": HEAD + "### [a](/news/2014/05/03/a.md)\n", "news/2014/05/03/a.md": "# a"}
    assert check(ForeignIndexEntry, "news/2014/05/3/index.md", files) == []


@pytest.mark.parametrize(
    ("rule", "found"), [(DanglingIndexEntry, 1), (DuplicateIndexEntry, 1), (StaleIndexTitle, 1), (ForeignIndexEntry, 1)]
)
def test_an_entry_in_order_hides_none_after_it(rule: type[ArchiveRule], found: int) -> None:
    other = "news/2014/05/22/calm.md"
    entries = [(TITLE, PATH), ("Gone", f"{DAY}/gone.md"), (TITLE, PATH), ("Untitled", FERRY), ("Clam", other)]
    files = {INDEX: day_index(entries), PATH: story(), FERRY: "no title\n", other: story(title="Calm")}
    assert len(check(rule, INDEX, files)) == found


def test_titles_of_what_is_not_a_story_are_not_compared() -> None:
    files = {INDEX: HEAD + "### [Our law](/law.md)\n", "law.md": "# The law\n"}
    assert check(StaleIndexTitle, INDEX, files) == []


def test_a_link_inside_unbalanced_brackets_is_not_called_stale() -> None:
    files = {INDEX: HEAD + f"### [Harbour [Gazette](/{PATH})\n", PATH: story()}
    assert check(StaleIndexTitle, INDEX, files) == []


def test_a_damaged_index_lists_nothing_that_could_be_trusted() -> None:
    assert check(UnlistedPage, PATH, {INDEX: b"\xff", PATH: story()}) == []


def test_each_missing_twin_is_named() -> None:
    files = {INDEX: HEAD, f"{DAY}/b.md": HEAD}
    found = check(TwinDiffers, INDEX, files, twins=["a.md", "b.md", "c.md"])
    assert [finding.subject for finding in found] == [f"{DAY}/a.md", f"{DAY}/c.md"]


def test_a_site_index_without_its_twin_is_reported() -> None:
    assert len(check(TwinDiffers, "index.md", {"index.md": HEAD})) == 1
