"""One page for a browser: the counts by rule, and all findings with a filter. It loads nothing from anywhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from archive_lint.model.finding import Finding, Severity
from archive_lint.report.escape import html
from archive_lint.report.report import Report, RuleInfo
from archive_lint.report.stream import write_lines
from archive_lint.report.wording import by_rule, closing_lines, summary_line

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --error: #c62828; --warning: #b26a00; --info: #1565c0; }
@media (prefers-color-scheme: dark) { :root { --error: #ff8a80; --warning: #ffcc66; --info: #90caf9; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; }
table { border-collapse: collapse; margin: 1rem 0 2rem; width: 100%; }
caption { font-weight: 600; padding-bottom: .5rem; text-align: start; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: start; vertical-align: top; }
td { overflow-wrap: anywhere; }
td.number { font-variant-numeric: tabular-nums; text-align: end; }
td.place, td.code { font-family: ui-monospace, monospace; font-size: .9em; }
td.code { white-space: nowrap; }
@media (max-width: 45rem) {
  th, td { padding: .3rem; }
  td.code { white-space: normal; }
  td:last-child { min-width: 10rem; }
}
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); }
.note { opacity: .75; }
form { align-items: end; display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
form[hidden] { display: none; }
label { display: grid; font-size: .85em; }
input, select { font: inherit; padding: .2rem .4rem; }
"""

_SCRIPT = """
const form = document.querySelector("form");
const rows = [...document.querySelectorAll("#findings tbody tr")];
const texts = rows.map(row => row.textContent.toLowerCase());
const shown = document.querySelector("output");
function filter() {
  const { words, severity, rule } = form.elements;
  const wanted = words.value.toLowerCase();
  let count = 0;
  rows.forEach((row, number) => {
    const visible = texts[number].includes(wanted)
      && (!severity.value || row.dataset.severity === severity.value)
      && (!rule.value || row.dataset.rule === rule.value);
    row.hidden = !visible;
    count += visible;
  });
  shown.value = `${count} of ${rows.length} shown`;
}
form.addEventListener("input", filter);
form.addEventListener("submit", event => event.preventDefault());
form.hidden = false;
filter();
"""


def write(report: Report, stream: BinaryIO) -> None:
    """Write the page."""
    write_lines(stream, _page(report))


def _page(report: Report) -> Iterator[str]:
    yield from _head()
    yield "<body>"
    yield "<h1>archive-lint</h1>"
    yield f"<p>{html(summary_line(report))}</p>"
    for words in closing_lines(report):
        yield f'<p class="note">{html(words)}</p>'
    if report.findings:
        rules = by_rule(report)
        yield from _rules_table(rules)
        yield from _filter_form(rules)
    if report.findings or report.problems:
        yield from _findings_table(report)
    if report.findings:
        yield f"<script>{_SCRIPT}</script>"
    yield "</body>"
    yield "</html>"


def _table_head(*columns: str) -> str:
    cells = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return f"<thead><tr>{cells}</tr></thead>"


def _head() -> Iterator[str]:
    # The hashes allow this style and this script and nothing else, were page text ever to become markup.
    allowed = f"style-src '{_hash(_STYLE)}'; script-src '{_hash(_SCRIPT)}'"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width">'
    yield '<meta name="referrer" content="no-referrer">'
    yield "<title>archive-lint</title>"
    yield f"<style>{_STYLE}</style>"
    yield "</head>"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _rules_table(rules: list[tuple[RuleInfo, int]]) -> Iterator[str]:
    yield "<table>"
    yield "<caption>By rule</caption>"
    yield _table_head("Findings", "Severity", "Rule", "")
    yield "<tbody>"
    for rule, number in rules:
        name = html(f"{rule.code} {rule.name}")
        if rule.url.startswith("https://"):
            name = f'<a href="{html(rule.url)}">{name}</a>'
        yield (
            f'<tr><td class="number">{number:,}</td>{_severity(rule.severity)}'
            f'<td class="code">{name}</td><td>{html(rule.summary)}</td></tr>'
        )
    yield "</tbody>"
    yield "</table>"


def _filter_form(rules: list[tuple[RuleInfo, int]]) -> Iterator[str]:
    severities = "".join(f"<option>{severity.value}</option>" for severity in Severity)
    codes = "".join(
        f'<option value="{html(rule.code)}">{html(rule.code)} {html(rule.name)}</option>' for rule, _ in rules
    )
    yield "<form hidden>"
    yield '<label>Words <input name="words" type="search" size="30"></label>'
    yield f'<label>Severity <select name="severity"><option value="">all</option>{severities}</select></label>'
    yield f'<label>Rule <select name="rule"><option value="">all</option>{codes}</select></label>'
    yield "<output></output>"
    yield "</form>"


def _findings_table(report: Report) -> Iterator[str]:
    yield '<table id="findings">'
    yield "<caption>Findings</caption>"
    yield _table_head("Where", "Severity", "Rule", "Finding")
    yield "<tbody>"
    for finding in report.everything():
        yield _row(finding)
    yield "</tbody>"
    yield "</table>"


def _row(finding: Finding) -> str:
    notes = [finding.help or ""]
    if finding.fix is not None:
        notes.append(f"Fix: {finding.fix.message}{'' if finding.fix.safe else ' (unsafe)'}")
    below = "".join(f'<div class="note">{html(note)}</div>' for note in notes if note)
    return (
        f'<tr data-severity="{finding.severity.value}" data-rule="{html(finding.code)}">'
        f'<td class="place">{html(finding.path)}:{finding.start.line}:{finding.start.column}</td>'
        f'{_severity(finding.severity)}<td class="code">{html(finding.code)}</td>'
        f"<td>{html(finding.message)}{below}</td></tr>"
    )


def _severity(severity: Severity) -> str:
    return f'<td class="{severity.value}">{severity.value}</td>'
