"""The page stage: reads, parses and checks a batch of pages alone. It runs in this process or in any executor's.

What goes in and out crosses processes, so it is small and plain: paths in; findings, facts and problems out, as one
block of bytes a batch, which costs a fraction of pickling the objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct

from archive_lint.markdown import parse
from archive_lint.model.finding import Finding
from archive_lint.model.layout import Layout
from archive_lint.model.page import Page, PageFacts
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.model.span import locate
from archive_lint.reading import UnreadablePageError, VanishedPageError, read_page
from archive_lint.registry import Registry, load_registry
from archive_lint.rule import PageRule, Rule


class StagePlan(Struct, frozen=True, kw_only=True):
    """What a worker must know: the same for every batch of a run."""

    root: str
    layout: Layout
    codes: tuple[str, ...]
    """Of the rules to run, of whatever scope."""
    options: dict[str, dict[str, Any]] = {}
    """Options of rules by code."""


Task = tuple[str, bool, bytes | None]
"""One page to look at: its path, whether it is a twin, and what to take for its content instead of what is on disk."""


class BatchResult(Struct, array_like=True):
    """What a batch of pages gave."""

    facts: list[PageFacts] = []
    findings: list[Finding] = []
    problems: list[Problem] = []
    vanished: list[str] = []


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(BatchResult)
_PLAN_DECODER = msgspec.msgpack.Decoder(StagePlan)


def make_rules(registry: Registry, plan: StagePlan) -> list[Rule]:
    """The rules of a plan with their options, sorted by code."""
    wanted = set(plan.codes)
    return [
        rule(msgspec.convert(plan.options.get(rule.code, {}), rule.Options))
        for rule in registry.rules
        if rule.code in wanted
    ]


class PageChecker:
    """Reads, parses and checks pages with the rules that look at one page alone."""

    def __init__(self, plan: StagePlan, rules: Iterable[Rule]) -> None:
        self.root = plan.root
        self.layout = plan.layout
        self._rules = [rule for rule in rules if isinstance(rule, PageRule)]
        self._twin_rules = [rule for rule in self._rules if rule.on_twins]
        self._damage_rules = [rule for rule in self._rules if rule.on_damaged_pages]
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
        result.facts.append(page.facts)
        rules = self._twin_rules if is_twin else self._rules
        if page.facts.damaged:
            rules = self._damage_rules
        for rule in rules:
            result.findings.extend(run_guarded(rule.code, path, lambda: rule.check(page), result.problems, source))  # noqa: B023

    def _parse_index(self, path: str, source: bytes) -> Page:
        """An index is read twice, as itself and as its twin: the second time nothing is left to do but change the path."""
        folder = path.rpartition("/")[0]
        known = self._index
        if known is not None and known.source == source and known.path.rpartition("/")[0] == folder:
            facts = msgspec.structs.replace(known.facts, path=path)
            return msgspec.structs.replace(known, facts=facts)
        page = self._index = parse(path, source, self.layout)
        return page


def run_guarded(
    code: str, path: str, check: Callable[[], Iterable[Finding]], problems: list[Problem], source: bytes | None
) -> Sequence[Finding]:
    """The findings of one rule on one page, with their places in `source` where it is given.

    A rule that crashes is reported as a problem; what it found before stands.
    """
    findings: list[Finding] = []
    try:
        for finding in check():
            if source is None:
                findings.append(msgspec.structs.replace(finding, path=path))
            else:
                start, end = locate(source, finding.span)
                findings.append(msgspec.structs.replace(finding, path=path, start=start, end=end))
    except Exception as error:  # noqa: BLE001  # a rule may be a stranger's: its crash must not end the run
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        line = f" (line {where.tb_lineno} of {where.tb_frame.f_code.co_filename.rpartition('/')[2]})" if where else ""
        problems.append(
            Problem(ProblemKind.CRASH, path, f"rule {code} crashed here: {type(error).__name__}: {error}{line}")
        )
    return findings


def run_batch(plan: bytes, tasks: Sequence[Task]) -> bytes:
    """The page stage for one batch: what an executor is given to run."""
    checker = _checker(plan)
    result = BatchResult([], [], [], [])
    for task in tasks:
        checker.check(task, result)
    return _ENCODER.encode(result)


def decode_batch(encoded: bytes) -> BatchResult:
    """What `run_batch` gave."""
    return _DECODER.decode(encoded)


@lru_cache(maxsize=1)
def _checker(plan: bytes) -> PageChecker:
    """Rules are imported and made once a process."""
    decoded = _PLAN_DECODER.decode(plan)
    return PageChecker(decoded, make_rules(load_registry(), decoded))
