"""Reads the values of front matter in uncommon YAML notations, with PyYAML.

Its events are read one by one and nothing is built of them: no alias is expanded, nothing nests.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from archive_lint.markdown.front_matter.scalars import MOST_ITEMS, MOST_PARSED, Values
from archive_lint.model.front_matter import FrontValue, Quoting

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_KEY = "k: "
_PROPERTIES = re.compile(r"(?:[!&]\S*+\s++)*+")
"""The tag and anchor before a value."""
_QUOTING = {"'": Quoting.SINGLE, '"': Quoting.DOUBLE, "|": Quoting.BLOCK, ">": Quoting.BLOCK}


def read_events(source: bytes, start: int, end: int) -> Values | None:
    """Return the text or the list of texts between two offsets; `None` for other values, and for invalid YAML."""
    written = source[start:end]
    if len(written) > MOST_PARSED:
        return None
    try:
        # Read as the value of a key, which sets the indentation of the lines below.
        return _Reader(_KEY + written.decode(), start).values()
    except (yaml.YAMLError, UnicodeError, ValueError, RecursionError):
        return None


class _Reader:
    def __init__(self, text: str, base: int) -> None:
        self._text = text
        self._base = base - len(_KEY)
        self._at = self._offset = 0
        self._events = yaml.parse(text, Loader=_LOADER)

    def values(self) -> Values | None:
        """Return the value of the only key."""
        for _ in range(4):
            next(self._events)  # the stream, the document, the map, its key
        event = next(self._events)
        if isinstance(event, yaml.ScalarEvent):
            found: Values | None = Values((self._value(event),))
        elif isinstance(event, yaml.SequenceStartEvent):
            found = self._list(self._place(event.start_mark))
        else:
            return None
        # Anything after it belongs to another key, or is an error.
        return found if isinstance(next(self._events), yaml.MappingEndEvent) else None

    def _list(self, at: int) -> Values | None:
        values: list[FrontValue] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return Values(tuple(values), list_at=at)
            if not isinstance(event, yaml.ScalarEvent):
                return None
            if len(values) < MOST_ITEMS:
                values.append(self._value(event))
        return None

    def _value(self, event: yaml.ScalarEvent) -> FrontValue:
        quoting = _QUOTING.get(event.style or "", Quoting.PLAIN)
        start, end = self._place(event.start_mark, skip=_PROPERTIES), self._place(event.end_mark)
        if quoting in (Quoting.SINGLE, Quoting.DOUBLE):
            start, end = start + 1, end - 1
        return FrontValue(text=event.value, start=start, end=end, quoting=quoting)

    def _place(self, mark: Any, skip: re.Pattern[str] | None = None) -> int:
        """Return the offset of a mark in the text, after the text that `skip` matches. Marks must be given in order."""
        index = mark.index
        if skip is not None and (skipped := skip.match(self._text, index)) is not None:
            index = skipped.end()
        self._offset += len(self._text[self._at : index].encode())
        self._at = index
        return self._base + self._offset
