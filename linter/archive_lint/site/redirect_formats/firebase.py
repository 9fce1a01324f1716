"""`firebase.json`: `hosting`, a table or a list of them, with lists of `redirects` and `rewrites`.

Their `source` is a glob, in which `**` matches slashes too, or has `:name` and `:name*`.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive_lint.site.redirect_formats.rule import RedirectRule, Trouble
from archive_lint.site.redirect_formats.rule_lists import Keys, parse_json, read_lists

_REWRITTEN = ("destination", "function", "run", "dynamicLinks")
_LISTS = {
    name: Keys(source, targets, status="type", marks=":({@", star_is_rest=False, rooted=False)
    for name, source, targets in (("redirects", "source", ("destination",)), ("rewrites", "source", _REWRITTEN))
}


def read_firebase_json(source: bytes) -> Iterator[RedirectRule | Trouble]:
    """Yield the rules in the order in which they count, and the errors."""
    data = parse_json(source)
    if isinstance(data, Trouble):
        yield data
        return
    if not isinstance(data, dict):
        yield Trouble("must be a table")
        return
    hosting = data.get("hosting", ())
    if isinstance(hosting, list | tuple):
        for number, site in enumerate(hosting):
            yield from read_lists(site, _LISTS, f"hosting[{number}].")
    else:
        yield from read_lists(hosting, _LISTS, "hosting.")
