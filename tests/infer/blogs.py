"""Blogs to infer from: stories under paths of any form, which link to one another by URLs of any form."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from archive_lint.infer.archive import Inferred, infer

DAYS = [dt.date(2021, 1, 8) + dt.timedelta(days=41 * number) for number in range(8)]
NAMES = [
    "bridge-reopens", "storm-closes-port", "ferry-sails", "council-votes", "lamp-lit", "apples-early", "river-floods",
    "choir-sings",
]  # fmt: skip
STORIES = list(zip(DAYS, NAMES, strict=True))

Files = Mapping[str, str]


def page(body: str, head: str = "") -> str:
    """Return a page with lines of front matter, if any."""
    return f"---\n{head}\n---\n{body}\n" if head else f"{body}\n"


def blog(path: str, url: str, *, head: str = "title: {2}\ndate: {0}") -> dict[str, str]:
    """Return a blog whose stories each link to the one before; in patterns `{0}` is the day, `{1}` the name.

    `{2}` is the name as a title: the words of it with a capital.
    """
    texts = [(day, name, name.replace("-", " ").capitalize()) for day, name in STORIES]
    return {
        path.format(*text): page(f"See [this]({url.format(*texts[number - 1])}).", head.format(*text))
        for number, text in enumerate(texts)
    }


def inferred(files: Files) -> Inferred:
    """Return what `init` makes of an archive."""
    sources = {path: text.encode(errors="surrogateescape") for path, text in files.items()}
    pages = [path for path in sources if path.endswith((".md", ".markdown", ".mdx"))]
    return infer(".", pages, sources.__getitem__, list(sources))


def written(files: Files) -> dict[str, Any]:
    """Return the settings that `init` writes."""
    return tomllib.loads(inferred(files).text)


def site(files: Files) -> dict[str, Any]:
    """Return the `[site]` table that `init` writes; empty without one."""
    found: dict[str, Any] = written(files).get("site", {})
    return found


def maps(files: Files) -> list[tuple[str, str]]:
    """Return the rules of the map that `init` writes."""
    return [(rule["file"], rule["url"]) for rule in site(files).get("map", ())]


POSTS = "_posts/{0}-{1}.md"
DATED = "/{0:%Y/%m/%d}/{1}/"
FILE = "_posts/{year}-{month:02}-{day:02}-{slug}.md"
"""What `init` calls the paths of `POSTS`."""


def linking(links: Iterable[str]) -> str:
    """Return a page with links."""
    return page("\n\n".join(f"[x]({link})" for link in links), "title: Links")
