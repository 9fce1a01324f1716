"""Infers the base of relative links: the page's file, its URL, or its URL as a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from posixpath import join, normpath
from typing import cast
from urllib.parse import unquote, urljoin

from archive_lint.infer.guess import Guess
from archive_lint.model.page import PageFacts
from archive_lint.model.site import RelativeBase
from archive_lint.site.addresses import Addresses, Spelling

_FEWEST = 1


def vote_on_relative_base(
    pages: Iterable[PageFacts], files: Collection[str], addresses: Addresses
) -> tuple[RelativeBase, Guess | None]:
    """Return the base from which most of the relative links that lead to no file are resolved."""
    votes: Counter[str] = Counter()
    left = 0
    for page in pages:
        base = addresses.url_of(page.path)
        if base is None:
            continue
        for link in page.all_links():
            target = link.target.partition("#")[0].partition("?")[0]
            if not target or target.startswith(("/", "{", "@")) or ":" in target or target == ".":
                continue
            if normpath(join(page.path.rpartition("/")[0], unquote(target))) in files:
                continue
            left += 1
            # A file of HTML is not a folder, and the URL of a folder is requested with its slash.
            starts = [("url", base)] if not base.endswith("/") else []
            starts += [("url/", base.rstrip("/") + "/")] if not base.endswith(".html") else []
            for kind, start in starts:
                served = addresses.served(urljoin(start, target))
                if served is not None and served.spelling is not Spelling.GENERATED:
                    votes[kind] += 1
    if not votes or votes.total() < _FEWEST:
        return "file", None
    kind = max(votes, key=lambda each: (votes[each], each))
    evidence = f"{votes[kind]:,} of {left:,} relative links that lead to no file do so from the page's URL."
    return cast("RelativeBase", kind), Guess("relative", kind, evidence)
