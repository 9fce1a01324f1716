"""An archive that another process reads is known as one that is read here, whatever becomes of the process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive_lint.engine.live import LivePages
from archive_lint.engine.reading_process import ReadingProcess
from archive_lint.engine.run import Run, execute
from archive_lint.model.finding import Finding
from archive_lint.rule.examples import OTHER_PATH, OTHER_TITLE, PATH, day_index, story
from tests.engine.read_here import ReadHere
from tests.engine.small_archive import INDEX, TWIN, run_over, write

CODES = "S001 L001 L006 I006"
GONE = story(related=["[Gone](/gone.md) _Context: x_"])
RENAMED = story(title="A different matter", date="2014-05-21", related=["[Gone](/gone.md) _Context: x_"])


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A story that another one cites and that leads nowhere, and an index that says something else of one."""
    index = day_index([("Another title", PATH)])
    write(
        tmp_path,
        {
            PATH: story(related=[f"[{OTHER_TITLE}](/{OTHER_PATH}) _Context: Harbour_"]),
            OTHER_PATH: story(title=OTHER_TITLE, date="2014-05-21", related=["[Gone](/gone.md) _Context: x_"]),
            INDEX: index,
            TWIN: index,
        },
    )
    return run_over(tmp_path, CODES)


def taken(live: LivePages, process: ReadingProcess) -> tuple[list[str], dict[str, list[str]]]:
    """The pages that were read meanwhile, and what was found on each as it lies on disk."""
    at_rest: dict[str, list[str]] = {}

    def note(paths: Sequence[str]) -> None:
        at_rest.update({path: [finding.code for finding in live.raw(path)] for path in paths})

    return [path for paths in live.taking(process, note) for path in paths], at_rest


def finish(live: LivePages) -> list[Finding]:
    for _ in live.reading():
        pass
    for _ in live.checking():
        pass
    return [finding for path in live.listing.pages for finding in live.findings_on(path)]


def test_a_process_finds_what_is_found_here(run: Run) -> None:
    live = LivePages(run)
    process = ReadingProcess()
    read, _ = taken(live, process)
    process.close()
    assert read == list(run.listing.pages)
    # Of a twin there is nothing to check.
    assert (live.unread, live.unchecked) == ([], {TWIN})
    expected = execute(run).findings
    assert {finding.code for finding in expected} == {"I006", "L001"}
    assert finish(live) == expected


@pytest.mark.parametrize("most", range(3))
def test_what_a_process_does_not_tell_before_it_ends_is_found_here(run: Run, most: int) -> None:
    live = LivePages(run)
    taken(live, ReadHere(run, most=most))
    assert (len(live.unread), len(live.unchecked)) == [(4, 4), (0, 4), (0, 1)][most]
    assert finish(live) == execute(run).findings


def test_a_process_that_is_ended_is_not_waited_for(run: Run) -> None:
    live = LivePages(run)
    process = ReadingProcess()
    process.close()
    assert taken(live, process) == ([], {})
    assert finish(live) == execute(run).findings


@pytest.mark.parametrize("when", range(2))
def test_an_edit_meanwhile_counts_and_matters_to_others_and_is_not_what_was_there_at_rest(run: Run, when: int) -> None:
    live = LivePages(run)
    texts = {PATH: GONE.encode(), OTHER_PATH: RENAMED.encode()}

    def edit(number: int) -> None:
        if number == when:
            for path, text in texts.items():
                live.put(path, text)

    _, at_rest = taken(live, ReadHere(run, between=edit))
    assert at_rest[INDEX] == ["I006"]
    assert at_rest[PATH] == []
    assert live.unchecked >= {PATH, OTHER_PATH}
    assert finish(live) == execute(replace(run, overlay=texts)).findings


def test_what_others_read_of_a_page_that_was_edited_before_is_known(run: Run) -> None:
    live = LivePages(run)
    live.put(OTHER_PATH, RENAMED.encode())
    taken(live, ReadHere(run))
    live.spread()
    assert PATH in live.unchecked


def test_a_page_that_is_gone_meanwhile_is_not_a_target(run: Run) -> None:
    (Path(run.root) / OTHER_PATH).unlink()
    live = LivePages(run)
    _, at_rest = taken(live, ReadHere(run))
    assert at_rest == {}
    assert finish(live) == execute(run).findings
    assert [finding.code for finding in live.findings_on(PATH)] == ["L001"]
