"""Functions that the rules about checked sources share: the message, and the archived copy as a fix."""

from __future__ import annotations

from archive_lint.api import Fix, Source, Verdict, VerdictKind, escape_link_target, guessed, replace

from .citing import shown

URL = "https://gazette.example/2014/05/23/bridge"
"""The source of example pages."""
COPY = f"https://web.archive.org/web/20140523101112/{URL}"


def verdict(kind: VerdictKind, evidence: str, *, confirmed: bool = False, target: str = "") -> Verdict:
    """Return a verdict for examples."""
    return Verdict(url=URL, kind=kind, evidence=evidence, confirmed=confirmed, target=target)


def message(source: Source, found: Verdict, claim: str) -> str:
    """Return the message `source 'URL' claim: evidence`, without evidence if there is none."""
    evidence = f": {found.evidence}" if found.evidence else ""
    others = (
        f", like {found.speaks_for} other{'' if found.speaks_for == 1 else 's'} of its host" if found.speaks_for else ""
    )
    return f"source {shown(source.url)!r} {claim}{others}{evidence}"


def copy_fix(source: Source, found: Verdict) -> Fix | None:
    """Return the fix that cites the archived copy: only for a source that is certainly lost."""
    if not source.archived or not found.confirmed or source.link.target_start == source.link.target_end:
        return None
    return replace(
        source.link.target_span,
        escape_link_target(source.archived),
        f"cite the archived copy {source.archived}",
        evidence=guessed("servers said so, and a capture may show something else"),
    )
