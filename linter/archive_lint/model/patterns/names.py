"""Patterns of names with `/` between them, as regular expressions that take linear time for any pattern.

At most `len(pattern) * len(text)` steps are taken, because there is no backtracking:

- What stands between two `*` of a name (a chunk) matches texts of one length. Its leftmost place leaves the most for
  what follows, so no other has to be tried: each chunk is searched for once, in an atomic group.
- What stands between two `**` (a block) matches a certain number of names. Its leftmost place leaves the most, too;
  while it is searched for, each of its names meets each name of the text at most once. After the last block nothing
  follows, so that it may as well be searched for from the right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

STAR = "*"
"""The part of a name that stands for any number of characters other than `/`."""

ANY_NAMES = ("**",)
"""The name that stands for any number of names."""

LONGEST_PATTERN = 500
"""Maximum length of a pattern in characters: matching time grows with it, and no portable file name is half as long."""

Name = tuple[str, ...]
"""A name in a pattern: each part is `STAR`, or a regular expression for texts of one length without a `/`."""


class PatternError(ValueError):
    """A text is not a valid pattern. The message says why and what to do; it does not quote the text."""


def names_regex(names: Sequence[Name], end: str) -> str:
    """Return the regular expression for `names`, from the start of a text, for use with `re.DOTALL`.

    `end` is the regular expression for what follows the last name. If the last name is `ANY_NAMES`, anything may
    follow.
    """
    last = len(names) - 1
    regex = ""
    for positions, floats in _blocks(names):
        is_last = positions[-1] == last
        block = "/".join(_name_regex(names[at]) for at in positions) + (end if is_last else "/")
        if not floats:
            regex += block
        elif is_last:
            regex += f"(?>(?:.*/)?{block})"
        else:
            regex += f"(?>(?:[^/]*+/)*?{block})"
    return regex


def one_any_names(names: Sequence[Name]) -> tuple[Name, ...]:
    """Return `names` with several `ANY_NAMES` in a row replaced by one, which means the same."""
    return tuple(name for at, name in enumerate(names) if not at or name != ANY_NAMES or names[at - 1] != ANY_NAMES)


def _blocks(names: Sequence[Name]) -> Iterator[tuple[list[int], bool]]:
    """Yield the positions of each block's names, and whether `ANY_NAMES` comes before the block."""
    for is_any_names, group in groupby(range(len(names)), key=lambda at: names[at] == ANY_NAMES):
        positions = list(group)
        if not is_any_names:
            yield positions, positions[0] > 0


def _name_regex(name: Name) -> str:
    """Return the regular expression for one name, without the `/` or end after it."""
    first, *others = _chunks(name)
    if not others:
        return first
    *inner, last = others
    searched = "".join(f"(?>[^/]*?{chunk})" for chunk in inner if chunk)
    return first + searched + (f"(?>[^/]*{last}(?![^/]))" if last else "[^/]*+")


def _chunks(name: Name) -> list[str]:
    chunks = [""]
    for part in name:
        if part == STAR:
            chunks.append("")
        else:
            chunks[-1] += part
    return chunks
