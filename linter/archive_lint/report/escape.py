"""Escapes text before it is written: one function per sink.

Page text, paths, URLs and servers' texts are hostile everywhere. Formats write them only through the function of their
sink.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import quote

# Expressions of rare characters are made when they are first asked for: each takes as long as loading ten modules.

# DEL and C1 drive terminals, as C0 does; line and paragraph separators end lines in some readers; the bidirectional
# controls and the byte order mark make text read as what it is not.
_RARE = "\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
# Runners find these anywhere in a line of their log: GitHub and Azure `##[`, Azure `##vso[`, TeamCity `##teamcity[`.
# Case is ignored only here: a flag on the whole expression makes it look at each character of the ranges above, which
# takes longer than checking a page.
_COMMAND = r"#(?=#(?i:\[|vso\[|teamcity\[))"
_INVISIBLE = rf"[\x00-\x1f{_RARE}]|{_COMMAND}"
_INVISIBLE_IN_LINES = rf"[\x00-\x09\x0b\x0c\x0e-\x1f{_RARE}]|{_COMMAND}"
_JSON = rf"[{_RARE}]|{_COMMAND}"
_SURROGATE = "[\ud800-\udfff]"

# XML 1.0: what is not `Char` makes a document that no parser reads, escaped or not.
_NO_XML = "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_XML = rf"[&<>\"'\t\n\r{_RARE}]|{_COMMAND}"

_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})

# In a path these end it, are read as a slash, or are not allowed in a URL.
_NO_IRI = r"\x00-\x20\"#%<>?\\^`{|}"

# Characters that make markup or formulas anywhere in a line, with the colons and full stops that make links of URLs.
_MARKDOWN = r"(?i:[#$&*<>@\[\\\]^_`{|}~]|:(?![\d\s]|\Z)|(?<=www)\.)"
# Characters that begin a formula, with the full-width forms that some spreadsheets read alike; tabs and line breaks are
# gone already.
_FORMULAS = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")
_ZERO_WIDTH_SPACE = "\u200b"


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def unicode_text(text: str) -> str:
    """Return text that UTF-8 can encode: lone surrogates, which stand for bytes that are not UTF-8, become U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _compiled(_SURROGATE).sub("\ufffd", text)
    return text


def terminal(text: str) -> str:
    """Escape text for a terminal or a log.

    The result is one line that neither controls the terminal nor commands the runner that reads the log.
    """
    shown = _compiled(_INVISIBLE).sub(_as_visible, text)
    return shown.replace("::", r"\x3a:", 1) if shown.lstrip().startswith("::") else shown


def terminal_excerpt(text: str, places: Sequence[int]) -> tuple[str, list[int]]:
    """Escape text in the middle of a terminal's line; return it with the new offsets of `places` in it."""
    moved = list(places)
    for match in _compiled(_INVISIBLE).finditer(text):
        growth = len(_as_visible(match)) - 1
        for at, place in enumerate(places):
            if place > match.start():
                moved[at] += growth
    return _compiled(_INVISIBLE).sub(_as_visible, text), moved


def workflow_data(text: str) -> str:
    """Escape text for the message of a GitHub workflow command."""
    shown = _compiled(_INVISIBLE_IN_LINES).sub(_as_visible, text)
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """Escape text for a property of a GitHub workflow command."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def azure_data(text: str) -> str:
    """Escape text for the message of an Azure Pipelines logging command."""
    shown = _compiled(_INVISIBLE_IN_LINES).sub(_as_visible, text)
    return shown.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def azure_property(text: str) -> str:
    """Escape text for a property of an Azure Pipelines logging command."""
    return azure_data(text).replace("]", "%5D").replace(";", "%3B")


def json(document: bytes) -> bytes:
    """Escape encoded JSON for a terminal or a log; the result is the same document.

    The characters that are replaced occur only in strings, and an encoder puts no backslash before them.
    """
    return _compiled(_JSON).sub(lambda match: f"\\u{ord(match[0]):04x}", document.decode()).encode()


def xml(text: str) -> str:
    """Escape text for content or a quoted attribute of XML. Characters that XML cannot contain become U+FFFD."""
    return _compiled(_XML).sub(_as_reference, _compiled(_NO_XML).sub("\ufffd", text))


def html(text: str) -> str:
    """Escape text for content or a quoted attribute of HTML."""
    return _compiled(_INVISIBLE).sub(_as_visible, text).translate(_HTML)


def markdown(text: str) -> str:
    """Escape text for a table's cell or the middle of a line of Markdown, as words without any markup.

    No link, mention, image or formula remains. Character references are text to every Markdown parser, before it looks
    for cells. Mentions are found in the rendered page, where only a character between `@` and the name prevents them.
    """
    shown = _compiled(_MARKDOWN).sub(_as_reference, _compiled(_INVISIBLE).sub(_as_visible, text))
    return shown.replace("&#64;", f"&#64;{_ZERO_WIDTH_SPACE}")


def csv(text: str) -> str:
    """Quote text for a cell of CSV: on one line, and as text to spreadsheets, which take some beginnings for a formula.

    These get an apostrophe before them, as the OWASP cheat sheet on CSV injection advises.
    """
    shown = _compiled(_INVISIBLE).sub(_as_visible, text)
    if shown.lstrip().startswith(_FORMULAS):
        shown = f"'{shown}"
    doubled = shown.replace('"', '""')
    return f'"{doubled}"'


def uri_path(path: str) -> str:
    """Return a path as a relative URI reference, percent-encoded as UTF-8."""
    return quote(unicode_text(path), safe="/")


def iri_path(path: str) -> str:
    """Return the path of a relative reference in a page, percent-encoded where needed, with other scripts as they are.

    It is half as long as `uri_path` in most scripts, and readable in the page's source.
    """
    shown = _compiled(rf"[{_NO_IRI}{_RARE}]").sub(lambda match: quote(match[0]), unicode_text(path))
    return f"./{shown}" if ":" in shown.partition("/")[0] else shown


def readable_url(url: str) -> str:
    """Return a percent-encoded URL for a page with the letters of other scripts as they are."""
    return _compiled(r"(?:%[89A-Fa-f][0-9A-Fa-f])+").sub(_as_letters, url)


def _as_letters(match: re.Match[str]) -> str:
    try:
        letters = bytes.fromhex(match[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return match[0]
    return letters if letters.isprintable() and not _compiled(rf"[{_RARE}]").search(letters) else match[0]


def _as_visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _as_reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"
