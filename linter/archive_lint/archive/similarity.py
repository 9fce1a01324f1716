"""The similarity of names: titles and slugs that were edited, cut or transliterated differently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_LIKE = 85.0
"""The least similarity of two names, in per cent, of which one stands for the other.

Slugs that differ in their tail score 90 and more, two stories of one event below 70.
"""
_CLEARLY = 5.0
"""The lead in points that the best match must have over the next: two equally good matches are not an answer."""
_EDITED = 60.0
"""The least similarity of two titles, in per cent, of which one is an edited form of the other."""
_BEGINNING = 0.9
"""The part of the shorter title with which both must begin if the longer has a reference or a clause appended."""
_FEWEST = 10
"""The fewest characters of a title whose beginning is significant."""
_COMPARED = 300
"""The most characters of a name that are compared: longer than any headline, short enough for hostile text."""


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
    """Return whether at least one candidate is very similar to `wanted`, clearly the best or not."""
    scores = _scores(wanted, candidates)
    return bool(scores) and scores[0][0] > 0


def _scores(wanted: Sequence[str], candidates: Iterable[tuple[str, Sequence[str]]]) -> list[tuple[float, str]]:
    """Return the similarity of each candidate, best first; 0 for one that is not similar."""
    # Imported here: loading it takes longer than checking one page, and few pages have a broken link.
    from rapidfuzz import fuzz

    scores: list[tuple[float, str]] = []
    for candidate, names in candidates:
        pairs = [(_plain(one), _plain(other)) for one, other in zip(wanted, names, strict=True) if one and other]
        scores.append((max((fuzz.ratio(*pair, score_cutoff=_LIKE) for pair in pairs), default=0.0), candidate))
    return sorted(scores, key=lambda scored: (-scored[0], scored[1]))


def agreement(wanted: Sequence[str], names: Sequence[str]) -> float:
    """Return the similarity of two things by their names, in the same order: 0 to 1, for the best pair.

    An empty name is not compared.
    """
    from rapidfuzz import fuzz

    pairs = [(_plain(one), _plain(other)) for one, other in zip(wanted, names, strict=True) if one and other]
    return max((fuzz.ratio(*pair) for pair in pairs), default=0.0) / 100


def is_edited(one: str, other: str) -> bool:
    """Return whether two titles are so similar that one is an edited form of the other, rather than another story's."""
    from rapidfuzz import fuzz

    return fuzz.ratio(_plain(one), _plain(other)) >= _EDITED


def is_version(one: str, other: str) -> bool:
    """Return whether two titles of one day, `one` and `other`, belong to versions of one story.

    They are very similar, or one has something appended.
    """
    from rapidfuzz import fuzz

    one, other = _plain(one), _plain(other)
    if fuzz.ratio(one, other) >= _LIKE:
        return True
    shorter = min(len(one), len(other))
    return shorter >= _FEWEST and one.startswith(other[: int(_BEGINNING * shorter)])


def _plain(name: str) -> str:
    return " ".join(name[:_COMPARED].casefold().split())
