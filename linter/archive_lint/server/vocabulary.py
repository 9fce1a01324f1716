"""The words of an archive that an editor looks for as they are typed: titles and slugs of stories, and contexts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from archive_lint.archive.index import Archive
from archive_lint.engine.live import LivePages
from archive_lint.engine.run import Run
from archive_lint.model.layout import Kind
from archive_lint.model.page import PageFacts, PageHead

_LONGEST_CONTEXT = 80
_MOST_CONTEXTS = 5_000
"""Different ones that are counted: an archive has some hundreds."""


class Vocabulary:
    """Words of pages. They are learnt bit by bit; the ones that are learnt already can be asked for."""

    def __init__(self, live: LivePages) -> None:
        self._live = live
        self.words: dict[str, str] = {}
        """Those by which a page is found, by its path."""
        self._contexts: Counter[str] = Counter()

    def take(self, words: Mapping[str, str]) -> None:
        """Take what another process has learnt of pages on disk; what was learnt here stays."""
        self.words = {**words, **self.words}

    def learn(self, paths: Iterable[str]) -> None:
        """Learn the titles, slugs and dates of pages that were read."""
        for path in paths:
            if path not in self.words and not self._live.archive.is_twin(path):
                self.words[path] = _text_of(self._live.head(path))

    def count_contexts(self, paths: Iterable[str]) -> None:
        """Learn the contexts of related links on pages, which takes several times as long."""
        for path in paths:
            if not self._live.archive.is_twin(path):
                self._count(self._live.facts(path))

    def find(self, words: Sequence[str], kinds: Collection[Kind], most: int) -> list[str]:
        """Return the pages that have all of some words, in small letters, in their titles, slugs or dates."""
        for path in self._live.edited & self.words.keys():
            self.words[path] = _text_of(self._live.head(path))
        found: list[str] = []
        for path, text in self.words.items():
            if all(word in text for word in words) and self._live.archive.kind(path) in kinds:
                found.append(path)
                if len(found) == most:
                    break
        return found

    def contexts(self) -> Sequence[str]:
        """Return what stands in the contexts of related links, the most frequent first."""
        return [context for context, _ in self._contexts.most_common()]

    def _count(self, facts: PageFacts | None) -> None:
        for entry in () if facts is None else facts.related:
            for part in (entry.context or "").split(","):
                context = part.strip()
                is_room = context in self._contexts or len(self._contexts) < _MOST_CONTEXTS
                if context and len(context) <= _LONGEST_CONTEXT and is_room:
                    self._contexts[context] += 1


def known_words(run: Run) -> Mapping[str, str]:
    """Return the words by which pages are found of which an earlier run has the facts, by path."""
    if run.known is None:
        return {}
    store = run.known.store
    # By its paths alone.
    archive = Archive(run.plan.layout, run.listing, lambda _: None, lambda _: None)
    return {path: _text_of(store.head(path)) for path in run.known.pages if not archive.is_twin(path)}


def _text_of(head: PageHead | None) -> str:
    if head is None:
        return ""
    title = "" if head.title is None else head.title.text
    return f"{title} {head.slug} {head.date or ''}".casefold()
