"""How the pages of an archive become a site: which URL serves which file."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

RelativeBase = Literal["file", "url", "url/"]


class UrlRule(Struct, frozen=True):
    """One rule of the site's map."""

    file: str
    """A pattern of paths, as for stories."""
    url: str
    """A pattern of the path of a URL, with fields of the file's pattern, or `{title}`: the title made into a slug."""


class Site(Struct, frozen=True, kw_only=True):
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
