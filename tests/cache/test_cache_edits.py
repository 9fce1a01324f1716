"""A run after an edit checks again what the edit can matter to, and reports what a run from nothing reports."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.corpus import RECIPES, Plan, generate, inject
from tests.cached_runs import cache_limits, lint
from tests.fix import damage
from tests.soak import FACTOR, rounds

PAGES = 300 if FACTOR else 120
CHANGES = [change for _, change in damage.DAMAGES.values()]
edits = st.lists(
    st.tuples(st.integers(0, PAGES - 1), st.sampled_from([*CHANGES, None]), st.booleans()), min_size=1, max_size=6
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated archive with defects, which has been linted."""
    root = tmp_path_factory.mktemp("archive")
    plan = generate(str(root), pages=PAGES, seed=7)
    assert isinstance(plan, Plan)
    inject(str(root), plan, defects=dict.fromkeys(sorted(set(RECIPES) - {"I004"})[::3], 1), seed=7)
    lint(root)
    return root


@settings(
    max_examples=rounds(3),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(edits=edits, is_written=st.booleans())
def test_edits_are_reported_as_by_a_run_from_nothing(
    archive: Path, edits: list[tuple[int, damage.Damage | None, bool]], is_written: bool
) -> None:
    pages = sorted(archive.glob("news/**/*.md"))
    before: dict[Path, bytes] = {}
    # Whether what was found is written down at once or found again by each run.
    with cache_limits(worth_writing=10**6 if is_written else 0):
        for number, change, is_run_between in edits:
            page = pages[number % len(pages)]
            text = before.setdefault(page, page.read_bytes()).decode(errors="replace")
            changed = text + "\n" if change is None else change(text, str(page.relative_to(archive)))
            page.write_bytes((changed or text).encode())
            if is_run_between:
                lint(archive)
        warm, cold = lint(archive), lint(archive, "--no-cache")
    for page, text_before in before.items():
        page.write_bytes(text_before)
    assert warm == cold


@pytest.mark.soak
def test_a_page_more_or_less_is_reported_as_by_a_run_from_nothing(archive: Path, tmp_path: Path) -> None:
    root = tmp_path / "archive"
    shutil.copytree(archive, root)
    pages = sorted(root.glob("news/**/*.md"))
    for page in pages[10 : len(pages) : len(pages) // 6]:
        content = page.read_bytes()
        page.unlink()
        assert lint(root) == lint(root, "--no-cache")
        page.write_bytes(content)
        assert lint(root) == lint(root, "--no-cache")
