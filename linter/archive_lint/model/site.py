"""The site built from an archive: which URL serves which file."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from msgspec import Struct

from archive_lint.model.patterns.lazy import lazy_pattern

RelativeBase = Literal["file", "url", "url/"]
WEB = lazy_pattern(r"(?:https?:)?//", re.IGNORECASE)
"""Start of a link that names a host."""


class UrlRule(Struct, frozen=True):
    """One rule that maps files to URLs."""

    file: str
    """A pattern of paths, with the syntax of story patterns."""
    url: str
    """A pattern of URL paths, with fields of the file's pattern.

    Further fields are `{title}`, the title turned into a slug, and `{categories}`, a folder per category or none.
    """


class Site(Struct, frozen=True, kw_only=True, dict=True):
    """The URLs of a site, as configured.

    Without rules, files are served under their own paths after the site prefix.
    """

    url: str = ""
    """URL of the site, without a final slash: links to it are internal."""
    rules: tuple[UrlRule, ...] = ()
    """The first rule that matches a file decides where it is served."""
    serves: tuple[str, ...] = (".html", "/index.html")
    """The endings that the server tries after a bare path."""
    relative: RelativeBase = "file"
    """The base of relative links: the page's file, its URL, or its URL as a folder."""
    generated: tuple[str, ...] = ()
    """Globs of URL paths that exist without a file of the archive."""
    redirects: tuple[str, ...] = ()
    """Files of redirects: each `from` is a URL that exists."""

    def own_part(self, target: str) -> str | None:
        """Return the path and the rest of a URL on the site's own host; `None` for any other target."""
        host = self._host
        if not host or not WEB.match(target):
            return None
        rest = WEB.sub("//", target, count=1)
        if rest[: len(host)].casefold() != host:
            return None
        path = rest[len(host) :]
        return path if path.startswith("/") else f"/{path}" if not path or path[0] in "?#" else None

    @cached_property
    def _host(self) -> str:
        return WEB.sub("//", self.url.rstrip("/")).casefold()
