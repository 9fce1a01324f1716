"""Infers from relative links alone that pages are served as the folders in which their files lie.

`../storm/` on `posts/ferry.md` leads to no file, but from `/posts/ferry/` to where `posts/storm.md` is served.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from posixpath import join, normpath
from urllib.parse import unquote, urljoin

from archive_lint.infer.site_pages import SitePage
from archive_lint.model.site import UrlRule
from archive_lint.text import counted

_FEWEST = 3
_SHARE = 0.5
"""The share of relative links to no file that must lead to a page."""


def vote_on_relative_urls(
    linking: Iterable[tuple[SitePage, Sequence[str]]], files: Collection[str]
) -> tuple[UrlRule, str] | None:
    """Return the rule of a site's map that relative links vote for, with its evidence.

    `linking` are pages with the targets of their links.
    """
    pages = list(linking)
    names = {"/".join(page.stem) for page, _ in pages}
    ends: Counter[str] = Counter()
    asked = 0
    for page, targets in pages:
        for target in filter(_is_relative, targets):
            if normpath(join(page.path.rpartition("/")[0], unquote(target))) not in files:
                asked += 1
                own = "/".join(["", *page.stem])
                possible = (".html",) if target.endswith(".html") else ("/", "")
                ends.update([end for end in possible if _name_at(urljoin(own + end, target)) in names][:1])
    if ends.total() < max(_FEWEST, asked * _SHARE):
        return None
    end = max(ends, key=lambda each: (ends[each], each))
    said = f"Of {counted(asked, 'relative link')} to no file, {ends.total():,} lead to pages from such URLs."
    return UrlRule("{path}.{ending}", f"/{{path}}{end}"), said


def _name_at(url: str) -> str:
    return unquote(url).strip("/").removesuffix(".html").casefold()


def _is_relative(target: str) -> bool:
    return not target.startswith(("/", "{", "@")) and ":" not in target and target.strip("./") != ""
