"""Base classes of rules: a rule is a class with its documentation, options and examples, and one pure method.

A rule is a subclass of one of the classes of this module, which decides what the rule sees. `check()` yields
findings and does nothing else: no input or output, no waiting, no printing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from msgspec import Struct

from archive_lint.archive.index import Archive
from archive_lint.model.evidence import Ground
from archive_lint.model.finding import Finding, Fix, Severity
from archive_lint.model.layout import Kind
from archive_lint.model.page import Directive, Entry, Heading, IndexEntry, Link, Page, PageFacts, Section
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.model.source import Source
from archive_lint.model.span import Span
from archive_lint.model.verdict import Verdict, VerdictKind
from archive_lint.rule.examples import Invalid, Valid

Anchor = Span | Link | Heading | Entry | Section | IndexEntry | Directive
"""Anything on a page that a finding can point at."""

_CODE = re.compile(r"[A-Z]{1,3}\d{3}\Z")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_URL = lazy_pattern(r"https?://[\w.-]+(?::\d+)?(?:/[!#-;=?-\[\]_a-z~]*)?\Z", re.ASCII)


class RuleError(Exception):
    """A rule's class is invalid: something is missing or misspelt in it."""


class RuleOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """Base of a rule's options: fields with defaults, each `Annotated` with a `Meta(description=…)`."""


def is_rule_code(text: str) -> bool:
    """Return whether a rule can have this code."""
    return _CODE.match(text) is not None


def is_rule_name(text: str) -> bool:
    """Return whether a rule can have this name."""
    return _NAME.match(text) is not None


class Rule:
    """Attributes of all rules.

    Subclass `PageRule`, `ArchiveRule`, `SourceRule` or `SuppressionRule`, not this class.
    """

    code: ClassVar[str]
    """One to three capital letters for the family, and three digits."""
    name: ClassVar[str]
    """Name in kebab case, of the fault, so that "allow NAME" reads well."""
    summary: ClassVar[str]
    """One line without a final full stop."""
    severity: ClassVar[Severity]
    since: ClassVar[str]
    """The version that introduced the rule."""
    url: ClassVar[str] = ""
    """URL of its documentation, http or https; reports link to it."""
    valid: ClassVar[Sequence[Valid]]
    invalid: ClassVar[Sequence[Invalid]]
    Options: ClassVar[type[RuleOptions]] = RuleOptions
    scope: ClassVar[str]
    evidence: ClassVar[Collection[Ground]] = ()
    """The places that its safe fixes rest on; none for a rule without safe fixes."""
    kinds: ClassVar[Collection[Kind]] = tuple(Kind)
    """The kinds of pages that it checks; it is not called for others."""
    claims: ClassVar[Mapping[VerdictKind, str]] = {}
    """The kinds of verdict on a source that it reports, each with the claim about the source that its message makes."""
    on_damaged_pages: ClassVar[bool] = False
    """Whether it also checks pages that are not UTF-8 throughout or are in a merge conflict."""
    on_twins: ClassVar[bool] = False
    """Whether it also checks the copies of an index.

    Other rules check the index alone; its fixes are applied to both.
    """

    yields_to: ClassVar[Collection[str]] = ()
    """Codes of the rules whose finding on the same words replaces its own: one cause, one finding."""

    on_twins_alone: ClassVar[bool] = False
    """With `on_twins`: whether a finding on a copy is shown only if the index does not have the same one."""

    def __init__(self, options: Any = None) -> None:
        self.options: Any = self.Options() if options is None else options

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if abstract:
            return
        for attribute in ("code", "name", "summary", "severity", "since", "valid", "invalid"):
            if not hasattr(cls, attribute):
                raise RuleError(f"rule {cls.__name__} has no {attribute!r}")
        if not is_rule_code(cls.code):
            raise RuleError(f"rule {cls.__name__}: code {cls.code!r} is not capital letters and three digits")
        if not is_rule_name(cls.name):
            raise RuleError(f"rule {cls.__name__}: name {cls.name!r} is not in kebab case")
        if cls.url and not _URL.match(cls.url):
            raise RuleError(f"rule {cls.__name__}: url {cls.url!r} is not an http or https URL")

    @classmethod
    def fixes(cls) -> frozenset[str]:
        """Return the kinds of fix that its examples show: `safe`, `unsafe`, both or none."""
        return frozenset("safe" if example.safe else "unsafe" for example in cls.invalid if example.fixed is not None)

    def check_source(self, source: Source, verdict: Verdict) -> Iterable[Finding]:  # noqa: ARG002
        """Yield the findings that follow from the verdict on a source.

        Any rule may have this in addition to `check`.
        """
        return ()

    def finding(
        self,
        at: Anchor,
        message: str,
        *,
        subject: str | None = None,
        help: str | None = None,
        fix: Fix | None = None,
        verdict: Verdict | None = None,
    ) -> Finding:
        """Return a finding of this rule on the page being checked, at one of its links, headings, entries or spans.

        `message` is one sentence; `subject` is the thing that it is about (default: the target of the link, or the text
        of `at`), so that the finding is recognised when lines move. `help` says what to do, `fix` does it, `verdict` is
        what it rests on.
        """
        return Finding(
            code=self.code,
            name=self.name,
            severity=self.severity,
            message=message,
            span=at if isinstance(at, Span) else at.span,
            help=help,
            subject=_subject(at) if subject is None else subject,
            fix=fix,
            verdict=None if verdict is None else verdict.as_json(),
        )


class PageRule(Rule, abstract=True):
    """A rule that checks one page by itself."""

    scope = "page"

    def check(self, page: Page) -> Iterable[Finding]:
        """Yield the findings on `page`."""
        raise NotImplementedError


class ArchiveRule(Rule, abstract=True):
    """A rule that checks one page's facts with the archive index."""

    scope = "archive"

    def check(self, page: PageFacts, archive: Archive) -> Iterable[Finding]:
        """Yield the findings on `page`, given by its facts; `archive` is the index of all pages."""
        raise NotImplementedError


class SourceRule(Rule, abstract=True):
    """A rule that checks one source of one page, with the verdict on it."""

    scope = "source"

    def check(self, source: Source, verdict: Verdict) -> Iterator[Finding]:
        """Yield the findings on `source`, on which the check of sources came to `verdict`."""
        raise NotImplementedError

    def check_source(self, source: Source, verdict: Verdict) -> Iterable[Finding]:
        return self.check(source, verdict)


class SuppressionUse(Struct, frozen=True):
    """A suppression comment of a page, and what it suppressed."""

    directive: Directive
    unknown: tuple[str, ...]
    """Selectors that name no rule."""
    unused: tuple[str, ...]
    """Selectors of rules that ran but found nothing in its range."""
    likely: tuple[str, ...] = ()
    """For each of `unknown` the selector that was probably meant, empty if none is similar."""


class SuppressionRule(Rule, abstract=True):
    """A rule that checks suppression comments, after all other rules have run."""

    scope = "suppression"

    def check(self, page: PageFacts, use: SuppressionUse) -> Iterator[Finding]:
        """Yield the findings on a suppression comment of `page`; `use` is the comment and what it suppressed."""
        raise NotImplementedError


def _subject(at: Anchor) -> str:
    if isinstance(at, Link):
        return at.target
    if isinstance(at, Entry | IndexEntry):
        return at.link.target if at.link is not None else at.note
    if isinstance(at, Heading):
        return at.text
    if isinstance(at, Section):
        return at.heading.text
    return ""
