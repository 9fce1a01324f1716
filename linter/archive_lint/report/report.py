"""A report: the results of a run as inert data that every format renders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.model.finding import Edit, Finding, Fix, Severity
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.model.rot import Rot
from archive_lint.model.secret import hide_secrets
from archive_lint.model.span import START_OF_PAGE, Position
from archive_lint.report.about import About
from archive_lint.report.escape import unicode_text
from archive_lint.report.links import Links

Reader = Callable[[str], bytes | None]
"""A function that returns the bytes of a page, or `None` if it cannot be read."""


class RuleInfo(Struct, frozen=True, kw_only=True):
    """The data about a rule in a report."""

    code: str
    name: str
    summary: str
    severity: Severity
    """The severity configured for this run."""
    help: Callable[[], str] = str
    """A function that returns the rule's documentation as Markdown.

    Few formats need it, and a hook has no time for it.
    """
    url: str = ""
    """The URL of the documentation; empty if it has none."""


class Summary(Struct, frozen=True, kw_only=True):
    """The counts of a run."""

    pages: int
    """Number of pages checked."""
    findings: int
    errors: int
    warnings: int
    infos: int
    fixable: int
    """Number of findings with a fix, safe or unsafe."""
    baselined: int
    """Number of findings not shown because the baseline contains them."""
    suppressed: int
    """Number of findings hidden by comments in pages."""
    urls: int
    """Number of distinct source URLs on the pages checked."""


class Coverage(Struct, frozen=True, kw_only=True):
    """The extent of a run, and the number of findings that it does not show."""

    pages: int = 0
    """Number of pages checked."""
    urls: int = 0
    """Number of distinct source URLs on the pages checked."""
    baselined: int = 0
    """Number of findings not shown because the baseline contains them."""
    suppressed: int = 0
    """Number of findings hidden by comments in pages."""
    complete: bool = True
    """False if the run was interrupted."""


_NO_PAGES = Coverage()
_NOTHING = About()


class Report(Struct, frozen=True, kw_only=True):
    """All data for formats. Made by `make_report`, which keeps the promises made here."""

    findings: Sequence[Finding]
    """Findings in the order of every report, with paths relative to the repository's root.

    All text encodes as UTF-8.
    """
    problems: Sequence[Problem]
    """Problems that kept the run from checking something; paths as in findings."""
    rules: Mapping[str, RuleInfo]
    """The rules that ran, and those of the findings, by code."""
    summary: Summary
    read: Reader
    """The reader of pages, which takes the paths of this report."""
    complete: bool = True
    """False if the run was interrupted, so that there may be more findings."""
    notes: Sequence[str] = ()
    """Sentences at the end of a report for people: what was not checked and how to have it checked."""
    problems_told: bool = False
    """Whether people read the problems beside this report, and need not read them twice."""
    elsewhere: str = ""
    """Other file to which this run writes all findings ("report.sarif"): for formats that can show only a few."""
    rot: Rot | None = None
    """Figures of the verdicts on the source URLs of the pages checked.

    `None` if this run checked no sources, and earlier runs are not known or not shown.
    """
    links: Links = Links()
    """The URLs of lines of pages and of rules, by the paths of this report."""
    about: About = _NOTHING
    """The facts for the head of a page; formats for programs ignore them."""
    root_url: str = ""
    """The beginning of relative URLs, from the file that a report is written to, to the repository's root: "../../"."""

    @property
    def has_started(self) -> bool:
        """Whether anything was checked; if not, the problems say why."""
        return not any(problem.kind.is_of_the_start for problem in self.problems)

    def everything(self) -> list[Finding]:
        """Return the problems in the shape of findings, then the findings: for formats that know only findings."""
        return [_as_finding(problem) for problem in self.problems] + list(self.findings)

    def everything_untold(self) -> list[Finding]:
        """Return `everything` for people, without the problems that they read beside the report."""
        return list(self.findings) if self.problems_told else self.everything()

    def rule(self, finding: Finding) -> RuleInfo:
        """Return the data about a finding's rule."""
        known = self.rules.get(finding.code)
        return known or RuleInfo(
            code=finding.code, name=finding.name, summary=finding.name.replace("-", " "), severity=finding.severity
        )


def make_report(
    findings: Iterable[Finding],
    problems: Iterable[Problem],
    *,
    prefix: str,
    read: Reader,
    rules: Iterable[RuleInfo] = (),
    coverage: Coverage = _NO_PAGES,
    notes: Sequence[str] = (),
    elsewhere: str = "",
    rot: Rot | None = None,
    line_url: str = "",
    about: About = _NOTHING,
) -> Report:
    """Return a report of findings and problems whose paths are relative to the archive's root.

    `prefix` is the archive's root relative to the repository's, "" or "docs/archive"; `read` takes paths relative to
    the archive's root. `notes` are closing sentences of a report for people; `elsewhere` is where else all findings are
    written. `line_url` is the template of the URLs of lines, with `{path}` and `{line}` in it; `rot` are the figures of
    the pages checked.
    """
    before = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    originals: dict[str, str] = {}

    def shown(path: str) -> str:
        clean = unicode_text(before + path)
        originals[clean] = path
        return clean

    found = sorted((_shown(finding, shown) for finding in findings), key=lambda finding: finding.sort_key)
    # A set: a page that is both listed as unreadable and named occurs twice.
    met = sorted(
        {
            replace(
                problem,
                path=shown(problem.path) if problem.path else "",
                message=unicode_text(hide_secrets(problem.message)),
            )
            for problem in problems
        }
    )
    known = {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}
    return Report(
        findings=found,
        problems=met,
        rules=known,
        summary=_summary(found, coverage),
        read=lambda path: read(originals.get(path, path)),
        complete=coverage.complete,
        notes=[unicode_text(note) for note in notes],
        elsewhere=unicode_text(elsewhere),
        rot=rot,
        links=Links(line_url, {code: rule.url for code, rule in known.items()}),
        about=replace(about, archive=unicode_text(about.archive), command=unicode_text(about.command)),
    )


def _summary(findings: Sequence[Finding], coverage: Coverage) -> Summary:
    counts = Counter(finding.severity for finding in findings)
    return Summary(
        pages=coverage.pages,
        findings=len(findings),
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        infos=counts[Severity.INFO],
        fixable=sum(finding.fix is not None for finding in findings),
        baselined=coverage.baselined,
        suppressed=coverage.suppressed,
        urls=coverage.urls,
    )


def is_whole_page(finding: Finding) -> bool:
    """Return whether a finding is about a whole page rather than about a line of it."""
    return finding.span == START_OF_PAGE and finding.end == Position(1, 1)


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, the worst first, otherwise in their order: for formats that can show only the first few."""
    return sorted(findings, key=lambda finding: -finding.severity.rank)


def _as_finding(problem: Problem) -> Finding:
    place = Position(max(1, problem.line), 1)
    return Finding(
        code=problem.kind.value,
        name="not-started" if problem.kind.is_of_the_start else "not-checked",
        severity=Severity.INFO if problem.kind is ProblemKind.SKIPPED else Severity.ERROR,
        message=problem.message,
        path=problem.path,
        start=place,
        end=place,
        subject=problem.message,
    )


def _shown(finding: Finding, shown: Callable[[str], str]) -> Finding:
    return replace(
        finding,
        path=shown(finding.path),
        message=unicode_text(finding.message),
        help=None if finding.help is None else unicode_text(finding.help),
        subject=unicode_text(finding.subject),
        fix=None if finding.fix is None or _has_secret(finding.fix) else _shown_fix(finding.fix, finding.path, shown),
        verdict=None if finding.verdict is None else _clean(finding.verdict),
    )


def _has_secret(fix: Fix) -> bool:
    """Return whether a fix would print a password. With it hidden, applying the fix would write asterisks."""
    return any(hide_secrets(edit.text) != edit.text for edit in fix.edits)


def _shown_fix(fix: Fix, page: str, shown: Callable[[str], str]) -> Fix:
    edits = tuple(Edit(shown(edit.path or page), edit.start, edit.end, unicode_text(edit.text)) for edit in fix.edits)
    return Fix(unicode_text(fix.message), edits, fix.evidence, fix.copied_from)


def _clean(value: Any) -> Any:
    """Return the data of a verdict with its texts made safe.

    It is plain data a few levels deep, made by us, but its texts may come from any server.
    """
    if isinstance(value, str):
        return unicode_text(hide_secrets(value))
    if isinstance(value, dict):
        return {unicode_text(str(key)): _clean(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(entry) for entry in value]
    return value
