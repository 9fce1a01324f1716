"""Lets links vote on the URLs of a site: a link that ends in a story's slug shows the URL before it.

`/news/2014/05/23/storm/` in an archive that has `_posts/2014-05-23-storm.md` is a vote for stories to be served as
`/news/{year}/{month}/{day}/{slug}/`. A link that is the end of a file's path is a vote for the folder before it to be
the root of the site: `/img/storm.png` for `static`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from heapq import nlargest
from itertools import product
from typing import NamedTuple
from urllib.parse import unquote

from archive_lint.infer.site_pages import Date, SitePage
from archive_lint.model.site import UrlRule
from archive_lint.site.url_rules import CATEGORIES, INDEX_NAMES

_MOST_NAMESAKES = 60
"""The most pages or files of one name that are compared with one link: the translations of a page share its name."""
_MOST_RULES = 12
_MOST_CANDIDATES = 1_000
"""The most candidates that can be elected: those with most links."""
_MOST_VOTES = 200_000
"""The most votes that are counted: enough for thousands of links to pages in dozens of languages."""
_SERVED_FROM_ROOT = frozenset({"static", "public"})
"""Folders that many generators serve from the site's root: a link that begins with their name is a mistake."""
_SHARE_OF_HTML = 0.25
"""The share of links with `.html` above which URLs end in it.

A server finds such files without it, and not the reverse.
"""
_MANY_LINKS = 200
_FEW, _TWO, _SOME = 1, 2, 3
_WORDS_OF_ONE_STORY = 3
"""The number of words that make a slug unique to one page."""
_UNUSABLE = frozenset("{}?#\\")
_BETWEEN_NUMBERS = ("-", "_", ".", "")


class How(IntEnum):
    """The part of a link that shows its file, most telling first."""

    DATE = 0
    """The date and slug of a story."""
    PATH = 1
    """The end of the path of a page or file."""
    FOLDER = 2
    """The page's name alone, below a folder of another name."""
    SLUG = 3
    """The slug of a story whose file has another name, and no date."""


class Candidate(NamedTuple):
    """A rule of a map without the ending of its URLs."""

    how: How
    file: str
    url: str
    is_page: bool


class Elected(NamedTuple):
    """A rule of the site's map that links vote for."""

    rule: UrlRule
    how: How
    links: int
    """Number of links that it explains."""


def vote_on_urls(pages: Iterable[SitePage], files: Iterable[str], links: Sequence[str]) -> list[Elected]:
    """Return the rules that explain most of some links, each given as the path of a URL from the site's root."""
    names = _Names(pages, files)
    cast: dict[Candidate, dict[str, str]] = defaultdict(dict)
    counts = Counter(links)
    votes = 0
    for link in counts:
        parts, end = url_parts(link)
        for candidate in names.candidates(parts, end) if parts else ():
            cast[candidate][link] = end
            votes += 1
        if votes > _MOST_VOTES:
            break
    likeliest = nlargest(_MOST_CANDIDATES, cast, key=lambda each: (_weight(cast[each], counts), each))
    return _elected({each: cast[each] for each in likeliest}, counts, names)


def is_page_url(pages: Iterable[SitePage]) -> Callable[[str], bool]:
    """Return a function that returns whether the path of a URL certainly belongs to a page.

    It has a story's date and slug in it, the end of a page's path, or a slug of several words.
    """
    names = _Names(pages, ())

    def leads_to_page(path: str) -> bool:
        parts, end = url_parts(path)
        return bool(parts) and any(
            (each.how is How.DATE and "{month" in each.url)
            or (each.how is How.PATH and len(parts) > 1)
            or (each.how is How.SLUG and parts[-1].count("-") >= _WORDS_OF_ONE_STORY - 1)
            for each in names.candidates(parts, end)
        )

    return leads_to_page


def url_parts(link: str) -> tuple[list[str], str]:
    """Return the parts of a URL's path and its ending: `.html`, `/` for a folder, or nothing."""
    path = unquote(link)
    end = next((end for end in (".html", "/") if path.endswith(end)), "")
    parts = [part for part in path.removesuffix(end).split("/") if part]
    if parts and end == ".html" and parts[-1] in INDEX_NAMES:
        return parts[:-1], "/"
    return parts, end


def _elected(cast: Mapping[Candidate, Mapping[str, str]], counts: Counter[str], names: _Names) -> list[Elected]:
    """Return the rules that each explain most of the links left by those before; of equals, the one with more pages."""
    elected: list[Elected] = []
    heads = Counter(link.lstrip("/").partition("/")[0] for link in counts)

    def rank(each: Candidate) -> tuple[int, int, _Likelihood, str, str]:
        return _weight(left[each], counts), -each.how, _likelihood(each, heads, names), each.file, each.url

    left = {each: set(links) for each, links in cast.items() if _is_enough(each, links, counts)}
    while left and len(elected) < _MOST_RULES:
        best = max(left, key=rank)
        gained = left.pop(best)
        elected.append(Elected(_with_end(best, cast[best]), best.how, _weight(cast[best], counts)))
        # The same files have the same URLs: those with more votes.
        rest = {other: links - gained for other, links in left.items() if other.file != best.file}
        left = {each: links for each, links in rest.items() if links and _is_enough(each, links, counts)}
    return sorted(elected, key=lambda each: precedence(each.rule, each.how))


def _is_enough(candidate: Candidate, links: Collection[str], counts: Counter[str]) -> bool:
    """Return whether so many links are enough for a rule.

    The name of a page alone may be a coincidence; its date, or a path, hardly.
    """
    if candidate.how not in (How.DATE, How.PATH):
        return len(links) >= _SOME
    if counts.total() <= _MANY_LINKS or candidate.file.partition("{")[0].rstrip("/").endswith(tuple(_SERVED_FROM_ROOT)):
        return len(links) >= _FEW
    return _weight(links, counts) >= (_SOME if candidate.how is How.DATE else _TWO)


def precedence(rule: UrlRule, how: How) -> tuple[bool, int, bool, bool, int, int]:
    """Return the sort key by which no rule hides a narrower one: stories first, then deeper folders."""
    file = rule.file
    return "{path}" in file, how, "{year}" not in file, "{folder}" in file, -file.count("/"), -len(file)


class _Likelihood(NamedTuple):
    """The likelihood of a rule among those that explain as many links, most telling first; greater is likelier."""

    shared: int
    """Names that occur in both: `content/fr/post` and `storm.fr.md` are likelier served below `/fr/`."""
    unlinked: int
    """Negative if links begin with the folder's name: then `/fr/` is served from it, not from the root."""
    pages: int
    """Number of pages in the folder."""
    usual: int
    """Negative for dates and slugs that differ from those of the file's name, and for categories."""
    length: int


def _likelihood(each: Candidate, heads: Counter[str], names: _Names) -> _Likelihood:
    folder = each.file.partition("{")[0]
    own = {*folder.split("/"), *each.file.rpartition("/")[2].split(".")[1:]}
    shared = own.intersection(part for part in each.url.split("/") if part and "{" not in part)
    unlinked = 0 if shared else -sum(heads[part] for part in own if part)
    has_tail = each.is_page and "{path}" in each.file and not each.file.endswith("{path}.{ending}")
    # One field for all categories is likelier than one of them as a fixed folder.
    of_categories = each.url.count("/") if CATEGORIES in each.url else 0
    usual = -each.url.count(":") - each.url.count("{title}") - of_categories - has_tail
    return _Likelihood(len(shared), unlinked, names.pages_below(folder), usual, len(each.url))


def _weight(links: Iterable[str], counts: Counter[str]) -> int:
    return sum(counts[link] for link in links)


def _with_end(candidate: Candidate, links: Mapping[str, str]) -> UrlRule:
    if not candidate.is_page:
        return UrlRule(candidate.file, candidate.url)
    ends = Counter(links.values())
    end = ".html" if ends[".html"] > len(links) * _SHARE_OF_HTML else max(("/", ""), key=lambda end: ends[end])
    return UrlRule(candidate.file, candidate.url + end)


class _Names:
    """Pages and files by the possible last part of their URL."""

    def __init__(self, pages: Iterable[SitePage], files: Iterable[str]) -> None:
        self._pages: dict[str, list[SitePage]] = defaultdict(list)
        self._files: dict[str, list[str]] = defaultdict(list)
        known: set[str] = set()
        for page in pages:
            known.add(page.path)
            if not page.url:
                for name in {page.slug, page.title, page.stem[-1]} - {""}:
                    self._pages[name].append(page)
        self._roots: set[str] = set()
        for path in files:
            if path not in known and not _UNUSABLE.intersection(path):
                self._files[path.rpartition("/")[2]].append(path)
                self._roots.update(path.split("/", 1)[:1])
        self._roots &= _SERVED_FROM_ROOT
        self._below: Counter[str] = Counter()
        for path in known:
            folder = path.rpartition("/")[0]
            while folder:
                self._below[f"{folder}/"] += 1
                folder = folder.rpartition("/")[0]

    def pages_below(self, folder: str) -> int:
        """Return the number of pages below a folder, given with its final `/`."""
        return self._below[folder]

    def candidates(self, parts: Sequence[str], end: str) -> Iterator[Candidate]:
        """Yield the rules by which a link with these parts would lead to a page or a file."""
        folded = [part.casefold() for part in parts]
        for page in self._pages.get(folded[-1], ())[:_MOST_NAMESAKES]:
            if not _UNUSABLE.intersection(page.path):
                yield from _page_candidates(page, folded, parts)
        name = parts[-1] + (end if end == ".html" else "")
        for path in self._files.get(name, ())[:_MOST_NAMESAKES]:
            found = [*self._file_candidates(path, "/".join([*parts[:-1], name]))]
            if not found and len(parts) > 1 and not _UNUSABLE.intersection(parts[0]):
                # The whole site may lie below a folder of its host.
                below = self._file_candidates(path, "/".join([*parts[1:-1], name]))
                found = [each._replace(how=How.FOLDER, url=f"/{parts[0]}{each.url}") for each in below]
            yield from found

    def _file_candidates(self, path: str, plain: str) -> Iterator[Candidate]:
        if path != plain and not path.endswith(f"/{plain}"):
            return
        root = path[: len(path) - len(plain)]
        if root or path.split("/", 1)[0] not in self._roots:
            is_page = path.endswith(".html")
            yield Candidate(How.PATH, f"{root}{{path}}", "/{path}", is_page=False)
            if is_page:
                yield Candidate(How.PATH, f"{root}{{path}}.{{ending}}", "/{path}", is_page=True)


def _page_candidates(page: SitePage, folded: Sequence[str], parts: Sequence[str]) -> Iterator[Candidate]:
    names = [field for field, name in (("{slug}", page.slug), ("{title}", page.title)) if name == folded[-1]]
    if page.file and names:
        beginnings = [parts[:-1], *_with_categories(parts[:-1], page.categories)]
        dated = {
            "/".join(["", *each]): None
            for beginning in beginnings
            for date in page.dates
            for each in _with_date(beginning, date, page.file)
        }
        if dated:
            yield from (Candidate(How.DATE, page.file, f"{url}/{name}", True) for url in dated for name in names)
            return
        for beginning in beginnings[1:]:
            if not any(map(str.isdigit, beginning)):
                yield from (Candidate(How.SLUG, page.file, "/".join(["", *beginning, name]), True) for name in names)
    # A page in another language than the site's main one is mostly served below the language's name.
    own = 1 if len(parts) > 1 and page.tail == f".{folded[0]}" else 0
    if list(page.stem[own - len(folded) :]) == list(folded[own:]):
        root = "/".join([*page.path.split("/")[: len(page.stem) - len(folded) + own], ""])
        yield _of_path(How.PATH, root, parts[:own], page)
    elif not any(part.isdigit() for part in parts) and not _UNUSABLE.intersection("".join(parts[:-1])):
        yield from _moved_candidates(page, folded, parts, names)


def _moved_candidates(
    page: SitePage, folded: Sequence[str], parts: Sequence[str], names: Sequence[str]
) -> Iterator[Candidate]:
    """Yield the rules by which a page has its name on the site below another folder than its own."""
    depth = len(page.stem)
    if page.stem[-1] != folded[-1]:
        before = "/".join(["", *parts[:-1]])
        yield from (Candidate(How.SLUG, page.file, f"{before}/{name}", True) for name in names if page.file)
    elif depth > 1 and len(parts) > 1:
        # Its folder has another name on the site: `docs/_docs/x.md` is served as `/docs/x/`.
        yield _of_path(How.FOLDER, "/".join([*page.path.split("/")[: depth - 1], ""]), parts[:-1], page)
    if list(folded[-depth:]) == list(page.stem):
        yield _of_path(How.FOLDER, "", parts[:-depth], page)


def _of_path(how: How, root: str, before: Sequence[str], page: SitePage) -> Candidate:
    """Return the rule by which pages below a folder are served under their paths, below another folder of the site."""
    return Candidate(how, f"{root}{{path}}{page.tail}.{{ending}}", "/".join(["", *before, "{path}"]), is_page=True)


def _with_categories(parts: Sequence[str], categories: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Yield the parts before a slug with one field for the folders that a page's categories make."""
    folded = [part.casefold() for part in parts]
    for folders in categories:
        for at in range(len(parts) - len(folders) + 1):
            if folded[at : at + len(folders)] == folders and not _UNUSABLE.intersection("".join(parts)):
                yield [*parts[:at], CATEGORIES, *parts[at + len(folders) :]]


def _with_date(parts: Sequence[str], date: Date, file: str) -> list[list[str]]:
    """Return the parts before a slug with fields for the date; empty if another date or none is stated.

    More than one if month or day may be padded or not: 12 does not tell.
    """
    wanted = [(name, text) for name, text in zip(("year", "month", "day"), date, strict=True) if text]
    stated = len(wanted)
    found: list[list[str]] = []
    for part in parts:
        if part != CATEGORIES and _UNUSABLE.intersection(part):
            return []
        count, whole = _date_in_one(wanted, part, file)
        if whole:
            found.append(whole)
            del wanted[:count]
        elif not part.isascii() or not part.isdigit():
            found.append([part])
        elif wanted and (fields := _date_fields(*wanted.pop(0), part, file)):
            found.append(fields)
        else:
            return []
    return [list(each) for each in product(*found)] if len(wanted) < stated else []


def _date_in_one(wanted: Sequence[tuple[str, str]], part: str, file: str) -> tuple[int, list[str]]:
    """Return the number of a date's fields that a part of a URL states alone, as `2014-05` does, and its patterns."""
    for mark in _BETWEEN_NUMBERS:
        numbers = part.split(mark) if mark else [part[:4], *filter(None, (part[4:6], part[6:]))]
        if 1 < len(numbers) <= len(wanted) and wanted[0][0] == "year":
            fields = [
                _date_fields(*each, number, file) if mark or not at else _padded_field(*each, number)
                for at, (each, number) in enumerate(zip(wanted, numbers, strict=False))
            ]
            if all(fields):
                return len(numbers), [mark.join(each) for each in product(*fields)]
    return 0, []


def _padded_field(name: str, text: str, number: str) -> list[str]:
    return [f"{{{name}:02}}"] if number == text.zfill(2) else []


def _date_fields(name: str, text: str, part: str, file: str) -> list[str]:
    """Return the fields that may write a part of a URL: the number as in the path, or with another padding."""
    as_it_is = [f"{{{name}}}"] if part == text else []
    if name == "year":
        return as_it_is
    is_unpadded = f"{{{name}}}" in file
    width, other = ("02", text.zfill(2)) if is_unpadded else ("1", text.lstrip("0"))
    return [*as_it_is, f"{{{name}:{width}}}"] if part == other else as_it_is
