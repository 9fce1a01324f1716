"""Reports that formats are tested with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from archive_lint.model.evidence import following
from archive_lint.model.finding import Edit, Finding, Fix, Severity
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.model.span import Span, locate
from archive_lint.report.about import About
from archive_lint.report.report import Coverage, Report, RuleInfo, make_report

DEAD = RuleInfo(
    code="U001",
    name="dead-source",
    summary="Source is gone",
    severity=Severity.ERROR,
    help=lambda: "# dead-source (U001)\n\nA source that is gone.\n",
    url="https://example.org/rules/dead-source",
)
RULES = [
    RuleInfo(code="L002", name="self-related-link", summary="Link to its own page", severity=Severity.WARNING),
    RuleInfo(code="S001", name="missing-section", summary="A required section is missing", severity=Severity.ERROR),
    RuleInfo(code="T006", name="mojibake", summary="Text | read in the wrong encoding", severity=Severity.INFO),
    DEAD,
]

STORY = """### [2014-05-23](/news/2014/05/23/index.md)
# Flood in 四川省 leaves thousands homeless
### Source:
1. [新华社 🚩 报道](http://www.example.org/2014/flood?a=1&b=2)
2. [BBC]({long})
### Related:
1. [Flood in 四川省](/news/2014/05/23/flood.md) _Context: 四川_
""".replace("{long}", "http://www.example.org/" + "path/" * 60 + "end")

HOSTILE = (
    "::error::owned\x1b[31m ##[error]x ##vso[task.setvariable variable=a]b ##teamcity[x] ]]> <script>alert(1)</script> "
    "100% | `code` $x$ @octocat #12 ![img](http://evil.example/x.png) https://evil.example www.evil.example "
    "<!-- --> &amp; \\| \0 \x85 \u2028 \u202eleft\u202c שלום 🚩 ::stop-commands::x ,: ;\t\"quoted\" 'single' "
)
HOSTILE_LINES = f"{HOSTILE}\r\n::warning::second line\n##vso[task.complete result=Failed]\r{HOSTILE}"

ODD_PATHS = (
    "news/2014/05/23/with space.md",
    "news/2014/05/23/100%25#1.md",
    "news/2014/05/23/四川省,a:b;c].md",
    "::error::path.md",
    "news/quote\"'<&>|`.md",
    "news/line\nbreak\x1b[0m.md",
    "news/\udcff.md",
)


LINE_URL = "https://github.com/me/news/blob/0123456789abcdef0123456789abcdef01234567/{path}?plain=1#L{line}"
ABOUT = About(
    archive="me/news/docs/archive",
    commit="0123456789abcdef0123456789abcdef01234567",
    version="0.1.0",
    date=datetime(2014, 5, 24, 2, 23, tzinfo=UTC),
    command="archive-lint --online --max-time 1h",
)


def finding(
    rule: RuleInfo, pages: Mapping[str, bytes], path: str, about: str, message: str = "", **fields: Any
) -> Finding:
    """A finding of a rule about the first place of a page where this text stands."""
    start = pages[path].index(about.encode())
    span = Span(start, start + len(about.encode()))
    first, last = locate(pages[path], span)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        message=message or f"something is wrong with {about}",
        path=path,
        span=span,
        start=first,
        end=last,
        **{"subject": about, **fields},
    )


def _none() -> Report:
    return make_report([], [], prefix="", read=lambda _: None, rules=RULES, coverage=Coverage(pages=15812, urls=23456))


def _mixed() -> Report:
    related, missing, mojibake, dead = RULES
    pages = {"flood.md": STORY.encode(), "bom.md": b"\xef\xbb\xbf# Caf\xc3\x83\xc2\xa9\r\n\tx\xff\xfey z\r\n"}
    entry = "1. [Flood in 四川省](/news/2014/05/23/flood.md) _Context: 四川_\n"
    at = pages["flood.md"].index(entry.encode())
    remove = Fix("remove the entry", (Edit("", at, at + len(entry.encode()), ""),), following())
    rename = Fix("replace it in both files", (Edit("", 0, 3, "## "), Edit("other.md", 0, 0, "new")))
    verdict = {"kind": "dead", "url": "http://www.example.org/2014/flood", "confirmed": True, "hops": [{"status": 404}]}
    long = "http://www.example.org/" + "path/" * 60 + "end"
    findings = [
        finding(
            dead, pages, "flood.md", "http://www.example.org/2014/flood?a=1&b=2", verdict=verdict, help="Find a copy"
        ),
        finding(dead, pages, "flood.md", long, "source 2 answers 404", fix=rename),
        finding(dead, pages, "flood.md", "end)\n### Related:", "over two lines"),
        finding(related, pages, "flood.md", "[Flood in 四川省]", "related link 1 points to this page", fix=remove),
        finding(related, pages, "flood.md", "[Flood in 四川省]", "related link 1 points to this page"),
        finding(mojibake, pages, "bom.md", "Ã©", "Ã© should read é"),
        finding(mojibake, pages, "bom.md", "z", "behind bytes that are no UTF-8"),
        Finding(code=missing.code, name=missing.name, severity=missing.severity, message="gone", path="not-there.md"),
    ]
    return make_report(
        findings,
        [],
        prefix="docs/archive",
        read=pages.get,
        rules=RULES,
        coverage=Coverage(pages=3, baselined=1200, suppressed=2, urls=2),
        notes=["2 source URLs were not checked: `--online` checks them."],
        elsewhere="report.sarif",
        line_url=LINE_URL,
        about=ABOUT,
    )


def _hostile() -> Report:
    pages = {"a.md": f"# {HOSTILE}\n{'長' * 10_000}x{'標' * 10_000}\n".encode()}
    hostile = {"help": HOSTILE_LINES, "subject": HOSTILE_LINES, "verdict": {"title": HOSTILE_LINES}}
    fix = Fix(HOSTILE_LINES, (Edit("", 0, 1, HOSTILE_LINES),), following())
    unknown = RuleInfo(code="X001", name="strange", summary="", severity=Severity.WARNING)
    findings = [
        finding(DEAD, pages, "a.md", HOSTILE, HOSTILE_LINES, fix=fix, **hostile),
        finding(DEAD, pages, "a.md", "x標", f"title {'題' * 3_400}", subject="長" * 100),
        finding(unknown, pages, "a.md", "# ", "lone surrogate \udcff"),
    ]
    problems = [Problem(ProblemKind.UNREADABLE, "a.md", HOSTILE_LINES)]
    return make_report(
        findings,
        problems,
        prefix="",
        read=pages.get,
        rules=[DEAD],
        coverage=Coverage(pages=1),
        notes=[HOSTILE_LINES],
        line_url=LINE_URL,
        about=About(archive=HOSTILE_LINES, command=HOSTILE_LINES, version="0.1.0"),
    )


def _odd_paths() -> Report:
    pages = dict.fromkeys(ODD_PATHS, b"# Title\n### Source:\n")
    findings = [finding(DEAD, pages, path, "### Source:") for path in ODD_PATHS]
    return make_report(
        findings, [], prefix="", read=pages.get, rules=RULES, coverage=Coverage(pages=len(pages)), line_url=LINE_URL
    )


def _no_line() -> Report:
    missing = RULES[1]
    findings = [
        Finding(
            code=missing.code,
            name=missing.name,
            severity=missing.severity,
            message="no section Source",
            path="news/2014/05/23/flood.md",
            subject="Source",
            fix=Fix("write it", (Edit("news/2014/05/23/new.md", 0, 0, "# New\n"),), following()),
        )
    ]
    return make_report(
        findings, [], prefix="", read={"news/2014/05/23/flood.md": b""}.get, rules=RULES, coverage=Coverage(pages=1)
    )


def _interrupted() -> Report:
    problems = [
        Problem(ProblemKind.CRASH, "a.md", "rule T006 crashed here: ValueError: x"),
        Problem(ProblemKind.SKIPPED, "b.txt", "is no page"),
        Problem(ProblemKind.UNREADABLE, "", "the folder cannot be read"),
    ]
    return make_report(
        [], problems, prefix="docs", read=lambda _: None, rules=RULES, coverage=Coverage(pages=7, complete=False)
    )


REPORTS = {
    "none": _none(),
    "mixed": _mixed(),
    "hostile": _hostile(),
    "odd-paths": _odd_paths(),
    "no-line": _no_line(),
    "interrupted": _interrupted(),
}


def many(count: int = 30_000, pages: int = 3_000) -> Report:
    """A report of a neglected archive: as many errors as warnings and infos, the infos first."""
    severities = (Severity.INFO, Severity.WARNING, Severity.ERROR)
    texts = {
        f"news/2014/05/{number % 31 + 1}/{number:05}-洪水.md": (
            f"# Title {number}\n" + "".join(f"{n}. [报纸](http://example.org/{number}/{n})\n" for n in range(1, 11))
        ).encode()
        for number in range(pages)
    }
    paths = list(texts)
    findings = []
    for number in range(count):
        path = paths[number % pages]
        page = texts[path]
        about = f"http://example.org/{number % pages}/{number // pages % 10 + 1})".encode()
        at = page.index(about)
        span = Span(at, at + len(about) - 1)
        first, last = locate(page, span)
        findings.append(
            Finding(
                code=f"U{number % 40 + 1:03}",
                name="dead-source",
                severity=severities[number % 3],
                message=f"source answers 404: http://example.org/{number}",
                path=path,
                span=span,
                start=first,
                end=last,
                subject=f"http://example.org/{number}",
                fix=Fix("remove it", (Edit("", at, at + 1, ""),), following()),
            )
        )
    return make_report(findings, [], prefix="", read=texts.get, coverage=Coverage(pages=pages), elsewhere="all.sarif")
