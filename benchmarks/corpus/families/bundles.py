"""Posts as folders, each with its pictures beside its page, as sites of Zola and Hugo have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from benchmarks.corpus.families.blog import Blog, Post
from benchmarks.corpus.families.form import HOST, PICTURE, SHARED_PICTURES, BlogForm, has_picture
from benchmarks.corpus.families.written import NOT_OF_BLOGS

_PATTERN = "content/posts/{year}-{month:02}-{day:02}-{slug}/index.md"


class BundlesForm(BlogForm):
    """`content/posts/2014-05-23-slug/index.md`, TOML, `/posts/slug/`, `@/posts/2014-05-23-slug/index.md`."""

    settings: ClassVar[Mapping[str, Any]] = {
        "archive": {"story": _PATTERN, "index": "_index.md"},
        "site": {
            "url": HOST,
            "map": [
                {"file": _PATTERN, "url": "/posts/{slug}/"},
                {"file": "content/{path}.{ending}", "url": "/{path}/"},
                {"file": "static/{path}", "url": "/{path}"},
            ],
        },
        "links": {"forms": ["@/FILE"]},
        "lint": {"ignore": NOT_OF_BLOGS},
    }

    def path(self, date: dt.date, slug: str) -> str:
        return f"content/posts/{date}-{slug}/index.md"

    def url(self, date: dt.date, slug: str) -> str:  # noqa: ARG002
        return f"/posts/{slug}/"

    def named(self, path: str) -> str:
        return f"@/{path.removeprefix('content/')}"

    def front(self, post: Post) -> list[str]:
        lines = ["+++", self.title_line(post.title), self.date_line(str(post.date))]
        if post.permalink:
            lines.append(f'path = "{post.permalink.strip("/")}"')
        if post.alias:
            lines.append(f'aliases = ["{post.alias}"]')
        return [*lines, "[taxonomies]", 'tags = ["harbour", "news"]', "+++"]

    def title_line(self, title: str) -> str:
        return f'title = "{title}"' if "'" in title or len(title) % 2 else f"title = '{title}'"

    def date_line(self, day: str) -> str:
        return f"date = {day}T10:20:00Z"

    def picture(self, post: Post) -> tuple[str, str]:
        if post.number % 4 == 0:
            name = f"images/harbour-{post.number // 4 % SHARED_PICTURES}.jpg"
            return f"static/{name}", f"/{name}"
        return f"{post.path.removesuffix('index.md')}harbour.jpg", "harbour.jpg"

    def files(self, blog: Blog, post: Post) -> Iterator[tuple[str, bytes]]:
        yield from super().files(blog, post)
        path, _ = self.picture(post)
        if has_picture(blog, post) and path not in self.others():
            yield path, PICTURE

    def others(self) -> Mapping[str, bytes]:
        pictures = {f"static/images/harbour-{number}.jpg": PICTURE for number in range(SHARED_PICTURES)}
        return {
            **pictures,
            "content/_index.md": b'+++\ntitle = "The Harbour Dispatch"\n+++\n',
            "content/posts/_index.md": b'+++\ntitle = "Posts"\nsort_by = "date"\n+++\n',
            "content/about.md": b'+++\ntitle = "About us"\n+++\nWe write of [the port](/).\n',
            "config.toml": f'base_url = "{HOST}"\ntitle = "The Harbour Dispatch"\n'.encode(),
        }
