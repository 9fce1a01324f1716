"""The archives to measure on: generated ones of any size, and a real one where it is at hand."""

from __future__ import annotations

import os
import shutil
import tarfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from archive_lint.config.settings import Settings
from archive_lint.files.discover import discover
from archive_lint.files.read import read_page
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Kind
from benchmarks.corpus import generate

REAL_ARCHIVE = os.path.join(
    os.path.dirname(__file__), os.pardir, os.pardir, "shared", "archives", "thecontext-zh-2019-06.tar.xz"
)
"""Beside the checkout, where there is one: the Chinese edition of a news site, 15,086 pages."""

_REAL_CONFIGURATION = """\
[sections.source]
names = ["信息来源"]
[sections.related]
names = ["有关"]
context-label = ["上下文", "消息"]
"""


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """An archive on disk that a benchmark may read and change."""

    name: str
    root: str
    settings: Mapping[str, Any]
    """The settings of archive-lint for it."""
    configuration: str | None
    """A file with these settings, outside the archive; `None` where the defaults fit."""

    @cached_property
    def _counts(self) -> tuple[int, int, str]:
        layout = msgspec.convert(dict(self.settings), Settings).layout()
        pages = discover(self.root).listing.pages
        links, stories = 0, []
        for path in pages:
            facts = parse(path, read_page(self.root, path), layout).facts
            links += sum(1 for _ in facts.all_links())
            if facts.kind is Kind.STORY:
                stories.append(path)
        return len(pages), links, stories[len(stories) // 2]

    @property
    def pages(self) -> int:
        """Markdown files."""
        return self._counts[0]

    @property
    def links(self) -> int:
        """Links of all pages."""
        return self._counts[1]

    @property
    def a_story(self) -> str:
        """Path of a story from the archive's middle."""
        return self._counts[2]

    @property
    def size(self) -> int:
        """Bytes of all pages."""
        return sum(os.path.getsize(os.path.join(self.root, path)) for path in discover(self.root).listing.pages)

    @property
    def state(self) -> str:
        """The folder in which archive-lint keeps what it knows of earlier runs."""
        return f"{self.root}.state"

    def forget(self) -> None:
        """Remove what archive-lint keeps of earlier runs."""
        shutil.rmtree(self.state, ignore_errors=True)

    def change_a_page(self) -> None:
        """Lengthen a story by a blank line."""
        with open(os.path.join(self.root, self.a_story), "ab") as file:
            file.write(b"\n")


def synthetic(folder: str, pages: int) -> Corpus:
    """Return a generated archive without defects, below a folder."""
    root = os.path.join(folder, f"synthetic-{pages}")
    generate(root, pages=pages, seed=1)
    return Corpus(name=f"synthetic, {pages:,} pages", root=root, settings={}, configuration=None)


def real(folder: str) -> Corpus | None:
    """Return the real archive, unpacked below a folder; `None` where it is not at hand."""
    if not os.path.exists(REAL_ARCHIVE):
        return None
    root = os.path.join(folder, "real")
    with tarfile.open(REAL_ARCHIVE) as archive:
        archive.extractall(root, filter="data")
    configuration = os.path.join(folder, "real.toml")
    with open(configuration, "w", encoding="utf-8") as file:
        file.write(_REAL_CONFIGURATION)
    settings = tomllib.loads(_REAL_CONFIGURATION)
    return Corpus(name="real, Chinese", root=root, settings=settings, configuration=configuration)
