"""Patterns of URL paths in files of redirects, matched by their literal parts.

No pattern becomes a regular expression. The patterns form one tree of names, which a path is led through name by name:
it takes as many steps as the path has names times the branches that match.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from urllib.parse import unquote


class AnyNames(Enum):
    """A name in a pattern that stands for any number of names, including none."""

    ANY = "**"


ANY = AnyNames.ANY
Segment = str | tuple[str, ...] | AnyNames
"""A name in a pattern: the name itself; the literal parts around its stars; or any number of names.

`img-*.png` is `("img-", ".png")`.
"""


class _Node:
    """A node of the tree: the names that may follow those that led to it."""

    __slots__ = ("any", "literal", "order", "starred")

    def __init__(self) -> None:
        self.literal: dict[str, _Node] = {}
        self.starred: dict[tuple[str, ...], _Node] = {}
        self.any: _Node | None = None
        self.order = -1
        """Number of the first pattern that ends here; -1 if none does."""


class UrlPatterns:
    """Patterns of URL paths; the first that matches counts."""

    def __init__(self) -> None:
        self._root = _Node()
        self._plain: dict[str, int] = {}
        """Patterns of literal names only, the majority: one look-up, and a tenth of the memory."""
        self._verdicts: list[bool] = []

    def add(self, pattern: Sequence[Segment], *, exists: bool) -> None:
        """Add a pattern after the earlier ones; `exists` is whether the URLs that it matches exist."""
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
        """Return whether the first pattern that matches a path says that it exists; `False` if none matches.

        A final slash, percent-encoding, query and fragment do not count.
        """
        names = names_of(path)
        orders = self._orders(names)
        plain = self._plain.get("/".join(names))
        if plain is not None:
            orders.append(plain)
        return bool(orders) and self._verdicts[min(orders)]

    def _orders(self, names: Sequence[str]) -> list[int]:
        """Return the numbers of the patterns with stars that match, one for each group of equal patterns."""
        reached = _with_any([(self._root, False)])
        for name in names:
            reached = _with_any(_step(reached, name))
            if not reached:
                return []
        return [node.order for node, _ in reached if node.order >= 0]


_Reached = tuple[_Node, bool]
"""A node, and whether any number of names led there: then another may."""


def is_plain(pattern: Sequence[Segment]) -> bool:
    """Return whether all names of a pattern are literal."""
    return all(isinstance(segment, str) and "/" not in segment for segment in pattern)


def names_of(path: str) -> list[str]:
    """Return the names in a URL's path: decoded, without empty ones, query and fragment."""
    bare = path.partition("#")[0].partition("?")[0]
    return [unquote(name) if "%" in name else name for name in bare.split("/") if name]


def _step(reached: Sequence[_Reached], name: str) -> list[_Reached]:
    """Return the nodes that one name leads to."""
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
    """Return the nodes, and those that follow them without a name."""
    known = dict.fromkeys(reached)
    for node, _ in known.copy():
        while node.any is not None and (node.any, True) not in known:
            node = node.any
            known[node, True] = None
    return list(known)


def _fits(parts: tuple[str, ...], name: str) -> bool:
    """Return whether a name has literal parts in this order, the first at its start and the last at its end."""
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
