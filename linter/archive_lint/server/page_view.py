"""A page that an editor asks about."""

from __future__ import annotations

from archive_lint.model.page import PageFacts
from archive_lint.model.span import text_start
from archive_lint.server.positions import Positions
from archive_lint.server.texts import OpenText, OpenTexts
from archive_lint.server.uris import uri_of
from archive_lint.server.workspace import OpenFolder


class PageView:
    """A page that an editor asks about, as it is there. For the thread that works on archives."""

    def __init__(self, folder: OpenFolder, path: str, text: OpenText | None, encoding: str) -> None:
        self.folder = folder
        self.path = path
        """As the archive names it."""
        self.source = folder.live.text(path) or b""
        self.positions = (
            Positions(self.source, encoding, skipped=text_start(self.source)) if text is None else text.positions
        )
        self.encoding = encoding

    @property
    def facts(self) -> PageFacts | None:
        """Facts of the page; `None` if it cannot be read."""
        return self.folder.live.facts(self.path)

    def beside(self, path: str, open_texts: OpenTexts) -> PageView:
        """Return another page of the archive."""
        return PageView(self.folder, path, open_texts.at(self.folder.outside(path)), self.encoding)

    @property
    def uri(self) -> str:
        """The URI of the page."""
        return uri_of(self.folder.outside(self.path))
