"""What changed since a commit, and what git knows of renames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from archive_lint.changes.since import Changes, changes_since
from archive_lint.cli.changed_since import ChangedSources
from archive_lint.files.discover import discover
from archive_lint.git.command import Git, Running
from archive_lint.git.revisions import GitHistory, RevisionError, contents, open_git, parting
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.model.page import PageFacts
from archive_lint.model.source import Source
from archive_lint.model.verdict import Verdict, VerdictKind
from archive_lint.rule.examples import OTHER_PATH, PATH, TITLE, day_index, story
from tests.in_memory import make_archive
from tests.repository import Repository

INDEX = "news/2014/05/23/index.md"
NEW = "news/2014/05/23/new.md"
LAYOUT = make_archive({}).layout
ONE, TWO = "https://one.example/", "https://two.example/"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Two stories and an index in git."""
    repository = Repository(tmp_path)
    repository.commit(
        {
            PATH: story(sources=[f"[One]({ONE})"]),
            OTHER_PATH: story(title="The storm"),
            INDEX: day_index([(TITLE, PATH)]),
            "map.png": b"\x89PNG",
        }
    )
    return repository


def since(repository: Repository, revision: str = "HEAD", layout: Layout = LAYOUT) -> Changes:
    root = str(repository.root)
    found = discover(root, is_index_wanted=True)
    return changes_since(root, revision, layout, found.listing, found.index)


def page(text: str, path: str = PATH) -> PageFacts:
    return parse(path, text.encode(), LAYOUT).facts


def test_nothing_changed(repository: Repository) -> None:
    assert since(repository) == Changes(changed=frozenset())


def test_git_is_asked_three_times_for_what_a_commit_changes(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write({PATH: story(topic="Harbour")})
    repository.git("add", PATH)
    start, asked = Git.start, list[str]()

    def recorded(git: Git, *arguments: str, is_long: bool = False) -> Running:
        asked.append(arguments[0])
        return start(git, *arguments, is_long=is_long)

    monkeypatch.setattr(Git, "start", recorded)
    assert since(repository).changed == {PATH}
    assert asked == ["ls-files", "diff-index", "cat-file"]


@pytest.mark.parametrize("revision", ["HEAD", "@", "HEAD~1", "main"])
def test_the_same_is_found_with_the_index_that_discovery_read(repository: Repository, revision: str) -> None:
    repository.commit({NEW: story(title="Something else altogether", related=None)})
    repository.git("mv", OTHER_PATH, "moved.md")
    repository.write({PATH: story(topic="Harbour"), "untracked.md": "x"})
    (repository.root / "map.png").unlink()
    root = str(repository.root)
    assert since(repository, revision) == changes_since(root, revision, LAYOUT, discover(root).listing)


def test_changed_added_and_deleted_files_are_told_apart(repository: Repository) -> None:
    repository.write({PATH: story(topic="Harbour"), NEW: story(title="Something else altogether", related=None)})
    repository.git("add", "--all")
    repository.git("rm", "--quiet", OTHER_PATH, "map.png")
    changes = since(repository)
    assert changes == Changes(
        changed=frozenset({PATH, NEW}),
        added=frozenset({NEW}),
        deleted=frozenset({OTHER_PATH, "map.png"}),
        cited={PATH: frozenset({ONE})},
    )


def test_a_renamed_page_is_the_same_page_elsewhere(repository: Repository) -> None:
    repository.git("mv", PATH, NEW)
    repository.write({NEW: story(sources=[f"[One]({ONE})", f"[Two]({TWO})"])})
    changes = since(repository)
    assert changes == Changes(
        changed=frozenset({NEW}),
        added=frozenset({NEW}),
        deleted=frozenset({PATH}),
        renamed={PATH: NEW},
        cited={NEW: frozenset({ONE})},
    )
    assert changes.sources_added(page((repository.root / NEW).read_text(), NEW)) == {TWO}


def test_work_that_is_not_staged_counts_as_it_is_what_is_looked_at(repository: Repository) -> None:
    (repository.root / OTHER_PATH).unlink()
    repository.write({PATH: story(title="Another title")})
    changes = since(repository)
    assert (set(changes.changed), set(changes.deleted), set(changes.retitled)) == ({PATH}, {OTHER_PATH}, {PATH})


def test_a_file_that_was_only_touched_has_not_changed(repository: Repository) -> None:
    repository.write({PATH: (repository.root / PATH).read_bytes()})
    assert since(repository) == Changes(changed=frozenset())


def test_a_page_that_is_staged_for_deletion_and_still_lies_there_is_deleted(repository: Repository) -> None:
    repository.git("rm", "--quiet", "--cached", PATH)
    assert since(repository).deleted == {PATH}


@pytest.mark.parametrize(
    ("before", "after", "is_retitled"),
    [
        (story(), story(title="Another title"), True),
        (story(), story(title=None), True),
        (story(), story().replace(f"# {TITLE}", f"#   {TITLE} #"), False),
        (story(), story(summary="More."), False),
        (story().encode("utf-16"), story(), True),
    ],
)
def test_a_page_is_retitled_when_readers_see_another_title(
    repository: Repository, before: str | bytes, after: str, is_retitled: bool
) -> None:
    repository.commit({PATH: before})
    repository.write({PATH: after})
    assert (PATH in since(repository).retitled) is is_retitled


@pytest.mark.parametrize(
    ("written", "expected"),
    [({INDEX: day_index([])}, {PATH}), ({INDEX: day_index([(TITLE, PATH), ("New", NEW)])}, set())],
)
def test_stories_that_an_index_no_longer_lists(
    repository: Repository, written: Mapping[str, str], expected: set[str]
) -> None:
    repository.write(written)
    assert since(repository).delisted == expected


def test_an_index_is_to_list_all_stories_of_its_day_from_the_first(repository: Repository) -> None:
    new = OTHER_PATH.rpartition("/")[0] + "/index.md"
    repository.write({new: day_index([])})
    repository.git("add", "--all")
    assert since(repository).delisted == {OTHER_PATH}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([f"[One]({ONE})"], set()),
        ([f"[Another label]({ONE})"], set()),
        ([f"[Two]({TWO})", f"[One]({ONE})"], {TWO}),
        ([f"[One]({TWO})"], {TWO}),
        ([], set()),
    ],
)
def test_sources_that_were_added_or_edited(repository: Repository, after: list[str], expected: set[str]) -> None:
    repository.write({PATH: story(sources=after)})
    assert since(repository).sources_added(page(story(sources=after))) == expected


def test_all_sources_of_a_new_page_are_added_and_none_of_an_unchanged_one(repository: Repository) -> None:
    repository.write({NEW: story(sources=[f"[Two]({TWO})"], title="Ferry runs again", related=None)})
    repository.git("add", "--all")
    changes = since(repository)
    assert changes.sources_added(page(story(sources=[f"[Two]({TWO})"]), NEW)) == {TWO}
    assert changes.sources_added(page(story(sources=[f"[Two]({TWO})"]))) == set()


class Check:
    """A check of sources for which everything is dead."""

    def __init__(self) -> None:
        self.fed: list[str] = []

    def feed(self, pages: Iterable[PageFacts]) -> None:
        self.fed += [page.path for page in pages]

    def verdicts(self) -> Mapping[str, Verdict]:
        return {}

    def archived(self, source: Source) -> str:
        return ""

    def may_fail(self, source: Source, verdict: Verdict) -> bool:
        return True


def test_only_sources_of_changed_pages_are_checked_and_only_new_ones_may_fail_the_run(repository: Repository) -> None:
    text = story(sources=[f"[One]({ONE})", f"[Two]({TWO})"])
    repository.write({PATH: text})
    inner = Check()
    check = ChangedSources(inner, since(repository))
    pages = [page(text), page(text, OTHER_PATH)]
    check.feed(pages)
    assert inner.fed == [PATH]
    verdict = Verdict(url=ONE, kind=VerdictKind.DEAD)
    may_fail = {
        (path.path, link.target): check.may_fail(Source(path.path, path.date, entry, link), verdict)
        for path in pages
        for entry, link in path.citations()
    }
    assert may_fail == {(PATH, ONE): False, (PATH, TWO): True, (OTHER_PATH, ONE): False, (OTHER_PATH, TWO): False}


def test_the_earlier_commit_is_where_the_branches_parted(repository: Repository) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "work")
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.commit({"notes.txt": "."})
    assert parting(open_git(str(repository.root)), "work") == base


def test_without_git_on_the_machine_that_is_what_is_said(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "bin")
    with pytest.raises(RevisionError, match="git is not on the PATH"):
        open_git(str(repository.root))
    assert dict(GitHistory(str(repository.root))) == {}


def test_contents_of_blobs_come_in_order(repository: Repository) -> None:
    blobs = [repository.git("rev-parse", f"HEAD:{path}") for path in ("map.png", PATH)]
    git = open_git(str(repository.root))
    assert list(contents(git, blobs)) == [b"\x89PNG", (repository.root / PATH).read_bytes()]


def test_a_commit_that_git_does_not_have_is_not_taken_for_none_yet(repository: Repository) -> None:
    head = repository.git("rev-parse", "HEAD")
    (repository.root / ".git/objects" / head[:2] / head[2:]).unlink()
    with pytest.raises(RevisionError, match="HEAD names is missing or damaged"):
        parting(open_git(str(repository.root)), "HEAD")


def test_a_blob_that_git_does_not_have_is_said_with_the_remedy(repository: Repository) -> None:
    with pytest.raises(RevisionError, match=r"partial clone.*git fetch --refetch"):
        list(contents(open_git(str(repository.root)), ["0" * 40]))


def test_renames_are_those_on_disk_and_of_the_last_commits(repository: Repository) -> None:
    repository.git("mv", PATH, NEW)
    repository.commit()
    repository.git("mv", OTHER_PATH, "news/2014/05/21/later.md")
    assert dict(GitHistory(str(repository.root))) == {PATH: NEW, OTHER_PATH: "news/2014/05/21/later.md"}


def test_of_two_renames_of_a_path_the_later_one_holds(repository: Repository) -> None:
    repository.git("mv", PATH, NEW)
    repository.commit()
    repository.commit({PATH: story(title="Quite another story")})
    repository.git("mv", PATH, "news/2014/05/23/other.md")
    repository.commit()
    assert GitHistory(str(repository.root))[PATH] == "news/2014/05/23/other.md"


def test_renames_in_an_archive_below_the_root_are_named_from_there(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({f"site/{PATH}": story()})
    repository.git("mv", f"site/{PATH}", f"site/{NEW}")
    repository.commit()
    assert dict(GitHistory(str(tmp_path / "site"))) == {PATH: NEW}


def test_git_is_asked_for_renames_only_when_one_is_looked_up(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("archive_lint.git.revisions.git_around", asked.append)
    renames = GitHistory(str(repository.root))
    assert asked == []
    assert PATH not in renames
    assert OTHER_PATH not in renames
    assert len(asked) == 1


def test_outside_of_git_there_are_no_renames(tmp_path: Path) -> None:
    assert dict(GitHistory(str(tmp_path))) == {}


def test_before_the_first_commit_there_are_no_renames(tmp_path: Path) -> None:
    Repository(tmp_path).write({PATH: story()})
    assert dict(GitHistory(str(tmp_path))) == {}
