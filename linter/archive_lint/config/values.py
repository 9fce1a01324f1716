"""Checks of single settings: each takes a text and yields complaints about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive_lint.config.check import Complaint
from archive_lint.config.shape import did_you_mean
from archive_lint.model.layout import normal_name
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.model.patterns.names import LONGEST_PATTERN, PatternError
from archive_lint.model.patterns.path_pattern import path_regex
from archive_lint.text import shortened

_FIELDS = ("{year}", "{year:04}", "{month}", "{month:02}", "{day}", "{day:02}", "{slug}", "{ending}", "{*}", "{path}")
_BRACES = lazy_pattern(r"\{[^{}/]*+\}|[{}]")
_TELLING = lazy_pattern(r"\{(?:slug|year|month|day)[:}]")
_TOUCHING = lazy_pattern(r"\{(?:year|month|day|slug)[^}]*\}\{(?!month:02|day:02)")
_NO_KEY = lazy_pattern(r"[:=\"'\r\n]")
_DRIVE = lazy_pattern(r"[A-Za-z]:")


def archive_root(value: str) -> Iterator[Complaint]:
    """Yield complaints about the archive's folder, which must lie below that of the configuration file."""
    trouble = _leads_out(value)
    if trouble:
        yield (
            f"{trouble}: an archive lies in or below its configuration file's folder",
            "move the file, or name a folder below it",
        )


def _leads_out(path: str) -> str | None:
    if path.startswith(("/", "\\")) or _DRIVE.match(path):
        return f"{shortened(path)!r} is an absolute path"
    if "\\" in path:
        return f"{shortened(path)!r} has a backslash, and folders are separated by '/'"
    if ".." in path.split("/"):
        return f"{shortened(path)!r} leads out of the folder"
    return None


def story_path(value: str) -> Iterator[Complaint]:
    """Yield complaints about the pattern of a story's path."""
    example = "as in 'news/{year}/{month:02}/{day}/{slug}.md'"
    trouble = _leads_out(value)
    if trouble:
        yield f"{trouble}: it is a path below the archive's root", example
        return
    if len(value) > LONGEST_PATTERN:
        yield f"has more than {LONGEST_PATTERN} characters", example
        return
    fields = _BRACES.findall(value)
    unknown = [field for field in fields if field not in _FIELDS]
    for field in dict.fromkeys(unknown):
        yield (
            f"has {field!r}, which is not a field",
            did_you_mean(field, _FIELDS) or f"there are {', '.join(_FIELDS)}",
        )
    name = value.rpartition("/")[2]
    if not unknown and not _TELLING.search(value):
        yield "has none of {slug}, {year}, {month} and {day}: every page there would be a story", example
    if not re.search(r"\.(?:[A-Za-z]+|\{ending\})\Z", name):
        yield "must end in '.md', another of archive.endings or '.{ending}'", example
    if any(part in ("", ".") for part in value.split("/")):
        yield "has an empty folder name", example
    if _TOUCHING.search(value):
        yield "has fields that touch, and cannot be told apart", "write {month:02}{day:02}, or put something between"
    elif not unknown:
        yield from _not_a_pattern(value)


def _not_a_pattern(value: str) -> Iterator[Complaint]:
    """Yield complaints that only compiling the pattern raises, such as two fields of any length in one name."""
    try:
        path_regex(value)
    except PatternError as error:
        yield f"{shortened(value)!r} is not a pattern: {error}", None


def mapped_file(value: str) -> Iterator[Complaint]:
    """Yield complaints about the `file` of a rule of the site's map."""
    trouble = _leads_out(value)
    if trouble:
        yield f"{trouble}: it is a path below the archive's root", "as in 'static/{path}'"
        return
    yield from _not_a_pattern(value)


def mapped_url(value: str) -> Iterator[Complaint]:
    """Yield complaints about the `url` of a rule of the site's map."""
    if not value.startswith("/") or value.startswith("//"):
        yield f"{shortened(value)!r} is not the path of a URL", "as in '/{year}/{month}/{day}/{slug}/'"
    elif "?" in value or "#" in value:
        yield f"{shortened(value)!r} has a query or a fragment, but must be only the path of a URL", None
    elif "{categories}" in value and (value.count("/{categories}/") != 1 or value.count("{categories}") != 1):
        yield f"{shortened(value)!r} has {{categories}} twice, or as a part of a name", "as in '/{categories}/{slug}/'"
    elif "{categories}" in value and "{path}" in value:
        yield f"{shortened(value)!r} has {{categories}} and {{path}}: nothing tells where one ends", None
    else:
        yield from _not_a_pattern(value.replace("{title}", "{slug}").replace("{categories}", "{path}"))


def site_url(value: str) -> Iterator[Complaint]:
    """Yield complaints about the URL of the site."""
    if value and not re.fullmatch(r"https?://[^/\s@?#]+(?:/[^\s?#]*)?", value):
        yield f"{shortened(value)!r} is not an http or https URL", "as in 'https://news.example/'"


def served_end(value: str) -> Iterator[Complaint]:
    """Yield complaints about an ending that a server tries after a path."""
    if not re.fullmatch(r"[./][^\s?#]*", value):
        yield f"{shortened(value)!r} is not an ending or a file in a folder", "as in '.html' and '/index.html'"


def file_inside(value: str) -> Iterator[Complaint]:
    """Yield complaints about the path of a file of the archive."""
    trouble = _leads_out(value)
    if trouble:
        yield f"{trouble}: it is a file below the archive's root", "as in 'static/_redirects'"


def index_name(value: str) -> Iterator[Complaint]:
    """Yield complaints about the file name of an index or a twin."""
    if "/" in value or "\\" in value:
        yield f"{shortened(value)!r} is a path, and a file name is needed", "as in 'index.md'"
    elif not re.search(r"[^.]\.[A-Za-z]+\Z", value):
        yield f"{shortened(value)!r} is not a Markdown file", "as in 'index.md'"


def ending(value: str) -> Iterator[Complaint]:
    """Yield complaints about an ending of names of pages."""
    if not re.fullmatch(r"(\.[A-Za-z0-9]+)+", value):
        yield f"{shortened(value)!r} is not an ending of file names", "as in '.md'"


def site_prefix(value: str) -> Iterator[Complaint]:
    """Yield complaints about the prefix of site-absolute links."""
    if value and not re.fullmatch(r"(/[^/\s?#]+)+", value):
        plain = "/".join(part for part in value.split("/") if part and not part.isspace())
        yield (
            f"{shortened(value)!r} is not a path on a site",
            f"write {shortened('/' + plain)!r}" if plain else "write ''",
        )


def user_agent(value: str) -> Iterator[Complaint]:
    """Yield complaints about the User-Agent header."""
    if not value.isascii():
        yield f"{shortened(value)!r} cannot be sent in a header", "it may have ASCII characters only"


def web_address(value: str) -> Iterator[Complaint]:
    """Yield complaints about the URL of a web archive."""
    if not re.match(r"https?://[^/\s@]+(?:/\S*)?\Z", value):
        yield f"{shortened(value)!r} is not an http or https URL", "as in 'https://web.archive.org'"


def heading(value: str) -> Iterator[Complaint]:
    """Yield complaints about the heading of a section."""
    if value and not normal_name(value):
        yield f"{shortened(value)!r} is not a heading", None


def section_key(value: str) -> Iterator[Complaint]:
    """Yield complaints about the name of a section's table."""
    if not value.strip():
        yield "is a section without a key", "as in [sections.source]"


def front_matter_key(value: str) -> Iterator[Complaint]:
    """Yield complaints about a key of front matter."""
    if value and (value != value.strip() or _NO_KEY.search(value)):
        yield f"{shortened(value)!r} is not a key of front matter", "as in 'title'"


def front_matter_condition(value: str) -> Iterator[Complaint]:
    """Yield complaints about a key of front matter that is true, or a key and its value."""
    key, equals, wanted = value.partition("=")
    if value and (not key or key != key.strip() or _NO_KEY.search(key)):
        yield f"{shortened(value)!r} does not begin with a key of front matter", "as in 'draft' or 'published=false'"
    elif equals and not wanted.strip():
        yield f"{shortened(value)!r} lacks a value", f"write {shortened(key)!r} for one that is true"
