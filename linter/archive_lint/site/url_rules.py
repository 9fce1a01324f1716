"""Applies the rules of a site's map both ways: the URLs of a file, and the possible files of a URL."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from archive_lint.model.front_matter import FrontMatter
from archive_lint.model.patterns.path_pattern import FIELD, path_regex
from archive_lint.model.site import UrlRule

_LITERAL = re.compile(r"\{[^{}]*\}")
_NOT_A_SLUG = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile(r"['’`]")
_DATE_FIELDS = ("year", "month", "day")
CATEGORIES = "{categories}"
"""The field of a URL for the folders that a page's categories make: it is a whole name, and may vanish."""
INDEX_NAMES = ("index", "_index")
"""Stems of files that are served as their folder."""
_GENERATED_FROM = ("html", "htm", "md", "markdown", "mdown", "mkd", "mdx", "rst", "adoc", "org", "njk", "liquid", "erb")
"""Endings that generators turn into pages, besides those of the archive's pages."""
_BEFORE_FIELD = re.compile(r"[^{]*")


class PageAddress(NamedTuple):
    """The facts in a page about its own URL."""

    day: dt.date | None = None
    """The day in its front matter."""
    slug: str = ""
    url: str = ""
    title: str = ""
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


NOTHING_SAID = PageAddress()


def address_in(front: FrontMatter) -> PageAddress:
    """Return what front matter says of its page's URL."""
    return PageAddress(
        day=None if front.date is None else front.date.day,
        slug="" if front.slug is None else front.slug.text,
        url="" if front.url is None else front.url.text,
        title="" if front.title is None else front.title.text,
        aliases=tuple(alias.text for alias in front.aliases if alias.text),
        categories=front.categories,
    )


class UrlRules:
    """The compiled rules of a site's map."""

    def __init__(self, rules: Sequence[UrlRule], endings: Sequence[str]) -> None:
        self._endings = endings
        bare = list(dict.fromkeys((*(ending.removeprefix(".") for ending in endings), *_GENERATED_FROM)))
        self._rules = [_Rule(rule, path_regex(rule.file, bare)) for rule in rules]

    def urls(self, path: str, said: PageAddress = NOTHING_SAID) -> list[str]:
        """Return the URL paths of a file by the first rule that matches it; several if its dates disagree.

        Empty if no rule matches, or if the rule needs a field that neither the path nor the page has.
        """
        for rule in self._rules:
            found = rule.match(path)
            if found is not None:
                return list(dict.fromkeys(rule.expand(found.groupdict(), said)))
        return []

    def paths(self, url: str) -> Iterator[str]:
        """Yield the paths that a file of this URL could have by the rules, pages first unless it has an ending."""
        has_ending = "." in url.rstrip("/").rpartition("/")[2]
        for rule in sorted(self._rules, key=lambda rule: not has_ending and not rule.is_of_pages):
            yield from rule.reverse(url, self._endings)


class _Rule:
    def __init__(self, rule: UrlRule, regex: re.Pattern[str]) -> None:
        self._file = rule.file
        self._url = rule.url
        self._regex = regex
        found = _BEFORE_FIELD.match(rule.file)
        self._start = found[0] if found else ""
        self.is_of_pages = rule.file.endswith((".{ending}", ".md", ".markdown"))
        self._fields = [(field[1], field[2]) for field in FIELD.finditer(rule.url.replace("{title}", "{slug}"))]
        self._asks_title = "{title}" in rule.url
        self._asks_categories = CATEGORIES in rule.url
        self._reverse = [each for each in map(_reverse_regex, _as_read_back(rule)) if each is not None]

    def match(self, path: str) -> re.Match[str] | None:
        return self._regex.match(path) if path.startswith(self._start) else None

    def expand(self, fields: Mapping[str, str], said: PageAddress) -> Iterator[str]:
        slug = said.slug.strip("/") or fields.get("slug", "")
        if said.slug and "path" in fields and "slug" not in fields:
            # If the rule has no name of its own, the slug replaces the last part.
            fields = {**fields, "path": _renamed(fields["path"], said.slug)}
        title = said.slug.strip("/") or (slug_of(said.title) if self._asks_title else "")
        others = {**fields, "slug": slug, "title": title}
        folders = category_folders(said.categories) if self._asks_categories else [""]
        for dated in _dates(fields, said.day) if any(name in _DATE_FIELDS for name, _ in self._fields) else [{}]:
            for folder in folders:
                pattern = self._url if folder else self._url.replace(f"{CATEGORIES}/", "")
                url = _filled(pattern, {**others, **dated, "categories": folder})
                if url is not None:
                    yield without_index(url)

    def reverse(self, url: str, endings: Sequence[str]) -> Iterator[str]:
        for regex in self._reverse:
            found = regex.match(url.strip("/"))
            if found is not None:
                told = {name: text for name, text in found.groupdict().items() if text is not None}
                if self._asks_categories:
                    told.pop("path", "")
                yield from self._files(told, endings)

    def _files(self, told: Mapping[str, str], endings: Sequence[str]) -> Iterator[str]:
        for fields in _paddings(told):
            for ending in endings if "{ending}" in self._file else ("",):
                for name in ("", *(f"/{index}" for index in INDEX_NAMES)) if "path" in fields and ending else ("",):
                    filled = {**fields, "ending": ending.removeprefix(".")}
                    if name:
                        filled["path"] += name
                    path = _filled(self._file, filled)
                    if path is not None:
                        yield path


def _paddings(fields: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield fields with month and day as they are, then padded and unpadded: URLs and file names may differ in that."""
    dated = [name for name in ("month", "day") if name in fields]
    yield dict(fields)
    for texts in product(*((fields[name].zfill(2), fields[name].lstrip("0")) for name in dated)):
        yield {**fields, **dict(zip(dated, texts, strict=True))}


def category_folders(categories: Sequence[str]) -> list[str]:
    """Return the folders that a page with these categories may have on its site, likeliest first; `""` without any.

    Generators differ: all categories or the first, in lower case, as slugs or as written, with `-` for spaces or not.
    One text may be several.
    """
    if not categories:
        return [""]
    listed = categories[0].split() if len(categories) == 1 else categories
    ways = [[name.lower() for name in each] for each in (listed, categories)]
    ways += [[slug_of(name) for name in each] for each in (categories, listed)]
    ways.append(["-".join(name.split()) for name in categories])
    ways += [each[:1] for each in ways]
    found = dict.fromkeys("/".join(filter(None, each)) for each in (*ways, categories, categories[:1]))
    return [folder for folder in found if folder] or [""]


def slug_of(title: str) -> str:
    """Return a title as a slug: lower case, letters and digits with one `-` between words."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", title))
    return (
        _NOT_A_SLUG.sub("-", "".join(letter for letter in plain if not unicodedata.combining(letter)))
        .strip("-")
        .lower()
    )


def without_index(url: str) -> str:
    """Return a URL without a final `index` or `_index`: such a file is served as its folder."""
    head, _, last = url.rstrip("/").rpartition("/")
    return f"{head}/" if last in INDEX_NAMES else url


def _renamed(path: str, slug: str) -> str:
    folder, _, name = path.rpartition("/")
    if name in INDEX_NAMES and folder:
        return f"{_renamed(folder, slug)}/{name}"
    return f"{folder}/{slug.strip('/')}" if folder and not slug.startswith("/") else slug.strip("/")


def _dates(fields: Mapping[str, str], day: dt.date | None) -> Iterator[Mapping[str, str]]:
    """Yield the dates that a URL may be made of: that of the front matter, and that of the path."""
    if day is not None:
        yield {"year": f"{day.year:04}", "month": f"{day.month:02}", "day": f"{day.day:02}"}
    stated = {name: fields[name] for name in _DATE_FIELDS if name in fields}
    if stated:
        yield stated


def _filled(pattern: str, fields: Mapping[str, str]) -> str | None:
    """Return a pattern with its fields filled in; `None` if one of them is unknown."""
    missing = False

    def fill(field: re.Match[str]) -> str:
        nonlocal missing
        name, _, width = field[0][1:-1].partition(":")
        text = fields.get(name, "")
        missing = missing or not text
        return text.lstrip("0").zfill(int(width[-1])) if width and text.isdigit() else text

    filled = _LITERAL.sub(fill, pattern)
    return None if missing else filled


def _as_read_back(rule: UrlRule) -> list[UrlRule]:
    """Return the rules by which a rule's URLs are read: with any folders for categories, and with none."""
    if CATEGORIES not in rule.url:
        return [rule]
    folders = ("{path}/", "")
    return [UrlRule(rule.file, rule.url.replace(f"{CATEGORIES}/", folder)) for folder in folders]


def _reverse_regex(rule: UrlRule) -> re.Pattern[str] | None:
    """Return the expression that matches the URLs of a rule, with the fields of the file as groups.

    `None` if the URLs do not contain all fields.
    """
    url = rule.url.strip("/").replace("{title}", "{slug}")
    told = {field[1] for field in FIELD.finditer(url)}
    asked = {field[1] for field in FIELD.finditer(rule.file)} - {"ending"}
    return path_regex(url) if asked <= told else None
