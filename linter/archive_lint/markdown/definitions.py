"""Where the destination of a reference link stands: `[label]: destination`, elsewhere on its page."""

from __future__ import annotations

import re

from archive_lint.markdown.destinations import decoded
from archive_lint.model.page import Link
from archive_lint.model.span import Span

_DEFINITION = re.compile(
    rb"^ {0,3}\[(?P<label>(?:[^\[\]\\\r\n]|\\.){1,999})\]:[ \t]*+(?:\r?\n[ \t]*+)?"
    rb"(?:<(?P<pointed>[^<>\r\n]*)>|(?P<bare>[^\s<][^\s]*+))",
    re.MULTILINE,
)
_LABELS = re.compile(rb"\[((?:[^\[\]\\]|\\.)*)\]")
_SPACE = re.compile(rb"\s+")


def target_place(link: Link, source: bytes | None) -> Span | None:
    """Return where the target of a link can be written over: in the link, or in the definition that it refers to.

    `source` is the page, asked for links without a target of their own. `None` where the target stands in no
    definition of the link's label, or in more than one.
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
    """A label as CommonMark compares them: without surrounding space, case and kinds of white space."""
    return _SPACE.sub(b" ", label.strip()).decode(errors="replace").casefold()
