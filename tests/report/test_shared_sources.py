"""What most pages cite alike is reported once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from archive_lint.model.finding import Finding, Severity
from archive_lint.model.span import Span
from archive_lint.report.shared_sources import without_shared


def found(
    number: int, url: str = "https://a.example/", code: str = "U001", severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(
        code=code,
        name="a",
        severity=severity,
        path=f"{number:04}.md",
        message=f"source {url} is dead",
        span=Span(0, 1),
        subject=url,
    )


def shown(findings: Sequence[Finding], pages: int) -> list[tuple[str, str]]:
    return [(each.path, each.message) for each in without_shared(findings, pages)]


@pytest.mark.parametrize(
    ("on", "pages", "is_shared"),
    [
        (20, 20, True),
        (20, 59, True),
        (20, 60, False),
        (21, 60, True),
        (19, 19, False),
        (400, 1200, False),
        (401, 1200, True),
    ],
)
def test_a_source_of_more_than_a_third_of_the_pages_and_of_twenty_is_reported_once(
    on: int, pages: int, is_shared: bool
) -> None:
    findings = [found(number) for number in range(on)]
    said = shown(findings, pages)
    if is_shared:
        assert said == [("0000.md", f"source https://a.example/ is dead (on {on} pages, of which this is one)")]
    else:
        assert said == [(each.path, each.message) for each in findings]


def test_pages_count_and_not_links() -> None:
    assert len(shown([found(1)] * 30, 30)) == 30


@pytest.mark.parametrize(
    "other",
    [
        {"url": "https://b.example/"},
        {"code": "U005"},
        {"severity": Severity.INFO},
    ],
)
def test_what_is_said_of_something_else_stays(other: dict[str, str]) -> None:
    kept = found(7, **other)  # type: ignore[arg-type]
    left = without_shared([*(found(number) for number in range(30)), kept], 30)
    assert (len(left), left[1]) == (2, kept)


def test_other_rules_speak_of_each_page() -> None:
    findings = [found(number, code="L009") for number in range(30)]
    assert without_shared(findings, 30) == findings
