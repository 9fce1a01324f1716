"""The words that only an index's twin has, and that would be lost if it became a copy."""

from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Archive, Heading, LinkOutcome, PageFacts, same_text, words_of

from .entry_form import entry_words


def said_by_twin_alone(twin: PageFacts, index: PageFacts, archive: Archive) -> list[str]:
    """Return the words and the listed pages that only a twin has, and that nothing shows to be wrong.

    An entry for a page that does not exist does not count, nor a heading about days, nor a title that the index writes
    as its page does.
    """
    listed = _listed(index, archive)
    alone: list[str] = []
    told = _told(twin)
    for entry, resolution in archive.links(twin).listed:
        own = words_of(entry_words(twin, entry, archive))
        if resolution.outcome is LinkOutcome.MISSING:
            told |= own
        elif resolution.path not in listed:
            alone.append(resolution.path)
        else:
            head = archive.head(resolution.path)
            title = "" if head is None or head.title is None else head.title.text
            texts, words = listed[resolution.path]
            excused = words_of(entry.link.text) if any(same_text(text, title) for text in texts) else set[str]()
            # A word of this story that only another story's entry has is lost, too.
            alone += sorted(own - words - excused)
            told |= excused
    alone += _other_previous_day(twin, index, archive)
    kept = words_of(_text(index, 0, index.size, archive))
    return [*alone, *sorted(words_of(_text(twin, 0, twin.size, archive)) - told - kept)]


def _listed(index: PageFacts, archive: Archive) -> dict[str, tuple[list[str], set[str]]]:
    """Return by story the titles that an index lists it under, and all words of its entries."""
    listed: dict[str, tuple[list[str], set[str]]] = {}
    for entry, resolution in archive.links(index).listed:
        texts, words = listed.setdefault(resolution.path, ([], set()))
        texts.append(entry.link.text)
        words |= words_of(entry_words(index, entry, archive))
    return listed


def _other_previous_day(twin: PageFacts, index: PageFacts, archive: Archive) -> list[str]:
    """Return the previous day of a twin if the index has another one that is not the archive's."""
    own, other = (_previous(page, archive) for page in (index, twin))
    day = None if index.date is None else archive.previous_day(index.date)
    right = None if day is None else archive.index_of(day)
    return [] if other in ("", own) or own == right else [other]


def _previous(page: PageFacts, archive: Archive) -> str:
    heading = page.previous_day
    return "" if heading is None or heading.link is None else archive.resolve(page, heading.link.target).path


def _told(page: PageFacts) -> set[str]:
    """Return the words of the headings about days: path and calendar decide what they must be."""
    headings: list[Heading | None] = [page.date_heading, page.previous_day]
    return {word for heading in headings if heading is not None for word in words_of(heading.text)}


def _text(page: PageFacts, start: int, end: int, archive: Archive) -> str:
    """Return the text of a part of a page without the targets of its links."""
    source, pieces = archive.source(page.path) or b"", []
    for first, last in sorted(_targets(page)):
        pieces.append(source[start:first])
        start = max(start, last)
    return b" ".join([*pieces, source[start:end]]).decode(errors="replace")


def _targets(page: PageFacts) -> Iterator[tuple[int, int]]:
    for link in page.all_links():
        if link.target_start < link.target_end:
            yield link.target_start, link.target_end
