"""The texts that are open in the editor: what they are now, whatever lies on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from archive_lint.model.span import BYTE_ORDER_MARK
from archive_lint.server.positions import Positions


class OpenText:
    """A text in the editor, as the bytes that it has when it is saved."""

    def __init__(self, uri: str, path: str, text: str, version: int, *, encoding: str, has_mark: bool = False) -> None:
        """Take a text; `has_mark` if its file begins with a byte order mark, which editors keep to themselves."""
        self.uri = uri
        self.path = path
        """Absolute."""
        self.version = version
        self._encoding = encoding
        self._mark = BYTE_ORDER_MARK if has_mark and not text.startswith("\ufeff") else b""
        self.source = self._mark + _encoded(text)

    @property
    def positions(self) -> Positions:
        """Its places as the editor counts them."""
        return Positions(self.source, self._encoding, skipped=len(self._mark))

    def change(self, changes: Sequence[types.TextDocumentContentChangeEvent], version: int) -> None:
        """Apply changes in turn."""
        for change in changes:
            text = _encoded(change.text)
            if isinstance(change, types.TextDocumentContentChangePartial):
                span = self.positions.span(change.range)
                self.source = self.source[: span.start] + text + self.source[span.end :]
            else:
                self.source = self._mark + text
        self.version = version


class OpenTexts:
    """The texts that are open, by URI and by path."""

    def __init__(self) -> None:
        self._by_uri: dict[str, OpenText] = {}

    def __iter__(self) -> Iterator[OpenText]:
        return iter(tuple(self._by_uri.values()))

    def open(self, text: OpenText) -> None:
        """Take a text that was opened."""
        self._by_uri[text.uri] = text

    def close(self, uri: str) -> OpenText | None:
        """Forget a text; return what it was."""
        return self._by_uri.pop(uri, None)

    def get(self, uri: str) -> OpenText | None:
        """Return an open text by its URI."""
        return self._by_uri.get(uri)

    def at(self, path: str) -> OpenText | None:
        """Return an open text by its absolute path."""
        return next((text for text in self if text.path == path), None)


def _encoded(text: str) -> bytes:
    # Half a character of UTF-16, which no file can hold, is written as a question mark.
    return text.encode(errors="replace")
