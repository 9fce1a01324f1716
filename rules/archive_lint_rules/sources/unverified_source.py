from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Severity, Source, SourceRule, Valid, Verdict, VerdictKind, story

from .verdicts import URL, message, verdict


class UnverifiedSource(SourceRule):
    """A source that could not be checked.

    ## What it does
    Where sources are checked, reports those that could not be judged: behind a bot wall or login, rate-limited, too
    slow, on a server that fails, cannot be reached or does not prove who it is. Where a whole host is down, one finding
    speaks for all of its sources.

    ## Why it matters
    For most of them nothing has to be done; one that stays here over months may deserve a look by a person.

    ## Fix
    None. It does not fail a run by default, for it says more of the web on this day than of the page.
    """

    code = "U004"
    name = "unverified-source"
    summary = "Source could not be judged"
    severity = Severity.INFO
    since = "0.1"
    claims = {
        VerdictKind.BLOCKED: "cannot be looked at",
        VerdictKind.RATE_LIMITED: "was asked for too often",
        VerdictKind.SERVER_ERROR: "is on a server that fails",
        VerdictKind.TIMEOUT: "did not answer in time",
        VerdictKind.UNREACHABLE: "cannot be reached",
        VerdictKind.INSECURE_TLS: "is on a server that does not prove who it is",
        VerdictKind.PROTOCOL_ERROR: "is on a server that does not speak HTTP well",
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
