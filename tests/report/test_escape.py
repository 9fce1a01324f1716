"""No text gets out of the place it is written to."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import msgspec
import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.report import escape
from tests.report.cases import HOSTILE, HOSTILE_LINES

PIECES = (
    "::error::", "##[error]", "##vso[task.x]", "##TeamCity[x]", "#", "##", "%", "%0A", "\r", "\n", "\r\n", "\t",
    "\x1b[31m", "^0^", "~0~", "[[x]]",
    "\0", "\x85", "\u2028", "\u202e", "\ufeff", "\ud800", "\udfff", "\ufffe", "\uffff", "|", "\\", "`", "``",
    "<b>", "</td>", "<!--", "-->", "]]>", "<![CDATA[", "&amp;", "&#10;", "\"", "'", "@user", "![x](y)", "[x](y)",
    "http://e.example/", "www.e.example", "$x$", "~~x~~", "*x*", "_x_", ":", ",", ";", "]", " ", "a", "題", "שלום",
    "🚩", HOSTILE, HOSTILE_LINES,
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=8).map("".join)


def json_string(text: str) -> str:
    return escape.json(msgspec.json.encode(escape.unicode_text(text))).decode()


SINKS: list[Callable[[str], str]] = [
    escape.terminal,
    escape.workflow_data,
    escape.workflow_property,
    escape.azure_data,
    escape.azure_property,
    json_string,
    escape.xml,
    escape.html,
    escape.markdown,
    escape.uri_path,
    escape.csv,
]

# The C0 and C1 controls, what separates lines anywhere, and what turns the direction of text.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
RUNNER_COMMAND = re.compile(r"##(\[|vso\[|teamcity\[)", re.IGNORECASE)


@pytest.mark.parametrize("sink", SINKS, ids=lambda sink: sink.__name__)
@given(text=TEXTS)
def test_no_line_ends_inside_what_is_written_and_utf8_can_hold_it(sink: Callable[[str], str], text: str) -> None:
    written = sink(text)
    assert len(written.splitlines()) <= 1
    assert not CONTROL.search(written)
    written.encode()


@pytest.mark.parametrize("sink", SINKS, ids=lambda sink: sink.__name__)
@given(text=TEXTS)
def test_no_runner_finds_a_command_in_the_middle_of_a_line(sink: Callable[[str], str], text: str) -> None:
    assert not RUNNER_COMMAND.search(sink(text))


@pytest.mark.parametrize("sink", SINKS, ids=lambda sink: sink.__name__)
@pytest.mark.parametrize("text", ["", "Flood in 四川省", "naïve – “quoted”", "🚩", "שלום"])
def test_harmless_text_stays_as_it_is(sink: Callable[[str], str], text: str) -> None:
    assert unquote(sink(text)).strip('"') == text


@given(TEXTS)
def test_a_line_of_a_log_begins_with_no_command(text: str) -> None:
    assert not escape.terminal(text).strip().startswith("::")


@given(TEXTS)
def test_an_excerpt_knows_where_its_places_went(text: str) -> None:
    places = list(range(len(text) + 1))
    written, moved = escape.terminal_excerpt(text, places)
    assert (moved[0], moved[-1]) == (0, len(written))
    for place, char in enumerate(text):
        shown = written[moved[place] : moved[place + 1]]
        assert shown in (char, f"\\x{ord(char):02x}", f"\\u{ord(char):04x}")


@given(TEXTS)
def test_a_workflow_command_keeps_its_message_and_properties(text: str) -> None:
    shown = escape.workflow_property(text)
    command = f"::error file={shown},title={shown}::{escape.workflow_data(text)}"
    properties, data = re.fullmatch(r"::error ([^\r\n]*?)::([^\r\n]*)", command).groups()  # type: ignore[union-attr]
    first, second = properties.split(",")
    assert first.removeprefix("file=") == second.removeprefix("title=")
    decoded = data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    assert decoded.count("%") == text.count("%")


@given(TEXTS)
def test_an_azure_command_ends_where_it_was_meant_to(text: str) -> None:
    command = f"##vso[task.logissue sourcepath={escape.azure_property(text)};code=L001]{escape.azure_data(text)}"
    properties, _, _ = command.removeprefix("##vso[task.logissue ").partition("]")
    assert [part.partition("=")[0] for part in properties.split(";")] == ["sourcepath", "code"]


@given(TEXTS)
def test_an_xml_parser_reads_back_what_xml_can_hold(text: str) -> None:
    document = ET.fromstring(f'<a b="{escape.xml(text)}">{escape.xml(text)}</a>')
    kept = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    assert document.get("b") == kept
    assert (document.text or "") == kept
    assert len(document) == 0


@given(TEXTS)
def test_json_says_the_same_as_before(text: str) -> None:
    assert msgspec.json.decode(json_string(text)) == escape.unicode_text(text)


class Recorder(HTMLParser):
    """Keeps what an HTML parser sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.title: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.title = dict(attrs).get("title", self.title)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")


def parsed(document: str) -> Recorder:
    recorder = Recorder()
    recorder.feed(document)
    recorder.close()
    return recorder


@given(TEXTS)
def test_html_text_is_text_and_nothing_else(text: str) -> None:
    page = parsed(f'<p title="{escape.html(text)}">{escape.html(text)}</p>')
    assert page.tags == ["p"]
    assert page.text == page.title == parsed(escape.html(text)).text


EXTENSIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_MATH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_SUPERSCRIPT
    | pyromark.Options.ENABLE_SUBSCRIPT
    | pyromark.Options.ENABLE_WIKILINKS
)


@given(TEXTS.filter(lambda text: text.strip()))
def test_markdown_text_is_one_cell_of_words(text: str) -> None:
    table = f"| a | b |\n|---|---|\n| x {escape.markdown(text)} | end |\n\nafter\n"
    page = parsed(pyromark.html(table, options=EXTENSIONS))
    assert page.tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td", "p"]
    assert page.text.replace("\n", "").endswith("endafter")


@given(TEXTS)
def test_markdown_text_holds_no_bare_address_and_no_mention(text: str) -> None:
    written = escape.markdown(text)
    assert "://" not in written
    assert not re.search(r"www\.", written, re.IGNORECASE)
    assert not re.search(r"@\w", written)
    assert not re.search(r"&#64;\w", written)


@given(TEXTS)
def test_a_uri_decodes_to_the_path(text: str) -> None:
    written = escape.uri_path(text)
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]*", written)
    assert unquote(written, errors="strict") == escape.unicode_text(text)


@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_csv_comes_back_as_the_same_cells_and_none_is_a_formula(texts: list[str]) -> None:
    (cells,) = csv.reader([",".join(escape.csv(text) for text in texts)])
    assert len(cells) == len(texts)
    for cell, text in zip(cells, texts, strict=True):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠"))
        assert cell.removeprefix("'") == _visible(text).removeprefix("'")


@pytest.mark.parametrize(
    "text",
    ["=1+2", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r\n=1", "＝1", "|calc", '=HYPERLINK("http://evil.example/")'],
)
def test_what_a_spreadsheet_would_compute_is_text(text: str) -> None:
    ((cell,),) = csv.reader([escape.csv(text)])
    assert cell.startswith(("'", "\\x")), cell


def _visible(text: str) -> str:
    return escape.terminal_excerpt(text, [])[0]
