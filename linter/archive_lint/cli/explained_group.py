"""Groups of URLs in `explain`: those of a host or with a common beginning, and those near an uncited URL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from archive_lint.cli.citations import Citation
from archive_lint.cli.link_rot import Cites, Known
from archive_lint.cli.source_choice import is_of_host
from archive_lint.model.url import host_of, url_key
from archive_lint.model.verdict import VerdictGroup, VerdictKind
from archive_lint.report.escape import terminal
from archive_lint.text import counted

_MOST_URLS = 20
"""The most URLs shown to people."""
_MOST_PLACES = 3
"""The most places of one URL shown to people."""
_NEAR = 80
"""The least similarity in per cent of a URL that may have been meant."""
_MOST_NEAR = 3
_WORST_FIRST = {group: number for number, group in enumerate(VerdictGroup)}


class UrlGroup(Struct, frozen=True, kw_only=True):
    """Cited URLs that belong together."""

    asked: str
    """The text that was asked about."""
    host: str
    """The host of all URLs, or the domain above their hosts."""
    kinds: Mapping[str, VerdictKind]
    """The kind of verdict on each URL, by `url_key`: the worst first, then by URL."""

    def counts(self) -> Mapping[VerdictGroup, int]:
        """Return the number of URLs by group."""
        return Counter(kind.group for kind in self.kinds.values())

    def as_json(self, citations: Mapping[str, Sequence[Citation]]) -> dict[str, Any]:
        """Return all URLs as JSON data, with the places that cite them."""
        counts = self.counts()
        return {
            "about": self.asked,
            "counts": {"urls": len(self.kinds), **{group.value: counts.get(group, 0) for group in VerdictGroup}},
            "urls": [
                {"url": url, "verdict": kind.value, "cited": [place._asdict() for place in citations.get(url, ())]}
                for url, kind in self.kinds.items()
            ],
        }

    def lines(self, citations: Mapping[str, Sequence[Citation]]) -> Iterator[str]:
        """Yield lines for people, about as many URLs as anyone reads."""
        yield terminal(self.asked)
        counts = self.counts()
        by_group = ", ".join(f"{counts[group]:,} {group}" for group in VerdictGroup if counts.get(group))
        yield f"{counted(len(self.kinds), 'URL')}: {by_group}"
        for url, kind in list(self.kinds.items())[:_MOST_URLS]:
            yield terminal(f"  {kind.value}  {url}")
            yield from _place_lines(citations.get(url, ()))
        left = len(self.kinds) - _MOST_URLS
        if left > 0:
            yield terminal(f"and {counted(left, 'URL')} more: `archive-lint sources --urls --host {self.host}`")

    def shown(self) -> Sequence[str]:
        """Return the URLs shown to people."""
        return list(self.kinds)[:_MOST_URLS]


def find_group(text: str, cites: Cites, known: Known) -> UrlGroup | None:
    """Return the cited URLs of a host ("news.example"), or below a path ("https://news.example/2008/").

    The scheme and `www.` do not matter. `None` if there are none.
    """
    wanted = _without_scheme(url_key(text if "://" in text else f"http://{text}"))
    host, slash, rest = wanted.partition("/")
    if not host:
        return None
    if slash and rest:
        found = [url for url in cites if _is_below(_without_scheme(url), wanted)]
    else:
        found = [url for url in cites if is_of_host(host_of(url), host)]
    kinds = {url: known.kind_of(url, cites[url]) or VerdictKind.UNCHECKED for url in found}
    ordered = sorted(kinds, key=lambda url: (_WORST_FIRST[kinds[url].group], url))
    return UrlGroup(asked=text, host=host, kinds={url: kinds[url] for url in ordered}) if ordered else None


def nearest(text: str, urls: Iterable[str]) -> list[str]:
    """Return the few URLs, or hosts of URLs, most similar to a text, best first; empty if none is similar."""
    # Here and not above: only a mistake pays for the import.
    from rapidfuzz import fuzz, process

    known = list(urls)
    if "/" not in text.partition("://")[2 if "://" in text else 0].rstrip("/"):
        known += sorted({host_of(url) for url in known})
    found = process.extract(text[:1000], known, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_MOST_NEAR)
    return [url for url, _, _ in found]


def _place_lines(places: Sequence[Citation]) -> Iterator[str]:
    for path, line in places[:_MOST_PLACES]:
        yield terminal(f"      {path}:{line}")
    if len(places) > _MOST_PLACES:
        yield f"      and {counted(len(places) - _MOST_PLACES, 'place')} more"


def _without_scheme(url: str) -> str:
    """Return a URL for comparing prefixes: its host as `host_of` returns it, then path and query."""
    _, found, rest = url.partition("://")
    path = rest.find("/") if found else -1
    return host_of(url) + (rest[path:] if path >= 0 else "")


def _is_below(url: str, prefix: str) -> bool:
    """Return whether a URL begins with a prefix whose last name ends there: `/2008` is not a prefix of `/20081`."""
    return url.startswith(prefix) and (prefix.endswith(("/", "?", "&", "=")) or url[len(prefix) :][:1] in ("", *"/?&"))
