"""How often each rule has something to say: `--statistics`."""

from __future__ import annotations

from collections import Counter
from typing import BinaryIO

import msgspec

from archive_lint.report.escape import terminal
from archive_lint.report.report import Report
from archive_lint.report.wording import closing_lines
from archive_lint.text import counted


def write_statistics(report: Report, stream: BinaryIO, *, as_json: bool) -> None:
    """Write one line per rule, the one with most findings first: count, code, fixable or not, name."""
    counts = Counter((finding.code, finding.name) for finding in report.findings)
    fixable = Counter((finding.code, finding.name) for finding in report.findings if finding.fix is not None)
    rows = [
        {"code": code, "name": name, "count": count, "fixable": fixable[code, name]}
        for (code, name), count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    ]
    if as_json:
        stream.write(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")
        return
    width = max((len(f"{row['count']:,}") for row in rows), default=0)
    for row in rows:
        mark = "*" if row["fixable"] == row["count"] else "-" if row["fixable"] else " "
        stream.write(f"{row['count']:>{width},}  {row['code']}  [{mark}] {row['name']}\n".encode())
    if rows:
        stream.write(b"[*] fixable  [-] some of them\n")
    stream.write(f"{counted(len(report.findings), 'finding')} on {counted(report.summary.pages, 'page')}.\n".encode())
    stream.writelines(f"{terminal(words)}\n".encode() for words in closing_lines(report))
