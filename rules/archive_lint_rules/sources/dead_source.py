from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import SOURCE, Finding, Invalid, Severity, Source, SourceRule, Valid, Verdict, VerdictKind, story

from .verdicts import COPY, URL, copy_fix, message, verdict

LOST = verdict(VerdictKind.DEAD, "it answered 404, twice")
CERTAIN = verdict(VerdictKind.DEAD, "it answered 404, twice", confirmed=True)


class DeadSource(SourceRule):
    """A source that no longer exists.

    ## What it does
    Where sources are checked, reports one whose server says twice that it has no such page (404, 410), and one whose
    domain does not exist while others do. A source that a bot wall, a login or a failing server keeps from the check is
    not called dead.

    ## Why it matters
    A story whose source is gone cannot be verified.

    ## Fix
    Unsafe, and only once the loss is confirmed (found in three runs over several days, without being alive in between):
    the copy in a web archive nearest the page's date is cited instead.
    """

    code = "U001"
    name = "dead-source"
    summary = "Source is gone"
    severity = Severity.ERROR
    since = "0.1"
    claims = {VerdictKind.DEAD: "is dead", VerdictKind.GONE_DOMAIN: "is on a domain that is gone"}

    valid = [
        Valid(story(), verdict=verdict(VerdictKind.ALIVE, "it answered 200")),
        Valid(story(), verdict=verdict(VerdictKind.BLOCKED, "a challenge for robots came with status 403")),
        Valid(story(), verdict=verdict(VerdictKind.UNCHECKED, "")),
    ]
    invalid = [
        Invalid(story(), at="7:22", verdict=LOST, message=f"source {URL!r} is dead: it answered 404, twice"),
        Invalid(story(), at="7:22", verdict=LOST, archived=COPY, note="a loss that is not confirmed changes no page"),
        Invalid(
            story(),
            at="7:22",
            verdict=CERTAIN,
            archived=COPY,
            fixed=story(sources=[SOURCE.replace(URL, COPY)]),
            safe=False,
        ),
        Invalid(
            story(), at="7:22", verdict=verdict(VerdictKind.GONE_DOMAIN, "the name gazette.example does not exist")
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
