"""Defects of links between posts, to pictures and out of the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from benchmarks.corpus.defects.workbench import Defect
from benchmarks.corpus.families.blog import Post
from benchmarks.corpus.families.blog_defects.post_bench import PostBench, PostRecipe
from benchmarks.corpus.families.form import HOST


def broken_internal_link(bench: PostBench, post: Post) -> Defect | None:
    """A link to what the site does not serve: see `BROKEN`."""
    return BROKEN[bench.choose(post, *BROKEN)](bench, post)


def _nothing_there(bench: PostBench, post: Post) -> Defect:
    url = bench.blog.form.url(post.date, "what-never-was")
    return _see(bench, post, bench.pick(post.number + 1, url, HOST + url, f"{url}#background", f"{url}?page=2"))


def _unknown_page(bench: PostBench, post: Post) -> Defect:
    return _see(bench, post, bench.pick(post.number + 1, "/masthead/", "/downloads/law.pdf", "notes.md", "/about-us"))


def _wrong_day(bench: PostBench, post: Post) -> Defect | None:
    other = _earlier(bench, post)
    if other is None:
        return None
    form, day = bench.blog.form, other.date - dt.timedelta(days=1)
    # Where URLs have no date, only a form can name a wrong one.
    url = form.url(day, other.slug)
    target = form.named(form.path(day, other.slug)) if url == other.url else url
    return _see(bench, post, target, other)


def _deleted_post(bench: PostBench, post: Post) -> Defect | None:
    linking = bench.linking(post)
    if not linking:
        return None
    times = [link for path in linking for link in [path] * _links(bench, path, post)]
    first, *others = times
    return Defect(
        path=first,
        changed={post.path: None},
        side_effects=tuple(("L009", path) for path in others),
        touched=(post.path, *linking),
    )


def _missing_picture(bench: PostBench, post: Post) -> Defect:
    _, target = bench.blog.form.picture(post)
    wrong = target.replace("harbour", f"lighthouse-{post.number}")
    return bench.with_paragraph(
        post, bench.pick(post.number + 1, f"![A light]({wrong})", f'<img src="{wrong}" alt="">')
    )


def _broken_form(bench: PostBench, post: Post) -> Defect:
    form = bench.blog.form
    return _see(bench, post, form.named(form.path(post.date, f"{post.slug}-and-more")))


def _permalink_passed_over(bench: PostBench, post: Post) -> Defect | None:
    other = _earlier(bench, post, has_permalink=True)
    return None if other is None else _see(bench, post, bench.blog.form.url(other.date, other.slug), other)


BROKEN: Mapping[str, Callable[[PostBench, Post], Defect | None]] = {
    "nothing there": _nothing_there,
    "unknown page": _unknown_page,
    "wrong day": _wrong_day,
    "deleted post": _deleted_post,
    "missing picture": _missing_picture,
    "broken form": _broken_form,
    "permalink passed over": _permalink_passed_over,
}


def miscased_link(bench: PostBench, post: Post) -> Defect | None:
    """A URL or a picture in other letters than the file's."""
    other = _earlier(bench, post)
    if other is None:
        return None
    url = other.url.replace(other.slug, bench.pick(post.number + 1, other.slug.title(), other.slug.upper()))
    picture = bench.blog.form.picture(other)[0].removeprefix("static")
    target = bench.choose(post, url, HOST + url)
    if picture.startswith(("assets", "/images")) and bench.pick(post.number + 2, "url", "picture") == "picture":
        target = "/" + picture.lstrip("/").replace("harbour", "Harbour")
    return _see(bench, post, target, other)


def link_outside_archive(bench: PostBench, post: Post) -> Defect:
    """A link that climbs above the root, or names a file of one machine."""
    return _see(bench, post, bench.choose(post, "../../../../../../notes/draft.md", "file:///home/editor/draft.md"))


def _see(bench: PostBench, post: Post, target: str, *others: Post) -> Defect:
    text = bench.pick(post.number + 3, f"See [the background]({target}) too.", f'See <a href="{target}">this</a> too.')
    if "{%" in target or target.startswith("@"):
        text = f"See [the background]({target}) too."
    return bench.with_paragraph(post, text, touched=[other.path for other in others])


def _earlier(bench: PostBench, post: Post, *, has_permalink: bool = False) -> Post | None:
    """The nearest earlier post whose front matter names no URL, or names one."""
    earlier = map(bench.blog.post, range(post.number - 1, max(-1, post.number - 60), -1))
    fitting = (other for other in earlier if (bool(other.permalink) if has_permalink else other.is_plain))
    return next((other for other in fitting if other.path not in bench.used), None)


def _links(bench: PostBench, path: str, post: Post) -> int:
    """How many links of a page lead to a post, which has no URL but its path's."""
    text = (bench.read(path) or b"").decode()
    return text.count(post.url) + text.count(bench.blog.form.named(post.path))


RECIPES: Mapping[str, PostRecipe] = {
    "L005": link_outside_archive,
    "L008": miscased_link,
    "L009": broken_internal_link,
}
