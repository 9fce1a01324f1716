"""The destinations of reference links: `[label]: destination`, elsewhere on the page."""

from __future__ import annotations

import re

from archive_lint.markdown.destinations import decoded
from archive_lint.model.page import Link
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.model.span import Span

_DEFINITION = lazy_pattern(
    rb"^ {0,3}\[(?P<label>(?:[^\[\]\\\r\n]|\\.){1,999})\]:[ \t]*+(?:\r?\n[ \t]*+)?"
    rb"(?:<(?P<pointed>[^<>\r\n]*)>|(?P<bare>[^\s<][^\s]*+))",
    re.MULTILINE,
)
_LABELS = lazy_pattern(rb"\[((?:[^\[\]\\]|\\.)*)\]")
_SPACE = lazy_pattern(rb"\s+")


def target_place(link: Link, source: bytes | None) -> Span | None:
    """Return the span in which a link's target can be overwritten: in the link, or in its definition.

    `source` is the page, searched for links without a target of their own. `None` if no definition of the link's label
    holds the target, or more than one does.
    """
    if link.target_start != link.target_end:
        return link.target_span
    if source is None:
        return None
    labels = {_normal(label) for label in _LABELS.findall(source, link.start, link.end)[-2:] if label}
    places: list[Span] = []
    for found in _DEFINITION.finditer(source):
        name = "bare" if found["pointed"] is None else "pointed"
        if _normal(found["label"]) in labels and decoded(found[name]) == link.target:
            places.append(Span(*found.span(name)))
    return places[0] if len(places) == 1 else None


def _normal(label: bytes) -> str:
    """Return a label in the form in which CommonMark compares labels.

    Surrounding space, case and kinds of white space do not count.
    """
    return _SPACE.sub(b" ", label.strip()).decode(errors="replace").casefold()
