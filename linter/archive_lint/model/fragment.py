"""The fragment of a link (the part after `#`), and whether a page has the id that it names."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote, unquote

_DIRECTIVE = ":~:"
"""Start of a directive to the browser, such as `:~:text=…`, which is never sent."""
_CODE = ("{{", "}}", "{%", "%}")
"""Marks of template code: the text around one is not what the built site contains."""
_ROUTES = ("/", "!")
"""First characters of a fragment that a script of the site interprets."""
_KEPT = "".join(map(chr, range(0x21, 0x7F))).translate(str.maketrans("", "", '"<>`'))
"""Characters that a browser does not percent-encode in a fragment."""
_OF_NOTES = "user-content-"
"""Prefix that GitHub adds to the ids of a page, and that its script hides."""


def fragment_of(target: str) -> str:
    """Return the fragment of a link target as written; empty if it names no place on the page.

    Every page has a top, so that `#` and `#top` name no place.
    """
    fragment = target.strip().partition("#")[2].partition(_DIRECTIVE)[0]
    if fragment.casefold() == "top" or fragment.startswith(_ROUTES) or any(mark in fragment for mark in _CODE):
        return ""
    return fragment


def leads_to_id(fragment: str, ids: Collection[str]) -> bool:
    """Return whether a browser finds `fragment` among the ids of a page, either as sent or decoded."""
    if fragment in ids or quote(fragment, safe=_KEPT) in ids:
        return True
    decoded = unquote(fragment)
    return decoded in ids or (decoded.startswith(_OF_NOTES) and decoded.removeprefix(_OF_NOTES) in ids)
