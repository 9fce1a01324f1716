"""Edits of pages when files move, after which every link leads where it did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from archive_lint.archive.index import Archive
from archive_lint.archive.targets import LinkOutcome
from archive_lint.markdown.definitions import target_place
from archive_lint.markdown.parse import parse
from archive_lint.model.finding import Edit
from archive_lint.model.layout import Kind
from archive_lint.model.page import IndexEntry, Link, PageFacts
from archive_lint.model.span import Span
from archive_lint.model.unreadable import UnreadablePageError
from archive_lint.server.incoming_links import pages_mentioning
from archive_lint.server.page_view import PageView
from archive_lint.server.workspace import OpenFolder

_THERE = (LinkOutcome.FOUND, LinkOutcome.UNTRACKED)


class Moves:
    """Files that move together, by their paths now and then."""

    def __init__(self, view: PageView, moved: Mapping[str, str]) -> None:
        self._view = view
        self._moved = moved
        self._folder = folder = view.folder
        self._layout = folder.live.layout
        self._now = folder.live.archive
        self._then = _archive_then(folder, moved)

    def edits(self) -> list[Edit]:
        """Return the edits, on files by the paths that they have now."""
        pages = {path for path in self._moved if self._folder.is_page(path)}
        touched = pages.union(pages_mentioning(self._view, self._moved))
        with self._now.recording():
            return list(dict.fromkeys(edit for path in sorted(touched) for edit in self._edits_of(path)))

    def _edits_of(self, path: str) -> Iterator[Edit]:
        facts = self._folder.live.facts(path)
        source = self._folder.live.text(path)
        if facts is None or source is None or facts.damaged:
            return
        gone = [entry for entry in facts.index_entries if self._goes_to_another_day(facts, entry)]
        for entry in gone:
            yield Edit(path, entry.start, entry.end, "")
            yield from self._listed_there(entry, source)
        dated = list(self._date_heading(facts))
        yield from dated
        taken = [Span(edit.start, edit.end) for edit in dated] + [entry.span for entry in gone]
        for link in facts.all_links():
            place = target_place(link, source) if link.rendered else None
            if place is None or any(span.start <= place.start < span.end for span in taken):
                continue
            text = self._rewritten(facts, link)
            if text is not None:
                yield Edit(path, place.start, place.end, text)

    def _rewritten(self, facts: PageFacts, link: Link) -> str | None:
        """Return what a link's target is then; `None` where it is what it is now."""
        found = self._now.resolve(facts, link.target)
        if found.outcome not in _THERE:
            return None
        leads_to, page = self._moved.get(found.path, found.path), self._moved.get(facts.path, facts.path)
        if leads_to == found.path and page == facts.path:
            return None
        then = self._then.targets.resolve(page, link.target)
        if then.outcome in _THERE and then.path == leads_to:
            return None
        return self._then.targets.format_target(page, link.target, leads_to)

    # Days

    def _day(self, path: str) -> dt.date | None:
        return self._layout.classify(path).date

    def _goes_to_another_day(self, index: PageFacts, entry: IndexEntry) -> bool:
        """Return whether a day's index lists a story that moves to another day, and does not move with it."""
        path = self._now.resolve(index, entry.link.target).path
        new = self._moved.get(path)
        if index.kind is not Kind.DAY_INDEX or new is None or self._day(path) != index.date:
            return False
        return self._day(new) != self._day(self._moved.get(index.path, index.path))

    def _listed_there(self, entry: IndexEntry, source: bytes) -> Iterator[Edit]:
        """Write an entry into the index of the day that its story moves to, and into the index's twins."""
        path = self._now.targets.resolve("", entry.link.target).path
        new = self._moved.get(path)
        day = None if new is None else self._day(new)
        index = None if day is None else self._now.index_of(day)
        if new is None or index is None:
            return
        for each in (index, *self._now.twins_of(index)):
            facts = self._folder.live.facts(each) if self._folder.is_page(each) else None
            if facts is None or facts.damaged or each in self._moved:
                continue
            target = self._then.targets.format_target(each, entry.link.target, new)
            if target is None or not entry.link.target_start < entry.link.target_end:
                continue
            text = (
                source[entry.start : entry.link.target_start]
                + target.encode()
                + source[entry.link.target_end : entry.end]
            )
            at = _end_of_entries(facts, self._folder.live.text(each) or b"")
            yield Edit(each, at, at, f"{text.decode().rstrip()}{facts.newline * 2}")

    def _date_heading(self, facts: PageFacts) -> Iterator[Edit]:
        """Return the date heading of a page that moves to another day: its text, and its link to the day's index."""
        new = self._moved.get(facts.path)
        day = None if new is None else self._day(new)
        heading = facts.date_heading
        if new is None or day is None or day == facts.date or heading is None or heading.link is None:
            return
        link = heading.link
        yield Edit(facts.path, link.text_span.start, link.text_span.end, self._layout.date_text(day))
        if link.target_start < link.target_end:
            index = self._layout.day_index(day)
            target = self._then.targets.format_target(new, link.target, index) or self._layout.site_path(index)
            yield Edit(facts.path, link.target_start, link.target_end, target)


def _archive_then(folder: OpenFolder, moved: Mapping[str, str]) -> Archive:
    """Return the archive as it is when the files have moved."""
    live, layout = folder.live, folder.live.layout
    before = {new: old for old, new in moved.items()}
    listing = live.listing

    def facts(path: str) -> PageFacts | None:
        old = before.get(path)
        if old is None:
            return live.facts(path)
        source = live.text(old)
        try:
            return None if source is None else parse(path, source, layout).facts
        except UnreadablePageError:
            return None

    then = replace(
        listing,
        pages=tuple(sorted(moved.get(path, path) for path in listing.pages)),
        files=frozenset(moved.get(path, path) for path in listing.files),
        untracked=frozenset(),
    )
    return Archive(layout, then, facts, lambda path: live.text(before.get(path, path)))


def _end_of_entries(index: PageFacts, source: bytes) -> int:
    """Return where an entry more is written into an index: after the last one, else before the previous-day link."""
    if index.index_entries:
        return index.index_entries[-1].end
    return len(source) if index.previous_day is None else index.previous_day.start
