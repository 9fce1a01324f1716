"""Pages as candidates for a URL: the names, dates and folders that may stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archive_lint.model.layout import Kind, Layout
from archive_lint.model.page import PageFacts
from archive_lint.site.url_rules import INDEX_NAMES, category_folders, slug_of

Date = tuple[str, str, str]
"""Year, month and day as texts; the day is empty if only the month is stated."""


class SitePage(NamedTuple):
    """A page as a candidate for a URL."""

    path: str
    stem: Sequence[str]
    """The parts of its path in lower case, without the ending and a final `index`."""
    slug: str
    """A possible last part of its URL, in lower case: the slug in its front matter, or that of its file's name."""
    title: str
    """The other possible last part, in lower case: the slug in its front matter, or its title as a slug."""
    dates: Sequence[Date]
    """The dates in its path and its front matter."""
    file: str
    """The pattern of its path with literal folders: `content/en/post/{year}-{month:02}-{day:02}-{slug}.md`."""
    is_dated_by_path: bool
    url: str
    """The URL in its front matter; empty without one."""
    categories: Sequence[Sequence[str]]
    """The folders that its categories may make, in lower case."""
    tail: str = ""
    """The end of its path that is neither part of its name nor of its URL: `.de`, `/README`; mostly empty."""


def site_page(facts: PageFacts, layout: Layout) -> SitePage:
    """Return a page as a candidate for a URL."""
    front, file = facts.front, file_pattern(facts.path, layout)
    stem = tuple(_stem(facts.path).casefold().split("/"))
    slug = "" if front is None or front.slug is None else front.slug.text.strip("/").rpartition("/")[2]
    title = slug or ("" if facts.title is None else slug_of(facts.title.text))
    return SitePage(
        path=facts.path,
        stem=stem,
        slug=(slug or facts.slug or stem[-1]).casefold(),
        title=title.casefold(),
        dates=tuple(_dates(facts, layout)),
        file=file,
        is_dated_by_path="{year}" in file,
        url="" if front is None or front.url is None else front.url.text,
        categories=_category_folders(() if front is None else front.categories),
    )


def with_no_category(pages: Sequence[SitePage]) -> Sequence[SitePage]:
    """Return pages of which those without categories have no folder for them, if others have some."""
    if not any(page.categories for page in pages):
        return pages
    return [page if page.categories else page._replace(categories=[[]]) for page in pages]


def _category_folders(categories: Sequence[str]) -> list[list[str]]:
    folders = dict.fromkeys(folder.casefold() for folder in category_folders(categories) if folder)
    return [folder.split("/") for folder in folders]


def file_pattern(path: str, layout: Layout) -> str:
    """Return the story pattern that matches a path, with its own folders for `{*}`; empty without one."""
    if layout.classify(path).kind is not Kind.STORY:
        return ""
    for pattern, regex in zip(layout.story, layout.story_patterns, strict=True):
        if regex.match(path):
            return _with_folders_of(path, pattern)
    return ""


def _with_folders_of(path: str, pattern: str) -> str:
    wanted, there = pattern.split("/"), path.split("/")
    if "{path}" in wanted:
        at = wanted.index("{path}")
        wanted[at : at + 1] = there[at : len(there) - (len(wanted) - at - 1)]
    return "/".join(own if "{*}" in name else name for name, own in zip(wanted, there, strict=False))


def _stem(path: str) -> str:
    stem = path.rpartition(".")[0]
    folder, _, name = stem.rpartition("/")
    return folder if folder and name in INDEX_NAMES else stem


def _dates(facts: PageFacts, layout: Layout) -> Iterator[Date]:
    stated = layout.stated_date(facts.path)
    day = None if facts.front is None or facts.front.date is None else facts.front.date.day
    if len(stated) == 3:
        yield stated[0], stated[1], stated[2]
    if day is not None:
        yield f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    elif len(stated) == 2:
        yield stated[0], stated[1], ""
