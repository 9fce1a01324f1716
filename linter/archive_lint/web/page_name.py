"""The name of a page in its URL, and whether a URL or a title still contains it."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus, urlsplit

WORD = re.compile(r"[^\W_]+")
EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp|shtml|cfm|cgi|stm|jhtml|do|action|xhtml)$", re.IGNORECASE)


def page_is_named(url: str, final: str) -> bool:
    """Return whether the slug or number of the page in `url` is still there in `final`.

    A front page, which nothing names, stays named on any front page. A parameter that quotes the whole path, like those
    of error pages, names nothing.
    """
    before, after = urlsplit(url), urlsplit(final)
    if after.query and len(before.path) > 1:
        after = after._replace(query=_without_quotations(after.query, before.path))
    wanted = _names(before.path, before.query)
    if not wanted:
        return not _names(after.path, after.query)
    return _most(wanted, set(words(f"{after.path} {after.query}")))


def title_names_page(url: str, title: str) -> bool:
    """Return whether a title has most words of the page's slug, of at least two: one may be there by chance."""
    split = urlsplit(url)
    wanted = [word for word in _names(unquote(split.path), "") if not word.isdigit()]
    return len(wanted) > 1 and _most(wanted, set(words(title)))


def slug_says(url: str, text: str) -> bool:
    """Return whether the page's slug contains all words of `text`: the subject of a page may be its title."""
    split = urlsplit(url)
    said = words(text)
    slug = unquote(split.path).lower()
    have = set(words(slug))
    if "".join(said) in have:
        return True
    return bool(said) and all(word in have if word.isascii() else word in slug for word in said)


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return [word.lower() for word in WORD.findall(text)]


def _without_quotations(query: str, path: str) -> str:
    forms = {path, unquote(path)}
    return "&".join(part for part in query.split("&") if not any(form in unquote_plus(part) for form in forms))


def _most(wanted: list[str], there: set[str]) -> bool:
    return sum(word in there for word in wanted) * 2 > len(wanted)


def _names(path: str, query: str) -> list[str]:
    """Return the words in the last part of a path and in the values of a query.

    They distinguish the pages of a site.
    """
    parts = [part for part in path.split("/") if part]
    last = EXTENSION.sub("", parts[-1]) if parts else ""
    if last.lower() in ("index", "default", "home", "main"):
        last = parts[-2] if len(parts) > 1 else ""
    return words(f"{last} {query}")
