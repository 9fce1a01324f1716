"""Bytes of a page to text, as browsers would read them.

Names of encodings come from servers and pages, and Python has codecs that are not encodings of text or slow on
purpose-made input: a name is looked up in this table of the Encoding Standard's labels (encoding.spec.whatwg.org),
never in Python's.
"""

from __future__ import annotations

import codecs
import re

_CODECS = {
    label: codec
    for codec, labels in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8",
        "gb18030": "gb18030 gbk gb2312 gb_2312-80 gb_2312 chinese iso-ir-58 x-gbk csgb2312",
        "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5 csbig5",
        "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j ms932 csshiftjis",
        "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
        "iso2022_jp": "iso-2022-jp csiso2022jp",
        "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 iso-ir-149 cseuckr",
        "cp1252": "windows-1252 iso-8859-1 iso8859-1 latin1 us-ascii ascii ansi_x3.4-1968 cp1252 x-cp1252 l1",
        "iso8859-2": "iso-8859-2 iso8859-2 latin2",
        "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
        "iso8859-6": "iso-8859-6 iso8859-6 arabic",
        "iso8859-7": "iso-8859-7 iso8859-7 greek",
        "iso8859-8": "iso-8859-8 iso8859-8 hebrew iso-8859-8-i",
        "iso8859-15": "iso-8859-15 iso8859-15 latin9",
        "cp866": "ibm866 cp866 866 csibm866",
        "koi8-r": "koi8-r koi8 koi koi8_r cskoi8r",
        "koi8-u": "koi8-u koi8-ru",
        "cp874": "windows-874 tis-620 iso-8859-11 iso8859-11 dos-874",
        "cp1250": "windows-1250 cp1250 x-cp1250",
        "cp1251": "windows-1251 cp1251 x-cp1251",
        "cp1253": "windows-1253 cp1253 x-cp1253",
        "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 latin5",
        "cp1255": "windows-1255 cp1255 x-cp1255",
        "cp1256": "windows-1256 cp1256 x-cp1256",
        "cp1257": "windows-1257 cp1257 x-cp1257",
        "cp1258": "windows-1258 cp1258 x-cp1258",
        "utf-16-le": "utf-16 utf-16le ucs-2 unicode csunicode iso-10646-ucs-2",
        "utf-16-be": "utf-16be unicodefffe",
    }.items()
    for label in labels.split()
}

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_CHARSET = re.compile(rb"""charset\s*+=\s*+["']?\s*+([a-zA-Z0-9_.:-]{1,40})""", re.IGNORECASE)

_PRESCAN = 1_024
"""Bytes in which a page may declare its encoding: HTML Standard, 4.2.5.4."""


def decode(content: bytes, content_type: str) -> str:
    """`content` as text; what cannot be read is U+FFFD. Never raises.

    A byte order mark wins, then the header, then the page's own word, then UTF-8 where it fits, then windows-1252. A
    declared encoding that the bytes contradict gives way to UTF-8 where that fits.
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
    """`content` decoded strictly, a character cut off at its end left out; `None` when it is not in this encoding."""
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(content, final=False)
    except UnicodeError:
        return None


def _named(header: bytes) -> str | None:
    found = _CHARSET.search(header)
    return None if found is None else _CODECS.get(found[1].decode("ascii").lower())


def _declared_in(beginning: bytes) -> str | None:
    codec = _named(beginning)
    # A declaration that can be read as ASCII is not in UTF-16, whatever it says.
    return "utf-8" if codec is not None and codec.startswith("utf-16") else codec
