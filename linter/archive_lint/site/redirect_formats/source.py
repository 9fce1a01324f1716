"""Parses sources of redirects, text with `*`, `:name`, `(…)` and `{…}` in it, into patterns.

Only the simplest regular expressions in parentheses are understood. Any other stands for one name, or for several if it
contains `.*`: in doubt, a link is not called broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from archive_lint.site.url_patterns import ANY, Segment

LONGEST_SOURCE = 1_000
"""Maximum length in characters, the same as at hosts."""
_MOST_NAMES = 100
_MOST_ALTERNATIVES = 20
_STAR, _ANY = "\ue000", "\ue001"
"""Marks in a text that is being read: a part of a name, and any number of names."""

_PARAMETER = re.compile(r":[A-Za-z_]\w*")
_PLAIN = r"(?:[\w.~!$&', -]|\\[.\-])*+"
_PLAIN_CHOICE = re.compile(rf"(?:\?:)?({_PLAIN}(?:\|{_PLAIN})*+)\Z")
_NO_MARKS = re.compile(r"[\w/.-]*\Z")
_MANY = re.compile(r"\.[*+]")
_STARS = re.compile(f"[{_STAR}]+")


class SourceError(ValueError):
    """A source that cannot be read. The message says why."""


def without_anchors(expression: str) -> str:
    """Return a regular expression for whole paths as a source. Raises `SourceError` for all but the simplest."""
    source = expression.removeprefix("^").removesuffix("$").replace("(.*)", ".*").replace(".*", "(.*)")
    if re.search(r"[\[\]|+*?^$]|\\\w", re.sub(r"\([^()]*\)", "", source)):
        raise SourceError("is a regular expression, and only the simplest are read")
    return source


def parse_source(source: str, *, marks: str, star_is_rest: bool = True) -> list[tuple[Segment, ...]]:
    """Return the patterns of a source, one per alternative. Raises `SourceError`.

    `marks` are those of `:({@` that have a meaning in the format: a parameter, a regular expression, alternatives,
    alternatives after `@` and the like. A `*` always has one; `star_is_rest` means that it matches slashes too, and not
    only up to the next one.
    """
    if len(source) > LONGEST_SOURCE:
        raise SourceError(f"has more than {LONGEST_SOURCE:,} characters")
    if not source.startswith("/"):
        raise SourceError("does not begin with '/'")
    if _STAR in source or _ANY in source:
        raise SourceError("has a character of private use")
    if source.count("/") > _MOST_NAMES:
        raise SourceError(f"has more than {_MOST_NAMES} names")
    if _NO_MARKS.match(source):
        return [tuple(name for name in source.split("/") if name)]
    rest = _ANY if star_is_rest else _STAR
    patterns = [_pattern(text.replace("**", _ANY).replace("*", rest)) for text in _alternatives(source, marks)]
    return list(dict.fromkeys(patterns))


def _alternatives(source: str, marks: str) -> list[str]:
    """Return a source with its brackets expanded.

    One text per alternative, with `_STAR` and `_ANY` for the variable parts.
    """
    found = [""]
    at = 0
    while at < len(source):
        choices, at = _next(source, at, marks)
        found = list(islice((text + choice for text in found for choice in choices), _MOST_ALTERNATIVES + 1))
        if len(found) > _MOST_ALTERNATIVES:
            raise SourceError(f"has more than {_MOST_ALTERNATIVES} alternatives")
    return found


def _next(source: str, at: int, marks: str) -> tuple[list[str], int]:
    """Return the alternatives at one position of the path, and the position at which the source continues."""
    mark = source[at]
    if mark == "(" and "(" in marks:
        return _read_group(source, at)
    if mark in "@?!+*" and "@" in marks and source.startswith("(", at + 1):
        choices, end = _read_group(source, at + 1)
        return (choices if mark == "@" else [_STAR]), end
    if mark == "{" and "{" in marks:
        return _read_braces(source, at)
    if mark == ":" and ":" in marks and (parameter := _PARAMETER.match(source, at)) is not None:
        at = parameter.end()
        if "(" in marks and source.startswith("(", at):
            return _read_group(source, at)
        return _repeated(source, at, [_STAR], marks)
    if mark == "\\" and "(" in marks:
        return [source[at + 1 : at + 2]], at + 2
    # All up to the next mark at once: one character at a time is slow for a long source.
    end = next((end for end in range(at + 1, len(source)) if source[end] in ":({@?!+*\\"), len(source))
    return [source[at:end]], end


def _read_group(source: str, start: int) -> tuple[list[str], int]:
    """Return the alternatives in the parentheses that open at `start` (texts, anything, one name), and their end."""
    depth = 0
    for at in range(start, len(source)):
        if source[at] in "()" and source[at - 1] != "\\":
            depth += 1 if source[at] == "(" else -1
            if depth == 0:
                break
    else:
        raise SourceError("has a parenthesis that is not closed")
    expression = source[start + 1 : at]
    plain = _PLAIN_CHOICE.match(expression)
    if plain is not None:
        choices = plain[1].replace("\\", "").split("|")
    else:
        choices = [_ANY] if _MANY.search(expression) else [_STAR]
    return _repeated(source, at + 1, choices, "(")


def _read_braces(source: str, start: int) -> tuple[list[str], int]:
    end = source.find("}", start)
    if end < 0:
        raise SourceError("has a brace that is not closed")
    inside = source[start + 1 : end]
    if any(mark in inside for mark in ":({"):
        raise SourceError("has a group in braces, which is not known here")
    return inside.split(","), end + 1


def _repeated(source: str, at: int, choices: list[str], marks: str) -> tuple[list[str], int]:
    """Return `choices` and the end of the part, after `?` for none, or `+` and `*` for several."""
    mark = source[at : at + 1]
    if mark == "?" and "(" in marks:
        return [*choices, ""], at + 1
    if mark and mark in "*+":
        return [_ANY], at + 1
    return choices, at


def _pattern(text: str) -> tuple[Segment, ...]:
    pattern = [segment for name in text.split("/") if name for segment in _segments(name)]
    return tuple(
        segment for at, segment in enumerate(pattern) if segment is not ANY or not at or pattern[at - 1] is not ANY
    )


def _segments(name: str) -> Iterator[Segment]:
    """Yield the names of a pattern for one name of a source: `old**` is `old*` and any number of others."""
    starts, ends = name.startswith(_ANY), name.endswith(_ANY)
    if starts:
        yield ANY
    # Between two parts it is taken for a part of the name: `post-(.*).html` hardly means a folder.
    parts = tuple(unquote(part) for part in _STARS.split(name.replace(_ANY, _STAR)))
    if any(parts):
        yield parts if len(parts) > 1 else parts[0]
        if ends:
            yield ANY
    elif not starts:
        yield parts
