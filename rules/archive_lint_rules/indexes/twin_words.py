"""What an index's twin says that the index does not: words that would be lost if it became a copy."""

from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import Archive, Heading, LinkOutcome, PageFacts, same_text, words_of

from .entry_form import entry_words


def said_by_twin_alone(twin: PageFacts, index: PageFacts, archive: Archive) -> list[str]:
    """Return the words and the listed pages of a twin that its index has not, and that nothing shows to be wrong.

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
            # A word of this story that only another one's entry has is lost, too.
            alone += sorted(own - words - excused)
            told |= excused
    alone += _other_previous_day(twin, index, archive)
    kept = words_of(_text(index, 0, index.size, archive))
    return [*alone, *sorted(words_of(_text(twin, 0, twin.size, archive)) - told - kept)]


def _listed(index: PageFacts, archive: Archive) -> dict[str, tuple[list[str], set[str]]]:
    """What an index calls each story that it lists, and all words of the story's entries."""
    listed: dict[str, tuple[list[str], set[str]]] = {}
    for entry, resolution in archive.links(index).listed:
        texts, words = listed.setdefault(resolution.path, ([], set()))
        texts.append(entry.link.text)
        words |= words_of(entry_words(index, entry, archive))
    return listed


def _other_previous_day(twin: PageFacts, index: PageFacts, archive: Archive) -> list[str]:
    """The previous day of a twin where the index has another one that is not the archive's."""
    own, other = (_previous(page, archive) for page in (index, twin))
    day = None if index.date is None else archive.previous_day(index.date)
    right = None if day is None else archive.index_of(day)
    return [] if other in ("", own) or own == right else [other]


def _previous(page: PageFacts, archive: Archive) -> str:
    heading = page.previous_day
    return "" if heading is None or heading.link is None else archive.resolve(page, heading.link.target).path


def _told(page: PageFacts) -> set[str]:
    """The words of the headings about days: path and calendar say what they must be."""
    headings: list[Heading | None] = [page.date_heading, page.previous_day]
    return {word for heading in headings if heading is not None for word in words_of(heading.text)}


def _text(page: PageFacts, start: int, end: int, archive: Archive) -> str:
    """What a page says, the targets of its links left out."""
    source, pieces = archive.source(page.path) or b"", []
    for first, last in sorted(_targets(page)):
        pieces.append(source[start:first])
        start = max(start, last)
    return b" ".join([*pieces, source[start:end]]).decode(errors="replace")


def _targets(page: PageFacts) -> Iterator[tuple[int, int]]:
    for link in page.all_links():
        if link.target_start < link.target_end:
            yield link.target_start, link.target_end
