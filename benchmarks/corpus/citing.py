"""Lets a generated archive cite other pages than it was written with, and tells where each of them stands."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from benchmarks.corpus.vocabulary import ENGLISH

_CITED = re.compile(r"(?<=\]\()https?://({})/[^)\s]*".format("|".join(re.escape(host) for _, host in ENGLISH.outlets)))
"""A link to one of the papers that generated stories cite."""


class Citation(Struct, frozen=True):
    """The place of a citation: lines and columns count from 1, columns in characters."""

    path: str
    line: int
    column: int
    url: str


def cite(root: str, urls: Sequence[str]) -> list[Citation]:
    """Put `urls` in the place of what the archive under `root` cites, in the order of its paths, and return where.

    Where it cites more than there are, those at the end are cited again. Raises `ValueError` where it cites fewer.
    """
    citations: list[Citation] = []
    for path in sorted(_pages(root)):
        with open(os.path.join(root, path), encoding="utf-8", newline="") as file:
            lines = file.read().split("\n")
        found = [_replaced(line, at, path, urls, citations) for at, line in enumerate(lines, 1)]
        if found != lines:
            with open(os.path.join(root, path), "w", encoding="utf-8", newline="") as file:
                file.write("\n".join(found))
    if len(citations) < len(urls):
        raise ValueError(f"the archive cites {len(citations):,} pages, not {len(urls):,}")
    return citations


def _pages(root: str) -> Iterator[str]:
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith(".md"):
                yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def _replaced(line: str, number: int, path: str, urls: Sequence[str], citations: list[Citation]) -> str:
    """Return the line with other URLs, each of which is added to `citations`."""
    parts: list[str] = []
    end = 0
    for match in _CITED.finditer(line):
        parts.append(line[end : match.start()])
        url = urls[_position(len(citations), len(urls))]
        citations.append(Citation(path, number, sum(map(len, parts)) + 1, url))
        parts.append(url)
        end = match.end()
    return "".join([*parts, line[end:]])


def _position(citation: int, urls: int) -> int:
    """Return which URL is cited: each in its turn, and then from the last one back."""
    return citation if citation < urls else urls - 1 - (citation - urls) % urls
