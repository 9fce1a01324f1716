"""Soft 404s: pages that are gone though their site answers as if they existed.

The first witness is the archive itself: many different URLs of one host that end at one page (`Endings`). The second is
a URL that cannot exist, made up beside the one in question, and requested only for a suspicion: if it gets the same
answer, the page does not exist either (Bar-Yossef and others, "Sic Transit Gloria Telae", WWW 2004). A phrase such as
"not found" is a suspicion and never more: stories are written about it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from rapidfuzz import fuzz

from archive_lint.model.observation import Observation
from archive_lint.model.url import plain
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.classify import Judgement
from archive_lint.web.domains import bare
from archive_lint.web.gates import gate, is_error_page
from archive_lint.web.missing import says_missing
from archive_lint.web.own_words import end_of_way, own_words, quotes_address
from archive_lint.web.page_name import page_is_named
from archive_lint.web.walls import find_wall

MANY = 10
"""The number of URLs of one host that end at one page before that page counts as the host's answer for lost ones."""

_ALIKE = 95.0
"""The least similarity in per cent.

Error pages quote the URL and the time; two stories share a frame, and hardly half of their text.
"""

_SHORT = 1_500
"""The most characters of visible text of an error page; a story mostly has more."""

_LONGEST_DIRECTORY = 500
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

_FOR_SALE = re.compile(
    r"\b(?:is|may be|available) for sale\b|buy this domain|domain (?:parking|parked|for sale)|parked (?:domain|free)"
    r"|域名(?:出售|转让|轉讓|停放)",
    re.IGNORECASE,
)


def suspicion(url: str, seen: Observation) -> str:
    """Return why a page that came for `url` may not be the page, in a few words; empty without a suspicion."""
    if offers_domain(url, seen):
        return "for-sale"
    if urlsplit(url).path in ("", "/"):
        # A front page may send its readers anywhere, and made-up URLs are often redirected to it.
        return ""
    final = seen.refresh or seen.final_url
    led_on = len(seen.hops) > 1 or seen.refresh is not None
    if led_on and (is_error_page(url, final) or not page_is_named(url, final)):
        return "redirect"
    if not _is_deep(url):
        return ""
    if says_missing(seen.title) or (len(seen.sample) < _SHORT and says_missing(seen.sample)):
        return "phrase"
    return "echo" if len(seen.sample) < _SHORT and quotes_address(seen) else ""


def offers_domain(url: str, seen: Observation) -> bool:
    """Return whether the page reads like that of a domain for sale, or has only its name as title."""
    title = seen.title.strip().lower()
    if bare(title) == bare(urlsplit(url).hostname or ""):
        return True
    return bool(_FOR_SALE.search(title) or (len(seen.sample) < _SHORT and _FOR_SALE.search(seen.sample)))


def sibling(url: str) -> str:
    """Return a URL beside `url` that was never published: 25 letters in place of its last part.

    It is the same for all URLs of one folder, so that it is requested only once. It lies beside `url`, and not at the
    top: large sites serve their folders from different servers.
    """
    split = urlsplit(url)
    folder = split.path.rpartition("/")[0][:_LONGEST_DIRECTORY]
    digest = hashlib.sha256(f"{split.netloc}{folder}".encode()).digest()
    name = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:25])
    return urlunsplit((split.scheme, split.netloc, f"{folder}/{name}", "", ""))


def front_page(url: str) -> str:
    """Return the front page of a URL's host."""
    split = urlsplit(url)
    return urlunsplit((split.scheme, split.netloc, "/", "", ""))


def same_answer(page: Observation, probe: Observation) -> bool:
    """Return whether a URL that cannot exist got the same answer as the page in question."""
    if probe.failure is not None or probe.status is None or not 200 <= probe.status < 300:
        return False
    if len(page.hops) != len(probe.hops) or (page.refresh is None) is not (probe.refresh is None):
        return False
    if page.refresh is not None:
        return end_of_way(page) == end_of_way(probe)
    if len(page.hops) > 1 and end_of_way(page) == end_of_way(probe):
        return True
    return _alike(page, probe)


def judged_by_probe(url: str, page: Observation, probe: Observation, front: Observation | None) -> Judgement | None:
    """Return the judgement that the probe allows, or `None`.

    `front` is the host's front page, requested for a suspected sale.
    """
    if find_wall(probe) is not None or not same_answer(page, probe):
        return None
    if front is not None and offers_domain(url, page) and _alike(page, front):
        return Judgement(VerdictKind.PARKED, "", "every URL of the host, including made-up ones, shows the same page")
    if len(page.hops) > 1:
        to = f"it redirects to {plain(page.final_url)}, as a made-up URL beside it does"
        return Judgement(VerdictKind.SOFT_404, "redirect", to)
    return Judgement(VerdictKind.SOFT_404, "content", "a made-up URL beside it shows the same page")


class Endings:
    """Counts, for a whole run, the URLs of a host that end at one page with no trace of them."""

    def __init__(self) -> None:
        self._sources: dict[tuple[str, str], list[str]] = {}

    def add(self, url: str, final: str) -> bool:
        """Note a redirect; return whether its end has become, or already is, one of many."""
        if not final or not _is_deep(url) or page_is_named(url, final) or gate(url, final):
            return False
        host = bare(urlsplit(url).hostname or "")
        sources = self._sources.setdefault((host, _page(final)), [])
        sources.append(url)
        return len(sources) >= MANY

    def lost(self) -> Iterator[tuple[str, Judgement]]:
        """Yield all URLs that end where many do, each once."""
        for (_, final), sources in self._sources.items():
            if len(sources) >= MANY:
                evidence = f"it redirects to {plain(final)}, as many other URLs of the host do"
                for url in sources:
                    yield url, Judgement(VerdictKind.SOFT_404, "many-to-one", evidence)


def _page(final: str) -> str:
    """Return the key of the same page: some sites add the lost URL as a parameter."""
    return urlunsplit((*urlsplit(final)[:3], "", ""))


def _is_deep(url: str) -> bool:
    """Return whether a URL is neither a front page nor the front of a section."""
    split = urlsplit(url)
    parts = [part for part in split.path.split("/") if part]
    return len(parts) > 1 or bool(split.query) or any(len(part) > 8 for part in parts)


def _alike(one: Observation, other: Observation) -> bool:
    before, after = own_words(one), own_words(other)
    # A page without text is made by scripts: it is the same for all of a site's URLs, and shows nothing.
    return bool(before and after) and fuzz.ratio(before, after) >= _ALIKE
