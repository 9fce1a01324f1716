"""Infers the meanings of front matter keys from their names and the form of their values, by votes of stories."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from archive_lint.infer.front_keys import is_date, may_be_own_date
from archive_lint.infer.guess import Guess
from archive_lint.model.front_matter import FrontMatterKeys

_SHARE_OF_A_FORM = 0.8
"""The share of its values with the right form that a key needs to mean what its name says."""
_SHARE_OF_A_KEY = 0.02
_FEWEST = 3
_SHARE_OF_AN_UNKNOWN_KEY = 0.5
"""The share of stories with a date in it that a key of another name needs to date pages."""
_FEW_DAYS = 2
"""The most days between a page's date and that of its path.

Time zones may differ, and a day may pass between writing and publishing.
"""

_NO_SPACE = re.compile(r"\S+\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_TRUTH = frozenset({"true", "false", "yes", "no", "on", "off", "1", "0"})
_DEFAULT = FrontMatterKeys()


class FrontPage(NamedTuple):
    """A story's front matter, and the day in its path."""

    keys: Mapping[str, str]
    day: dt.date | None


class _Meaning(NamedTuple):
    """A possible meaning of keys: the default names, other well-known names, and the form of the values."""

    name: str
    usual: tuple[str, ...]
    others: tuple[str, ...]
    has_form: Callable[[str], bool]


def _is_text(value: str) -> bool:
    return bool(value)


def _is_slug(value: str) -> bool:
    return bool(_NO_SPACE.match(value)) and "/" not in value and not value.isdigit()


def _is_address(value: str) -> bool:
    return bool(_NO_SPACE.match(value)) and "/" in value and _SCHEME.match(value) is None


def _is_anything(_: str) -> bool:
    return True


_MEANINGS = (
    _Meaning(
        "date",
        _DEFAULT.date,
        ("published", "publishdate", "pubdate", "publish_date", "published_at", "date_published", "datepublished"),
        is_date,
    ),
    _Meaning("title", _DEFAULT.title, ("headline",), _is_text),
    _Meaning("slug", _DEFAULT.slug, ("handle",), _is_slug),
    _Meaning("url", _DEFAULT.url, ("uri",), _is_address),
    _Meaning("aliases", _DEFAULT.aliases, ("alias", "redirects", "redirect_froms"), _is_anything),
)
_CONDITIONS = ("draft", "published=false", "hidden", "unlisted", "private", "status=draft")


def vote_on_front_matter(pages: Sequence[FrontPage], notes: list[str]) -> Iterator[Guess]:
    """Yield the meanings of the keys in use; none for an archive without front matter.

    `notes` gets points for a person.
    """
    with_front = [page for page in pages if page.keys]
    if len(with_front) < _least(len(pages)):
        return
    for meaning in _MEANINGS:
        counts = _counts(meaning, with_front, notes)
        if counts:
            yield Guess(meaning.name, _chosen(meaning, counts, with_front), _evidence(counts, len(pages)))
    counts = _hidden(with_front)
    if counts:
        taken = (
            _DEFAULT.hidden
            if set(counts) <= {*_DEFAULT.hidden}
            else tuple({**dict.fromkeys(_DEFAULT.hidden), **counts})
        )
        yield Guess("hidden", taken, _evidence(counts, len(pages)))


def _counts(meaning: _Meaning, pages: Sequence[FrontPage], notes: list[str]) -> dict[str, int]:
    """Return the keys with this meaning, in the order in which they are read, with the number of their stories."""
    known = [key for key in (*meaning.usual, *meaning.others) if _means(meaning, key, pages)]
    if not known and meaning.name == "date":
        known = _unknown_dates(pages)
    counts: dict[str, int] = {}
    for key in known:
        has = [page for page in pages if page.keys.get(key)]
        if meaning.name == "date" and _contradicts_paths(key, has):
            notes.append(f"{key!r} in front matter is another day than the path's on most pages: it is not their date")
        elif has:
            counts[key] = len(has)
    return counts


def _means(meaning: _Meaning, key: str, pages: Sequence[FrontPage]) -> bool:
    values = [page.keys[key] for page in pages if page.keys.get(key)]
    least = _least(len(pages)) if key not in meaning.usual else 1
    right = sum(map(meaning.has_form, values))
    return len(values) >= least and right >= len(values) * _SHARE_OF_A_FORM


def _unknown_dates(pages: Sequence[FrontPage]) -> list[str]:
    """Return the key with a less usual name that most pages have, with dates."""
    counts: dict[str, int] = {}
    for page in pages:
        for key, value in page.keys.items():
            if is_date(value) and may_be_own_date(key):
                counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts, key=lambda key: (-counts[key], key))
    return [key for key in ordered[:1] if counts[key] >= max(_FEWEST, len(pages) * _SHARE_OF_AN_UNKNOWN_KEY)]


def _contradicts_paths(key: str, pages: Sequence[FrontPage]) -> bool:
    """Return whether most of the dates are far from those of the paths."""
    both = [(page.day, day) for page in pages if page.day is not None and (day := _day(page.keys[key])) is not None]
    far = sum(abs((one - other).days) > _FEW_DAYS for one, other in both)
    return len(both) >= _FEWEST and far * 2 > len(both)


def _day(value: str) -> dt.date | None:
    found = _ISO.match(value)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _chosen(meaning: _Meaning, counts: Mapping[str, int], pages: Sequence[FrontPage]) -> tuple[str, ...]:
    """Return the keys to configure; the default if it says the same.

    Other pages may have keys that the sample lacks.
    """
    refused = [key for key in meaning.usual if key not in counts and any(page.keys.get(key) for page in pages)]
    if set(counts) <= set(meaning.usual) and not refused:
        return meaning.usual
    return tuple(counts)


def _hidden(pages: Sequence[FrontPage]) -> dict[str, int]:
    """Return the conditions that mark a page as unpublished, with the number of stories that have such a key."""
    counts: dict[str, int] = {}
    for condition in _CONDITIONS:
        key, _, wanted = condition.partition("=")
        values = [page.keys[key].casefold() for page in pages if page.keys.get(key)]
        truth = [value for value in values if value in _TRUTH]
        is_so = "draft" in values if wanted == "draft" else len(truth) >= max(1, len(values) * _SHARE_OF_A_FORM)
        if is_so:
            counts[condition] = len(values)
    return counts


def _least(pages: int) -> float:
    return max(pages * _SHARE_OF_A_KEY, min(_FEWEST, pages))


def _evidence(counts: Mapping[str, int], pages: int) -> str:
    if len(counts) == 1:
        (count,) = counts.values()
        return f"{count:,} of {pages:,} stories read have it."
    return f"Of {pages:,} stories read: {', '.join(f'{key} {count:,}' for key, count in counts.items())}."
