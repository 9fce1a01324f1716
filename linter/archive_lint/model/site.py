"""How the pages of an archive become a site: which URL serves which file."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from msgspec import Struct

RelativeBase = Literal["file", "url", "url/"]
WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
"""What a link to a host begins with."""


class UrlRule(Struct, frozen=True):
    """One rule of the site's map."""

    file: str
    """A pattern of paths, as for stories."""
    url: str
    """A pattern of the path of a URL, with fields of the file's pattern, or `{title}`: the title made into a slug."""


class Site(Struct, frozen=True, kw_only=True, dict=True):
    """The URLs of a site, as configured. Without a rule, files lie under their own paths after the site prefix."""

    url: str = ""
    """Where the site lies, without a final slash: links there are internal."""
    rules: tuple[UrlRule, ...] = ()
    """The first that fits a file says where it is served."""
    serves: tuple[str, ...] = (".html", "/index.html")
    """What the server tries after a bare path."""
    relative: RelativeBase = "file"
    """What relative links start from: the page's file, its URL, or its URL as a folder."""
    generated: tuple[str, ...] = ()
    """Globs of URL paths that no file explains."""
    redirects: tuple[str, ...] = ()
    """Files whose `from` is a URL that exists."""

    def own_part(self, target: str) -> str | None:
        """Return the path and the rest of a URL of the site's own host; `None` for any other target."""
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
