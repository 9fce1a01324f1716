from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Severity, Source, SourceRule, Valid, Verdict, VerdictKind, story

from .verdicts import URL, message, verdict


class UnverifiedSource(SourceRule):
    """A source that could not be checked.

    ## What it does
    If sources are checked, reports those that could not be judged: kept from the check by a bot wall or login,
    rate-limited, too slow, or on a server that fails, cannot be reached or has no valid certificate. If a whole host is
    down, one finding stands for all of its sources.

    ## Why it matters
    Most of them need no action; a person should look at one that stays here for months.

    ## Fix
    None. It does not fail a run by default, because it says more about the web on this day than about the page.
    """

    code = "U004"
    name = "unverified-source"
    summary = "Source could not be judged"
    severity = Severity.INFO
    since = "0.1"
    claims = {
        VerdictKind.BLOCKED: "cannot be viewed",
        VerdictKind.RATE_LIMITED: "was requested too often",
        VerdictKind.SERVER_ERROR: "is on a server that fails",
        VerdictKind.TIMEOUT: "did not answer in time",
        VerdictKind.UNREACHABLE: "cannot be reached",
        VerdictKind.INSECURE_TLS: "is on a server whose identity cannot be verified",
        VerdictKind.PROTOCOL_ERROR: "is on a server that answers with invalid HTTP",
        VerdictKind.REDIRECT_LOOP: "redirects in circles",
    }

    valid = [
        Valid(story(), verdict=verdict(VerdictKind.ALIVE, "it answered 200")),
        Valid(story(), verdict=verdict(VerdictKind.DEAD, "it answered 404, twice")),
        Valid(story(), verdict=verdict(VerdictKind.UNCHECKED, "no time was left")),
    ]
    invalid = [
        Invalid(
            story(),
            at="7:22",
            verdict=verdict(VerdictKind.TIMEOUT, "no answer within 20 s"),
            message=f"source {URL!r} did not answer in time: no answer within 20 s",
        ),
        Invalid(
            story(), at="7:22", verdict=verdict(VerdictKind.BLOCKED, "a challenge for robots came with status 403")
        ),
    ]

    def check(self, source: Source, verdict: Verdict) -> Iterator[Finding]:
        if verdict.kind in self.claims and not verdict.representative:
            yield self.finding(
                source.link.target_place,
                message(source, verdict, self.claims[verdict.kind]),
                subject=verdict.url,
                verdict=verdict,
            )
