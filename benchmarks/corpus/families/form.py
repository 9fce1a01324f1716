"""The form of a family of archives: paths, URLs, front matter, links. The text of a post is the same in all."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from benchmarks.corpus.families.blog import Blog, Post
from benchmarks.corpus.plan import mix
from benchmarks.corpus.vocabulary import ENGLISH

HOST = "https://www.harbourdispatch.example"
PICTURE = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
SHARED_PICTURES = 7


class BlogForm(ABC):
    """One family's way of writing."""

    settings: ClassVar[Mapping[str, Any]]
    """A configuration written by hand that says what holds of the family."""

    @abstractmethod
    def path(self, date: dt.date, slug: str) -> str:
        """Return the path of a post."""

    @abstractmethod
    def url(self, date: dt.date, slug: str) -> str:
        """Return the URL path that a post's path comes to."""

    @abstractmethod
    def named(self, path: str) -> str:
        """Return the link to a post that names its file, in the form that the site's generator reads."""

    @abstractmethod
    def front(self, post: Post) -> list[str]:
        """Return the lines of a post's front matter, fences included."""

    @abstractmethod
    def title_line(self, title: str) -> str:
        """Return the line of front matter that says a title."""

    @abstractmethod
    def date_line(self, day: str) -> str:
        """Return the line of front matter that says a day, which is written `2014-05-23` and need not exist."""

    @abstractmethod
    def picture(self, post: Post) -> tuple[str, str]:
        """Return the path of a post's picture and the target by which the post shows it."""

    @abstractmethod
    def others(self) -> Mapping[str, bytes]:
        """Return the files that are not of one post by their paths."""

    def files(self, blog: Blog, post: Post) -> Iterator[tuple[str, bytes]]:
        """Yield the files of a post: its page, and what lies beside it."""
        yield post.path, self.text(blog, post).encode()

    def text(self, blog: Blog, post: Post) -> str:
        """Return the page of a post."""
        chance = mix(post.number, blog.seed + 5)
        summaries = ENGLISH.summaries
        parts = ["\n".join(self.front(post)), summaries[chance % len(summaries)].rstrip()]
        if has_picture(blog, post):
            parts.append(f"![The harbour at dawn]({self.picture(post)[1]})")
        for position, number in enumerate(blog.related(post.number)):
            other = blog.post(number)
            link = self.link(other, mix(post.number, blog.seed + 30 + position))
            summary = summaries[(chance + position) % 3]
            parts.append(f"{_BEFORE[(chance + position) % len(_BEFORE)]} {link}. {summary}")
        parts.append(f"## What is known\n\n{summaries[(chance >> 8) % len(summaries)].rstrip()}")
        parts.extend(_cited(post, chance >> 16))
        parts.append("More is told [about us](/about/).")
        return "\n\n".join(parts) + "\n"

    def link(self, other: Post, chance: int) -> str:
        """Return a link to another post in one of the ways in which the family's authors write them."""
        way = chance % 8
        if way == 0:
            return f'<a href="{other.url}">{other.title}</a>'
        if way in (1, 2):
            return f"[{other.title}]({self.named(other.path)})"
        if way == 3:
            return f"[{other.title}]({HOST}{other.url})"
        if way == 4 and other.alias:
            return f"[{other.title}]({other.alias})"
        return f"[{other.title}]({other.url}{'#what-is-known' if way == 5 else ''})"


_BEFORE = ("We wrote of it in", "It began with", "The background is in", "See also")


def has_picture(blog: Blog, post: Post) -> bool:
    """Return whether a post shows a picture."""
    return mix(post.number, blog.seed + 6) % 3 != 0


def _cited(post: Post, chance: int) -> Iterator[str]:
    """Paragraphs with links to other sites."""
    for position in range(1 + chance % 3):
        name, host = ENGLISH.outlets[(chance + position * 7) % len(ENGLISH.outlets)]
        url = f"https://{host}/{post.date:%Y/%m/%d}/{post.number}-{position}.html"
        yield f"The [{name}]({url}) reports the same, and *names* two witnesses."
