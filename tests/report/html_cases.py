"""Reports that the page in HTML is tested with beside those of all formats: what only it shows is in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from archive_lint.model.finding import Finding
from archive_lint.model.rot import CitedUrl, Rot, Sweep, count_rot
from archive_lint.model.verdict import VerdictKind
from archive_lint.report.about import About
from archive_lint.report.report import Coverage, Report, make_report
from tests.report.cases import DEAD, HOSTILE, ODD_PATHS, REPORTS, RULES, finding

WEEK = 7 * 24 * 3600
KINDS = (VerdictKind.DEAD, VerdictKind.MOVED_PERMANENTLY, VerdictKind.BLOCKED, VerdictKind.TIMEOUT, VerdictKind.ALIVE)


def _page(number: int) -> bytes:
    return f"# Title {number}\n### Source:\n1. [Gazette](http://host{number % 14}.example/{number})\n".encode()


def rot(urls: int = 200, sweeps: int = 3) -> Rot:
    """Sources of some years and hosts, each verdict more than once."""
    cited = [
        CitedUrl(
            host=f"host{number % 14}.example",
            kind=None if number % 11 == 0 else KINDS[number * number // 3 % 5],
            years={2001 + number % 17} if number % 20 else {None},
        )
        for number in range(urls)
    ]
    kept = [
        Sweep(at=1_750_000_000.0 + week * WEEK, kinds={VerdictKind.ALIVE: 150 - week, VerdictKind.DEAD: 30 + week})
        for week in range(sweeps)
    ]
    return count_rot(cited, kept)


def _dead(number: int, pages: dict[str, bytes]) -> Finding:
    path = f"news/2014/05/{number % 28 + 1}/story-{number:03}.md"
    url = f"http://host{number % 14}.example/{number}"
    pages[path] = _page(number)
    return finding(
        DEAD, pages, path, url, f"source answers 404: `{url}`", verdict={"kind": "dead", "url": url, "confirmed": True}
    )


def sweep(findings: int = 12, *, sweeps: int = 3) -> Report:
    """A report of an online run."""
    pages: dict[str, bytes] = {}
    report = make_report(
        [_dead(number, pages) for number in range(findings)],
        [],
        prefix="",
        read=pages.get,
        rules=RULES,
        coverage=Coverage(pages=300, urls=200),
        about=About(
            archive="harbour/news",
            commit="0123456789abcdef0123456789abcdef01234567",
            version="1.2.3",
            date=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            command="archive-lint --online",
        ),
        rot=rot(sweeps=sweeps),
    )
    return replace(report, root_url="../")


def _hostile_rot() -> Report:
    names: Sequence[str] = (HOSTILE, "javascript:alert(1)", '"><svg onload=alert(1)>', "x" * 300)
    urls = [CitedUrl(host=name, kind=VerdictKind.DEAD, years={2014}) for name in names]
    about = About(archive=HOSTILE, commit="<b>", version="<i>", command=HOSTILE)
    return replace(REPORTS["hostile"], rot=count_rot(urls), about=about)


def _linked() -> Report:
    pages = dict.fromkeys(ODD_PATHS, b"# Title\n### Source:\n")
    findings = [finding(DEAD, pages, path, "### Source:") for path in ODD_PATHS]
    return make_report(
        findings,
        [],
        prefix="",
        read=pages.get,
        rules=RULES,
        coverage=Coverage(pages=len(pages)),
        line_url="https://forge.example/me/news/blob/main/{path}#L{line}",
    )


PAGES = {**REPORTS, "sweep": sweep(), "one-sweep": sweep(sweeps=1), "hostile-rot": _hostile_rot(), "linked": _linked()}
