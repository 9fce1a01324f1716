"""The page stage: reads, parses and checks a batch of pages alone. It runs in this process or in any executor's.

What goes in and out crosses processes, so it is small and plain: paths in; findings, facts and problems out, as one
block of bytes a batch, which costs a fraction of pickling the objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

import msgspec

from archive_lint.engine.checks import Checks, located, run_checks
from archive_lint.engine.plan import StagePlan, make_rules
from archive_lint.engine.wire import BatchResult, encode_batch
from archive_lint.files.read import UnreadablePageError, VanishedPageError, read_page
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Kind
from archive_lint.model.page import Page, PageFacts
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.rule.base import PageRule, Rule
from archive_lint.rule.registry import load_registry
from archive_lint.store.checked_pages import CITED_SIZE
from archive_lint.store.facts import record_of

Task = tuple[str, bool, bytes | None]
"""One page to look at: its path, whether it is a twin, and what to take for its content instead of what is on disk."""


_PLAN_DECODER = msgspec.msgpack.Decoder(StagePlan)


class PageChecker:
    """Reads, parses and checks pages with the rules that look at one page alone."""

    def __init__(self, plan: StagePlan, rules: Iterable[Rule]) -> None:
        self.root = plan.root
        self.layout = plan.layout
        self._checks = Checks([rule for rule in rules if isinstance(rule, PageRule)])
        self._names = plan.layout.index_names
        self._index: Page | None = None

    def check(self, task: Task, result: BatchResult) -> None:
        """Add what a page gives to the result of its batch."""
        path, is_twin, content = task
        try:
            source = read_page(self.root, path) if content is None else content
        except VanishedPageError:
            result.vanished.append(path)
            return
        except UnreadablePageError as error:
            result.problems.append(Problem(ProblemKind.UNREADABLE, path, str(error)))
            return
        page = self._parse_index(path, source) if path.endswith(self._names) else parse(path, source, self.layout)
        facts = page.facts
        result.facts[path] = facts
        if facts.directives:
            result.suppressing.append(path)
        cited = cited_urls(facts)
        if cited:
            result.cited[path] = b"".join(cited)
        # Damage is looked for in twins too: it keeps all else from being compared.
        checks = self._checks.of(facts.kind, is_twin=is_twin and not facts.damaged, is_damaged=facts.damaged)
        found = run_checks(checks, path, (page,), result.problems)
        if found:
            result.findings += located(found, source)

    def _parse_index(self, path: str, source: bytes) -> Page:
        """An index is read twice, as itself and as its twin: the second time nothing is left to do but change the path."""
        folder = path.rpartition("/")[0]
        known = self._index
        if known is not None and known.source == source and known.path.rpartition("/")[0] == folder:
            facts = msgspec.structs.replace(known.facts, path=path)
            return msgspec.structs.replace(known, facts=facts)
        page = self._index = parse(path, source, self.layout)
        return page


def cited_urls(facts: PageFacts) -> list[bytes]:
    """Digests of the web URLs that a story cites."""
    if facts.kind is not Kind.STORY:
        return []
    return [
        blake2b(link.target.encode(), digest_size=CITED_SIZE).digest()
        for _, link in facts.citations()
        if link.target.startswith(("http://", "https://"))
    ]


def check_batch(checker: PageChecker, tasks: Sequence[Task], result: BatchResult) -> None:
    """The page stage for one batch, with facts as records. What was done of it by then is in the result when it raises."""
    records: list[bytes] = []
    try:
        for task in tasks:
            checker.check(task, result)
            facts = result.facts.pop(task[0], None)
            if facts is not None:
                # At once: objects that live on cost more than they do to make, in memory that the next page could use.
                records.append(record_of(facts))
                result.lengths[task[0]] = len(records[-1])
    finally:
        result.records = b"".join(records)


def run_batch(plan: bytes, tasks: Sequence[Task]) -> bytes:
    """The page stage for one batch: what an executor is given to run."""
    result = BatchResult()
    check_batch(_checker(plan), tasks, result)
    return encode_batch(result, [path for path, *_ in tasks])


@lru_cache(maxsize=1)
def _checker(plan: bytes) -> PageChecker:
    """Rules are imported and made once a process."""
    decoded = _PLAN_DECODER.decode(plan)
    return PageChecker(decoded, make_rules(load_registry(), decoded))
