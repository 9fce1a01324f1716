"""Defects of the dates that paths and front matter say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from benchmarks.corpus.defects.workbench import Defect
from benchmarks.corpus.families.blog import Post
from benchmarks.corpus.families.blog_defects.post_bench import PostBench, PostRecipe, of_post


def date_mismatch(bench: PostBench, post: Post) -> Defect:
    """The front matter says another day than the path."""
    other = post.date + dt.timedelta(days=int(bench.choose(post, "1", "-1", "30", "-366")))
    return _with_date(bench, post, str(other))


def impossible_date(bench: PostBench, post: Post) -> Defect:
    """The front matter, or the path, or both say a day that no calendar has."""
    day = bench.choose(post, *(f"{post.date.year}-{rest}" for rest in ("02-30", "13-01", "06-31", "00-10", "04-00")))
    if bench.pick(post.number + 1, "front", "path") == "front":
        return _with_date(bench, post, day)
    # A page of its own, so that no link has to follow.
    slug = f"correction-{post.number}-{post.slug}"
    page = bench.text_without_picture(post)
    page.lines[page.find("title")] = bench.blog.form.title_line(f"Correction {post.number} {post.title}")
    dated = page.find("date")
    if bench.pick(post.number + 2, "both", "path") == "both":
        page.lines[dated] = bench.blog.form.date_line(day)
    else:
        del page.lines[dated]
    path = bench.path(post, day, slug)
    return Defect(path=path, changed={path: page.encode()}, line=1, touched=(post.path,))


def _with_date(bench: PostBench, post: Post, day: str) -> Defect:
    page = bench.lines(post.path)
    at = page.find("date")
    page.lines[at] = bench.blog.form.date_line(day)
    return of_post(post, page, at + 1)


RECIPES: Mapping[str, PostRecipe] = {"D002": date_mismatch, "D004": impossible_date}
