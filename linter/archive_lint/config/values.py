"""Settings that have the right type and still cannot be: paths that lead out, patterns that match nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from archive_lint.config.lines import KeyPath
from archive_lint.config.shape import Misfit, did_you_mean
from archive_lint.model.layout import normal_name
from archive_lint.text import shortened

_FIELDS = ("{year}", "{year:04}", "{month}", "{month:02}", "{day}", "{day:02}", "{slug}")
_BRACES = re.compile(r"\{[^{}/]*+\}|[{}]")
_TOUCHING = re.compile(r"\{(?:year|month|day|slug)[^}]*\}\{(?!month:02|day:02)")
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HISTORY_ENDINGS = (".db", ".sqlite", ".sqlite3")
_MOST_PATTERN_CHARACTERS = 1000
"""A regular expression on URLs that is longer is more likely an attack on the engine than a wish."""

_MOST_GLOB_CHARACTERS = 500


def bad_values(data: Mapping[str, Any]) -> Iterator[Misfit]:
    """Everything in a layer that no archive could mean. Values of a wrong type are passed over: the shape says so."""
    yield from _unprintable(data)
    for path, check in _CHECKS.items():
        for place, value in _at(data, path):
            yield from (Misfit(place, message, hint) for message, hint in check(value))
    yield from _globs(data)
    yield from _section_names(data)


Complaint = tuple[str, str | None]
"""A message and a hint."""


def _root(value: str) -> Iterator[Complaint]:
    trouble = _leads_out(value)
    if trouble:
        yield (
            f"{trouble}: an archive lies in or below its configuration file's folder",
            "move the file, or name a folder below it",
        )


def _history(value: str) -> Iterator[Complaint]:
    trouble = _leads_out(value)
    if trouble:
        yield f"{trouble}: the history lies in the archive", "as in '.archive-lint/links.db'"
    elif ".git" in value.split("/"):
        yield "lies in git's own folder", "as in '.archive-lint/links.db'"
    elif not value.endswith(_HISTORY_ENDINGS):
        # Damaged databases are set aside: the name of a page must not be taken for one.
        yield f"must end in {', '.join(_HISTORY_ENDINGS[:-1])} or {_HISTORY_ENDINGS[-1]}", None


def _leads_out(path: str) -> str | None:
    if path.startswith(("/", "\\")) or _DRIVE.match(path):
        return f"{shortened(path)!r} is an absolute path"
    if "\\" in path:
        return f"{shortened(path)!r} has a backslash, and folders are separated by '/'"
    if ".." in path.split("/"):
        return f"{shortened(path)!r} leads out of the folder"
    return None


def _story(value: str) -> Iterator[Complaint]:
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


def _index_name(value: str) -> Iterator[Complaint]:
    if "/" in value or "\\" in value:
        yield f"{shortened(value)!r} is a path, and a file name is needed", "as in 'index.md'"
    elif not value.endswith(".md"):
        yield f"{shortened(value)!r} is no Markdown file", "as in 'index.md'"


def _site_prefix(value: str) -> Iterator[Complaint]:
    if value and not re.fullmatch(r"(/[^/\s?#]+)+", value):
        plain = "/".join(part for part in value.split("/") if part and not part.isspace())
        yield f"{shortened(value)!r} is no path on a site", f"write {shortened('/' + plain)!r}" if plain else "write ''"


def _pattern(value: str) -> Iterator[Complaint]:
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
        yield f"{shortened(value)!r} is no regular expression: {error}", None
    except (RecursionError, OverflowError):
        yield (
            f"{shortened(value)!r} is no regular expression that can be used: it is nested too deeply or too large",
            None,
        )


def _user_agent(value: str) -> Iterator[Complaint]:
    if not value.isascii():
        yield f"{shortened(value)!r} cannot be sent in a header", "it may have ASCII characters only"


def _web_address(value: str) -> Iterator[Complaint]:
    if not re.match(r"https?://[^/\s@]+(?:/\S*)?\Z", value):
        yield f"{shortened(value)!r} is no http or https address", "as in 'https://web.archive.org'"


_CHECKS: Mapping[KeyPath, Callable[[str], Iterator[Complaint]]] = {
    ("archive", "root"): _root,
    ("archive", "story"): _story,
    ("archive", "index"): _index_name,
    ("archive", "twins"): _index_name,
    ("archive", "site-prefix"): _site_prefix,
    ("web", "history"): _history,
    ("web", "exclude"): _pattern,
    ("web", "user-agent"): _user_agent,
    ("web", "wayback"): _web_address,
}


def _at(data: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """The text at a path, or the texts of the list there."""
    value: Any = data
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Sequence):
        yield from (((*path, at), item) for at, item in enumerate(value) if isinstance(item, str))


def _unprintable(data: Mapping[str, Any]) -> Iterator[Misfit]:
    """Control characters in any text, and numbers that are none. Reports and headers would carry them on."""
    waiting: list[tuple[KeyPath, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend(((*path, key), item) for key, item in value.items())
            for key in value:
                if _CONTROL.search(key):
                    yield Misfit((*path, key), "has a control character in its name")
        elif isinstance(value, list | tuple):
            waiting.extend(((*path, at), item) for at, item in enumerate(value))
        elif isinstance(value, str) and _CONTROL.search(value):
            yield Misfit(path, "has a control character in its text")
        elif isinstance(value, float) and not math.isfinite(value):
            yield Misfit(path, f"must be a number, and is {value}")


def _globs(data: Mapping[str, Any]) -> Iterator[Misfit]:
    globs = list(_at(data, ("archive", "exclude")))
    lint = data.get("lint")
    ignores = lint.get("per-file-ignores") if isinstance(lint, Mapping) else None
    if isinstance(ignores, Mapping):
        globs += [(("lint", "per-file-ignores", glob), glob) for glob in ignores]
    for path, glob in globs:
        trouble = _glob_trouble(glob)
        if trouble:
            named = "" if path[-1] == glob else f"{shortened(glob)!r} "
            yield Misfit(path, f"{named}is no glob: {trouble}", "globs are written as in .gitignore")


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


def _section_names(data: Mapping[str, Any]) -> Iterator[Misfit]:
    sections = data.get("sections")
    for key, section in sections.items() if isinstance(sections, Mapping) else ():
        if not key.strip():
            yield Misfit(("sections", key), "is a section without a key", "as in [sections.source]")
        names = section.get("names") if isinstance(section, Mapping) else None
        for at, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str) and name and not normal_name(name):
                yield Misfit(("sections", key, "names", at), f"{shortened(name)!r} is no heading")
