"""Dated posts in one folder, as blogs of Jekyll have them: the date stands in the file's name and in the URL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from benchmarks.corpus.families.blog import Post
from benchmarks.corpus.families.form import HOST, PICTURE, SHARED_PICTURES, BlogForm
from benchmarks.corpus.families.written import NOT_OF_BLOGS

_PATTERN = "_posts/{year}-{month:02}-{day:02}-{slug}.md"


class PostsForm(BlogForm):
    """`_posts/2014-05-23-slug.md`, YAML, `/2014/05/23/slug/`, `{% post_url 2014-05-23-slug %}`."""

    settings: ClassVar[Mapping[str, Any]] = {
        "archive": {"story": _PATTERN},
        "site": {
            "url": HOST,
            "map": [
                {"file": _PATTERN, "url": "/{year}/{month}/{day}/{slug}/"},
                {"file": "{path}", "url": "/{path}"},
            ],
        },
        "links": {"forms": ["{% post_url FILE %}"]},
        "lint": {"ignore": NOT_OF_BLOGS},
    }

    def path(self, date: dt.date, slug: str) -> str:
        return f"_posts/{date}-{slug}.md"

    def url(self, date: dt.date, slug: str) -> str:
        return f"/{date:%Y/%m/%d}/{slug}/"

    def named(self, path: str) -> str:
        return f"{{% post_url {path.removeprefix('_posts/').removesuffix('.md')} %}}"

    def front(self, post: Post) -> list[str]:
        lines = ["---", "layout: post", self.title_line(post.title), self.date_line(str(post.date))]
        if post.permalink:
            lines.append(f"permalink: {post.permalink}")
        if post.alias:
            lines += ["redirect_from:", f"  - {post.alias}"]
        return [*lines, "tags: [harbour, news]", "---"]

    def title_line(self, title: str) -> str:
        # By its length, so that each way of quoting comes up.
        if len(title) % 3 == 0:
            return f'title: "{title}"'
        return f"title: {title}" if len(title) % 3 == 1 else "title: '{}'".format(title.replace("'", "''"))

    def date_line(self, day: str) -> str:
        return f"date: {day} 10:20:00 +0000"

    def picture(self, post: Post) -> tuple[str, str]:
        path = f"assets/images/harbour-{post.number % SHARED_PICTURES}.jpg"
        return path, f"/{path}"

    def others(self) -> Mapping[str, bytes]:
        pages = {
            "about.md": b"---\nlayout: page\ntitle: About us\npermalink: /about/\n---\nWe write of [the port](/).\n",
            "contact.md": b"---\ntitle: Contact\npermalink: /contact/\n---\nWrite to [us](/about/).\n",
        }
        pictures = {f"assets/images/harbour-{number}.jpg": PICTURE for number in range(SHARED_PICTURES)}
        return {**pages, **pictures, "_config.yml": f'title: The Harbour Dispatch\nurl: "{HOST}"\n'.encode()}
