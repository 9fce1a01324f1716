"""Infers the prefix of site-absolute links before a page's path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from archive_lint.infer.guess import Guess
from archive_lint.model.layout import Layout
from archive_lint.model.page import PageFacts

_PREFIX = re.compile(r"(?:/[^/\s?#.][^/\s?#]*)*\Z")
_DEEPEST_PREFIX = 5


def vote_on_site_prefix(sample: Iterable[PageFacts], layout: Layout, notes: list[str]) -> Guess | None:
    """Return the prefix of most links between pages; `None` if there is no such prefix."""
    prefixes: Counter[str] = Counter()
    for facts in sample:
        for link in facts.all_links():
            prefix = prefix_of(link.target, layout)
            if prefix is not None:
                prefixes[prefix] += 1
    if not prefixes:
        return None
    prefix, count = min(prefixes.items(), key=lambda item: (-item[1], item[0]))
    if len(prefixes) > 1:
        others = ", ".join(f"{one or 'none'} ({many:,})" for one, many in prefixes.most_common(3) if one != prefix)
        notes.append(f"links between pages begin with {prefix or 'no prefix'} ({count:,}), and with {others}")
    return Guess("site-prefix", prefix, f"{count:,} of {prefixes.total():,} links between the pages read are so.")


def prefix_of(target: str, layout: Layout) -> str | None:
    """Return the prefix before a page's path in a site-absolute link; `None` for a link to no page of a day."""
    if not target.startswith("/") or target.startswith("//"):
        return None
    at = 0
    for _ in range(_DEEPEST_PREFIX):
        if layout.story_match(target[at + 1 :]):
            return target[:at] if _PREFIX.match(target[:at]) else None
        at = target.find("/", at + 1)
        if at < 0:
            break
    return None
