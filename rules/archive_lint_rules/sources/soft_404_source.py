from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import SOURCE, Finding, Invalid, Severity, Source, SourceRule, Valid, Verdict, VerdictKind, story

from .verdicts import COPY, URL, copy_fix, message, verdict

EVIDENCE = "it redirects to https://gazette.example/, as many other URLs of the host do"


class Soft404Source(SourceRule):
    """A source whose server answers as if the page existed, but it does not.

    ## What it does
    If sources are checked, reports a source whose site sends many different URLs to one page, or answers a made-up URL
    in the same way; and one whose domain is parked. Words on a page alone are not evidence.

    ## Why it matters
    Readers land on a front page or an advertisement, and checkers that test only the status call it alive.

    ## Fix
    Unsafe, and only once confirmed: the copy in a web archive nearest the page's date is cited instead.
    """

    code = "U002"
    name = "soft-404-source"
    summary = "Source answers, but not with the page"
    severity = Severity.WARNING
    since = "0.1"
    claims = {VerdictKind.SOFT_404: "only seems to exist", VerdictKind.PARKED: "is on a parked domain"}

    valid = [
        Valid(
            story(), verdict=verdict(VerdictKind.ALIVE_REDIRECTED, "it redirects to https://gazette.example/b for now")
        )
    ]
    invalid = [
        Invalid(
            story(),
            at="7:22",
            verdict=verdict(VerdictKind.SOFT_404, EVIDENCE),
            message=f"source {URL!r} only seems to exist: {EVIDENCE}",
        ),
        Invalid(
            story(),
            at="7:22",
            verdict=verdict(VerdictKind.PARKED, "the domain is for sale", confirmed=True),
            archived=COPY,
            fixed=story(sources=[SOURCE.replace(URL, COPY)]),
            safe=False,
        ),
    ]

    def check(self, source: Source, verdict: Verdict) -> Iterator[Finding]:
        if verdict.kind in self.claims:
            yield self.finding(
                source.link.target_place,
                message(source, verdict, self.claims[verdict.kind]),
                subject=verdict.url,
                help=f"an archived copy: {source.archived}" if source.archived else None,
                fix=copy_fix(source, verdict),
                verdict=verdict,
            )
