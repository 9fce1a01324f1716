"""The archives to measure on: generated ones of any size and family, and a real one where it is at hand."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from archive_lint.config.settings import Settings
from archive_lint.files.discover import discover
from archive_lint.files.read import read_page
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Kind
from benchmarks.corpus.families import FAMILIES
from benchmarks.history.repository import run_git

REAL_ARCHIVE = os.path.join(
    os.path.dirname(__file__), os.pardir, os.pardir, "shared", "archives", "thecontext-zh-2019-06.tar.xz"
)
"""Beside the checkout, where there is one: the Chinese edition of a news site, 15,086 pages."""

_REAL_SETTINGS = {
    "sections": {
        "source": {"names": ["信息来源"]},
        "related": {"names": ["有关"], "context-label": ["上下文", "消息"]},
    }
}
_COMMIT = ("-c", "user.name=Benchmark", "-c", "user.email=", "commit", "--quiet", "--message=All pages")


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """An archive on disk that a benchmark may read and change."""

    name: str
    root: str
    settings: Mapping[str, Any]
    """What its `archive-lint.toml` says."""

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


def configured(name: str, root: str, settings: Mapping[str, Any]) -> Corpus:
    """Return the archive in a folder, configured by these settings, with all rules that they leave on."""
    whole = {**settings, "lint": {"select": ["ALL"], **settings.get("lint", {})}}
    with open(os.path.join(root, "archive-lint.toml"), "w", encoding="utf-8") as file:
        file.writelines(_toml(whole))
    return Corpus(name=name, root=root, settings=whole)


def synthetic(folder: str, pages: int, family: str = "first") -> Corpus:
    """Return a generated archive of a family without defects, below a folder."""
    root = os.path.join(folder, f"{family}-{pages}")
    os.makedirs(root)
    settings = FAMILIES[family].write(root, pages=pages, seed=1).settings
    name = "synthetic" if family == "first" else f"family {family}"
    return configured(f"{name}, {pages:,} pages", root, settings)


def real(folder: str) -> Corpus | None:
    """Return the real archive, unpacked below a folder; `None` where it is not at hand."""
    if not os.path.exists(REAL_ARCHIVE):
        return None
    root = os.path.join(folder, "real")
    with tarfile.open(REAL_ARCHIVE) as archive:
        archive.extractall(root, filter="data")
    return configured("real, Chinese", root, _REAL_SETTINGS)


def in_git(archive: Corpus) -> Corpus:
    """Return the same archive, now in a git work tree of its own, all committed. Raises `HistoryError`."""
    run_git(archive.root, "init", "--quiet")
    run_git(archive.root, "add", "--all")
    run_git(archive.root, *_COMMIT)
    return archive


def _toml(settings: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Yield the lines of settings in TOML, which writes texts and lists as JSON does, but not tables within lists."""
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _toml(value, f"{above}{key}.")
        else:
            yield f"{above}{key} = {_value(value)}\n"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple | set | frozenset):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)
