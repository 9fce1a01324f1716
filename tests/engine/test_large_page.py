"""The largest page of anything takes little memory, and time that grows no faster than the page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive_lint.engine.page_stage import PageChecker
from archive_lint.engine.plan import StagePlan, make_rules
from archive_lint.engine.wire import BatchResult
from archive_lint.files.read import MOST_BYTES
from archive_lint.markdown.builder import PageBuilder
from archive_lint.markdown.directives import SUPPRESSION
from archive_lint.markdown.events import read_markdown
from archive_lint.markdown.part_list import MOST_PARTS, MOST_SPANS
from archive_lint.markdown.pieces import MOST_MARKS, count_marks, pieces
from archive_lint.model.layout import Layout
from archive_lint.rule.registry import load_registry
from benchmarks.large_pages import LARGE, PATH, LargePage
from tests.soak import FACTOR

BRIEF = {"prose", "related links", "nested quotes", "["}
MOST_MEGABYTES = 300
REFUSED = 2
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


def measured(folder: Path, kind: LargePage, size: int) -> tuple[int, int, float]:
    """Check a page of that size: return the exit code, the peak of the memory in megabytes, and seconds."""
    page = folder / PATH
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_bytes(kind.text(size))
    lint = [sys.executable, "-m", "archive_lint", "--no-cache", "--jobs", "1", "--output-format", "concise"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *lint], cwd=folder, capture_output=True, text=True, check=True, timeout=120
    )
    code, peak, seconds = done.stdout.split()
    return int(code), int(peak), float(seconds)


PLAYED = [name for name in LARGE if FACTOR or name in BRIEF]


def largest(kind: LargePage) -> int:
    """Return the size of about the largest page of a kind that is checked."""
    sample = kind.part * min(100, 2 + 20_000 // len(kind.part))
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
    size = largest(LARGE[name]) // share
    code, peak, _ = measured(tmp_path, LARGE[name], size)
    while code == REFUSED:
        # The estimate knows nothing of what the parts come to together.
        size = size * 3 // 4
        code, peak, _ = measured(tmp_path, LARGE[name], size)
    assert code in (0, 1)
    assert peak <= LEAST_MEGABYTES + (MOST_MEGABYTES - LEAST_MEGABYTES) // share


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux" or not FACTOR, reason="measured as above, and long")
@pytest.mark.parametrize("name", LARGE)
def test_a_page_of_ten_megabytes_takes_little_memory_to_be_checked_or_refused(tmp_path: Path, name: str) -> None:
    code, peak, _ = measured(tmp_path, LARGE[name], MOST_BYTES)
    assert code in (0, 1, REFUSED)
    assert peak <= MOST_MEGABYTES


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="measured as above")
@pytest.mark.parametrize("name", PLAYED)
def test_a_page_takes_time_that_grows_with_its_length(tmp_path: Path, name: str) -> None:
    _, _, half = measured(tmp_path, LARGE[name], 125_000)
    _, _, whole = measured(tmp_path, LARGE[name], 250_000)
    assert whole <= 0.5 + 3 * half


SIZES = (2_000, 4_000, 8_000)
MOST_GROWTH = 2.6
"""The most by which the second step between these sizes may cost more than the first, which is half as long."""
SOME_CALLS = 1_500
"""What is done once for a page of any size, or now and then."""


@pytest.fixture(scope="module")
def checker() -> PageChecker:
    registry = load_registry()
    plan = StagePlan(root=".", layout=Layout(), codes=tuple(rule.code for rule in registry.rules), options={})
    return PageChecker(plan, make_rules(registry, plan))


def calls_of(checker: PageChecker, page: bytes) -> int:
    """Return how many functions are called to read and check a page, which does not depend on the machine."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        checker.check((PATH, False, page), BatchResult())
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", LARGE)
def test_what_is_done_for_a_page_grows_as_the_page_does(checker: PageChecker, name: str) -> None:
    checker.check((PATH, False, LARGE[name].text(SIZES[0])), BatchResult())
    small, middle, large = (calls_of(checker, LARGE[name].text(size)) for size in SIZES)
    assert large - middle <= MOST_GROWTH * (middle - small) + SOME_CALLS
