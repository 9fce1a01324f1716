"""Writes a blog to disk, and puts known defects into it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from benchmarks.corpus.defects.workbench import Defect, PageTakenError
from benchmarks.corpus.families.blog import Blog, Post
from benchmarks.corpus.families.blog_defects import POST_RECIPES
from benchmarks.corpus.families.blog_defects.post_bench import PostBench
from benchmarks.corpus.families.form import BlogForm
from benchmarks.corpus.generate import write_page
from benchmarks.corpus.inject import Injected, TooFewPagesError, apply, is_apart, scattered
from benchmarks.corpus.plan import mix

_WIDE = frozenset({"L009", "T001"})
"""Defects that concern all pages that link to a post: they come first, while there is the most room."""


def write_blog(root: str, *, form: BlogForm, pages: int, seed: int) -> Blog:
    """Write an archive of exactly `pages` Markdown files under `root`, and return what it holds.

    The same arguments write the same bytes. Raises `ValueError` for a number of pages that makes no archive, and
    `OSError` where the disk refuses.
    """
    blog = Blog(form, pages=pages, seed=seed)
    made: set[str] = set()
    for path, content in blog_files(blog):
        folder = os.path.join(root, os.path.dirname(path))
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made = {folder}
        write_page(root, path, content)
    return blog


def blog_files(blog: Blog) -> Iterator[tuple[str, bytes]]:
    """Yield paths and contents of all files of a blog, pages and others."""
    yield from blog.form.others().items()
    for number in range(blog.stories):
        yield from blog.form.files(blog, blog.post(number))


def damage_blog(root: str, blog: Blog, *, defects: Mapping[str, int], seed: int) -> list[Injected]:
    """Put defects into the archive that `write_blog` wrote under `root`: so many of each code.

    As for `inject`: no two defects share a page, the same arguments do the same damage. Raises `KeyError` for a code
    without a recipe and `TooFewPagesError` when there is no room for all.
    """
    bench = PostBench(root, seed, blog)
    injected: list[Injected] = []
    for code in sorted(defects, key=lambda code: (code not in _WIDE, code)):
        left = defects[code]
        for number in scattered(blog.stories, mix(seed, int.from_bytes(code.encode()))) if left else ():
            defect = _make(bench, code, blog.post(number))
            if defect is not None:
                injected.append(apply(bench, code, defect))
                left -= 1
            if not left:
                break
        if left:
            raise TooFewPagesError(f"no room for {left} of {defects[code]} defects of {code} in {blog.pages} pages")
    return injected


def _make(bench: PostBench, code: str, post: Post) -> Defect | None:
    """Return the defect of a post, if it can have one without touching another."""
    if post.path in bench.used or not post.is_plain:
        # What holds of a URL that is named in front matter depends on that: such posts are left alone.
        return None
    try:
        defect = POST_RECIPES[code](bench, post)
    except PageTakenError:
        return None
    return defect if defect is not None and is_apart(bench, defect) else None
