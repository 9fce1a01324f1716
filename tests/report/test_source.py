from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from archive_lint.model.span import Span, locate
from archive_lint.report import source
from archive_lint.report.source import Sources, SourceText

PIECES = (
    b"\xef\xbb\xbf",
    b"\n",
    b"\r",
    b"\r\n",
    b"a",
    "題".encode(),
    "🚩".encode(),
    b"\xff",
    b"x" * 700,
    b"\xe9\xa1" * 500,
)
PAGES = st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)


def is_between_characters(page: bytes, offset: int) -> bool:
    return page[max(0, offset - 1) : offset + 1] != b"\r\n" and (offset == len(page) or page[offset] & 0xC0 != 0x80)


@given(PAGES, st.integers(0, 6_000))
def test_a_byte_is_where_findings_say_it_is(page: bytes, offset: int) -> None:
    assume(is_between_characters(page, offset := min(offset, len(page))))
    place, _ = locate(page, Span(offset, offset))
    assert SourceText(page).position(offset) == place


@given(PAGES, st.integers(0, 6_000))
def test_a_column_in_bytes_leads_back_to_the_byte(page: bytes, offset: int) -> None:
    assume(is_between_characters(page, offset := min(offset, len(page))))
    text = SourceText(page)
    place = text.position(offset)
    line_start = max(page.rfind(b"\n", 0, offset), page.rfind(b"\r", 0, offset)) + 1
    byte_order_mark = 3 if offset == 0 and page.startswith(b"\xef\xbb\xbf") else 0
    assert line_start + text.byte_column(place) - 1 == offset + byte_order_mark


@given(PAGES)
def test_lines_are_those_of_the_page(page: bytes) -> None:
    text = SourceText(page)
    whole = page.removeprefix(b"\xef\xbb\xbf").decode(errors="surrogateescape")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [text.line(number) for number in range(len(lines) + 2)] == ["", *lines, ""]


def test_a_page_is_read_once_and_few_are_kept() -> None:
    asked: list[str] = []

    def read(path: str) -> bytes | None:
        asked.append(path)
        return None if path == "0" else path.encode()

    sources = Sources(read)
    for number in range(source._MOST_KEPT):
        sources.get(str(number))
        sources.get(str(number))
    assert len(asked) == source._MOST_KEPT
    sources.get("one more")
    sources.get("0")
    assert asked[-2:] == ["one more", "0"]
    kept = sources.get("one more")
    assert kept is not None
    assert kept.line(1) == "one more"
