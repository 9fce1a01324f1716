"""`vercel.json`, formerly `now.json`: lists of `redirects` and `rewrites`, and the older list of `routes`.

A `source` has `:name`, `:name*` and regular expressions in parentheses; the `src` of a route is a regular expression.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive_lint.site.redirect_formats.rule import RedirectRule, Trouble
from archive_lint.site.redirect_formats.rule_lists import Keys, parse_json, read_lists

_SOURCE = Keys(source="source", targets=("destination",), status="statusCode", marks=":({")
_LISTS = {
    "redirects": _SOURCE,
    "rewrites": _SOURCE,
    "routes": Keys(source="src", targets=("dest",), status="status", marks="(", expression=True),
}


def read_vercel_json(source: bytes) -> Iterator[RedirectRule | Trouble]:
    """Yield the rules in the order in which they count, and the errors."""
    yield from read_lists(parse_json(source), _LISTS)
