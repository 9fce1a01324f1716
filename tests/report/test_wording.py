"""What reports for people say in words."""

from __future__ import annotations

from typing import Any

import pytest

from archive_lint.model.evidence import following
from archive_lint.model.finding import Finding, Fix, Severity
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.report.report import Coverage, Report, make_report
from archive_lint.report.wording import closing_lines, summary_line
from archive_lint.text import shortened

SAFE, UNSAFE = Fix("f", (), following()), Fix("f", ())
E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - as in the table of rules


def report_of(*found: tuple[Severity, Fix | None], **fields: Any) -> Report:
    findings = [
        Finding(code="L001", name="n", severity=severity, message="m", path="a.md", fix=fix) for severity, fix in found
    ]
    coverage = Coverage(**{name: fields.pop(name) for name in Coverage.__struct_fields__ if name in fields})
    problems = fields.pop("problems", ())
    return make_report(findings, problems, prefix="", read=lambda _: None, coverage=coverage, **fields)


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (report_of(pages=1), "No findings on 1 page."),
        (report_of(), "No findings on 0 pages."),
        (report_of(problems=[Problem(ProblemKind.UNREADABLE, "a.md", "x")]), "Nothing was checked: 1 problem."),
        (report_of(problems=[Problem(ProblemKind.SKIPPED, "a.md", "x")]), "No findings on 0 pages."),
        (report_of(pages=15812), "No findings on 15,812 pages."),
        (report_of((E, None), pages=2), "1 finding (1 error) on 2 pages."),
        (report_of((E, None), (E, None), (W, None), (I, None)), "4 findings (2 errors, 1 warning, 1 info) on 0 pages."),
    ],
)
def test_the_end_of_a_run_in_a_sentence(report: Report, words: str) -> None:
    assert summary_line(report) == words


@pytest.mark.parametrize(
    ("report", "words"),
    [
        pytest.param(report_of((E, None)), [], id="nothing more to say"),
        pytest.param(report_of((E, SAFE)), ["1 fixable with `--fix`."], id="safe"),
        pytest.param(report_of((E, UNSAFE)), ["1 fixable with `--fix --unsafe-fixes`."], id="unsafe"),
        pytest.param(
            report_of((E, SAFE), (E, UNSAFE), (E, UNSAFE)),
            ["1 fixable with `--fix`, 2 more with `--unsafe-fixes`."],
            id="both",
        ),
        pytest.param(report_of(baselined=1200), ["Not shown: 1,200 in the baseline."], id="baseline"),
        pytest.param(report_of(suppressed=1), ["Not shown: 1 suppressed in pages."], id="suppressed"),
        pytest.param(
            report_of(problems=[Problem(ProblemKind.SKIPPED, "a", "m")], notes=["A note."]), ["A note."], id="a note"
        ),
        pytest.param(
            report_of(problems=[Problem(ProblemKind.CRASH, "a", "m")], complete=False, pages=1),
            ["1 problem kept the run from looking at everything.", "Interrupted: this report is partial."],
            id="interrupted",
        ),
    ],
)
def test_what_else_there_is_to_say(report: Report, words: list[str]) -> None:
    assert list(closing_lines(report)) == words


@pytest.mark.parametrize(
    ("fix", "words"),
    [(SAFE, "[*] 1 fixable with `--fix`."), (UNSAFE, "1 fixable with `--fix --unsafe-fixes`.")],
    ids=["a safe fix is marked", "an unsafe one is not"],
)
def test_a_mark_is_explained_where_it_stands(fix: Fix, words: str) -> None:
    assert list(closing_lines(report_of((E, fix)), mark="[*]")) == [words]


@pytest.mark.parametrize(("text", "short"), [("", ""), ("abcde", "abcde"), ("abcdef", "abcd…")])
def test_text_is_shortened_to(text: str, short: str) -> None:
    assert shortened(text, 5) == short
