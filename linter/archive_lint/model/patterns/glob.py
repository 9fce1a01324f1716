"""Globs for paths, with the syntax of `.gitignore`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Annotated, NamedTuple

from msgspec import Meta

from archive_lint.model.patterns.names import (
    ANY_NAMES,
    LONGEST_PATTERN,
    STAR,
    Name,
    PatternError,
    names_regex,
    one_any_names,
)

GLOB_MARK = {"pattern": "glob"}
Glob = Annotated[str, Meta(min_length=1, extra=GLOB_MARK)]
"""The type of a setting or rule option that is a glob. A configuration with a bad one is refused, naming its line."""

_FOLDER, _PATH, _EITHER = "/", r"\Z", r"(?:/|\Z)"
"""End of a match: a folder above the path, the end of the path, or either."""


class PathMatcher:
    """A function that returns whether a path matches some globs.

    Paths are relative paths of files, with `/` between names. A glob that matches the path itself counts before one
    that matches a folder above it; of several such globs the last one counts. A glob that begins with `!` says that the
    path does not match.
    """

    def __init__(self, globs: Sequence[str]) -> None:
        """Compile the globs. Raises `PatternError`."""
        parsed = [_parse(glob) for glob in globs]
        if any(glob.is_negated for glob in parsed):
            of_path = [(glob.is_negated, names_regex(glob.names, _PATH)) for glob in parsed if not glob.is_folder]
            of_folder = [(glob.is_negated, names_regex(glob.names, _FOLDER)) for glob in parsed if glob.has_folders]
            self._votes = (*_votes(of_path), *_votes(of_folder))
        else:
            # One expression is enough: if no glob negates another, it does not matter which of them matches.
            ends = [(glob, _FOLDER if glob.is_folder else _EITHER) for glob in parsed]
            self._votes = tuple(_votes([(False, names_regex(glob.names, end)) for glob, end in ends]))

    def __call__(self, path: str) -> bool:
        """Return whether a path matches."""
        for matches, verdict in self._votes:
            if matches(path):
                return verdict
        return False


def glob_trouble(glob: str) -> str | None:
    """Return what is wrong with a glob, and what to do; `None` for a valid one."""
    try:
        _parse(glob)
    except PatternError as error:
        return str(error)
    return None


def lone_glob_trouble(glob: str) -> str | None:
    """Return what is wrong with a glob that is used alone; `None` for a valid one.

    A negated glob has nothing to negate there.
    """
    return _TAKES_NOTHING_BACK if glob.startswith("!") else glob_trouble(glob)


_TAKES_NOTHING_BACK = "'!' negates other globs, but each of these is used alone: write '\\!'"

_Vote = tuple[Callable[[str], object], bool]
"""A test of a path, and what a match means: `False` for a negated glob."""


def _votes(regexes: Sequence[tuple[bool, str]]) -> Iterator[_Vote]:
    """Yield the tests in the order in which they are asked.

    The last glob comes first; neighbours of one sort share an expression.
    """
    for is_negated, group in groupby(reversed(regexes), key=lambda each: each[0]):
        yield re.compile("|".join(regex for _, regex in group), re.DOTALL).match, not is_negated


class _Parsed(NamedTuple):
    """A parsed glob."""

    names: tuple[Name, ...]
    is_negated: bool
    is_folder: bool
    """Whether it ends in `/`: only the contents of a folder match."""

    @property
    def has_folders(self) -> bool:
        """Whether a folder above a path can match without the path itself."""
        return self.names[-1] != ANY_NAMES


def _parse(glob: str) -> _Parsed:
    if len(glob) > LONGEST_PATTERN:
        raise PatternError(f"it has more than {LONGEST_PATTERN} characters: split it")
    glob = _without_final_spaces(glob)
    path = glob.removeprefix("!")
    if not path:
        raise PatternError("it is empty")
    if glob.startswith("#"):
        raise PatternError("a line that begins with '#' is a comment: write '\\#'")
    if not path.strip("/"):
        raise PatternError("it names no file and no folder: write '**' for all of them")
    is_folder = path.endswith("/")
    written = path.removesuffix("/").split("/")
    if not written[0]:
        del written[0]
    elif len(written) == 1:
        written.insert(0, "**")
    names = [tuple(_name(text)) for text in written]
    if is_folder and names[-1] == ANY_NAMES:
        names.append((STAR,))
    return _Parsed(one_any_names(names), is_negated=path != glob, is_folder=is_folder)


def _without_final_spaces(glob: str) -> str:
    bare = glob.rstrip(" ")
    is_escaped = bare != glob and (len(bare) - len(bare.rstrip("\\"))) % 2 == 1
    return bare + " " if is_escaped else bare


_PIECE = (
    r"(?P<stars>\*+)|(?P<one>\?)|\\(?P<escaped>.)"
    # The first character of a class is always a member.
    r"|\[(?P<negated>[!^]?+)(?P<members>\]?+(?:\\.|[^\]\\])*)\]"
    r"|(?P<plain>[^*?\\\[])"
)
_MEMBER = r"(\\?)(.)"


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    """Return the regular expression, compiled when a glob is first read: most runs have none."""
    return re.compile(regex, re.DOTALL)


def _name(text: str) -> Iterator[str]:
    if text in ("", ".", ".."):
        raise PatternError(_NO_DOTS if text else "two slashes in a row match nothing: write one")
    if len(text) > 1 and not text.strip(STAR):
        yield from ANY_NAMES
        return
    at = 0
    while at < len(text):
        token = _compiled(_PIECE).match(text, at)
        if token is None:
            raise PatternError(_NOT_CLOSED if text[at] == "[" else _ESCAPES_NOTHING)
        yield _token_regex(token)
        at = token.end()


_NO_DOTS = "'.' and '..' match nothing: paths begin at the archive's root"
_NOT_CLOSED = "'[' is never closed: write '\\[' for the character"
_ESCAPES_NOTHING = "the backslash at the end of a name escapes nothing: folders are separated by '/'"


def _token_regex(token: re.Match[str]) -> str:
    if token["stars"]:
        return STAR
    if token["one"]:
        return "[^/]"
    if token["members"] is None:
        return re.escape(token["escaped"] or token["plain"])
    return f"(?!/)[{'^' if token['negated'] else ''}{_members_regex(token['members'])}]"


def _members_regex(text: str) -> str:
    """Return the characters and ranges of a class, as they stand in brackets in a regular expression."""
    if "[:" in text:
        raise PatternError("classes such as [:alpha:] are not known: write [a-zA-Z]")
    members = _compiled(_MEMBER).findall(text)
    regex = ""
    at = 0
    while at < len(members):
        low = members[at][1]
        if members[at + 1 : at + 2] == [("", "-")] and at + 2 < len(members):
            high = members[at + 2][1]
            if high < low:
                raise PatternError(f"the range {low + '-' + high!r} ends before it begins")
            regex += f"{re.escape(low)}-{re.escape(high)}"
            at += 3
        else:
            regex += re.escape(low)
            at += 1
    return regex
