"""The largest page of anything takes little memory, and time that grows no faster than the page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive_lint.files.read import MOST_BYTES
from archive_lint.markdown.builder import PageBuilder
from archive_lint.markdown.directives import SUPPRESSION
from archive_lint.markdown.events import read_markdown
from archive_lint.markdown.part_list import MOST_PARTS, MOST_SPANS
from archive_lint.markdown.pieces import MOST_MARKS, count_marks, pieces
from archive_lint.model.layout import Layout
from archive_lint.rule.examples import PATH
from tests.soak import FACTOR

HEAD = b"### [2014-05-23](/news/2014/05/23/index.md)\n# A\n### Source:\n1. [A](https://a.example/)\n### Related:\n"
PARTS = {
    "prose": b"Rain fell on the harbour for days and the bridge was closed to all of them for repairs.\n",
    "one line": b"word ",
    "sources": b"1. [Storm closes bridge](https://gazette.example/a)\n",
    "related links": b"1. [Storm](/news/2014/05/23/storm.md) _Context: Harbour_\n",
    "table rows": b"| a | b |\n",
    "headings": b"# A\n",
    "linked headings": b"### [A](/a.md)\n",
    "nested quotes": b"> ",
    "quotes": b"> a\n\n",
    "HTML": b"<p>a</p>\n",
    "blocks of HTML": b"<p>a</p>\n\n",
    "links": b"[a](/b) ",
    "links in a line of text": b"[a](/b) " + b"word " * 8,
    "comments": b"<!-- archive-lint: ignore[L001] -->\n\n",
    "code": b"`a` ",
    "autolinks": b"<https://a.example/> ",
    "items": b"- a\n",
    "empty lines": b"\n",
    "entities": b"&amp;",
    "[": b"[",
    "](": b"](",
    "*": b"*",
    "_": b"_",
    "<": b"<",
    "`": b"`",
    "&": b"&",
    "NUL": b"\0",
    "not UTF-8": b"\xff",
}
BRIEF = {"prose", "related links", "nested quotes", "["}
MOST_MEGABYTES = 300
LEAST_MEGABYTES = 40
"""Of a run over nothing."""
SHARES = {} if FACTOR else {"related links": 4, "nested quotes": 4}
"""What takes long is in a brief play a part of its largest size, and takes no more than that part of the memory."""

MEASURE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, timeout=100)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_maxrss // 1024, used.ru_utime)
"""


def measured(folder: Path, part: bytes, size: int) -> tuple[int, int, float]:
    """Check a page of that size: return the exit code, the peak of the memory in megabytes, and seconds."""
    page = folder / PATH
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_bytes(HEAD + part * ((size - len(HEAD)) // len(part)))
    lint = [sys.executable, "-m", "archive_lint", "--no-cache", "--jobs", "1", "--output-format", "concise"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *lint], cwd=folder, capture_output=True, text=True, check=True, timeout=120
    )
    code, peak, seconds = done.stdout.split()
    return int(code), int(peak), float(seconds)


PLAYED = [name for name in PARTS if FACTOR or name in BRIEF]


def largest(part: bytes) -> int:
    """Return the size of about the largest page of a part that is checked."""
    sample = part * 100
    text = sample.decode(errors="replace")
    page = PageBuilder(sample, Layout())
    read_markdown(page, text, 0)
    links = sum((entry.link is not None) + len(entry.further) for _, entry in page.items)
    counts = len(page.headings) + len(page.heading_links) + len(page.items) + len(page.loose_links) + links
    counts += 2 * sample.count(SUPPRESSION)
    shares = [counts / MOST_PARTS, len(page.opaque) / MOST_SPANS]
    if len(list(pieces(text.encode(), length=1))) == 1:
        shares.append(count_marks(sample) / MOST_MARKS)
    return min(MOST_BYTES, int(len(sample) * 0.99 / max(*shares, 1e-9)))


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is told in kilobytes on Linux alone")
@pytest.mark.parametrize("name", PLAYED)
def test_the_largest_page_that_is_checked_takes_little_memory(tmp_path: Path, name: str) -> None:
    share = SHARES.get(name, 1)
    code, peak, _ = measured(tmp_path, PARTS[name], largest(PARTS[name]) // share)
    assert code in (0, 1)
    assert peak <= LEAST_MEGABYTES + (MOST_MEGABYTES - LEAST_MEGABYTES) // share


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux" or not FACTOR, reason="measured as above, and long")
@pytest.mark.parametrize("name", PARTS)
def test_a_page_of_ten_megabytes_takes_little_memory_to_be_checked_or_refused(tmp_path: Path, name: str) -> None:
    code, peak, _ = measured(tmp_path, PARTS[name], MOST_BYTES)
    assert code in (0, 1, 2)
    assert peak <= MOST_MEGABYTES


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="measured as above")
@pytest.mark.parametrize("name", PLAYED)
def test_a_page_takes_time_that_grows_with_its_length(tmp_path: Path, name: str) -> None:
    _, _, half = measured(tmp_path, PARTS[name], 125_000)
    _, _, whole = measured(tmp_path, PARTS[name], 250_000)
    assert whole <= 0.5 + 3 * half
