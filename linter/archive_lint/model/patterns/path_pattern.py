"""Patterns of paths with named fields, as `[archive] story` has them: `news/{year}/{month:02}/{day}/{slug}.md`.

The expression for a pattern takes at most `len(pattern) * len(path)` steps, times the handful of ways to read its
numbers:

- A folder or file name has at most one field of any length. With the `/` on both sides it is tried once at each
  position in that name, and the text around it is not longer than the pattern.
- `{path}` alone may hold a `/`. There is at most one, so that each name after it meets each name of the path once.
- A number has one length or another, and each of them is chosen once: a field that was there before is the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive_lint.model.patterns.names import LONGEST_PATTERN, PatternError

FIELD = re.compile(r"\{(year|month|day|slug|path|folder|ending|\*)(?::0?(\d))?\}")
"""A field: its name, and the number of digits to which it is padded."""

_PIECE = re.compile(rf"{FIELD.pattern}|([{{}}])|[^{{}}]+", re.DOTALL)
_DATE = re.compile(r"\{(?:year|month|day)[:}]")
_OF_ANY_LENGTH = {"slug": r"[^/]+", "folder": r"[^/]+", "*": r"[^/]+", "path": r".+"}
_NUMBERS = {"year": r"\d{4}", "month": r"\d{1,2}", "day": r"\d{1,2}"}


def path_regex(pattern: str, endings: Sequence[str] = ("md",)) -> re.Pattern[str]:
    """Return the expression for whole paths of a pattern, with any padding and one group per named field.

    `{*}` stands for a name or a part of it and has no group; `{path}` stands for one name or more, `{ending}` for one
    of `endings`, given without their dot. Raises `PatternError` for a text that is not a pattern, or could take more
    than linear time.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"it has more than {LONGEST_PATTERN} characters")
    names = pattern.split("/")
    for name in names:
        _check_fields([field[1] for field in FIELD.finditer(name)])
    if sum(name.count("{path") for name in names) > 1:
        raise PatternError("it has {path} more than once: nothing tells where one ends")
    seen: set[str] = set()
    return re.compile("".join(_regexes(pattern, endings, seen)) + r"\Z", re.DOTALL)


def day_folder_of(pattern: str) -> str:
    """Return the pattern of the day folders, up to the last field of a date; empty if a day has no folder.

    A folder that also names the story, as in `{year}-{month}-{day}-{slug}/index.md`, is not a day folder.
    """
    *folders, name = pattern.split("/")
    dated = [at for at, folder in enumerate(folders) if _DATE.search(folder)]
    if not dated or _DATE.search(name):
        return ""
    folder = "/".join(folders[: dated[-1] + 1])
    fields = {field[1] for field in FIELD.finditer(folder)}
    return folder if {"year", "month", "day"} <= fields and not fields & _OF_ANY_LENGTH.keys() else ""


def _check_fields(fields: Sequence[str]) -> None:
    boundless = [f"{{{field}}}" for field in fields if field in _OF_ANY_LENGTH]
    if len(boundless) > 1:
        raise PatternError(f"{' and '.join(boundless)} share a name: nothing tells where one ends, keep one of them")


def _regexes(pattern: str, endings: Sequence[str], seen: set[str]) -> Iterator[str]:
    for piece in _PIECE.finditer(pattern):
        field, _, brace = piece.groups()
        if brace:
            raise PatternError(f"it has a {brace!r} that belongs to no field")
        if field is None:
            yield re.escape(piece[0])
        elif field in seen:
            yield f"(?P={field})"
        elif field == "*":
            yield _OF_ANY_LENGTH[field]
        else:
            seen.add(field)
            yield f"(?P<{field}>{_field_regex(field, endings)})"


def _field_regex(field: str, endings: Sequence[str]) -> str:
    if field == "ending":
        return "|".join(map(re.escape, endings))
    return _NUMBERS.get(field) or _OF_ANY_LENGTH[field]
