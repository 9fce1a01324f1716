"""A run over several processes, or over an executor that is given: the same as in one process, whatever breaks."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import msgspec

from archive_lint.engine.plan import StagePlan
from archive_lint.engine.process_pool import map_batches
from archive_lint.engine.wire import BatchResult, encode_batch
from archive_lint.model.page import PageFacts
from archive_lint.rule.examples import story
from tests.engine.small_archive import INDEX, LAYOUT, comparable, lint, many


class DyingExecutor(Executor):
    """Loses its workers after the first batch."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(self, function: Any, /, *arguments: Any, **keywords: Any) -> Future[Any]:
        self.submitted += 1
        future: Future[Any] = Future()
        if self.submitted == 1:
            future.set_result(function(*arguments, **keywords))
        elif self.submitted == 2:
            future.set_exception(BrokenProcessPool("a worker died"))
        else:
            raise BrokenProcessPool("no workers")
        return future


def test_any_number_of_workers_gives_the_same(tmp_path: Path) -> None:
    many(tmp_path, 450)
    alone = lint(tmp_path, "S001 L001 L002", jobs=1)
    assert len(alone.findings) == 450
    assert comparable(lint(tmp_path, "S001 L001 L002", jobs=2)) == comparable(alone)
    with ThreadPoolExecutor(2) as executor:
        assert comparable(lint(tmp_path, "S001 L001 L002", executor=executor)) == comparable(alone)


def test_the_report_is_whole_when_workers_die(tmp_path: Path) -> None:
    many(tmp_path, 450)
    executor = DyingExecutor()
    assert comparable(lint(tmp_path, "S001", executor=executor)) == comparable(lint(tmp_path, "S001", jobs=1))
    assert executor.submitted > 2


def test_no_more_batches_are_handed_over_than_are_soon_asked_for() -> None:
    class Counting(Executor):
        submitted = 0

        def submit(self, function: Any, /, *arguments: Any, **keywords: Any) -> Future[Any]:
            self.submitted += 1
            future: Future[Any] = Future()
            future.set_result(encode_batch(BatchResult()))
            return future

    executor = Counting()
    plan = StagePlan(root="", layout=LAYOUT, codes=())
    batches = map_batches(
        plan, ([(str(number), False, None)] for number in range(9)), jobs=1, executor=executor, most_ahead=3
    )
    assert [executor.submitted for _ in batches] == [3, 4, 5, 6, 7, 8, 9, 9, 9]


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    many(tmp_path, 450)
    seen: list[tuple[int, int]] = []
    lint(tmp_path, "S001", jobs=2, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (450, 450)


def test_what_crosses_processes_is_plain(archive: Path) -> None:
    facts = lint(archive, "").results.store.get(INDEX)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=PageFacts) == facts


def test_contents_given_in_memory_reach_the_workers(tmp_path: Path) -> None:
    many(tmp_path, 450)
    path = "news/2014/05/1/story-0.md"
    outcome = lint(tmp_path, "S001", jobs=2, overlay={path: story().encode()})
    assert len(outcome.findings) == 449
    assert path not in {finding.path for finding in outcome.findings}
