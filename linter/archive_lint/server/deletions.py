"""Edits of pages when files are deleted: entries that would lead nowhere go too."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct

from archive_lint.model.finding import Edit
from archive_lint.model.page import PageFacts
from archive_lint.rule.fixes import remove_entries
from archive_lint.server.incoming_links import pages_mentioning
from archive_lint.server.link_at import page_of
from archive_lint.server.page_view import PageView


class Deletion(Struct, frozen=True):
    """Result of the deletion of files."""

    edits: tuple[Edit, ...]
    left: int
    """Links that lead to the files and that nobody but a person can take away."""
    on: tuple[str, ...]
    """The pages that have them."""


def deletion_of(view: PageView, gone: Collection[str]) -> Deletion:
    """Return what the deletion of files comes to. For the thread that works on archives."""
    edits: list[Edit] = []
    left: list[str] = []
    for path in pages_mentioning(view, gone):
        facts = view.folder.live.facts(path) if path not in gone else None
        if facts is None or facts.damaged:
            continue
        dead = {link.start for link in facts.all_links() if link.rendered and page_of(view, facts, link.target) in gone}
        cut = list(_cuts(facts, dead))
        edits += cut
        covered = sum(any(edit.start <= start < edit.end for edit in cut) for start in dead)
        left += [path] * (len(dead) - covered)
    return Deletion(tuple(edits), len(left), tuple(dict.fromkeys(left)))


def _cuts(facts: PageFacts, dead: Collection[int]) -> Iterator[Edit]:
    for entry in facts.index_entries:
        if entry.link.start in dead:
            yield Edit(facts.path, entry.start, entry.end, "")
    related = facts.related
    removed = [number for number, entry in enumerate(related) if entry.link is not None and entry.link.start in dead]
    if removed:
        for edit in remove_entries(related, removed, "").edits:
            yield Edit(facts.path, edit.start, edit.end, edit.text)
