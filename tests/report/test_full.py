from __future__ import annotations

import re
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from archive_lint.model.finding import Finding, Severity
from archive_lint.model.span import Span, locate
from archive_lint.report.registry import FORMATS, write_report
from archive_lint.report.report import Coverage, Report, make_report
from archive_lint.report.view import View
from tests.report.cases import REPORTS


def report_of(line: str, start: int, end: int, before: str = "") -> Report:
    """One finding about these characters of a line."""
    page = f"{before}{line}\n".encode()
    span = Span(len(f"{before}{line[:start]}".encode()), len(f"{before}{line[:end]}".encode()))
    first, last = locate(page, span)
    finding = Finding(
        code="L001", name="n", severity=Severity.ERROR, message="m", path="a.md", span=span, start=first, end=last
    )
    return make_report([finding], [], prefix="", read={"a.md": page}.get, coverage=Coverage(pages=1))


def shown(report: Report, *, width: int | None = None, color: bool = False) -> list[str]:
    stream = BytesIO()
    write_report("full", report, stream, View(color=color, width=width))
    return stream.getvalue().decode().splitlines()


def excerpt(report: Report, width: int | None = None) -> tuple[str, str]:
    """The line and the one with the marks under it, without the gutter."""
    lines = shown(report, width=width)
    return lines[2].partition("| ")[2], lines[3].partition("| ")[2]


@pytest.mark.parametrize(
    ("line", "about", "excerpt_line", "marks"),
    [
        pytest.param("see [x](y) here", "[x](y)", "see [x](y) here", "    ^^^^^^", id="ASCII"),
        pytest.param("四川 [x](y)", "[x](y)", "四川 [x](y)", "     ^^^^^^", id="wide characters before it"),
        pytest.param("a 四川 b", "四川", "a 四川 b", "  ^^^^", id="wide characters in it"),
        pytest.param("e\u0301 x", "x", "e\u0301 x", "  ^", id="a combining accent before it"),
        pytest.param("\tx", "x", " x", " ^", id="a tab before it"),
        pytest.param("\x1b[0m x", "x", r"\x1b[0m x", "        ^", id="an escaped character before it"),
        pytest.param("a \u202e b", "\u202e", r"a \u202e b", "  ^^^^^^", id="an escaped character in it"),
        pytest.param("🚩 x", "x", "🚩 x", "   ^", id="an emoji before it"),
    ],
)
def test_the_mark_stands_under_the_place(line: str, about: str, excerpt_line: str, marks: str) -> None:
    start = line.index(about)
    assert excerpt(report_of(line, start, start + len(about), "# first\n")) == (excerpt_line, marks)


@pytest.mark.parametrize(
    ("start", "end", "marks"),
    [
        pytest.param(2, 2, "  ^", id="an empty place"),
        pytest.param(9, 9, "         ^", id="the end of the line"),
        pytest.param(4, 10, "    ^^^^^", id="the end of the line and its line feed"),
    ],
)
def test_there_is_always_a_mark(start: int, end: int, marks: str) -> None:
    assert excerpt(report_of("some text\nmore", start, end, "# first\n")) == ("some text", marks)


LONG = "".join(f"{number:05}" for number in range(1_000)) + "".join(chr(0x4E00 + number) for number in range(5_000))


@pytest.mark.parametrize("width", [40, 80, 120, 200])
@pytest.mark.parametrize(
    ("start", "end"), [(0, 5), (100, 105), (4_990, 5_010), (5_000, 5_001), (9_990, 10_000), (10, 9_000)]
)
def test_a_long_line_is_cut_around_the_place(width: int, start: int, end: int) -> None:
    report = report_of(LONG, start, end, "# first\n")
    line, marks = excerpt(report, width)
    assert max(map(cell_len, shown(report, width=width)[2:4])) <= width
    assert cell_len(marks) <= cell_len(line)
    left = line.strip("…")
    assert left in LONG
    assert line.startswith("…") is not LONG.startswith(left)
    assert line.endswith("…") is not LONG.endswith(left)
    mark = marks.index("^")
    place = next(at for at in range(len(line)) if cell_len(line[:at]) == mark)
    assert LONG[start] == line[place]
    assert cell_len(marks) - mark == min(cell_len(LONG[start:end]), cell_len(line.rstrip("…")) - mark)


@given(
    st.text(st.sampled_from("a題🚩\u0301\u200d\x1b\t#[ "), min_size=1, max_size=300),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(0, 100),
)
def test_any_line_fits_its_width(text: str, start: int, length: int, width: int) -> None:
    start = min(start, len(text) - 1)
    lines = shown(report_of(text, start, min(len(text), start + length), "# first\n"), width=width)
    assert lines[2].startswith(" 2 |")
    assert re.fullmatch(r"   \| +\^+", lines[3])
    # A terminal that says 0 does not know: then there are as many as are usual.
    assert cell_len(lines[2]) <= max(40, width or 120) + 2 * lines[2].count("\u200d")


def test_colour_adds_colour_and_changes_nothing_else() -> None:
    for report in REPORTS.values():
        plain, colored = shown(report), shown(report, color=True)
        assert [re.sub(r"\x1b\[[\d;]*m", "", line) for line in colored] == plain
        assert not any("\x1b" in line for line in plain)


def test_a_place_beyond_the_page_is_not_an_error() -> None:
    report = report_of("text", 0, 4, "# first\n" * 9)
    shorter = make_report(report.findings, [], prefix="", read=lambda _: b"x")
    assert excerpt(shorter) == ("", "^")


@pytest.mark.parametrize("name", [info.name for info in FORMATS.values() if info.for_people])
def test_a_finding_begins_with_where_it_is(name: str) -> None:
    stream = BytesIO()
    write_report(name, report_of("some text", 5, 9, "# first\n"), stream)
    assert stream.getvalue().decode().splitlines()[0] == "a.md:2:6: L001 m"
