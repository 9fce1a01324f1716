"""Lets links vote on the URLs of a site: one whose last part is a story's slug shows what stands before it.

`/news/2014/05/23/storm/` in an archive that has `_posts/2014-05-23-storm.md` is a vote for stories to be served as
`/news/{year}/{month}/{day}/{slug}/`. A link that is the end of a file's path is a vote for the folder before it to be
the root of the site: `/img/storm.png` for `static`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple
from urllib.parse import unquote

from archive_lint.infer.site_pages import Date, SitePage
from archive_lint.model.site import UrlRule
from archive_lint.site.url_rules import INDEX_NAMES

_MOST_NAMESAKES = 60
"""Pages or files of one name that are looked at for one link: the translations of a page have the same."""
_MOST_RULES = 12
_SERVED_FROM_ROOT = frozenset({"static", "public"})
"""Folders that many generators serve from the site's root: a link by their name from the repository is a slip."""
_SHARE_OF_HTML = 0.25
"""URLs end in `.html` if this part of the links does: a server finds such files without it, and not the reverse."""
_MANY_LINKS = 200
_FEW, _SOME = 1, 3
_SHARE_IN_COMMON_USE = 0.01
"""A URL that this part of the links names is no slip, even if no other speaks for its rule."""
_WORDS_OF_ONE_STORY = 3
"""A slug of as many words is hardly that of a page elsewhere as well."""
_UNUSABLE = frozenset("{}?#\\")


class How(IntEnum):
    """By what a link is told to lead to a file, in the order of their rules: those of fewer files first."""

    DATE = 0
    """The date and slug of a story."""
    SLUG = 1
    """The slug alone of a story whose path has its date too."""
    PATH = 2
    """The end of the path of a page or file."""
    FOLDER = 3
    """The page's name alone, below a folder of another name."""


_BY_NAME_ALONE = (How.SLUG, How.FOLDER)


class Candidate(NamedTuple):
    """A rule of a map but for what its URLs end in."""

    how: How
    file: str
    url: str
    is_page: bool


class Elected(NamedTuple):
    """A rule of the site's map that links speak for."""

    rule: UrlRule
    how: How
    links: int
    """That it explains."""


def vote_on_urls(pages: Iterable[SitePage], files: Iterable[str], links: Sequence[str]) -> list[Elected]:
    """Return the rules that explain most of some links, each the path of a URL from the site's root, as written."""
    names = _Names(pages, files)
    cast: dict[Candidate, dict[str, str]] = defaultdict(dict)
    for link in dict.fromkeys(links):
        parts, end = url_parts(link)
        for candidate in names.candidates(parts, end) if parts else ():
            cast[candidate][link] = end
    return _elected(cast, Counter(links), names)


def is_page_url(pages: Iterable[SitePage]) -> Callable[[str], bool]:
    """Return what tells whether the path of a URL is certainly that of a page.

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
    """Return the parts of a URL's path and what it ends in: `.html`, `/` for a folder, or nothing."""
    path = unquote(link)
    end = next((end for end in (".html", "/") if path.endswith(end)), "")
    parts = [part for part in path.removesuffix(end).split("/") if part]
    if parts and end == ".html" and parts[-1] in INDEX_NAMES:
        return parts[:-1], "/"
    return parts, end


def _elected(cast: Mapping[Candidate, Mapping[str, str]], counts: Counter[str], names: _Names) -> list[Elected]:
    """The rules that explain most of what those before them leave over; of two alike, that of more pages."""
    fewest = _SOME if counts.total() > _MANY_LINKS else _FEW
    left = {candidate: set(links) for candidate, links in cast.items()}
    elected: list[Elected] = []

    def rank(each: Candidate) -> tuple[int, int, int, int, str, str]:
        pages = names.pages_below(each.file.partition("{")[0])
        return _weight(left[each], counts), -each.how, pages, len(each.url), each.file, each.url

    while left and len(elected) < _MOST_RULES:
        best = max(left, key=rank)
        gained = left.pop(best)
        least = max(fewest, _SOME) if best.how in _BY_NAME_ALONE else fewest
        often = max(_SOME, counts.total() * _SHARE_IN_COMMON_USE)
        if len(gained) >= least or (best.how is How.PATH and _weight(gained, counts) >= often):
            votes = _weight(cast[best], counts)
            elected.append(Elected(_with_end(best, cast[best]), best.how, votes))
            # The same files have the same URLs: those that more links speak for.
            left = {other: links - gained for other, links in left.items() if other.file != best.file}
    return sorted(elected, key=lambda each: (each.how, -each.rule.file.count("/"), "{ending}" not in each.rule.file))


def _weight(links: Iterable[str], counts: Counter[str]) -> int:
    return sum(counts[link] for link in links)


def _with_end(candidate: Candidate, links: Mapping[str, str]) -> UrlRule:
    if not candidate.is_page:
        return UrlRule(candidate.file, candidate.url)
    ends = Counter(links.values())
    end = ".html" if ends[".html"] > len(links) * _SHARE_OF_HTML else max(("/", ""), key=lambda end: ends[end])
    return UrlRule(candidate.file, candidate.url + end)


class _Names:
    """Pages and files by the last part of what may be their URL."""

    def __init__(self, pages: Iterable[SitePage], files: Iterable[str]) -> None:
        self._pages: dict[str, list[SitePage]] = defaultdict(list)
        self._files: dict[str, list[str]] = defaultdict(list)
        known: set[str] = set()
        for page in pages:
            known.add(page.path)
            if not page.url:
                for name in {*page.slugs, page.stem[-1]}:
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
        """Return the number of pages below a folder, which is named with its final `/`."""
        return self._below[folder]

    def candidates(self, parts: Sequence[str], end: str) -> Iterator[Candidate]:
        """Yield the rules by which a link of these parts would lead to a page or a file."""
        folded = [part.casefold() for part in parts]
        for page in self._pages.get(folded[-1], ())[:_MOST_NAMESAKES]:
            if not _UNUSABLE.intersection(page.path):
                yield from _page_candidates(page, parts, folded)
        name = parts[-1] + (end if end == ".html" else "")
        for path in self._files.get(name, ())[:_MOST_NAMESAKES]:
            yield from self._file_candidates(path, "/".join([*parts[:-1], name]))

    def _file_candidates(self, path: str, plain: str) -> Iterator[Candidate]:
        if path != plain and not path.endswith(f"/{plain}"):
            return
        root = path[: len(path) - len(plain)]
        if root or path.split("/", 1)[0] not in self._roots:
            is_page = path.endswith(".html")
            yield Candidate(How.PATH, f"{root}{{path}}", "/{path}", is_page=False)
            if is_page:
                yield Candidate(How.PATH, f"{root}{{path}}.{{ending}}", "/{path}", is_page=True)


def _page_candidates(page: SitePage, parts: Sequence[str], folded: Sequence[str]) -> Iterator[Candidate]:
    if page.file and folded[-1] in page.slugs:
        for date in page.dates:
            dated = _with_date(parts[:-1], date)
            if dated is not None:
                yield Candidate(How.DATE, page.file, "/".join(["", *dated, "{slug}"]), is_page=True)
                return
    has_number = any(part.isdigit() for part in parts)
    if page.stem[-1] != folded[-1]:
        if page.is_dated_by_path and page.slug == folded[-1] and not has_number:
            yield Candidate(How.SLUG, page.file, "/".join(["", *parts[:-1], "{slug}"]), is_page=True)
        return
    path = page.path.split("/")
    if list(page.stem[-len(folded) :]) == list(folded):
        root = "/".join([*path[: len(page.stem) - len(folded)], ""])
        yield Candidate(How.PATH, f"{root}{{path}}.{{ending}}", "/{path}", is_page=True)
    elif len(page.stem) > 1 and len(parts) > 1 and not has_number:
        # Its folder has another name on the site: `docs/_docs/x.md` is served as `/docs/x/`.
        folder = "/".join([*path[: len(page.stem) - 1], ""])
        yield Candidate(How.FOLDER, f"{folder}{{path}}.{{ending}}", "/".join(["", *parts[:-1], "{path}"]), is_page=True)


def _with_date(parts: Sequence[str], date: Date) -> list[str] | None:
    """The parts before a slug with fields for what states the date; `None` where another date or none is stated."""
    wanted = [(name, text) for name, text in zip(("year", "month", "day"), date, strict=True) if text]
    found: list[str] = []
    for part in parts:
        if _UNUSABLE.intersection(part):
            return None
        if not part.isascii() or not part.isdigit():
            found.append(part)
        elif wanted and int(part) == int(wanted[0][1]):
            name, text = wanted.pop(0)
            # `05` of a path that has 5 is padded by the URL, and the other way round it is as the path has it.
            found.append(f"{{{name}:02}}" if len(part) == 2 and name != "year" and len(text) < 2 else f"{{{name}}}")
        else:
            return None
    return found if len(wanted) < len([text for text in date if text]) else None
