"""Pages that are checked while they are written are reported as by a run over the same bytes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive_lint.archive.uncommitted import NoChange
from archive_lint.config.load import load
from archive_lint.engine.later_versions import LaterVersions
from archive_lint.engine.live import LivePages
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Run, execute
from archive_lint.files.discover import discover
from archive_lint.model.finding import Finding
from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from archive_lint.rule.registry import load_registry
from benchmarks.corpus import RECIPES, Plan, generate, inject
from tests.engine.small_archive import INDEX, TWIN, run_over, write
from tests.soak import FACTOR, rounds

ROOT = Path(__file__).parent.parent.parent
PAGES = 300 if FACTOR else 80
ALL = " ".join(rule.code for rule in load_registry().rules)
LINES = (
    "",
    "### Related:",
    f"1. [{TITLE}](/{PATH}) _Context: Harbour_",
    f"1. [gone](/{PATH}x)",
    "# Another title",
    "<!-- archive-lint: file-ignore[S001] why -->",
    "<!-- archive-lint: ignore[ALL] -->",
    "---\ntitle: Moved\npermalink: /elsewhere/\n---",
    "&quot;x\x0b\u2028\x85😀",
    "<<<<<<< ours\n=======\n>>>>>>> theirs",
)


def live_over(run: Run) -> LivePages:
    """All of an archive, read and checked."""
    live = LivePages(run)
    finish(live)
    return live


def finish(live: LivePages) -> None:
    for _ in live.reading():
        pass
    for _ in live.checking():
        pass


def reported(live: LivePages) -> list[Finding]:
    return [finding for path in live.listing.pages for finding in live.findings_on(path)]


def over_the_same(run: Run, texts: Mapping[str, bytes]) -> list[Finding]:
    return execute(replace(run, overlay=texts, known=None)).findings


def edited(chance: random.Random, text: bytes) -> bytes:
    """A page with a line more, less or cut off at a place."""
    lines = text.decode(errors="replace").split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            lines.insert(0 if chance.random() < 0.3 else at, chance.choice(LINES))
        case 1:
            del lines[at]
        case 2:
            lines[at] = lines[at][: len(lines[at]) // 2]
        case _:
            lines[at] = lines[at] + chance.choice("x[]()é\r")
    return "\n".join(lines).encode()


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A generated archive with defects."""
    root = tmp_path_factory.mktemp("archive")
    plan = generate(str(root), pages=PAGES, seed=7)
    assert isinstance(plan, Plan)
    inject(str(root), plan, defects=dict.fromkeys(sorted(set(RECIPES) - {"I004"})[::9], 1), seed=7)
    return run_over(root, ALL)


@pytest.fixture(scope="module")
def blog() -> Run:
    """The example of a site, whose links name URLs."""
    root = ROOT / "examples" / "blog"
    settings = load(str(root / "archive-lint.toml")).settings
    listing = discover(str(root), None, settings.archive.endings).listing
    return Run(
        root=str(root),
        plan=StagePlan(root=str(root), layout=settings.layout(), codes=tuple(ALL.split())),
        registry=load_registry(),
        listing=listing,
    )


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("archive", ["news", "blog"])
def test_whatever_is_typed_is_reported_as_by_a_run_over_the_same_bytes(
    archive: str, seed: int, request: pytest.FixtureRequest
) -> None:
    run: Run = request.getfixturevalue(archive)
    chance = random.Random(seed)
    live = live_over(run)
    texts: dict[str, bytes] = {}
    # Few pages, so that what one says matters to what another one does.
    open_pages = chance.sample(run.listing.pages, 4)
    for number in range(rounds(6)):
        path = chance.choice(open_pages)
        texts[path] = edited(chance, live.text(path) or b"")
        live.put(path, texts[path])
        if chance.random() < 0.5:
            # Also what is asked for before all pages were looked at again.
            live.findings_on(chance.choice(open_pages))
        if chance.random() < 0.1:
            live.put(path, None)
            del texts[path]
        finish(live)
        assert reported(live) == over_the_same(run, texts), (seed, number)


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A story that another one cites, in their indexes."""
    index = day_index([(TITLE, PATH)])
    write(
        tmp_path,
        {
            PATH: story(related=[f"[{OTHER_TITLE}](/{OTHER_PATH}) _Context: Harbour_"]),
            OTHER_PATH: story(title=OTHER_TITLE, date="2014-05-21", related=None),
            INDEX: index,
            TWIN: index,
        },
    )
    return tmp_path


def said(live: LivePages, path: str) -> list[str]:
    return [finding.code for finding in live.findings_on(path)]


def test_a_page_is_answered_for_before_the_archive_is_read(linked: Path) -> None:
    live = LivePages(run_over(linked, "S001 L001 L006"))
    live.put(PATH, story(related=["[Gone](/gone.md)"]).encode())
    assert said(live, PATH) == ["L001"]
    finish(live)
    assert said(live, PATH) == ["L001"]


def test_what_a_page_breaks_is_found_when_its_turn_comes(linked: Path) -> None:
    live = live_over(run_over(linked, "L006"))
    assert said(live, PATH) == []
    live.put(OTHER_PATH, story(title="A different matter", date="2014-05-21", related=None).encode())
    live.spread()
    assert PATH in live.unchecked
    assert [PATH in paths for paths in live.checking()] == [True]
    assert said(live, PATH) == ["L006"]


def test_what_the_latest_change_can_matter_to_is_checked_first(linked: Path) -> None:
    live = live_over(run_over(linked, "L006"))
    live.reread([INDEX, TWIN])
    live.put(OTHER_PATH, story(title="A different matter", date="2014-05-21", related=None).encode())
    live.spread()
    assert list(live.unchecked)[:1] == [PATH]
    assert live.unchecked >= {INDEX, OTHER_PATH}


def test_a_page_is_answered_for_before_its_turn_comes_as_the_others_are_now(linked: Path) -> None:
    live = live_over(run_over(linked, "L006"))
    assert said(live, PATH) == []
    live.put(OTHER_PATH, story(title="A different matter", date="2014-05-21", related=None).encode())
    assert said(live, PATH) == ["L006"]


def test_the_text_on_disk_counts_again_when_a_page_is_closed(linked: Path) -> None:
    live = live_over(run_over(linked, "L001"))
    live.put(PATH, story(related=["[Gone](/gone.md)"]).encode())
    live.put(PATH, None)
    assert said(live, PATH) == []
    (linked / PATH).write_text(story(related=["[Gone](/gone.md)"]))
    live.reread([PATH])
    assert said(live, PATH) == ["L001"]


def test_what_changes_on_disk_does_not_touch_an_open_page(linked: Path) -> None:
    live = live_over(run_over(linked, "L001"))
    live.put(PATH, story().encode())
    (linked / PATH).write_text(story(related=["[Gone](/gone.md)"]))
    live.reread([PATH])
    assert said(live, PATH) == []


def test_what_an_earlier_run_found_is_taken_over(linked: Path) -> None:
    run = run_over(linked, ALL)
    known = execute(run).results
    live = LivePages(replace(run, known=known))
    assert not live.unchecked
    expected = over_the_same(run, {})
    (linked / PATH).write_text("changed and not to be read")
    assert reported(live) == expected


def test_pages_that_were_not_edited_need_not_be_read_again_for_another_listing(linked: Path) -> None:
    run = run_over(linked, ALL)
    live = live_over(run)
    live.put(PATH, b"# Another\n")
    (linked / OTHER_PATH).write_text("changed and not to be read")
    live = LivePages(replace(run, known=live.handed_on()))
    (linked / PATH).write_text("# Read again\n")
    finish(live)
    facts = live.facts(PATH), live.facts(OTHER_PATH)
    assert [page and page.title and page.title.text for page in facts] == ["Read again", OTHER_TITLE]


def test_a_page_that_is_gone_before_it_is_read_is_not_a_target(linked: Path) -> None:
    run = run_over(linked, "L001")
    (linked / OTHER_PATH).unlink()
    live = LivePages(run)
    assert said(live, PATH) == []
    finish(live)
    assert said(live, PATH) == ["L001"]


def test_git_is_not_asked_before_a_page_is_answered_for_and_counts_afterwards(linked: Path) -> None:
    asked: list[str] = []

    def versions(path: str) -> list[bytes]:
        asked.append(path)
        return [story().encode()]

    def told() -> list[str]:
        return [finding.message.rpartition("; ")[2].rpartition("damaged: ")[2] for finding in live.findings_on(PATH)]

    live = live_over(run_over(linked, "T007", versions=versions))
    live.put(PATH, story(title=TITLE[:12]).encode())
    assert told() == [f"it is cut off: the file name goes on {Path(PATH).stem!r}"]
    assert (asked, live.in_doubt) == ([], [PATH])
    live.take_versions(PATH, live.ask_for_versions(PATH))
    assert told() == [f"git has it as {TITLE!r}"]
    live.put(PATH, story(title=TITLE[:11]).encode())
    assert told() == [f"git has it as {TITLE!r}"]
    assert (asked, live.in_doubt) == ([PATH], [])


class Moves(dict[str, str]):
    """Moves that git knows, and whether it was asked for them."""

    is_asked = False

    def __len__(self) -> int:
        self.is_asked = True
        return super().__len__()

    def __getitem__(self, path: str) -> str:
        self.is_asked = True
        return super().__getitem__(path)


def test_moves_and_the_change_at_hand_count_when_git_has_answered(linked: Path) -> None:
    moves = Moves({"gone.md": OTHER_PATH})
    run = run_over(linked, "L001 L006", renames=moves, uncommitted=NoChange(deleted=frozenset({"deleted.md"})))
    texts = {
        PATH: story(related=[f"[{OTHER_TITLE}](/{each}.md) _Context: x_" for each in ("gone", "deleted")]).encode()
    }
    live = live_over(run)
    live.put(PATH, texts[PATH])
    early = live.findings_on(PATH)
    assert ([finding.code for finding in early], moves.is_asked) == (["L001", "L001"], False)
    assert live.without_history == {PATH}
    live.ask_git()
    assert moves.is_asked
    assert live.findings_on(PATH) == early
    live.take_history()
    assert live.without_history == set()
    assert live.findings_on(PATH) == over_the_same(run, texts) != early


def test_earlier_versions_of_some_pages_are_remembered() -> None:
    versions = LaterVersions(lambda _: [])
    for number in range(40):
        versions.put(str(number), [b"x"])
    assert [number for number in range(40) if versions(str(number))] == list(range(24, 40))


def test_a_page_that_is_not_listed_has_no_findings(linked: Path) -> None:
    with pytest.raises(KeyError):
        live_over(run_over(linked, "L001")).findings_on("news/2014/05/23/new.md")


def test_what_is_read_of_many_pages_that_are_checked_one_by_one_is_known(
    linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive_lint.engine.live_reads._MOST_PARTS", 2)
    live = live_over(run_over(linked, "L006"))
    for path in (PATH, INDEX, TWIN, OTHER_PATH):
        live.put(path, (linked / path).read_bytes())
        assert said(live, path) == []
    assert len(live._reads) < 5
    live.put(OTHER_PATH, story(title="A different matter", date="2014-05-21", related=None).encode())
    live.spread()
    assert PATH in live.unchecked
