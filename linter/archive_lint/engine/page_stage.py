"""The page stage: reads, parses and checks a batch of pages, each by itself, in this process or in any executor's.

Its input and output cross processes, so they are small and plain: paths in; findings, facts and problems out, as one
block of bytes per batch, which costs a fraction of pickling the objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from archive_lint.engine.checks import Checks, located, run_checks
from archive_lint.engine.plan import StagePlan, make_rules
from archive_lint.engine.wire import BatchResult, encode_batch
from archive_lint.files.read import UnreadablePageError, VanishedPageError, read_page
from archive_lint.markdown.parse import parse
from archive_lint.model.digest import blake2b
from archive_lint.model.page import Link, Page, PageFacts
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.model.url import is_web, url_key
from archive_lint.rule.base import PageRule, Rule
from archive_lint.rule.registry import load_registry
from archive_lint.store.checked_pages import CITED_SIZE
from archive_lint.store.facts import record_of

Task = tuple[str, bool, bytes | None]
"""One page to check: its path, whether it is a twin, and its content if that replaces the file's."""

_PLAN_DECODER = msgspec.msgpack.Decoder(StagePlan)


class PageChecker:
    """Reads, parses and checks pages with the rules that check one page by itself."""

    def __init__(self, plan: StagePlan, rules: Iterable[Rule]) -> None:
        self.root = plan.root
        self.layout = plan.layout
        self.is_kept = plan.is_kept
        self._checks = Checks([rule for rule in rules if isinstance(rule, PageRule)])
        self._names = plan.layout.index_names
        self._index: Page | None = None

    def check(self, task: Task, result: BatchResult) -> PageFacts | None:
        """Return the facts of a page, and add the findings on it to the result of its batch.

        `None` for a page that cannot be read; the result says why.
        """
        path, is_twin, content = task
        try:
            source = read_page(self.root, path) if content is None else content
            page = self._parse_index(path, source) if path.endswith(self._names) else parse(path, source, self.layout)
        except VanishedPageError:
            result.vanished.append(path)
            return None
        except UnreadablePageError as error:
            result.problems.append(Problem(ProblemKind.UNREADABLE, path, str(error)))
            return None
        facts = page.facts
        if facts.directives:
            result.suppressing.append(path)
        # A twin's facts are those of the page that it repeats.
        if not is_twin and page.cited:
            result.cited[path] = _cited_urls(page.cited)
        # Twins are checked for damage too: it keeps all else from being compared.
        checks = self._checks.of(facts.kind, is_twin=is_twin and not facts.damaged, is_damaged=facts.damaged)
        found = run_checks(checks, path, (page,), result.problems)
        if found:
            result.findings += located(found, source)
        return facts

    def _parse_index(self, path: str, source: bytes) -> Page:
        """Return the parsed page; an index is parsed once for itself and its twin, of which only the path differs."""
        folder = path.rpartition("/")[0]
        last = self._index
        if last is not None and last.source == source and last.path.rpartition("/")[0] == folder:
            facts = msgspec.structs.replace(last.facts, path=path)
            return msgspec.structs.replace(last, facts=facts)
        page = self._index = parse(path, source, self.layout)
        return page


def _cited_urls(cited: Iterable[Link]) -> bytes:
    """Return the digests of the web URLs that a page cites: those that a check of sources requests."""
    urls = [url_key(link.target) for link in cited if is_web(link.target)]
    return b"".join([blake2b(url.encode(), digest_size=CITED_SIZE).digest() for url in urls])


def check_batch(checker: PageChecker, tasks: Sequence[Task], result: BatchResult) -> None:
    """Run the page stage for one batch. If it raises, the result holds what was done by then."""
    records: list[bytes] = []
    try:
        for task in tasks:
            facts = checker.check(task, result)
            if facts is not None:
                # At once: keeping objects alive costs more than making them, in memory that the next page could use.
                records.append(record_of(facts, is_kept=checker.is_kept))
                result.lengths[facts.path] = len(records[-1])
    finally:
        result.records = b"".join(records)


def run_batch(plan: bytes, tasks: Sequence[Task]) -> bytes:
    """Run the page stage for one batch, and return the encoded result: the function that executors call."""
    result = BatchResult()
    check_batch(_checker(plan), tasks, result)
    return encode_batch(result, [path for path, *_ in tasks])


@lru_cache(maxsize=1)
def _checker(plan: bytes) -> PageChecker:
    """Return the checker of a plan; it imports and makes the rules once per process."""
    decoded = _PLAN_DECODER.decode(plan)
    return PageChecker(decoded, make_rules(load_registry(), decoded))
