"""Checks of single settings: each takes a text and yields what is wrong with it, as paths that lead out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive_lint.config.check import Complaint
from archive_lint.config.shape import did_you_mean
from archive_lint.model.layout import normal_name
from archive_lint.text import shortened

_FIELDS = ("{year}", "{year:04}", "{month}", "{month:02}", "{day}", "{day:02}", "{slug}")
_BRACES = re.compile(r"\{[^{}/]*+\}|[{}]")
_TOUCHING = re.compile(r"\{(?:year|month|day|slug)[^}]*\}\{(?!month:02|day:02)")
_DRIVE = re.compile(r"[A-Za-z]:")
_MOST_PATTERN_CHARACTERS = 1000
"""A regular expression on URLs that is longer is more likely an attack on the engine than a wish."""

_MOST_GLOB_CHARACTERS = 500
_GLOB_HINT = "globs are written as in .gitignore"


def archive_root(value: str) -> Iterator[Complaint]:
    """The archive's folder, below that of the configuration file."""
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
    """The pattern of a story's path."""
    example = "as in 'news/{year}/{month:02}/{day}/{slug}.md'"
    trouble = _leads_out(value)
    if trouble:
        yield f"{trouble}: it is a path below the archive's root", example
        return
    fields = _BRACES.findall(value)
    unknown = [field for field in fields if field not in _FIELDS]
    for field in dict.fromkeys(unknown):
        yield (
            f"has {field!r}, which stands for nothing",
            did_you_mean(field, _FIELDS) or f"there are {', '.join(_FIELDS)}",
        )
    folder, _, name = value.rpartition("/")
    for part in ("year", "month", "day"):
        if not any(field.startswith("{" + part) for field in fields) and not unknown:
            yield f"lacks {{{part}}}", example
        elif "{" + part in name:
            yield f"has {{{part}}} in its file name, and days are folders", example
    if name.count("{slug}") != 1 and not unknown:
        yield "needs {slug} once, in its file name", example
    if "{slug" in folder:
        yield "has {slug} in a folder, and stories are files", example
    if not name.endswith(".md"):
        yield "must end in '.md'", example
    if any(part in ("", ".") for part in value.split("/")):
        yield "has an empty folder name", example
    if _TOUCHING.search(value):
        yield "has fields that touch, and cannot be told apart", "write {month:02}{day:02}, or put something between"


def index_name(value: str) -> Iterator[Complaint]:
    """The file name of an index or a twin."""
    if "/" in value or "\\" in value:
        yield f"{shortened(value)!r} is a path, and a file name is needed", "as in 'index.md'"
    elif not value.endswith(".md"):
        yield f"{shortened(value)!r} is not a Markdown file", "as in 'index.md'"


def site_prefix(value: str) -> Iterator[Complaint]:
    """What site-absolute links carry before the archive's path."""
    if value and not re.fullmatch(r"(/[^/\s?#]+)+", value):
        plain = "/".join(part for part in value.split("/") if part and not part.isspace())
        yield (
            f"{shortened(value)!r} is not a path on a site",
            f"write {shortened('/' + plain)!r}" if plain else "write ''",
        )


def url_pattern(value: str) -> Iterator[Complaint]:
    """A regular expression on URLs."""
    if len(value) > _MOST_PATTERN_CHARACTERS:
        yield f"is a regular expression of more than {_MOST_PATTERN_CHARACTERS:,} characters", "split it"
        return
    if not value:
        yield "is empty, and would fit every URL", None
        return
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(value)
    except re.error as error:
        yield f"{shortened(value)!r} is not a regular expression: {error}", None
    except (RecursionError, OverflowError):
        yield (
            f"{shortened(value)!r} is not a regular expression that can be used: it is nested too deeply or too large",
            None,
        )


def user_agent(value: str) -> Iterator[Complaint]:
    """The User-Agent header."""
    if not value.isascii():
        yield f"{shortened(value)!r} cannot be sent in a header", "it may have ASCII characters only"


def web_address(value: str) -> Iterator[Complaint]:
    """The address of a web archive."""
    if not re.match(r"https?://[^/\s@]+(?:/\S*)?\Z", value):
        yield f"{shortened(value)!r} is not an http or https address", "as in 'https://web.archive.org'"


def glob(value: str) -> Iterator[Complaint]:
    """A glob in a list."""
    trouble = _glob_trouble(value)
    if trouble:
        yield f"{shortened(value)!r} is not a glob: {trouble}", _GLOB_HINT


def glob_key(value: str) -> Iterator[Complaint]:
    """A glob that is a key, which the message names as such."""
    trouble = _glob_trouble(value)
    if trouble:
        yield f"is not a glob: {trouble}", _GLOB_HINT


def _glob_trouble(glob: str) -> str | None:
    if not glob.strip():
        return "it is empty"
    if len(glob) > _MOST_GLOB_CHARACTERS:
        return f"it has more than {_MOST_GLOB_CHARACTERS} characters"
    if glob.startswith("#"):
        return "a line that begins with '#' is a comment: write '\\#'"
    if "[" in glob and not re.search(r"\[[!^]?\]?[^\]]*\]", glob.replace("\\[", "")) and "\\[" not in glob:
        return "'[' is never closed"
    if glob.startswith(("./", "../")) or "/../" in glob:
        return "'.' and '..' match nothing: paths begin at the archive's root"
    # Here and not above: only an archive that configures globs pays for the import.
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([glob])
    except (ValueError, re.error, RecursionError, OverflowError) as error:
        return str(error).splitlines()[0] if str(error) else "it cannot be understood"
    return None


def heading(value: str) -> Iterator[Complaint]:
    """The heading of a section."""
    if value and not normal_name(value):
        yield f"{shortened(value)!r} is not a heading", None


def section_key(value: str) -> Iterator[Complaint]:
    """The name of a section's table."""
    if not value.strip():
        yield "is a section without a key", "as in [sections.source]"
