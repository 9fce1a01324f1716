"""The URLs of a site, collected once from all pages and files, and the file that each of them serves."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple
from urllib.parse import unquote

from archive_lint.model.layout import Layout
from archive_lint.model.listing import Listing
from archive_lint.model.patterns.glob import PathMatcher
from archive_lint.site.redirects import read_redirects
from archive_lint.site.url_rules import CATEGORIES, INDEX_NAMES, NOTHING_SAID, PageAddress, UrlRules, without_index
from archive_lint.text import counted

LONGEST_URL_PATH = 8_192
"""Maximum length of a path in characters, as for URLs of sources. Longer paths are not looked up."""
_MOST_CONFLICTS = 3
_PLACEHOLDERS = (":", "{", "}", "*")
"""Characters of a URL in front matter that a generator replaces: where it leads is not known."""


class Spelling(Enum):
    """The exactness of a URL for the file that it serves."""

    EXACT = auto()
    MISCASED = auto()
    """Differs in the case of letters, and not by being all lower case, as generators make names."""
    GENERATED = auto()
    """No file explains it: the configuration, or a redirect file, says that it exists."""


class Served(NamedTuple):
    """The target of a URL: a file, or something generated."""

    path: str
    """Path of the file; empty if no file explains the URL."""
    spelling: Spelling


class Addresses:
    """The URLs of a site.

    `said` returns what a page says of its own URL. `redirects` are the redirect files by path.
    """

    def __init__(
        self,
        layout: Layout,
        listing: Listing,
        said: Callable[[str], PageAddress],
        redirects: Mapping[str, bytes] | None = None,
    ) -> None:
        self._site = layout.site
        self.rules = UrlRules(layout.site.rules, layout.endings)
        self._has_categories = any(CATEGORIES in rule.url for rule in layout.site.rules)
        self._is_generated = PathMatcher(layout.site.generated) if layout.site.generated else None
        self._redirects = [read_redirects(path, source) for path, source in (redirects or {}).items()]
        self._served: dict[str, str] = {}
        """Files by the keys of their URLs."""
        self._folded: dict[str, str] = {}
        """Keys by their case-folded form, if that differs."""
        self._urls: dict[str, str] = {}
        """The URL of each page, as it is written."""
        self._possible: dict[str, Sequence[str]] = {}
        """The URLs of pages of which one is right, but not known: generators write categories in several ways."""
        self._conflicts: list[tuple[str, str, str]] = []
        """URLs that two pages claim, with both pages."""
        self._add_pages(listing.pages, said)
        self._add_files(path for path in listing.files if path not in self._urls)

    @property
    def complaints(self) -> list[str]:
        """The problems of the map and of the redirect files, one line each."""
        said = [complaint for file in self._redirects for complaint in file.complaints]
        said += [f"{url} is the URL of both {one} and {other}" for url, one, other in self._conflicts[:_MOST_CONFLICTS]]
        if len(self._conflicts) > _MOST_CONFLICTS:
            said.append(f"{counted(len(self._conflicts) - _MOST_CONFLICTS, 'further URL')} of two pages each")
        return said

    def url_of(self, path: str) -> str | None:
        """Return the URL path of a file, as links should write it; `None` if it has none."""
        url = self._urls.get(path)
        return url if url is not None else next(iter(self.rules.urls(path)), None)

    def urls_of(self, path: str) -> Sequence[str]:
        """Return the URL paths that a file may have, likeliest first; empty if it has none."""
        url = self.url_of(path)
        return self._possible.get(path) or ([] if url is None else [url])

    def url_like(self, path: str, url: str) -> str | None:
        """Return the URL path of a file, as links should write it in place of `url`; `None` if it has none.

        Of several the one that differs from `url` in letter case alone, or lies in its folder: else none is certain.
        """
        possible = self._possible.get(path)
        if possible is None:
            return self.url_of(path)
        wanted = address_key(url)
        alike = [each for each in possible if address_key(each).casefold() == wanted.casefold()]
        alike = alike or [
            each for each in possible if _folder(address_key(each)).casefold() == _folder(wanted).casefold()
        ]
        return min(alike, key=lambda each: _folder(address_key(each)) != _folder(wanted), default=None)

    def served(self, url: str) -> Served | None:
        """Return what a URL path serves, percent-encoded or not; `None` if there is no such URL."""
        if len(url) > LONGEST_URL_PATH:
            return None
        key = address_key(url)
        # Some hosts serve `/x.html` as `/x/` too: what may exist is not called missing.
        candidates = (key, *(key + end for end in self._site.serves)) if key else (key,)
        for candidate in candidates:
            path = self._served.get(candidate)
            if path is not None:
                return Served(path, Spelling.EXACT)
        plain = unquote(url).strip("/")
        if not key or (self._is_generated is not None and self._is_generated(plain)):
            # Every site has a front page, whatever makes it.
            return Served("", Spelling.GENERATED)
        if any(file.covers("/" + plain) for file in self._redirects):
            return Served("", Spelling.GENERATED)
        return next(filter(None, map(self._miscased, candidates)), None)

    def _miscased(self, key: str) -> Served | None:
        folded = key.casefold()
        known = self._folded.get(folded) or (folded if folded in self._served else None)
        if known is None:
            return None
        return Served(self._served[known], Spelling.EXACT if key == key.lower() else Spelling.MISCASED)

    def _add_pages(self, pages: Iterable[str], said: Callable[[str], PageAddress]) -> None:
        aliases: list[tuple[str, str]] = []
        for path in pages:
            address = said(path)
            urls = self._own_urls(path, address)
            if urls:
                self._urls[path] = urls[0]
                if self._has_categories and len(urls) > 1:
                    self._possible[path] = urls
            for url in urls:
                self._serve(url, path, is_own=True)
            aliases += [(alias, path) for alias in address.aliases]
        # A page's own URL counts before another's alias.
        for alias, path in aliases:
            self._serve(self._absolute(alias, path), path)

    def _own_urls(self, path: str, said: PageAddress) -> Sequence[str]:
        if not said.url:
            return self.rules.urls(path, said)
        if any(mark in said.url for mark in _PLACEHOLDERS):
            return self.rules.urls(path, said)
        return ["/" + said.url.lstrip("/")]

    def _absolute(self, alias: str, path: str) -> str:
        own = self._urls.get(path, "")
        site = self._site.url
        if site and alias.startswith(site):
            alias = alias[len(site) :]
        if alias.startswith("/") or "/" in alias or not own:
            return "/" + alias.lstrip("/")
        return own.rstrip("/").rpartition("/")[0] + "/" + alias

    def _add_files(self, files: Iterable[str]) -> None:
        bundles = {path.rpartition("/")[0]: url for path, url in self._urls.items() if _is_index(path)}
        for path in files:
            for url in self.rules.urls(path, NOTHING_SAID):
                self._serve(url, path)
            folder, _, name = path.rpartition("/")
            below = name
            while folder:
                if folder in bundles:
                    # Files beside a story's index are served below the story.
                    self._serve(f"{bundles[folder].rstrip('/')}/{below}", path)
                    break
                folder, _, parent = folder.rpartition("/")
                below = f"{parent}/{below}"

    def _serve(self, url: str, path: str, *, is_own: bool = False) -> None:
        key = address_key(url)
        other = self._served.setdefault(key, path)
        if other != path and is_own:
            self._conflicts.append((url, other, path))
        folded = key.casefold()
        if folded != key:
            self._folded.setdefault(folded, key)


def _folder(key: str) -> str:
    return key.rpartition("/")[0]


def _is_index(path: str) -> bool:
    return path.rpartition("/")[2].partition(".")[0] in INDEX_NAMES


def address_key(url: str) -> str:
    """Return the key that the spellings of one URL path share: decoded, without a last slash or index page."""
    path = unquote(url) if "%" in url else url
    if "//" in path:
        path = "/".join(part for part in path.split("/") if part)
    path = path.strip("/")
    if not path.isascii():
        path = unicodedata.normalize("NFC", path)
    if path.endswith("index.html") and (path == "index.html" or path.endswith("/index.html")):
        path = path[: -len("index.html")].rstrip("/")
    return without_index("/" + path).strip("/") if path.endswith("index") else path


def former_path(rules: UrlRules, url: str, known: Container[str]) -> str:
    """Return the path of a missing URL; empty without one.

    It is one that is in `known`, else the first that the rules allow.
    """
    first = ""
    for path in rules.paths(url):
        first = first or path
        if path in known:
            return path
    return first


def url_keys(layout: Layout, path: str, said: PageAddress) -> list[str]:
    """Return the keys of all URLs of one page, aliases included."""
    rules = UrlRules(layout.site.rules, layout.endings)
    own = [said.url] if said.url else rules.urls(path, said)
    return [key for key in map(address_key, (*own, *said.aliases)) if key]
