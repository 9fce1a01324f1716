"""Defects of what posts are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from benchmarks.corpus.defects.workbench import Defect
from benchmarks.corpus.families.blog import Post, slug_of
from benchmarks.corpus.families.blog_defects.post_bench import PostBench, PostRecipe, of_post


def missing_title(bench: PostBench, post: Post) -> Defect:
    """The front matter has no title, or an empty one."""
    page = bench.lines(post.path)
    at = page.find("title")
    if bench.choose(post, "missing", "empty") == "empty":
        page.lines[at] = _EMPTY[page.lines[0]]
        return of_post(post, page, at + 1)
    del page.lines[at]
    return of_post(post, page)


_EMPTY = {"---": "title: ''", "+++": 'title = ""'}
"""By the fence of the front matter."""


def several_titles(bench: PostBench, post: Post) -> Defect:
    """The title is a heading, and so is that of another post in the same file."""
    page = bench.lines(post.path)
    fence = page.lines[0]
    del page.lines[page.find("title")]
    body = page.lines.index(fence, 1) + 1
    page.lines[body:body] = ["", f"# {post.title}", "", "It was calm.", "", "# A second post of the day"]
    return of_post(post, page, body + 6)


def slug_title_mismatch(bench: PostBench, post: Post) -> Defect:
    """A post lies under a name that has nothing to do with its title; all that leads to it was changed along."""
    day, slug = str(post.date), f"zwei-kleine-katzen-{post.number}"
    new = bench.path(post, day, slug)
    changed: dict[str, bytes | None] = {post.path: None}
    for path in bench.linking(post):
        changed[path] = bench.renamed(bench.read(path) or b"", post, day, slug)
    changed[new] = bench.text_without_picture(post).encode()
    return Defect(path=new, changed=changed)


def duplicate_story(bench: PostBench, post: Post) -> Defect:
    """A post that is there on one of the next days too."""
    date = str(post.date + dt.timedelta(days=int(bench.choose(post, "1", "3", "7"))))
    new = bench.path(post, date, f"{post.slug}-2")
    page = bench.text_without_picture(post)
    page.lines[page.find("date")] = bench.blog.form.date_line(date)
    return Defect(path=new, changed={new: page.encode()}, line=page.find("title") + 1, touched=(post.path,))


def damaged_title(bench: PostBench, post: Post) -> Defect:
    """A title that lost its second half, or a letter."""
    half = len(post.title) // 2
    lost = f"{post.title[:half]}\ufffd{post.title[half + 1 :]}"
    cut = post.title[:half].rstrip()
    return bench.with_title(post, bench.choose(post, cut, lost) if post.slug.startswith(slug_of(cut)) else lost)


RECIPES: Mapping[str, PostRecipe] = {
    "S008": missing_title,
    "S009": several_titles,
    "T001": slug_title_mismatch,
    "T002": duplicate_story,
    "T007": damaged_title,
}
