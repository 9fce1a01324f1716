"""The end of a page's path that is neither part of its name nor of its URL: the language of `storm.de.md`, `README`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from archive_lint.infer.site_pages import SitePage

_LANGUAGE = re.compile(r"(.+)(\.[a-z]{2}(?:-[a-z]{2})?)\Z")
_README = "readme"


def with_tails(pages: Sequence[SitePage]) -> list[SitePage]:
    """Return pages without the ends of stems and slugs that are not part of their names.

    The last part of a name is a language if the page exists in another one as well: `storm.md`, `storm.fr.md`.
    """
    languages: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for page in pages:
        name, language = _taken_apart(page.stem[-1])
        languages[*page.stem[:-1], name].add(language)
        languages[tuple(page.stem)].add("")
    return [_with_tail(page, languages) for page in pages]


def _taken_apart(name: str) -> tuple[str, str]:
    found = _LANGUAGE.match(name)
    return (found[1], found[2]) if found is not None else (name, "")


def _with_tail(page: SitePage, languages: defaultdict[tuple[str, ...], set[str]]) -> SitePage:
    *folders, last = page.stem
    name, language = _taken_apart(last)
    if language and len(languages[*folders, name]) > 1:
        slug, title = (text.removesuffix(language) for text in (page.slug, page.title))
        file = page.file.replace("{slug}", f"{{slug}}{language}")
        return page._replace(stem=(*folders, name), slug=slug, title=title, file=file, tail=language)
    if last == _README and folders:
        return page._replace(stem=tuple(folders), slug=folders[-1], tail="/" + _name_of(page.path))
    return page


def _name_of(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]
