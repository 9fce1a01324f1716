"""The ids of a rendered page: those of its headings, its footnotes, and explicit ones.

Read only if fragments are checked, in a pass of its own. If anything but the page decides its ids (template code, a
component, an included file, a plugin's table of contents, the template of a list), they count as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from archive_lint.markdown.events import PARSER
from archive_lint.markdown.sluggers.named import SLUGGERS
from archive_lint.markdown.sluggers.slugger import HeadingText, Slugger

_FROM_ELSEWHERE = re.compile(
    # Template code, and text that kramdown, MyST, VitePress and extensions of Python-Markdown read as instructions.
    r"\{\{|\{%|<%|\{::|\{!|\{:\s*toc|(?<!`)```+[ \t]*\{|--8<--|@include|^[ \t]*(?::::|!!!|\?\?\?|<<<|===[!+]*[ \t]*\")"
    # Tables of contents, and the shortcodes of a wiki or of WordPress for them.
    r"|^[ \t]*\[{1,2}_?toc_?\]{1,2}[ \t]*$"
    # Ids that a script adds are not known.
    r"|<script\b",
    re.IGNORECASE | re.MULTILINE,
)
_COMPONENT = re.compile(r"<[A-Z]+[a-z]|<[a-z]\w*[-.:]\w|<(?:slot|template|include)\b|\bid=\{|\bmarkdown\b")
"""A tag that HTML does not have, or Markdown in HTML: a program decides what it becomes."""
_BARE_HEADING = re.compile(r"<h[1-6](?![^<>]*\bid\s*=)[\s>]|^[ \t]*#{1,6}[ \t]", re.IGNORECASE | re.MULTILINE)
"""A heading in HTML without an id, or a Markdown heading in HTML: some renderers give it one."""
_HTML_ID = re.compile(r"\b(?:id|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))", re.IGNORECASE)
_ATTRIBUTE_ID = re.compile(r"(?:#|\bid=[\"']?)([^\s\"'{}#.]+(?:\.[^\s\"'{}#.]+)*)")
_ATTRIBUTE = r"(?:[#.][^\s{}]+|[\w:-]+=(?:\"[^\"{}]*\"|[^\s{}\"]+))"
_ATTRIBUTES = re.compile(
    rf"(?:\{{:?[ \t]*({_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*)[ \t]*\}}|\{{/\*[ \t]*(#?[\w-]+)[ \t]*\*/\}})\Z"
)
"""Attributes at the end of a heading: `{#id .class}`, `{: #id }` or `{/* id */}`."""
_BRACES = re.compile(r"\{[^\n{}]*\}")
"""Attributes of the text before them, or on a line of their own."""
_SIGNS = re.compile(r"[ >\t]*#{1,6}(?:[ \t]+|\Z)")
_UNDERLINE = re.compile(r"\r?\n[ >\t]*(?:=+|-+)[ \t]*\Z")
_TEMPLATE_KEY = re.compile(rb"^(?:layout|template|type)[ \t]*[:=]", re.MULTILINE)
_MOST_HEADINGS = 2_000
"""The most headings of a page that are numbered: more can take quadratic time."""
_IMPORT = re.compile(r"(?:import|export)\s.*(?:from|=|\{)")


class _Opened(Struct):
    """A heading that is being read."""

    pieces: list[tuple[str, bool]]
    is_plain: bool = True
    """Whether it holds neither pictures nor HTML."""


class ReadIds(Struct):
    """The parts of a page that may have ids."""

    headings: list[tuple[HeadingText, str, bool]]
    """Headings, each with the id in its attributes, and whether it is plain."""
    html: list[str]
    notes: list[str]
    """Labels of footnotes, in the order of their references."""
    is_known: bool = True


def ids_of(path: str, markdown: str, slugger: str) -> tuple[str, ...] | None:
    """Return the ids of a page, sorted, with those of headings as the named slugger makes them.

    `None` if not all are known. `markdown` is the page without its front matter. Takes time linear in it.
    """
    is_listing = path.rpartition("/")[2].startswith("_index.") or not markdown.strip()
    if is_listing or _FROM_ELSEWHERE.search(markdown):
        return None
    return _ids_of(path, markdown, SLUGGERS[slugger]())


def names_template(front: bytes) -> bool:
    """Return whether front matter names the template of the page."""
    return _TEMPLATE_KEY.search(front) is not None


def _ids_of(path: str, markdown: str, slugger: Slugger) -> tuple[str, ...] | None:
    read = read_headings(markdown, reads_jsx=path.endswith(".mdx"), reads_bare_signs=slugger.reads_bare_signs)
    html = "".join(read.html)
    if not read.is_known or len(read.headings) > _MOST_HEADINGS:
        return None
    if _COMPONENT.search(html) or _BARE_HEADING.search(html):
        return None
    ids = set(_html_ids(html))
    for braces in _BRACES.findall(markdown):
        ids.update(_ATTRIBUTE_ID.findall(braces))
    ids.update(explicit for _, explicit, _ in read.headings if explicit)
    slugger.reserve(explicit for _, explicit, _ in read.headings if explicit)
    for heading, explicit, is_plain in read.headings:
        if explicit:
            continue
        ids.add(slugger.id_of(heading))
        ids.update(slugger.further_ids(heading))
        if not is_plain:
            stripped = HeadingText(heading.source, ((heading.text.strip(), False),))
            ids.update(slugger.further_ids(stripped))
    for number, name in enumerate(dict.fromkeys(read.notes), 1):
        ids.update(slugger.note_ids(name, number))
    ids.discard("")
    return tuple(sorted(ids))


def _html_ids(html: str) -> Iterable[str]:
    for found in _HTML_ID.finditer(html):
        value = found[1] or found[2] or found[3] or ""
        if "&" in value:
            from html import unescape

            value = unescape(value)
        yield value.strip()


def read_headings(markdown: str, *, reads_jsx: bool = False, reads_bare_signs: bool = False) -> ReadIds:
    """Return the headings, footnotes and HTML of a page.

    With `reads_jsx`, braces in text are expressions; with `reads_bare_signs`, `#Heading` is a heading, which the parser
    does not see. Either leaves the ids unknown.
    """
    return _Reader(markdown.encode(), reads_jsx=reads_jsx, reads_bare_signs=reads_bare_signs).read(markdown)


class _Reader:
    """Reads the parser's events that matter for ids."""

    def __init__(self, source: bytes, *, reads_jsx: bool, reads_bare_signs: bool) -> None:
        self._source = source
        self._reads_jsx = reads_jsx
        self._reads_bare_signs = reads_bare_signs
        self._result = ReadIds([], [], [])
        self._heading: _Opened | None = None
        self._pictures = 0
        self._is_code = False
        self._begins = False
        """Whether a paragraph has just begun."""

    def read(self, markdown: str) -> ReadIds:
        events: Iterable[tuple[Any, Any]] = PARSER.events_with_range(markdown)
        for event, place in events:
            begins, self._begins = self._begins, False
            if event.__class__ is str:
                self._add(" ", is_code=False)
            elif "Text" in event:
                self._read_text(event["Text"], begins=begins)
            elif "Code" in event:
                self._add(event["Code"], is_code=True)
            elif "Start" in event:
                self._start(event["Start"])
            elif "End" in event:
                self._end(event["End"], place)
            elif "InlineHtml" in event or "Html" in event:
                self._result.html.append(event.get("InlineHtml") or event.get("Html") or "")
                if self._heading is not None:
                    self._heading.is_plain = False
            elif "FootnoteReference" in event:
                self._result.notes.append(event["FootnoteReference"])
        return self._result

    def _add(self, text: str, *, is_code: bool) -> None:
        if self._heading is not None and not self._pictures:
            self._heading.pieces.append((text, is_code))

    def _read_text(self, text: str, *, begins: bool) -> None:
        self._add(text, is_code=False)
        if self._is_code:
            return
        is_bare = begins and self._reads_bare_signs and text.startswith("#")
        is_jsx = self._reads_jsx and "{" in text and self._heading is None
        if is_bare or is_jsx or (begins and _IMPORT.match(text)):
            self._result.is_known = False

    def _start(self, tag: Any) -> None:
        name = tag if tag.__class__ is str else next(iter(tag))
        if name == "Heading":
            self._heading = _Opened([])
        elif name == "Image":
            self._pictures += 1
            if self._heading is not None:
                self._heading.is_plain = False
        elif name == "CodeBlock":
            self._is_code = True
        elif name == "Paragraph":
            self._begins = True

    def _end(self, tag: Any, place: Any) -> None:
        name = tag if tag.__class__ is str else next(iter(tag))
        if name == "Image":
            self._pictures -= 1
        elif name == "CodeBlock":
            self._is_code = False
        elif name == "Heading" and self._heading is not None:
            opened, self._heading = self._heading, None
            source = self._source[place["start"] : place["end"]].decode(errors="replace")
            self._end_heading(opened, _inner(source))

    def _end_heading(self, opened: _Opened, source: str) -> None:
        source = source.rstrip()
        found = _ATTRIBUTES.search(source)
        explicit = ""
        pieces = opened.pieces
        if found is not None:
            explicit = (found[2] or "").lstrip("#") or "".join(_ATTRIBUTE_ID.findall(found[1] or "")[:1])
            pieces = _without(pieces, found[0])
            source = source[: found.start()]
        self._result.headings.append((HeadingText(source.strip(), tuple(pieces)), explicit, opened.is_plain))


def _inner(source: str) -> str:
    """Return a heading as written, without its marks."""
    source = source.rstrip("\r\n")
    signs = _SIGNS.match(source)
    if signs is None:
        return _UNDERLINE.sub("", source)
    inner = source[signs.end() :].rstrip()
    text = inner.rstrip("#")
    return inner if text and not text.endswith((" ", "\t")) else text


def _without(pieces: list[tuple[str, bool]], attributes: str) -> list[tuple[str, bool]]:
    """Return the pieces of a heading without the attributes that end it."""
    pieces = list(pieces)
    left = len(attributes)
    while pieces and left > 0:
        text, is_code = pieces.pop()
        if len(text) > left:
            pieces.append((text[:-left].rstrip(), is_code))
        left -= len(text)
    return pieces
