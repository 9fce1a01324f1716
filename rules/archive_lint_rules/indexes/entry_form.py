"""Writes index entries in an archive's own form and order, for the rules whose fixes add them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from archive_lint.api import Archive, IndexEntry, Kind, PageFacts, Span, is_version, lazy_pattern, title_as_link_text

_NOT_OF_THE_ENTRY = lazy_pattern(
    rb"^ {0,3}(?:<!--|(?:-[ \t\r]*){3,}$|(?:\*[ \t\r]*){3,}$|(?:_[ \t\r]*){3,}$)", re.MULTILINE
)
_SAMPLE = 25
"""Number of indexes that are read for the archive's form."""
_LONGEST_SUMMARY = 300
"""The most characters of a summary that an index shows before it is cut."""


def unlisted_stories(index: str, day: Sequence[str], archive: Archive) -> list[str]:
    """Return those of a day's stories that its index ought to list and does not.

    A version of a listed story, which another one names under Changes or whose title is very similar to a listed one,
    is left out of indexes on purpose, and so is a page that is not published.
    """
    listed = archive.listed_in(index)
    superseded: set[str] = set()
    titles: list[str] = []
    for path in day:
        facts = archive.facts(path)
        if facts is None:
            continue
        if path in listed and facts.title is not None:
            titles.append(facts.title.text)
        for entry in facts.changes:
            if entry.link is not None:
                earlier = archive.resolve(facts, entry.link.target).path
                if earlier != path:
                    superseded.add(earlier)
    unlisted: list[str] = []
    for path in day:
        facts = None if path in listed or path in superseded else archive.facts(path)
        if facts is None or facts.damaged or facts.title is None or facts.is_hidden:
            continue
        if not any(is_version(facts.title.text, title) for title in titles):
            unlisted.append(path)
    return unlisted


def entry_text(story: PageFacts, index: PageFacts, archive: Archive) -> str:
    """Return a story's entry for an index, including the blank line after it."""
    source = archive.source(story.path) or b""
    newline = index.newline
    like = index.index_entries[0].link.target if index.index_entries else "/"
    target = archive.format_target(index, like, story.path) or archive.format_target(index, "/", story.path) or ""
    lines: list[str] = []
    if story.topic is not None and _form_of(archive).has_topics:
        lines.append(source[story.topic.start : story.topic.end].decode(errors="replace"))
    lines.append(f"### [{title_as_link_text(story)}]({target})")
    summary = _summary(story, source)
    if summary and _form_of(archive).has_summaries:
        lines.append(summary)
    elif _is_compact(index, archive):
        return newline.join(lines) + newline
    return newline.join([*lines, "", ""])


def own_lines(page: PageFacts, entry: IndexEntry, archive: Archive) -> Span:
    """Return the span to cut to remove an entry.

    It covers the entry's lines, without a rule or comment between it and the next.
    """
    source = archive.source(page.path) or b""
    if entry.end == len(source):
        # The file must still end as it does.
        return Span(len(source[: entry.start].rstrip()), len(source.rstrip()))
    foreign = _NOT_OF_THE_ENTRY.search(source, entry.heading.end, entry.end)
    return Span(entry.start, entry.end if foreign is None else foreign.start())


def entry_words(page: PageFacts, entry: IndexEntry, archive: Archive) -> str:
    """Return the text of an entry as written, without its link's target: what its removal would lose."""
    source, lines, link = archive.source(page.path) or b"", own_lines(page, entry, archive), entry.link
    written = source[lines.start : link.target_start] + b" " + source[link.target_end : lines.end]
    return written.decode(errors="replace")


def insertion_point(story: PageFacts, index: PageFacts, archive: Archive) -> int:
    """Return the offset in an index before which a story's entry belongs: in the archive's order, else last."""
    entries = index.index_entries
    order = _form_of(archive).order
    if order is not None:
        own = story.path if order.key is _path_of else (story.title.text.strip() if story.title else "")
        for entry in entries:
            other = order.key(index, entry, archive)
            if other < own if order.is_descending else other > own:
                return entry.start
    if entries:
        return entries[-1].end
    return index.previous_day.start if index.previous_day is not None else index.size


class _Order(NamedTuple):
    key: Callable[[PageFacts, IndexEntry, Archive], str]
    is_descending: bool = False


class _Form(NamedTuple):
    """The form of index entries in a sample of the archive's indexes."""

    has_topics: bool
    has_summaries: bool
    order: _Order | None


def _form_of(archive: Archive) -> _Form:
    return archive.cached(_Form, lambda: _make_form(archive))


def _make_form(archive: Archive) -> _Form:
    indexes = archive.sample_indexes(_SAMPLE)
    bodies = [_body(index, entry, archive).strip() for index in indexes for entry in index.index_entries]
    return _Form(
        has_topics=any(entry.topic is not None for index in indexes for entry in index.index_entries),
        has_summaries=any(body and not body.startswith((b"_", b"*")) for body in bodies),
        order=next(
            (order for order in _ORDERS if archive.convention_example(Kind.DAY_INDEX, _keeps(order, archive))), None
        ),
    )


def _keeps(order: _Order, archive: Archive) -> Callable[[PageFacts], bool | None]:
    def keeps(index: PageFacts) -> bool | None:
        keys = [order.key(index, entry, archive) for entry in index.index_entries]
        # Two entries are always in some order.
        return keys == sorted(keys, reverse=order.is_descending) if len(keys) > 2 else None

    return keeps


def _path_of(index: PageFacts, entry: IndexEntry, archive: Archive) -> str:
    return archive.resolve(index, entry.link.target).path


def _title_of(_index: PageFacts, entry: IndexEntry, _archive: Archive) -> str:
    return entry.link.text.strip()


_ORDERS = (_Order(_path_of), _Order(_path_of, is_descending=True), _Order(_title_of))


def _is_compact(index: PageFacts, archive: Archive) -> bool:
    """Return whether an entry that is only a heading is followed by the next one without a blank line."""
    source = archive.source(index.path) or b""
    bodies = [source[entry.heading.end : entry.end] for entry in index.index_entries[:-1]]
    return any(not body.strip() and len(body.splitlines()) == 1 for body in bodies)


def _body(index: PageFacts, entry: IndexEntry, archive: Archive) -> bytes:
    return (archive.source(index.path) or b"")[entry.heading.end : entry.end]


def _summary(story: PageFacts, source: bytes) -> str:
    """Return the first line of the first paragraph between a story's title and its first section."""
    if story.title is None:
        return ""
    end = min((section.heading.start for section in story.sections), default=len(source))
    start = max(story.title.end, 0 if story.front is None else story.front.end)
    text = source[start : max(end, start)].decode(errors="replace").strip()
    line = text.splitlines()[0] if text else ""
    # A summary is prose: a heading, list or comment copied into an index would have another meaning there.
    if line.startswith(("#", "<", "-", "*", "_", ">", "|", "`", "[", "1.")):
        return ""
    return line if len(line) <= _LONGEST_SUMMARY else line[:_LONGEST_SUMMARY] + "..."
