"""The text of an answer without quotations of the request: error pages quote the URL, and number themselves.

They are removed in an order that depends on the answer alone: the longest quotation first, so that the same two answers
always compare alike.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, unquote_plus, urlencode, urlsplit, urlunsplit

from archive_lint.model.observation import Observation
from archive_lint.web.page_name import EXTENSION, WORD

_RANDOM = re.compile(
    r"\b(?=[0-9a-z_-]*[0-9])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-z_-]{8,}(?:\.[0-9a-z_-]+)*)\b"
    r"|\b\d{1,4}(?:[:./-]\d{1,4})+(?:z|\.\d+)?\b|\b\d{4,}\b",
    re.IGNORECASE,
)
"""Numbers of incidents, times, days, addresses: words of eight or more characters with a digit, or numbers alone."""

_RANDOM_WORD = re.compile(r"\b(?=[a-z]*[A-Z])(?=[A-Z]*[a-z])[A-Za-z]{16,}\b")
"""Base 64 without a digit: long, with both cases throughout."""

_BLANKS = re.compile(r"\s+")
_SHORTEST = 4
"""The fewest characters of a URL, or of its slug, that are removed: `a` occurs in any text."""


def own_words(seen: Observation) -> str:
    """Return title and text of an answer without its URL in any form, and without what differs in each answer."""
    text = f"{seen.title} {seen.sample}"
    for quotation in _quotations(seen.url, seen.final_url):
        text = re.sub(re.escape(quotation), " ", text, flags=re.IGNORECASE)
    for slug in _slugs(seen.url):
        text = slug.sub(" ", text)
    text = _RANDOM_WORD.sub(" ", _RANDOM.sub(" ", text))
    return _BLANKS.sub(" ", text).strip()


def quotes_address(seen: Observation) -> bool:
    """Return whether a text quotes the requested path: a story hardly does."""
    path = urlsplit(seen.url).path
    return len(path) > 10 and any(form in seen.sample for form in (path, unquote(path)))


def end_of_way(seen: Observation) -> str:
    """Return the URL that an answer came from, or sends its reader to, without parameters that quote the first URL."""
    final = urlsplit(seen.refresh or seen.final_url)
    if not final.query:
        return urlunsplit(final)
    path = unquote(urlsplit(seen.url).path)
    last = path.rpartition("/")[2]
    kept = [
        (key, value)
        for key, value in parse_qsl(final.query, keep_blank_values=True)
        if not (len(last) >= _SHORTEST and last in unquote_plus(value)) and not _RANDOM.fullmatch(value)
    ]
    return urlunsplit((final.scheme, final.netloc, final.path, urlencode(kept), ""))


def _quotations(*urls: str) -> list[str]:
    """Return the forms in which URLs are quoted, longest first, each once."""
    forms: dict[str, None] = {}
    for url in urls:
        split = urlsplit(url)
        last = split.path.rpartition("/")[2]
        rest = f"{split.path}?{split.query}" if split.query else split.path
        for form in (url, rest, split.path, last, EXTENSION.sub("", last)):
            forms.update(dict.fromkeys((form, unquote(form))))
    return sorted((form for form in forms if len(form) >= _SHORTEST), key=lambda form: (-len(form), form))


def _slugs(url: str) -> list[re.Pattern[str]]:
    """Return expressions for the words of the path's last part, however separated: `No results for "a long story"`."""
    last = EXTENSION.sub("", unquote(urlsplit(url).path.rpartition("/")[2]))
    found = WORD.findall(last)
    if len("".join(found)) < _SHORTEST or len(found) > 40:
        return []
    return [re.compile(r"[\W_]{1,5}".join(map(re.escape, found)), re.IGNORECASE)]
