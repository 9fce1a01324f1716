"""`docs/benchmarks.md`: measured sections are replaced, what people wrote around them stays."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

DOCUMENT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs", "benchmarks.md")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def updated(document: str, sections: Mapping[str, str]) -> str:
    """Return the document with the sections of these headings replaced, or added at its end."""
    head, *rest = _HEADING.split(document)
    texts = {**dict(zip(rest[::2], rest[1::2], strict=True)), **sections}
    parts = [head.strip(), *(f"## {heading}\n\n{text.strip()}" for heading, text in texts.items())]
    return "\n\n".join(parts) + "\n"


def write(sections: Mapping[str, str]) -> None:
    """Put measured sections into the document."""
    with open(DOCUMENT, encoding="utf-8") as file:
        document = file.read()
    with open(DOCUMENT, "w", encoding="utf-8") as file:
        file.write(updated(document, sections))
