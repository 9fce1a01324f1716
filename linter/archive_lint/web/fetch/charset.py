"""Decodes the bytes of a page, as browsers do.

Names of encodings come from servers and pages, and Python has codecs that are not encodings of text, or are slow on
crafted input: a name is looked up among the labels of the Encoding Standard (encoding.spec.whatwg.org), never among
Python's codecs.
"""

from __future__ import annotations

import codecs
import re

from webencodings.labels import LABELS

_CODECS = {
    "big5": "big5hkscs",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "ibm866": "cp866",
    "iso-2022-jp": "iso2022_jp",
    "iso-8859-8-i": "iso8859-8",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    "shift_jis": "cp932",
    "utf-16be": "utf-16-be",
    "utf-16le": "utf-16-le",
    "utf-8": "utf-8",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
}
"""Python's codec for each encoding of the standard; some read more than the name says. `replacement` is left out, which
stands for encodings that nobody should decode, and `x-user-defined`, which no page is written in."""

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_CHARSET = re.compile(rb"""charset\s*+=\s*+["']?\s*+([a-zA-Z0-9_.:-]{1,40})""", re.IGNORECASE)

_PRESCAN = 1_024
"""Number of bytes in which a page may declare its encoding: HTML Standard, 4.2.5.4."""


def decode(content: bytes, content_type: str) -> str:
    """Return `content` as text; bytes that cannot be decoded become U+FFFD. Never raises.

    A byte order mark wins, then the header, then the page's own declaration, then UTF-8 if it decodes, then
    windows-1252. A declared encoding that the bytes contradict gives way to UTF-8 if that decodes.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, "replace")
    declared = _named(content_type.encode("ascii", "replace")) or _declared_in(content[:_PRESCAN])
    for candidate in (declared, "utf-8"):
        if candidate is not None and (text := _whole(content, candidate)) is not None:
            return text
    return content.decode(declared or "cp1252", "replace")


def _whole(content: bytes, codec: str) -> str | None:
    """Return `content` decoded strictly, without a character cut off at its end; `None` if it does not decode."""
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(content, final=False)
    except UnicodeError:
        return None


def _named(header: bytes) -> str | None:
    found = _CHARSET.search(header)
    return None if found is None else _CODECS.get(LABELS.get(found[1].decode("ascii").lower(), ""))


def _declared_in(beginning: bytes) -> str | None:
    codec = _named(beginning)
    # A declaration that can be read as ASCII is not in UTF-16, whatever it says.
    return "utf-8" if codec is not None and codec.startswith("utf-16") else codec
