"""Completion: stories by words of their titles, links by paths or URLs, sections, contexts, keys of front matter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from lsprotocol import types
from msgspec import Struct

from archive_lint.model.layout import Kind
from archive_lint.model.page import PageFacts, PageHead
from archive_lint.model.span import Span
from archive_lint.report.escape import terminal
from archive_lint.rule.fixes import title_as_link_text
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session
from archive_lint.server.workspace import OpenFolder

MOST_FOUND = 50
"""Items that are offered: who wants another one types on."""
_LOOKED_AT = 2_000
"""Pages among which the nearest in time are looked for."""
_DISTANCES = (3, 30, 400)
"""Days in which stories are looked for that nothing is said of."""
_STORIES = (Kind.STORY,)
_PAGES = (Kind.STORY, Kind.DAY_INDEX, Kind.SITE_INDEX)

_TARGET = re.compile(r"\]\((?P<typed>[^()\s<>]*)$")
_ENTRY = re.compile(r"^\s{0,3}(?:\d{1,9}[.)]|[-*+]|###)\s+\[(?P<typed>[^\[\]]*)$")
_HEADING = re.compile(r"^###\s+(?P<typed>[^\[\]#]*)$")
_CONTEXT = re.compile(r"_(?P<label>[^_:]+):\s*(?:[^_]*,)?\s*(?P<typed>[^_,]*)$")
_KEY = re.compile(r"^(?P<typed>[\w-]*)$")

_OPTIONS = types.CompletionOptions(trigger_characters=["[", "(", "/", "#", ":", ","], resolve_provider=False)


class TypedLine(Struct, frozen=True):
    """Text that is being typed, and its place on the page."""

    view: PageView
    facts: PageFacts
    before: str
    """The line as far as it is typed."""
    after: str
    offset: int

    def typed(self, match: re.Match[str]) -> Span:
        """Return the bytes of what is typed."""
        return Span(self.offset - len(match["typed"].encode()), self.offset)


def register(session: Session) -> None:
    """Answer how what is being typed can go on."""

    @session.server.feature(types.TEXT_DOCUMENT_COMPLETION, _OPTIONS)
    async def completion(params: types.CompletionParams) -> types.CompletionList | None:
        def look(view: PageView) -> types.CompletionList | None:
            facts = view.facts
            if facts is None:
                return None
            offset = view.positions.offset(params.position)
            line = view.positions.line(params.position.line)
            before = view.source[line.start : offset].decode(errors="replace")
            after = view.source[offset : line.end].decode(errors="replace")
            items = list(_items(TypedLine(view, facts, before, after, offset)))
            # Of a part that is sent the next letter asks for the rest.
            is_part = len(items) == MOST_FOUND or not view.folder.is_learnt
            return types.CompletionList(is_incomplete=is_part, items=items)

        return await session.on_page(params.text_document.uri, look)


def _items(asked: TypedLine) -> Iterator[types.CompletionItem]:
    facts = asked.facts
    if facts.front is not None and asked.offset < facts.front.end:
        yield from _front_keys(asked)
    elif match := _TARGET.search(asked.before):
        yield from _targets(asked, asked.typed(match), match["typed"])
    elif match := _ENTRY.match(asked.before):
        if facts.kind is Kind.DAY_INDEX or _section_key(asked) == "related":
            yield from _entries(asked, asked.typed(match), match["typed"])
    elif match := _HEADING.match(asked.before):
        yield from _sections(asked, asked.typed(match))
    elif (match := _CONTEXT.search(asked.before)) and match[
        "label"
    ].strip() in asked.view.folder.live.layout.context_labels:
        yield from _contexts(asked, asked.typed(match))


def _section_key(asked: TypedLine) -> str | None:
    """Return the key of the section in which something is typed."""
    around = (each for each in asked.facts.sections if each.heading.start <= asked.offset <= each.end)
    return next((each.key for each in around), None)


def _front_keys(asked: TypedLine) -> Iterator[types.CompletionItem]:
    match = _KEY.match(asked.before)
    if match is None:
        return
    keys = asked.view.folder.live.layout.front_matter
    hidden = tuple(condition.partition("=")[0] for condition in keys.hidden)
    written = asked.view.source.lower()
    names = {
        "date": keys.date,
        "title": keys.title,
        "slug": keys.slug,
        "url": keys.url,
        "aliases": keys.aliases,
        "categories": keys.categories,
    }
    for meaning, named in {**names, "hidden": hidden}.items():
        for key in named:
            if f"\n{key}:".encode() not in written and f"\n{key} =".encode() not in written:
                yield _item(asked, asked.typed(match), key, key, detail=f"the page's {meaning}")


def _targets(asked: TypedLine, place: Span, typed: str) -> Iterator[types.CompletionItem]:
    words = [word for word in re.split(r"[/\-_.\s]+", typed.casefold()) if word and word not in ("md", "news")]
    live = asked.view.folder.live
    for head in _nearest(asked, words, _PAGES):
        target = live.archive.format_target(asked.facts, "/x", head.path)
        if target is not None and head.path != asked.facts.path:
            yield _item(asked, place, _title_of(head), target, detail=target, found_by=typed)


def _entries(asked: TypedLine, place: Span, typed: str) -> Iterator[types.CompletionItem]:
    """Return whole entries: of Related with a context to fill in, of an index those of its day."""
    live = asked.view.folder.live
    is_index = asked.facts.kind is Kind.DAY_INDEX
    linked = {live.archive.resolve(asked.facts, link.target).path for link in asked.facts.all_links()}
    labels = live.layout.context_labels
    end = "" if is_index or not labels else f" _{labels[0]}: _"
    for head in _nearest(asked, typed.casefold().split(), _STORIES):
        target = live.archive.format_target(asked.facts, "/x", head.path)
        is_of_day = not is_index or head.date == asked.facts.date
        if target is None or head.path in linked or head.path == asked.facts.path or not is_of_day:
            continue
        closing = 1 if asked.after.startswith("]") else 0
        whole = Span(place.start, place.end + closing)
        written = f"{title_as_link_text(head) or head.slug}]({target}){end}"
        yield _item(
            asked,
            whole,
            _title_of(head),
            written,
            detail=str(head.date or ""),
            found_by=f"{_title_of(head)} {head.slug}",
        )


def _sections(asked: TypedLine, place: Span) -> Iterator[types.CompletionItem]:
    present = {
        section.key for section in asked.facts.sections if section.end != asked.offset or section.key is not None
    }
    for section in asked.view.folder.live.layout.sections:
        is_required = asked.facts.kind.value in section.required
        if section.key not in present and section.names:
            name = f"{section.names[0]}:" if _has_colon(asked) else section.names[0]
            yield _item(asked, place, name, name, detail="required" if is_required else "")


def _has_colon(asked: TypedLine) -> bool:
    """Return whether a colon stands after the names of sections: on the page, else on others of the archive."""
    own = [section.heading.text for section in asked.facts.sections if section.key is not None]
    if not own:
        own = [each.heading.text for page in asked.view.folder.live.archive.sample_stories(5) for each in page.sections]
    return sum(text.rstrip().endswith(":") for text in own) * 2 >= len(own)


def _contexts(asked: TypedLine, place: Span) -> Iterator[types.CompletionItem]:
    for context in asked.view.folder.contexts()[:MOST_FOUND]:
        yield _item(asked, place, context, context)


def _nearest(asked: TypedLine, words: Sequence[str], kinds: Sequence[Kind]) -> Sequence[PageHead]:
    """Return the pages that have some words, those of the nearest days first."""
    folder, day = asked.view.folder, asked.facts.date
    paths = folder.vocabulary.find(words, kinds, _LOOKED_AT) if words or day is None else _around(folder, day)
    heads = [head for path in paths if (head := folder.live.head(path)) is not None and head.kind in kinds]
    if day is not None:
        heads.sort(key=lambda head: (head.date is None, abs((head.date - day).days) if head.date else 0, head.path))
    return heads[:MOST_FOUND]


def _around(folder: OpenFolder, day: dt.date) -> Sequence[str]:
    """Some pages of a day and those near it."""
    archive = folder.live.archive
    found: list[str] = []
    for distance in _DISTANCES:
        with archive.recording():
            found = [path for near in archive.days_near(day, distance) for path in archive.stories_of(near)]
        if len(found) >= MOST_FOUND:
            break
    return found


def _title_of(head: PageHead) -> str:
    return head.path if head.title is None or not head.title.text else head.title.text


def _item(
    asked: TypedLine, place: Span, label: str, written: str, *, detail: str = "", found_by: str = ""
) -> types.CompletionItem:
    return types.CompletionItem(
        label=terminal(label),
        kind=types.CompletionItemKind.Reference,
        detail=terminal(detail) or None,
        filter_text=terminal(found_by) or None,
        text_edit=types.TextEdit(asked.view.positions.range(place), written),
        insert_text_format=types.InsertTextFormat.PlainText,
    )
