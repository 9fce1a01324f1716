"""Patterns of URL paths, as files of redirects have them, matched by their literal parts.

Nothing of a pattern becomes a regular expression. The patterns are one tree of names, which a path is led through name
by name: it takes as many steps as the path has names times the branches that fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from urllib.parse import unquote


class AnyNames(Enum):
    """The name of a pattern that stands for any number of names, none included."""

    ANY = "**"


ANY = AnyNames.ANY
Segment = str | tuple[str, ...] | AnyNames
"""A name of a pattern: itself; the literal parts between its stars, of which there is one fewer; any number of names.

`img-*.png` is `("img-", ".png")`."""


class _Node:
    """A place in the tree: what may follow the names that led there."""

    __slots__ = ("any", "literal", "order", "starred")

    def __init__(self) -> None:
        self.literal: dict[str, _Node] = {}
        self.starred: dict[tuple[str, ...], _Node] = {}
        self.any: _Node | None = None
        self.order = -1
        """Of the first pattern that ends here; -1 where none does."""


class UrlPatterns:
    """Patterns of URL paths, of which the first that matches counts."""

    def __init__(self) -> None:
        self._root = _Node()
        self._plain: dict[str, int] = {}
        """Patterns of literal names alone, which are most: one look-up, and a tenth of the memory."""
        self._verdicts: list[bool] = []

    def add(self, pattern: Sequence[Segment], *, exists: bool) -> None:
        """Add a pattern after those that are there, and whether there is something at what it matches."""
        order = len(self._verdicts)
        self._verdicts.append(exists)
        if is_plain(pattern):
            self._plain.setdefault("/".join(map(str, pattern)), order)
            return
        node = self._root
        for segment in pattern:
            if isinstance(segment, str):
                node = node.literal.setdefault(segment, _Node())
            elif isinstance(segment, tuple):
                node = node.starred.setdefault(segment, _Node())
            else:
                node.any = node.any or _Node()
                node = node.any
        if node.order < 0:
            node.order = order

    def exists(self, path: str) -> bool:
        """Whether the first pattern that matches a path says that there is something; `False` where none matches.

        A slash at the end, percent-encoding, query and fragment do not count.
        """
        names = names_of(path)
        orders = self._orders(names)
        plain = self._plain.get("/".join(names))
        if plain is not None:
            orders.append(plain)
        return bool(orders) and self._verdicts[min(orders)]

    def _orders(self, names: Sequence[str]) -> list[int]:
        """The patterns with stars in them that match, one of each that are alike."""
        reached = _with_any([(self._root, False)])
        for name in names:
            reached = _with_any(_step(reached, name))
            if not reached:
                return []
        return [node.order for node, _ in reached if node.order >= 0]


_Reached = tuple[_Node, bool]
"""A place, and whether any number of names led there: then another may."""


def is_plain(pattern: Sequence[Segment]) -> bool:
    """Whether all names of a pattern stand for themselves."""
    return all(isinstance(segment, str) and "/" not in segment for segment in pattern)


def names_of(path: str) -> list[str]:
    """Return the names of a URL's path: decoded, without empty ones, query and fragment."""
    bare = path.partition("#")[0].partition("?")[0]
    return [unquote(name) if "%" in name else name for name in bare.split("/") if name]


def _step(reached: Sequence[_Reached], name: str) -> list[_Reached]:
    """The places that one name leads to."""
    following: list[_Reached] = []
    for node, is_any in reached:
        if is_any:
            following.append((node, True))
        literal = node.literal.get(name)
        if literal is not None:
            following.append((literal, False))
        following += [(starred, False) for parts, starred in node.starred.items() if _fits(parts, name)]
    return following


def _with_any(reached: list[_Reached]) -> list[_Reached]:
    """Places, and those that no name leads to from them."""
    known = dict.fromkeys(reached)
    for node, _ in known.copy():
        while node.any is not None and (node.any, True) not in known:
            node = node.any
            known[node, True] = None
    return list(known)


def _fits(parts: tuple[str, ...], name: str) -> bool:
    """Whether a name has literal parts in this order, the first at its start and the last at its end."""
    first, *inner, last = parts
    end = len(name) - len(last)
    at = len(first)
    if at > end or not name.startswith(first) or not name.endswith(last):
        return False
    for part in inner:
        at = name.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
