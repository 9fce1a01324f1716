"""What defects of posts are made with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.corpus.defects.workbench import Bench, Defect, Lines
from benchmarks.corpus.families.blog import Blog, Post


@dataclass
class PostBench(Bench):
    """A generated blog on disk."""

    blog: Blog

    def choose(self, post: Post, *options: str) -> str:
        """One of some variants, always the same for the same post and seed."""
        return self.pick(post.number, *options)

    def with_paragraph(self, post: Post, text: str, *, touched: Iterable[str] = ()) -> Defect:
        """A defect that is one more paragraph at the end of a post."""
        page = self.lines(post.path)
        page.lines += [text, ""]
        return of_post(post, page, len(page.lines) - 1, touched=touched)

    def with_title(self, post: Post, title: str) -> Defect:
        """A defect that is another title in a post's front matter."""
        page = self.lines(post.path)
        at = page.find("title")
        page.lines[at] = self.blog.form.title_line(title)
        return of_post(post, page, at + 1)

    def linking(self, post: Post) -> list[str]:
        """Paths of the posts that link to a post."""
        return [other.path for other in self.blog.linking_to(post.number)]

    def renamed(self, content: bytes, old: Post, date: str, slug: str) -> bytes:
        """A page with another name for a post, in paths and URLs that are made of its date and slug."""
        before = f"{old.date}-{old.slug}", f"{old.date:%Y/%m/%d}/{old.slug}", f"/{old.slug}/"
        after = f"{date}-{slug}", f"{date.replace('-', '/')}/{slug}", f"/{slug}/"
        for one, other in zip(before, after, strict=True):
            content = content.replace(one.encode(), other.encode())
        return content

    def path(self, post: Post, date: str, slug: str) -> str:
        """The path of a post that had another date and slug."""
        return post.path.replace(f"{post.date}-{post.slug}", f"{date}-{slug}")

    def text_without_picture(self, post: Post) -> Lines:
        """A post's page for another folder, where its picture does not lie."""
        page = self.lines(post.path)
        page.lines = [line for line in page.lines if not line.startswith("![")]
        return page


PostRecipe = Callable[[PostBench, Post], Defect | None]
"""Makes a defect of a post; `None` where this post does not lend itself to it."""


def of_post(post: Post, page: Lines, line: int | None = None, *, touched: Iterable[str] = ()) -> Defect:
    """A defect of a post's own page alone."""
    return Defect(path=post.path, changed={post.path: page.encode()}, line=line, touched=tuple(touched))
