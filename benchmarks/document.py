"""`docs/benchmarks.md`: measured sections are replaced, what people wrote around them stays."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence

DOCUMENT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs", "benchmarks.md")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def updated(document: str, sections: Mapping[str, str]) -> str:
    """Return the document with the sections of these headings replaced, or added where the others of them stand."""
    head, *rest = _HEADING.split(document)
    texts = {**dict(zip(rest[::2], rest[1::2], strict=True)), **sections}
    order = _order(rest[::2], list(sections))
    parts = [head.strip(), *(f"## {heading}\n\n{texts[heading].strip()}" for heading in order)]
    return "\n\n".join(parts) + "\n"


def _order(there: Sequence[str], measured: Sequence[str]) -> list[str]:
    """Return all headings: those of the document as they stand, each new one before the next that was measured."""
    order = list(there)
    at = len(order)
    for heading in reversed(measured):
        if heading not in order:
            order.insert(at, heading)
        at = order.index(heading)
    return order


def write(sections: Mapping[str, str]) -> None:
    """Put measured sections into the document."""
    with open(DOCUMENT, encoding="utf-8") as file:
        document = file.read()
    with open(DOCUMENT, "w", encoding="utf-8") as file:
        file.write(updated(document, sections))
