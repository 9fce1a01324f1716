"""Template code in pages and links, which a site's generator replaces before anyone reads the page."""

from __future__ import annotations

import re

CLOSING = {"{{<": ">}}", "{{%": "%}}", "{{": "}}", "{%": "%}"}
"""The closing mark of template code, by its opening mark. The first one ends it, even inside quotation marks."""
OPENING = re.compile(r"\{\{[<%]?|\{%")

_BETWEEN = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`]*`|\s*+(?P<mark>[|:,])\s*+|\s++")
_SPACES = re.compile(r"\s+")


def holds_template_code(text: str) -> bool:
    """Return whether a text contains the start of template code."""
    return "{{" in text or "{%" in text


def with_even_spaces(text: str) -> str:
    """Return a text with its template code in one notation: `{{site.url|x}}` for `{{- site.url | x }}`.

    Takes time linear in the text. Code without an end is left as it is.
    """
    pieces: list[str] = []
    at = 0
    missing: set[str] = set()
    for opening in OPENING.finditer(text):
        closing = CLOSING[opening[0]]
        if opening.start() < at or closing in missing:
            continue
        end = text.find(closing, opening.end())
        if end < 0:
            missing.add(closing)
            continue
        pieces += (text[at : opening.start()], opening[0], _even(opening[0], text[opening.end() : end]), closing)
        at = end + len(closing)
    return "".join(pieces) + text[at:]


def _even(opening: str, code: str) -> str:
    if opening in ("{{", "{%"):
        # `{{-` and `-}}` remove the white space around the code.
        code = code.removeprefix("-").removesuffix("-")
    code = code.strip()
    # Elsewhere these marks may be part of a name without quotation marks.
    return _BETWEEN.sub(_one_way, code) if opening == "{{" else _SPACES.sub(" ", code)


def _one_way(between: re.Match[str]) -> str:
    return between["mark"] or (" " if between[0].isspace() else between[0])
