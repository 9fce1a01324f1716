"""The folder that the links of an archive's pages take for its root: site-absolute links lead to files from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from archive_lint.archive.index import Archive
from archive_lint.model.page import PageFacts

_FEWEST = 3
"""The fewest links that show another root: fewer may be slips."""
_SAMPLE = 25
"""The most stories whose links are counted."""


class RootVotes(NamedTuple):
    """The root that site-absolute links point to."""

    folder: str
    """The folder that they start from, relative to the root in use."""
    inside: int
    """Number of links that lead to a file from that folder."""
    here: int
    """Number of links that lead to a file from the root in use."""


def vote_on_root(
    pages: Iterable[PageFacts], top_folder: str, is_there: Callable[[str], bool], prefix: str = ""
) -> RootVotes | None:
    """Return the root that links point to if most of them start from a folder below the root in use, else `None`.

    `top_folder` is the folder of all stories: the root is one of the folders above it. `is_there` returns whether a
    file has a path; `prefix` is the prefix of site-absolute links.
    """
    candidates = list(_folders_above(top_folder))
    if not candidates:
        return None
    here = 0
    inside: Counter[str] = Counter()
    for page in pages:
        for link in page.all_links():
            path = _site_absolute(link.target, prefix)
            if not path:
                continue
            if is_there(path):
                here += 1
                continue
            inside.update(folder for folder in candidates if is_there(f"{folder}/{path}"))
    if not inside:
        return None
    folder, count = max(inside.items(), key=lambda item: (item[1], item[0]))
    return RootVotes(folder, count, here) if count >= _FEWEST and count > here else None


def misread_root(archive: Archive) -> RootVotes | None:
    """Return the root that links point to, if that is not the root in use; else `None`."""
    layout = archive.layout
    if "/" not in layout.top_folder:
        return None
    return vote_on_root(
        archive.sample_stories(_SAMPLE), layout.top_folder, lambda path: path in archive, layout.site_prefix
    )


def _folders_above(folder: str) -> Sequence[str]:
    """Return the folders around a folder: for `a/b/news` these are `a` and `a/b`."""
    parts = folder.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _site_absolute(target: str, prefix: str) -> str:
    """Return the path that a site-absolute link names; empty for any other link."""
    if not target.startswith("/") or target.startswith("//"):
        return ""
    path = unquote(target.partition("#")[0].partition("?")[0])
    return path.removeprefix(f"{prefix}/").lstrip("/")
