"""Figures of link rot, from citations and verdicts. The module is loaded only if somebody wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing

from msgspec import Struct

from archive_lint.files.state_folder import StateFolder
from archive_lint.model.page import Link, PageFacts
from archive_lint.model.patterns.url_glob import UrlMatcher
from archive_lint.model.rot import CitedUrl, Rot, Sweep, count_rot
from archive_lint.model.url import host_of, is_ordinary_url, is_web, url_key
from archive_lint.model.verdict import Verdict, VerdictKind
from archive_lint.store.results import Results
from archive_lint.web.history import LastSeen
from archive_lint.web.history_file import look_into
from archive_lint.web.summary import read_or_judge


class Cited(Struct):
    """A distinct source URL of an archive."""

    odd: str
    """The URL as first cited, if it needs a second look; empty for an ordinary URL."""
    years: frozenset[int | None]
    """The years of the pages that cite it; `None` for a page without a date."""


Cites = Mapping[str, Cited]
"""Cited URLs by `url_key`."""


def web_links(page: PageFacts) -> Iterator[Link]:
    """Yield the links of a page that are checked as sources."""
    return (link for _, link in page.citations() if is_web(link.target))


def citing_pages(results: Results) -> Iterator[PageFacts]:
    """Yield the pages of a run that cite any URL, without twins."""
    for path in results.pages:
        if results.pages.cited_by(path) and (facts := results.store.get(path)) is not None:
            yield facts


def distinct_urls(results: Results) -> Cites:
    """Return the distinct URLs that the pages of a run cite."""
    found: dict[str, Cited] = {}
    # Nearly every URL has one year, and a separate set for each takes more memory than all the rest.
    alone: dict[int | None, frozenset[int | None]] = {}
    for page in citing_pages(results):
        year = None if page.date is None else page.date.year
        years = alone.setdefault(year, frozenset([year]))
        for link in web_links(page):
            target = link.target
            is_ordinary = is_ordinary_url(target)
            key = target.partition("#")[0] if is_ordinary else url_key(target)
            cited = found.get(key)
            if cited is None:
                found[key] = Cited("" if is_ordinary else target, years)
            elif year not in cited.years:
                cited.years |= years
    return found


class Known:
    """Verdicts on URLs without requests: the same as a run would find that makes none."""

    def __init__(self, last: Mapping[str, LastSeen], exclude: Sequence[str]) -> None:
        """Take the last records of earlier runs, and globs of the URLs that are never requested."""
        self._last = last
        self._is_excluded = UrlMatcher(exclude)
        self._excludes = bool(exclude)

    def __bool__(self) -> bool:
        """Return whether anything was ever checked."""
        return bool(self._last)

    def last_seen(self, key: str) -> float | None:
        """Return when a URL was last checked, in seconds since the epoch; `None` for one never checked."""
        seen = self._last.get(key)
        return None if seen is None else seen.at

    def kind_of(self, key: str, cited: Cited) -> VerdictKind | None:
        """Return the kind of verdict on a URL, by `url_key`; `None` if nothing is known."""
        if cited.odd or self._excludes:
            read = read_or_judge(cited.odd or key, self._is_excluded)
            if isinstance(read, Verdict):
                return read.kind
        seen = self._last.get(key)
        return None if seen is None else seen.kind


def rot_of(cites: Cites, kind_of: Callable[[str, Cited], VerdictKind | None], sweeps: Iterable[Sweep]) -> Rot:
    """Return the figures of cited URLs; `kind_of` returns the kind of verdict on each."""
    urls = (CitedUrl(host=host_of(url), kind=kind_of(url, cited), years=cited.years) for url, cited in cites.items())
    return count_rot(urls, list(sweeps))


def rot_of_run(results: Results, verdicts: Mapping[str, Verdict], state: StateFolder) -> Rot:
    """Return the figures of a run, with the last sweeps: including this run if it is one."""

    def kind_of(key: str, cited: Cited) -> VerdictKind | None:
        verdict = verdicts.get(cited.odd or key)
        return None if verdict is None else verdict.kind

    with closing(look_into(state)) as history:
        return rot_of(distinct_urls(results), kind_of, history.sweeps())


def rot_of_history(results: Results, state: StateFolder, exclude: Sequence[str]) -> Rot | None:
    """Return the figures of a run's pages by earlier runs; `None` if there were none.

    `exclude` are globs of URLs that are never requested.
    """
    with closing(look_into(state)) as history:
        last, sweeps = history.last_seen(), history.sweeps()
    if not last and not sweeps:
        return None
    return rot_of(distinct_urls(results), Known(last, exclude).kind_of, sweeps)
