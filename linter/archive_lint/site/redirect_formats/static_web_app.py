"""`staticwebapp.config.json`: a list of `routes`, whose `route` may end in `*` or `*.{jpg,png}`.

Most routes only control access; those with a redirect, a rewrite or a status make URLs.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive_lint.site.redirect_formats.rule import RedirectRule, Trouble
from archive_lint.site.redirect_formats.rule_lists import Keys, parse_json, read_lists

_LISTS = {"routes": Keys(source="route", targets=("redirect", "rewrite", "serve"), status="statusCode", marks="{")}


def read_static_web_app(source: bytes) -> Iterator[RedirectRule | Trouble]:
    """Yield the rules in their order, and the errors."""
    yield from read_lists(parse_json(source), _LISTS)
