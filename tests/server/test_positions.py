"""Places in a text as editors count them are the places that the editor means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from archive_lint.model.span import BYTE_ORDER_MARK, Span
from archive_lint.server.positions import Positions
from archive_lint.server.texts import OpenText

ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
UNITS = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
TEXT = "aé😀b\r\n\u2028x\x0b\x85y\rz\n"
"""Lines end in CRLF, CR and LF, and nowhere else."""
pieces = st.text(st.sampled_from("ab[](/é😀\u2028\x0b\x85"), max_size=6)
texts = st.lists(st.tuples(pieces, st.sampled_from(["\n", "\r\n", "\r", ""])), max_size=6).map(
    lambda lines: "".join(line + end for line, end in lines)
)
encodings = st.sampled_from(sorted(ENCODINGS))


def lines_of(text: str) -> list[str]:
    """The lines of a text without their endings."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def units(text: str, encoding: str) -> int:
    return len(text.encode(ENCODINGS[encoding])) // UNITS[encoding]


@pytest.mark.parametrize(
    ("encoding", "place", "before"),
    [
        ("utf-8", (0, 7), "aé😀"),
        ("utf-16", (0, 4), "aé😀"),
        ("utf-32", (0, 3), "aé😀"),
        ("utf-16", (0, 3), "aé"),
        ("utf-8", (0, 5), "aé"),
        ("utf-16", (0, 99), "aé😀b"),
        ("utf-32", (1, 2), "aé😀b\r\n\u2028x"),
        ("utf-16", (2, 1), "aé😀b\r\n\u2028x\x0b\x85y\rz"),
        ("utf-16", (3, 0), TEXT),
        ("utf-16", (9, 9), TEXT),
    ],
    ids=repr,
)
def test_a_place_that_is_not_there_is_the_nearest_before_it(encoding: str, place: tuple[int, int], before: str) -> None:
    assert Positions(TEXT.encode(), encoding).offset(types.Position(*place)) == len(before.encode())


@given(text=texts, encoding=encodings, data=st.data())
def test_there_and_back_again(text: str, encoding: str, data: st.DataObject) -> None:
    lines = lines_of(text)
    number = data.draw(st.integers(0, len(lines) - 1))
    before = lines[number][: data.draw(st.integers(0, len(lines[number])))]
    place = types.Position(number, units(before, encoding))
    positions = Positions(text.encode(), encoding)
    offset = positions.offset(place)
    assert positions.position(offset) == place
    assert text.encode()[positions.line(number).start : offset] == before.encode()
    assert text.encode()[slice(*_ends(positions.line(number)))].decode() == lines[number]


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
def test_a_byte_order_mark_is_not_a_place(encoding: str) -> None:
    text = OpenText("file:///x", "/x", "é\n", 1, encoding=encoding, has_mark=True)
    assert text.source == BYTE_ORDER_MARK + "é\n".encode()
    assert text.positions.offset(types.Position(0, 0)) == 3
    text.change([types.TextDocumentContentChangeWholeDocument("b\n")], 2)
    assert (text.source, text.version) == (BYTE_ORDER_MARK + b"b\n", 2)


def test_bytes_that_are_not_utf_8_have_a_place() -> None:
    positions = Positions(b"a\xffb\n", "utf-16")
    assert [positions.position(offset).character for offset in range(4)] == [0, 1, 2, 3]
    assert positions.offset(types.Position(0, 2)) == 2


class Client:
    """What an editor has of a text, as a string."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self.encoding = encoding

    def place(self, at: int) -> types.Position:
        """The position before a code point, which is not between CR and LF."""
        lines = lines_of(self.text[:at])
        return types.Position(len(lines) - 1, units(lines[-1], self.encoding))

    def change(self, start: int, end: int, new: str) -> types.TextDocumentContentChangePartial:
        found = types.Range(self.place(start), self.place(end))
        self.text = self.text[:start] + new + self.text[end:]
        return types.TextDocumentContentChangePartial(found, new)


@given(text=texts, encoding=encodings, data=st.data())
def test_whatever_is_typed_both_have_the_same_text(text: str, encoding: str, data: st.DataObject) -> None:
    client = Client(text, encoding)
    server = OpenText("file:///x", "/x", text, 0, encoding=encoding)
    for version in range(1, 6):
        places = [
            at
            for at in range(len(client.text) + 1)
            if not client.text.startswith("\n", at) or client.text[at - 1 : at] != "\r"
        ]
        start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
        server.change([client.change(start, end, data.draw(texts))], version)
        assert server.source == client.text.encode()
