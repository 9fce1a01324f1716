"""Citations of URLs, for commands that show an archive's sources without checking."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec.structs import replace

from archive_lint.cli.cached_run import CachedRun
from archive_lint.cli.console import Console
from archive_lint.cli.make_run import make_run
from archive_lint.cli.paths import every_page
from archive_lint.cli.project import Project
from archive_lint.engine.run import read_pages
from archive_lint.model.page import PageFacts
from archive_lint.model.url import url_key
from archive_lint.report.escape import unicode_text
from archive_lint.store.results import Results


class Citation(NamedTuple):
    """A place where a page cites a URL."""

    path: str
    """Path relative to the repository's root, with a mark for each byte that is not UTF-8."""
    line: int


def whole_archive(project: Project, console: Console, jobs: int | None) -> CachedRun:
    """Return a run over all pages of an archive, before any is read. Raises `UsageError`."""
    run = make_run(project, every_page(project.discover(console).listing), jobs=jobs)
    return CachedRun(run, lambda: project.state, console, is_cached=True)


def read_archive(cached: CachedRun) -> Results:
    """Read all pages of a run: from the cache what did not change since a check."""
    run = cached.with_known_pages()
    known = run.known
    if known is not None:
        # What was found on pages is of no use here.
        known = replace(known, findings=[], suppressing=[], archive=None)
    return read_pages(replace(run, known=known, plan=replace(run.plan, codes=(), is_kept=False)))


def find_citations(
    project: Project, pages: Iterable[PageFacts], is_wanted: Callable[[str], object]
) -> dict[str, list[Citation]]:
    """Return the citations of the wanted URLs, by `url_key`, in the order of paths and lines."""
    before = f"{project.prefix}/" if project.prefix else ""
    found: dict[str, list[Citation]] = {}
    for page in pages:
        wanted = [(key, link.start) for _, link in page.citations() if is_wanted(key := url_key(link.target))]
        source = project.read(page.path) if wanted else b""
        for key, start in wanted:
            citation = Citation(unicode_text(before + page.path), source.count(b"\n", 0, start) + 1)
            found.setdefault(key, []).append(citation)
    return {key: sorted(citations) for key, citations in found.items()}
