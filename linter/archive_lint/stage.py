"""The page stage: reads, parses and checks a batch of pages alone. It runs in this process or in any executor's.

What goes in and out crosses processes, so it is small and plain: paths in; findings, facts and problems out, as one
block of bytes a batch, which costs a fraction of pickling the objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct, field

from archive_lint.checked_pages import CITED_SIZE
from archive_lint.dependencies import Dependencies
from archive_lint.fact_store import record_of
from archive_lint.markdown import parse
from archive_lint.model.finding import Finding, Fix
from archive_lint.model.layout import Layout
from archive_lint.model.page import Kind, Page, PageFacts
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.model.span import locate, locate_offsets
from archive_lint.reading import UnreadablePageError, VanishedPageError, read_page
from archive_lint.registry import Registry, load_registry
from archive_lint.rule import ArchiveRule, PageRule, Rule


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

Check = tuple[str, Callable[..., Iterable[Finding]]]
"""A rule's code, and its method bound to it."""


class BatchResult(Struct):
    """What a batch of pages gave."""

    facts: dict[str, PageFacts] = {}
    records: bytes = b""
    """What further pages say, in records one behind the other."""
    lengths: dict[str, int] = {}
    """The lengths of the records by page."""
    findings: list[Finding] = []
    problems: list[Problem] = []
    vanished: list[str] = []
    suppressing: list[str] = []
    """Pages that have suppressions."""
    cited: dict[str, bytes] = {}
    """Digests of the URLs that stories cite, by story: all that is asked is how many there are."""
    asked: Dependencies = field(default_factory=Dependencies)
    """Of the archive stage: what its checks asked about."""


class _Message(Struct, array_like=True):
    """The same as it crosses processes. Findings may share a fix of as many edits as there are of them: it is sent once."""

    records: bytes
    lengths: list[int]
    """Of the records of the batch's pages, in order; 0 for a page that could not be read."""
    cited: list[bytes]
    """Likewise."""
    findings: list[Finding]
    fixes: list[Fix]
    fix_of: list[int]
    """For each finding the place of its fix among the fixes, -1 for none."""
    problems: list[Problem]
    vanished: list[str]
    suppressing: list[str]
    asked: Dependencies


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Message)
_PLAN_DECODER = msgspec.msgpack.Decoder(StagePlan)


def make_rules(registry: Registry, plan: StagePlan) -> list[Rule]:
    """The rules of a plan with their options, sorted by code."""
    wanted = set(plan.codes)
    return [
        rule(msgspec.convert(plan.options.get(rule.code, {}), rule.Options))
        for rule in registry.rules
        if rule.code in wanted
    ]


class Checks:
    """Which of some rules are asked about a page."""

    def __init__(self, rules: Sequence[PageRule] | Sequence[ArchiveRule]) -> None:
        def by_kind(asked: Iterable[PageRule | ArchiveRule]) -> dict[Kind, list[Check]]:
            asked = list(asked)
            return {kind: [(rule.code, rule.check) for rule in asked if kind in rule.kinds] for kind in Kind}

        self._whole = by_kind(rules)
        self._twins = by_kind(rule for rule in rules if rule.on_twins)
        self._damaged = by_kind(rule for rule in rules if rule.on_damaged_pages)

    def of(self, kind: Kind, *, is_twin: bool, is_damaged: bool) -> list[Check]:
        """The checks for a page of a kind, in the rules' order. What a twin repeats is said of the index alone."""
        if is_twin:
            return self._twins[kind]
        return self._damaged[kind] if is_damaged else self._whole[kind]


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


def run_checks(checks: Iterable[Check], path: str, seen: tuple[Any, ...], problems: list[Problem]) -> list[Finding]:
    """The findings of rules on one page, which is named by its path; `seen` is what they are shown of it.

    A rule that crashes is reported as a problem; what it found before stands.
    """
    found: list[Finding] = []
    # One `try` around all of them: the price of one for each rule was felt. Where one crashes, each is asked again alone.
    try:
        for _, check in checks:
            found += check(*seen)
        return [_of_page(finding, path) for finding in found] if found else found
    except (Exception, SystemExit):  # noqa: BLE001  # a rule may be a stranger's: its crash must not end the run
        found = []
        for code, check in checks:
            try:
                for finding in check(*seen):
                    found.append(_of_page(finding, path))
            except (Exception, SystemExit) as error:  # noqa: BLE001
                problems.append(Problem(ProblemKind.CRASH, path, _describe(code, error)))
        return found


def _of_page(finding: Finding, path: str) -> Finding:
    """A rule may have named another page, but it was shown this one."""
    if not isinstance(finding, Finding):
        raise TypeError(f"it yielded a {type(finding).__name__}, not a Finding")
    return msgspec.structs.replace(finding, path=path)


def _describe(code: str, error: BaseException) -> str:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    line = f" (line {where.tb_lineno} of {where.tb_frame.f_code.co_filename.rpartition('/')[2]})" if where else ""
    return f"rule {code} crashed here: {type(error).__name__}: {error}{line}"


def located(findings: Sequence[Finding], source: bytes) -> list[Finding]:
    """Findings of one page with their lines and columns: rules know bytes."""
    if len(findings) == 1:
        start, end = locate(source, findings[0].span)
        return [msgspec.structs.replace(findings[0], start=start, end=end)]
    offsets = [offset for finding in findings for offset in (finding.span.start, finding.span.end)]
    positions = locate_offsets(source, offsets)
    return [
        msgspec.structs.replace(finding, start=positions[finding.span.start], end=positions[finding.span.end])
        for finding in findings
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


def encode_batch(result: BatchResult, paths: Sequence[str] = ()) -> bytes:
    """A result as it crosses processes: what it says of pages, which are given in order, as records alone."""
    places: dict[int, int] = {}
    fixes: list[Fix] = []
    fix_of: list[int] = []
    bare: list[Finding] = []
    for finding in result.findings:
        fix = finding.fix
        if fix is None:
            fix_of.append(-1)
            bare.append(finding)
            continue
        place = places.setdefault(id(fix), len(fixes))
        if place == len(fixes):
            fixes.append(fix)
        fix_of.append(place)
        bare.append(msgspec.structs.replace(finding, fix=None))
    return _ENCODER.encode(
        _Message(
            result.records,
            [result.lengths.get(path, 0) for path in paths],
            [result.cited.get(path, b"") for path in paths],
            bare,
            fixes,
            fix_of,
            result.problems,
            result.vanished,
            result.suppressing,
            result.asked,
        )
    )


def decode_batch(encoded: bytes, paths: Sequence[str] = ()) -> BatchResult:
    """What was encoded for these pages. Records stay as they are until someone asks for them."""
    message = _DECODER.decode(encoded)
    findings = message.findings
    for at, place in enumerate(message.fix_of):
        if place >= 0:
            findings[at] = msgspec.structs.replace(findings[at], fix=message.fixes[place])
    return BatchResult(
        records=message.records,
        lengths={path: length for path, length in zip(paths, message.lengths, strict=False) if length},
        cited={path: cited for path, cited in zip(paths, message.cited, strict=False) if cited},
        findings=findings,
        problems=message.problems,
        vanished=message.vanished,
        suppressing=message.suppressing,
        asked=message.asked,
    )


@lru_cache(maxsize=1)
def _checker(plan: bytes) -> PageChecker:
    """Rules are imported and made once a process."""
    decoded = _PLAN_DECODER.decode(plan)
    return PageChecker(decoded, make_rules(load_registry(), decoded))
