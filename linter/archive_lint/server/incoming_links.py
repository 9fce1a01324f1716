"""The links that lead to a page, wherever they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from archive_lint.model.page import Link
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.server.link_at import page_of
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session

_PLAIN = lazy_pattern(r"[^\W_-][^\W_]*(?:-+[^\W_]+)*")
"""Parts of a name that Markdown and URLs write as they are, or percent-encoded from end to end."""


def links_to(session: Session, view: PageView, path: str) -> Iterator[tuple[PageView, Link]]:
    """Yield the links of all pages that lead to a file, in the order of the pages. For the working thread."""
    for each in pages_mentioning(view, [path]):
        facts = view.folder.live.facts(each)
        if facts is None:
            continue
        found = [link for link in facts.all_links() if link.rendered and page_of(view, facts, link.target) == path]
        if found:
            page = view.beside(each, session.texts)
            yield from ((page, link) for link in sorted(found, key=lambda link: link.start))


def pages_mentioning(view: PageView, paths: Iterable[str]) -> Iterator[str]:
    """Yield the pages that may link to some files; more of them do no harm."""
    words = {word for path in paths for word in _words(view, path)}
    return view.folder.live.mentioning(words)


def _words(view: PageView, path: str) -> list[bytes]:
    """Return words of which every link to a file holds one, however it is encoded; an empty one if none is certain."""
    layout = view.folder.live.layout
    folder, _, name = path.rpartition("/")
    if layout.is_site:
        # A URL need not have the file's name.
        return [b""]
    if name in layout.index_names:
        # A link to a folder is one to its index, and one from beside it names neither.
        day = folder.rpartition("/")[2]
        return [b""] if not day else [word for part in (day, name) for word in _spellings(part)]
    stem = next(
        (name.removesuffix(ending) for ending in view.folder.live.listing.endings if name.endswith(ending)), name
    )
    return list(_spellings(max(_PLAIN.findall(stem), key=len, default="")))


def _spellings(word: str) -> Iterator[bytes]:
    for form in ("NFC", "NFD"):
        normal = unicodedata.normalize(form, word)
        yield normal.encode(errors="surrogateescape").lower()
        yield quote(normal, errors="surrogateescape").encode().lower()
