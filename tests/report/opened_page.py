"""The report's page as a browser without script builds it."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from typing import NamedTuple

_VOID = {"meta", "input"}


class Row(NamedTuple):
    """One finding as the page shows it."""

    severity: str
    text: str
    links: tuple[str, ...]
    page: str
    """The path under which it stands."""
    page_link: str
    page_text: str
    """Of the link as it is written: the rest of the path is shown by the style sheet."""


class OpenedPage(HTMLParser):
    """Keeps the elements, the links and the text of the page."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.policy = ""
        self.rows: list[Row] = []
        self.texts: dict[str, list[str]] = {}
        """What stands in each element of a name, its inner ones included."""
        self._open: list[tuple[str, str]] = []
        self._row: int | None = None
        self._links: list[str] = []
        self._page = ("", "", "")
        self._root = ""
        self.feed(page.decode())
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.attributes |= set(given)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self._links += [given["href"]] if "href" in given else []
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        self._root = given.get("data-root", self._root)
        if tag in _VOID:
            return
        if tag == "h3":
            self._links = []
        if tag == "li" and ("div", "rows") in self._open:
            self._row, self._links = len(self._open), []
            self.rows.append(Row(given["class"], "", (), *self._page))
        self.texts.setdefault(tag, []).append("")
        self._open.append((tag, given.get("class", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag
        if self._row == len(self._open):
            self.rows[-1] = self.rows[-1]._replace(links=tuple(self._links))
            self._row = None
        if tag == "h3":
            link = "".join(self._links)
            text = self.texts["h3"][-1]
            self._page = (text or link.removeprefix(self._root), link, text)
        elif tag == "ol":
            self._page = ("", "", "")

    def handle_data(self, data: str) -> None:
        for tag in {tag for tag, _ in self._open}:
            self.texts[tag][-1] += data
        if self._row is not None:
            self.rows[-1] = self.rows[-1]._replace(text=self.rows[-1].text + data)

    def handle_comment(self, data: str) -> None:
        self.tags["comment"] += 1
