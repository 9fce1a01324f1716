"""Archives with far too much of one thing: each shows a step that takes the square of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence

from benchmarks.corpora import Corpus, configured
from benchmarks.corpus.generate import write_page

_STORIES_A_DAY = 1_000
_LINKS_A_PAGE = 10


def sources_of_one_page(root: str, size: int) -> None:
    """One story with `size` different sources."""
    entries = (f"{at}. [Gazette](http://www.gazette.example/2001/01/01/{at}.html)" for at in range(1, size + 1))
    titles = _titles(2)

    def text(title: str) -> str:
        return _story(0, title, entries if title == titles[0] else _one_source(title), _one_related(titles, title))

    _write_day(root, 0, titles, text)


def repeated_links_of_one_page(root: str, size: int) -> None:
    """One story with `size` related links to the ten other stories of its day: all but ten repeat another one."""
    titles = _titles(_LINKS_A_PAGE + 1)
    entries = (_related(at, 0, titles[1 + at % _LINKS_A_PAGE]) for at in range(1, size + 1))

    def text(title: str) -> str:
        related = entries if title == titles[0] else _one_related(titles, title)
        return _story(0, title, _one_source(title), related)

    _write_day(root, 0, titles, text)


def broken_links_of_one_page(root: str, size: int) -> None:
    """One story with `size` related links to stories that do not exist."""
    entries = (_related(at, 0, f"lost {at}") for at in range(1, size + 1))
    _write_day(root, 0, ["first"], lambda _: _story(0, "first", _one_source("first"), entries))


def stories_of_one_day(root: str, size: int) -> None:
    """One day with `size` stories, each related to the first, and that one to the second."""
    titles = _titles(size)
    _write_day(root, 0, titles, lambda title: _story(0, title, _one_source(title), _one_related(titles, title)))


def links_to_one_page(root: str, size: int) -> None:
    """`size` links to one page, ten from each of a tenth as many pages."""
    _links_to_one_page(root, size // _LINKS_A_PAGE, _LINKS_A_PAGE)


def pages_linking_to_one_page(root: str, size: int) -> None:
    """`size` pages, each with a link to the same one."""
    _links_to_one_page(root, size, 1)


STRESS: Mapping[str, Callable[[str, int], None]] = {
    "one page with N sources": sources_of_one_page,
    "one page with N repeated related links": repeated_links_of_one_page,
    "one page with N broken related links": broken_links_of_one_page,
    "one day with N stories": stories_of_one_day,
    "N links to one page": links_to_one_page,
}
"""Stress archives, by what they have too much of."""


def stressed(folder: str, name: str, size: int, write: Callable[[str, int], None]) -> Corpus:
    """Return the archive of one kind and size, below a folder."""
    root = os.path.join(folder, f"{write.__name__}-{size}")
    write(root, size)
    return configured(name, root, {})


def _links_to_one_page(root: str, pages: int, links: int) -> None:
    target = f"/{_folder(0)}/story-0.md"
    summary = " ".join([f"[again]({target})"] * links)
    for day in range(-(-pages // _STORIES_A_DAY)):
        titles = _titles(min(_STORIES_A_DAY, pages - day * _STORIES_A_DAY), day * _STORIES_A_DAY)

        def text(title: str) -> str:
            return _story(day, title, _one_source(title), _one_related(_titles(2), title), summary)  # noqa: B023

        _write_day(root, day, titles, text)


def _write_day(root: str, day: int, titles: Iterable[str], text: Callable[[str], str]) -> None:
    folder = _folder(day)
    os.makedirs(os.path.join(root, folder), exist_ok=True)
    index = [f"## [{_date(day)}](/{folder}/index.md)\n"]
    for title in titles:
        write_page(root, _path(day, title), text(title).encode())
        index.append(f"\n### [{title}](/{_path(day, title)})\n\n")
    for name in ("index.md", "README.md"):
        write_page(root, f"{folder}/{name}", "".join(index).encode())


def _story(day: int, title: str, sources: Iterable[str], related: Iterable[str], summary: str = "") -> str:
    lines = [f"### [{_date(day)}](/{_folder(day)}/index.md)", "", f"# {title}", "", summary, "", ""]
    return "\n".join([*lines, "### Source:", "", *sources, "", "### Related:", "", *related, ""])


def _one_source(title: str) -> list[str]:
    return [f"1. [Gazette](http://www.gazette.example/{title.replace(' ', '-')}.html)"]


def _one_related(titles: Sequence[str], title: str) -> list[str]:
    return [_related(1, 0, titles[title == titles[0]])]


def _related(number: int, day: int, title: str) -> str:
    return f"{number}. [{title}](/{_path(day, title)}) _Context: ferries_"


def _titles(count: int, first: int = 0) -> list[str]:
    return [f"story {number}" for number in range(first, first + count)]


def _path(day: int, title: str) -> str:
    return f"{_folder(day)}/{title.replace(' ', '-')}.md"


def _folder(day: int) -> str:
    year, of_year = divmod(day, 336)
    month, of_month = divmod(of_year, 28)
    return f"news/{2001 + year}/{month + 1:02}/{of_month + 1}"


def _date(day: int) -> str:
    _, year, month, of_month = _folder(day).split("/")
    return f"{year}-{month}-{of_month}"
