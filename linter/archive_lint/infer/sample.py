"""The pages that `init` reads: a bounded sample, the same one for the same archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from archive_lint.files.read import UnreadablePageError
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.model.page import PageFacts

Read = Callable[[str], bytes]
"""A function that returns the bytes of a page. It may raise `UnreadablePageError` or `OSError`: the page is skipped."""


def spread(paths: Sequence[str], most: int) -> Sequence[str]:
    """Return at most `most` of the paths, spread evenly."""
    if len(paths) <= most:
        return paths
    return [paths[number * len(paths) // most] for number in range(most)]


def sources(paths: Iterable[str], read: Read) -> Iterator[tuple[str, bytes]]:
    """Yield the pages that can be read, each with its bytes."""
    for path in paths:
        try:
            source = read(path)
        except (UnreadablePageError, OSError):
            continue
        yield path, source


def facts_of(pages: Iterable[tuple[str, bytes]], layout: Layout) -> Iterator[PageFacts]:
    """Yield the facts of undamaged pages."""
    for path, source in pages:
        try:
            facts = parse(path, source, layout).facts
        except UnreadablePageError:
            continue
        if not facts.damaged:
            yield facts
