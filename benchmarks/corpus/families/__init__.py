"""Archives of several families, each of any size, with known defects: one door for all who want one by its name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, NamedTuple

from benchmarks.corpus.defects import RECIPES
from benchmarks.corpus.families.blog_defects import POST_RECIPES
from benchmarks.corpus.families.bundles import BundlesForm
from benchmarks.corpus.families.form import BlogForm
from benchmarks.corpus.families.posts import PostsForm
from benchmarks.corpus.families.writing import damage_blog, write_blog
from benchmarks.corpus.generate import generate
from benchmarks.corpus.inject import Injected, inject


class Family(NamedTuple):
    """Archives that are built alike."""

    codes: Collection[str]
    """Codes of the rules whose defects can be planted."""
    write: Callable[..., Any]
    """Takes a folder, `pages` and `seed`; returns what `damage` wants, with `settings`, `pages`, `stories`, `days`."""
    damage: Callable[..., list[Injected]]
    """Takes the folder, what was written, `defects` by code, and `seed`."""


def _blog(form: BlogForm) -> Family:
    return Family(POST_RECIPES.keys(), partial(write_blog, form=form), damage_blog)


FAMILIES: Mapping[str, Family] = {
    "first": Family(RECIPES.keys(), generate, inject),
    "posts": _blog(PostsForm()),
    "bundles": _blog(BundlesForm()),
}
"""The families by name: a folder per day; dated posts with URLs, as with Jekyll.

Folders with pictures, as with Zola and Hugo.
"""
