"""The fragment of a link: what stands after `#`, and whether a page has what it names."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote, unquote

_DIRECTIVE = ":~:"
"""Begins what a browser keeps for itself, such as `:~:text=…`."""
_CODE = ("{{", "}}", "{%", "%}")
"""Marks of template code: what stands before or after one is not what is sent."""
_ROUTES = ("/", "!")
"""Begin a fragment that a script of the site reads."""
_KEPT = "".join(map(chr, range(0x21, 0x7F))).translate(str.maketrans("", "", '"<>`'))
"""What a browser does not percent-encode in a fragment."""
_OF_NOTES = "user-content-"
"""What GitHub puts before the ids of a page, and its script takes away."""


def fragment_of(target: str) -> str:
    """Return the fragment that a link target names a place by, as written; empty where it names none.

    The top of a page is there whatever the page says, so that `#` and `#top` name no place.
    """
    fragment = target.strip().partition("#")[2].partition(_DIRECTIVE)[0]
    if fragment.casefold() == "top" or fragment.startswith(_ROUTES) or any(mark in fragment for mark in _CODE):
        return ""
    return fragment


def leads_to_id(fragment: str, ids: Collection[str]) -> bool:
    """Whether a browser finds what a fragment names among the ids of a page: as it is sent, or decoded."""
    if fragment in ids or quote(fragment, safe=_KEPT) in ids:
        return True
    decoded = unquote(fragment)
    return decoded in ids or (decoded.startswith(_OF_NOTES) and decoded.removeprefix(_OF_NOTES) in ids)
