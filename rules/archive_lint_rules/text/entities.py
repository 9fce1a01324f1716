"""HTML entities, and what they stand for."""

from __future__ import annotations

import unicodedata


def plain_form(entity: bytes) -> str | None:
    """Return the replacement of an entity, valid at any place; `None` for an entity that is right as it is."""
    # Here and not above: two thousand names, and few archives have an entity at all.
    from html import unescape
    from html.entities import html5

    once = entity.replace(b"&amp;", b"&", 1).decode()
    if once[1:2] != "#" and once[1:] not in html5:
        return None
    text = unescape(once)
    if not text:
        # A control character, which HTML does not allow.
        return None
    can_be_seen = unicodedata.category(text[0])[0] not in "ZC" and text != "\N{REPLACEMENT CHARACTER}"
    if can_be_seen and (text in "\"'" or not text.isascii()):
        return text
    return once if once != entity.decode() else None
