"""What the pages of a run say: as it came from another process until someone asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from archive_lint.model.page import PageFacts, PageHead

Facts = PageFacts | msgspec.Raw
"""What a page says, or the same in the form in which it crosses processes."""

_DECODER = msgspec.msgpack.Decoder(PageFacts)
_HEAD_DECODER = msgspec.msgpack.Decoder(PageHead)
_MOST_DECODED = 1024
"""Pages that are kept decoded: more than are near each other, and few enough that a share of the archive stage takes little
memory, which costs more time to get than decoding does."""


class FactStore:
    """Facts by path. `None` for a page that is not there or cannot be read."""

    def __init__(self) -> None:
        self._facts: dict[str, Facts | None] = {}
        self._decoded: dict[str, PageFacts] = {}
        self._heads: dict[str, PageHead] = {}

    def __contains__(self, path: str) -> bool:
        """Whether anything is known of a path, if only that there is no page."""
        return path in self._facts

    def update(self, facts: Mapping[str, Facts | None]) -> None:
        """Take over what pages say; each is told of once."""
        self._facts.update(facts)

    def get(self, path: str) -> PageFacts | None:
        """What a page says; `None` also where nothing is known."""
        facts = self._facts.get(path)
        if not isinstance(facts, msgspec.Raw):
            return facts
        decoded = self._decoded.get(path)
        if decoded is None:
            decoded = self._decoded[path] = _DECODER.decode(facts)
            if len(self._decoded) > _MOST_DECODED:
                del self._decoded[next(iter(self._decoded))]
        return decoded

    def head(self, path: str) -> PageHead | None:
        """The head of what a page says, for a tenth of the time that all of it takes."""
        facts = self._facts.get(path)
        if not isinstance(facts, msgspec.Raw):
            return facts
        head = self._heads.get(path)
        if head is None:
            head = self._heads[path] = _HEAD_DECODER.decode(facts)
        return head

    def stored(self, paths: Iterable[str]) -> dict[str, Facts]:
        """What the paths say, as it was taken over; those that say nothing are left out."""
        return {path: facts for path in paths if (facts := self._facts.get(path)) is not None}

    def readable(self, paths: Iterable[str]) -> list[str]:
        """Those of the paths that say anything."""
        return [path for path in paths if self._facts.get(path) is not None]
