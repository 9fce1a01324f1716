"""Tens of thousands of findings: nothing grows beyond what a platform takes, the worst is kept, the rest counted."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable

import msgspec
import pytest

from archive_lint.model.finding import Severity
from archive_lint.report.formats import sarif
from archive_lint.report.report import Report
from tests.report.cases import many
from tests.report.conftest import Render
from tests.soak import FACTOR

COUNT = 30_000
FEWER = COUNT if FACTOR else COUNT // 20
"""Of what a platform takes without end."""
MOST_IN_SARIF = 25_000


@pytest.fixture(scope="module")
def report() -> Report:
    return many(COUNT)


@pytest.fixture(scope="module")
def shorter() -> Report:
    return many(FEWER)


COUNTERS: dict[str, tuple[Callable[[bytes], int], int]] = {
    "full": (lambda written: written.count(b": U0"), FEWER),
    "concise": (lambda written: written.count(b": U0"), FEWER),
    "json": (lambda written: len(json.loads(written)["findings"]), FEWER),
    "json-lines": (lambda written: len(written.splitlines()), FEWER),
    "github": (lambda written: len(written.splitlines()), 30),
    "gitlab": (lambda written: written.count(b'"fingerprint":"'), FEWER),
    "sarif": (lambda written: written.count(b'"ruleId":'), MOST_IN_SARIF),
    "junit": (lambda written: written.count(b"<failure "), FEWER * 2 // 3),
    "checkstyle": (lambda written: written.count(b"<error "), FEWER),
    "rdjson": (lambda written: written.count(b'"location":{'), FEWER),
    "rdjson-lines": (lambda written: len(written.splitlines()), FEWER),
    "azure": (lambda written: written.count(b"##vso[task.logissue "), FEWER),
    "html": (lambda written: written.count(b'</b> <a href="#rule='), FEWER),
}


@pytest.fixture(scope="module")
def in_sarif(render: Render, report: Report) -> bytes:
    return render("sarif", report)


@pytest.mark.soak
@pytest.mark.parametrize("name", COUNTERS)
def test_a_format_holds_as_many_as_its_platform_takes(
    render: Render, in_sarif: bytes, shorter: Report, name: str
) -> None:
    count, expected = COUNTERS[name]
    assert count(in_sarif if name == "sarif" else render(name, shorter)) == expected


def test_sarif_holds_the_worst_first_and_tells_how_many_are_missing(in_sarif: bytes) -> None:
    written = in_sarif
    # As platforms compress it at the least.
    assert len(gzip.compress(written, 1)) <= 10_000_000
    (run,) = json.loads(written)["runs"]
    assert [result["level"] for result in run["results"]] == ["error"] * 10_000 + ["warning"] * 10_000 + [
        "note"
    ] * 5_000
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == (
        "5,000 findings left out, the least severe: a SARIF file has limits. All are in all.sarif."
    )


def test_sarif_of_text_that_does_not_compress_is_cut_at_its_size(
    render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "_MOST_COMPRESSED", 700_000)
    noise = random.Random(1)
    report = many(3_000, 100)
    findings = [
        msgspec.structs.replace(finding, message=noise.randbytes(300).hex(), severity=severity)
        for finding, severity in zip(report.findings, [Severity.INFO] * 1_000 + [Severity.ERROR] * 2_000, strict=True)
    ]
    written = render("sarif", msgspec.structs.replace(report, findings=findings))
    assert 200_000 <= len(gzip.compress(written, 6)) <= 700_000
    (run,) = json.loads(written)["runs"]
    kept = len(run["results"])
    assert 500 <= kept < 3_000
    text = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert text.startswith(f"{3_000 - kept:,} findings left out")


def test_results_that_are_cut_at_their_size_are_the_least_severe(
    render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "_MOST_COMPRESSED", 230_000)
    (run,) = json.loads(render("sarif", many(1_200, 100)))["runs"]
    levels = [result["level"] for result in run["results"]]
    assert 0 < len(levels) < 1_200
    assert levels == (["error"] * 400 + ["warning"] * 400 + ["note"] * 400)[: len(levels)]


def test_a_summary_is_cut_at_rows_and_tells_how_many_are_missing(render: Render, report: Report) -> None:
    written = render("markdown", report).decode()
    assert 980_000 <= len(written.encode()) <= 1_000_000
    rows = [line for line in written.splitlines() if line.startswith(("| error |", "| warning |", "| info |"))]
    assert all(row.endswith(" |") and row.count("|") == 5 for row in rows)
    assert f"**{COUNT - len(rows):,} more findings did not fit here.** All are in all.sarif" in written
    missing = [
        int(each.replace(",", "")) for each in re.findall(r"^([\d,]+) more did not fit here\.$", written, re.MULTILINE)
    ]
    assert sum(missing) == COUNT - len(rows)
    # Each rule shows some of what it found.
    parts = written.split("<details>")[1:]
    assert len(parts) == written.count("</details>") == len({finding.code for finding in report.findings})
    assert all(re.search(r"^\| (error|warning|info) \|", part, re.MULTILINE) for part in parts)
