"""How alike two names are: titles and slugs that were edited, cut or transliterated differently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_LIKE = 85.0
"""Per cent of two names that agree for one to be taken for the other: slugs that differ in their tail score 90 and
more, two stories of one event below 70."""
_CLEARLY = 5.0
"""Points by which the best match must lead the next: two that match equally well are not an answer."""
_EDITED = 60.0
"""Per cent of two titles that agree for one to be an edited form of the other."""
_BEGINNING = 0.9
"""Part of the shorter title that both begin with, where the longer has a reference or a clause appended."""
_FEWEST = 10
"""Characters of a title below which its beginning says nothing."""
_COMPARED = 300
"""Characters of a name that are compared: longer than any headline, short enough for hostile text."""


def best_match(wanted: Sequence[str], candidates: Iterable[tuple[str, Sequence[str]]]) -> str | None:
    """Return the candidate that is clearly the best match, or `None`.

    `wanted` are the names of one thing (its slug, its title), and each candidate comes with its names in the same
    order; the pair of names that agrees best counts. An empty name is not compared.
    """
    scores = _scores(wanted, candidates)
    if not scores or not scores[0][0] or (len(scores) > 1 and scores[0][0] - scores[1][0] < _CLEARLY):
        return None
    return scores[0][1]


def is_matched(wanted: Sequence[str], candidates: Iterable[tuple[str, Sequence[str]]]) -> bool:
    """Whether one candidate or more is much like what is wanted, clearly the best or not."""
    scores = _scores(wanted, candidates)
    return bool(scores) and scores[0][0] > 0


def _scores(wanted: Sequence[str], candidates: Iterable[tuple[str, Sequence[str]]]) -> list[tuple[float, str]]:
    """Return how well each candidate agrees, the best first; 0 for one that does not."""
    # Here and not above: loading it takes longer than checking one page, and few pages have a broken link.
    from rapidfuzz import fuzz

    scores: list[tuple[float, str]] = []
    for candidate, names in candidates:
        pairs = [(_plain(one), _plain(other)) for one, other in zip(wanted, names, strict=True) if one and other]
        scores.append((max((fuzz.ratio(*pair, score_cutoff=_LIKE) for pair in pairs), default=0.0), candidate))
    return sorted(scores, key=lambda scored: (-scored[0], scored[1]))


def agreement(wanted: Sequence[str], names: Sequence[str]) -> float:
    """Return how well the names of one thing agree with those of another, in the same order: 0 to 1, of the best pair.

    An empty name is not compared.
    """
    from rapidfuzz import fuzz

    pairs = [(_plain(one), _plain(other)) for one, other in zip(wanted, names, strict=True) if one and other]
    return max((fuzz.ratio(*pair) for pair in pairs), default=0.0) / 100


def is_edited(one: str, other: str) -> bool:
    """Whether two titles are so alike that one is the other after an edit, rather than another story's."""
    from rapidfuzz import fuzz

    return fuzz.ratio(_plain(one), _plain(other)) >= _EDITED


def is_version(one: str, other: str) -> bool:
    """Whether two titles of one day are two versions of one story: much alike, or one with something appended."""
    from rapidfuzz import fuzz

    one, other = _plain(one), _plain(other)
    if fuzz.ratio(one, other) >= _LIKE:
        return True
    shorter = min(len(one), len(other))
    return shorter >= _FEWEST and one.startswith(other[: int(_BEGINNING * shorter)])


def _plain(name: str) -> str:
    return " ".join(name[:_COMPARED].casefold().split())
