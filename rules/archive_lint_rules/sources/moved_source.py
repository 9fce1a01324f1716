from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    SOURCE,
    Finding,
    Fix,
    Invalid,
    Severity,
    Source,
    SourceRule,
    Valid,
    Verdict,
    VerdictKind,
    escape_link_target,
    guessed,
    replace,
    story,
)

from .verdicts import URL, message, verdict

TARGET = "https://www.gazette.example/archive/2014/05/23/bridge"
MOVED = verdict(VerdictKind.MOVED_PERMANENTLY, f"it redirects to {TARGET} for good", target=TARGET)


class MovedSource(SourceRule):
    """A source that has moved for good.

    ## What it does
    If sources are checked, reports a source whose redirects are all permanent (301, 308), stay on the same site, and
    lead to a URL that still names the page.

    ## Why it matters
    Redirects are kept for some years and then removed: while they work, they tell the new URL.

    ## Fix
    Unsafe, because it rests on a server's answers: the new URL is cited, once two runs have seen the same.
    """

    code = "U003"
    name = "moved-source"
    summary = "Source has moved for good"
    severity = Severity.INFO
    since = "0.1"
    claims = {VerdictKind.MOVED_PERMANENTLY: "has moved"}

    valid = [
        Valid(
            story(), verdict=verdict(VerdictKind.ALIVE_REDIRECTED, "it redirects to https://gazette.example/b for now")
        )
    ]
    invalid = [
        Invalid(
            story(), at="7:22", verdict=MOVED, message=f"source {URL!r} has moved: it redirects to {TARGET} for good"
        ),
        Invalid(
            story(),
            at="7:22",
            verdict=verdict(MOVED.kind, MOVED.evidence, target=TARGET, confirmed=True),
            fixed=story(sources=[SOURCE.replace(URL, TARGET)]),
            safe=False,
        ),
    ]

    def check(self, source: Source, verdict: Verdict) -> Iterator[Finding]:
        if verdict.kind in self.claims and source.url != verdict.target:
            yield self.finding(
                source.link.target_place,
                message(source, verdict, self.claims[verdict.kind]),
                subject=verdict.url,
                fix=_fix(source, verdict),
                verdict=verdict,
            )


def _fix(source: Source, verdict: Verdict) -> Fix | None:
    link = source.link
    if not verdict.target or not verdict.confirmed or link.target_start == link.target_end:
        return None
    _, hash_mark, fragment = source.url.partition("#")
    target = verdict.target + ("" if "#" in verdict.target else hash_mark + fragment)
    return replace(link.target_span, escape_link_target(target), f"cite {target}", evidence=guessed("a server said so"))
