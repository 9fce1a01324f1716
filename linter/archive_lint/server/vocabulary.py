"""The words of an archive that an editor looks for as they are typed: titles and slugs of stories, and contexts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from archive_lint.engine.live import LivePages
from archive_lint.model.layout import Kind
from archive_lint.model.page import PageFacts

_LONGEST_CONTEXT = 80
_MOST_CONTEXTS = 5_000
"""Different ones that are counted: an archive has some hundreds."""


class Vocabulary:
    """Words of pages. They are learnt bit by bit; the ones that are learnt already can be asked for."""

    def __init__(self, live: LivePages) -> None:
        self._live = live
        self._texts: dict[str, str] = {}
        """Words that find a page, by its path."""
        self._contexts: Counter[str] = Counter()

    def learn(self, paths: Iterable[str]) -> None:
        """Learn what pages say that were read, once for each."""
        for path in paths:
            if path not in self._texts and not self._live.archive.is_twin(path):
                self._learn(path)

    def find(self, words: Sequence[str], kinds: Collection[Kind], most: int) -> list[str]:
        """Return the pages that have all of some words, in small letters, in their titles, slugs or dates."""
        for path in self._live.edited & self._texts.keys():
            self._texts[path] = self._text_of(self._live.facts(path))
        found: list[str] = []
        for path, text in self._texts.items():
            if all(word in text for word in words) and self._live.archive.kind(path) in kinds:
                found.append(path)
                if len(found) == most:
                    break
        return found

    def contexts(self) -> Sequence[str]:
        """Return what stands in the contexts of related links, the most frequent first."""
        return [context for context, _ in self._contexts.most_common()]

    def _learn(self, path: str) -> None:
        facts = self._live.facts(path)
        self._texts[path] = self._text_of(facts)
        for entry in () if facts is None else facts.related:
            for part in (entry.context or "").split(","):
                context = part.strip()
                is_room = context in self._contexts or len(self._contexts) < _MOST_CONTEXTS
                if context and len(context) <= _LONGEST_CONTEXT and is_room:
                    self._contexts[context] += 1

    def _text_of(self, facts: PageFacts | None) -> str:
        if facts is None:
            return ""
        title = "" if facts.title is None else facts.title.text
        return f"{title} {facts.slug} {facts.date or ''}".casefold()
