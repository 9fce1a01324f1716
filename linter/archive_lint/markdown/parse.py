"""Parses the bytes of a page into a `Page`: by the fast path if it is certain of all lines, else by the parser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from archive_lint.markdown.builder import PageBuilder
from archive_lint.markdown.directives import SUPPRESSION, Block
from archive_lint.markdown.events import read_markdown
from archive_lint.markdown.facts import make_page
from archive_lint.markdown.fast_path import read_lines
from archive_lint.markdown.part_list import LARGE
from archive_lint.model.layout import Layout
from archive_lint.model.page import Page

if TYPE_CHECKING:
    from archive_lint.markdown.stand_ins import StandIns

_SURROGATE = re.compile("[\udc80-\udcff]")


def parse(path: str, source: bytes, layout: Layout) -> Page:
    """Parse a page. Any bytes are accepted; those that are not UTF-8 make it `damaged`.

    Raises `UnreadablePageError` for a page with more parts than memory allows.
    """
    damaged = b"\0" in source
    try:
        text = source.decode()
    except UnicodeDecodeError:
        damaged = True
        # One `?` per byte keeps every offset as it is on disk.
        text = _SURROGATE.sub("?", source.decode(errors="surrogateescape"))
    codes = None if damaged else _template_code(source, layout)
    # Suppressions are comments that cover blocks, and only the parser knows where all blocks are.
    suppresses = b"<" in source and SUPPRESSION in source
    needs_parser = damaged or codes is not None or suppresses
    page = None if needs_parser else read_lines(source, layout, _read_block)
    if page is None:
        page = PageBuilder(source, layout, codes, keeps_blocks=suppresses)
        _read_body(page, text)
    if page.is_large:
        page.check_size()
    return make_page(path, layout.classify(path), text, page, damaged=damaged)


def read_blocks(source: bytes, layout: Layout) -> Sequence[Block]:
    """Return the blocks of a page in UTF-8 that a suppression can cover, in order.

    Raises `UnreadablePageError` for a page of more parts than memory is good for.
    """
    page = PageBuilder(source, layout, _template_code(source, layout), keeps_blocks=True)
    _read_body(page, source.decode())
    return sorted(page.blocks or ())


def _read_body(page: PageBuilder, text: str) -> None:
    start = page.body_start
    above = page.source[:start].decode(errors="surrogateescape")
    _read(page, text[len(above) :] if page.codes is None else page.readable[start:].decode(), start)


def _template_code(source: bytes, layout: Layout) -> StandIns | None:
    # One sign is found in a fourth of the time that two take, and most pages have none.
    if b"{" not in source or (b"{%" not in source and b"{{" not in source):
        return None
    # Imported here: only an archive with template code pays for the import.
    from archive_lint.markdown.stand_ins import stand_ins

    # Without configured forms, code in links is text like any other.
    return stand_ins(source, is_in_links=bool(layout.forms))


def _read_block(page: PageBuilder, start: int, end: int) -> None:
    _read(page, page.source[start:end].decode(), start)


def _read(page: PageBuilder, markdown: str, base: int) -> None:
    if page.is_large and len(markdown) > LARGE // 4:
        _read_pieces(page, markdown.encode(), base)
    else:
        read_markdown(page, markdown, base)


def _read_pieces(page: PageBuilder, markdown: bytes, base: int) -> None:
    # Imported here: nearly no page is so large.
    from archive_lint.markdown.pieces import pieces

    for piece in pieces(markdown):
        read_markdown(page, piece.text, base + piece.start, definitions=piece.definitions)
        page.check_size()
