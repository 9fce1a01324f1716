"""What front matter says: the heads that real generators' pages have, and those that nobody should write."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.config.settings import Settings
from archive_lint.markdown.front_matter.read import read_front_matter
from archive_lint.markdown.parse import parse
from archive_lint.model.front_matter import Fence, FrontMatter, FrontMatterKeys, Quoting
from archive_lint.model.page import PageFacts
from archive_lint.model.span import BYTE_ORDER_MARK

DAY = dt.date(2014, 5, 23)
MOST_SECONDS = 2.0
"""For some hundred thousand bytes, which take a tenth of it: a machine does other things as well."""


def facts_of(source: bytes) -> PageFacts:
    return parse("posts/bridge.md", source, Settings().layout()).facts


def front_of(source: str | bytes) -> FrontMatter:
    front = read_front_matter(source if isinstance(source, bytes) else source.encode(), FrontMatterKeys())
    assert front is not None
    return front


def said(front: FrontMatter) -> dict[str, Any]:
    """What a table's row says: keys that say nothing are left out."""
    texts = {
        "title": None if front.title is None else front.title.text,
        "day": None if front.date is None else front.date.day,
        "slug": None if front.slug is None else front.slug.text,
        "url": None if front.url is None else front.url.text,
        "aliases": [alias.text for alias in front.aliases] or None,
        "hidden": front.is_hidden or None,
    }
    return {key: value for key, value in texts.items() if value is not None}


YAML = [
    # as posts of Jekyll, Hugo, Docusaurus, MkDocs and Eleventy have it
    ("layout: post\ntitle: Bridge\nauthor: Jane\n", {"title": "Bridge"}),
    ('title:  "Bridge"\ndate:   2014-05-23 10:00:00 -0500\ncategories: a b\n', {"title": "Bridge", "day": DAY}),
    ("title: 'It''s open'\n", {"title": "It's open"}),
    ("title: Bridge: open\ndate: 2014-05-23\n", {"title": "Bridge: open", "day": DAY}),
    ("title: Bridge # not the title\n", {"title": "Bridge"}),
    ("title: C#\n", {"title": "C#"}),
    ("title: 'C #'\n", {"title": "C #"}),
    ('title: "Bridge" # comment\n', {"title": "Bridge"}),
    ("title : Bridge\n", {"title": "Bridge"}),
    ("Title: Bridge\nDate: 2014/05/23\n", {"title": "Bridge", "day": DAY}),
    ('"title": Bridge\n', {"title": "Bridge"}),
    ("'title' : Bridge\n", {"title": "Bridge"}),
    ("title:\n  Bridge\n", {"title": "Bridge"}),
    ("title: Bridge\n  reopens\n", {"title": "Bridge reopens"}),
    ("title: >\n  Bridge\n  reopens\n", {"title": "Bridge reopens\n"}),
    ("title: >-\n  Bridge\n\n  reopens\nlayout: x\n", {"title": "Bridge\nreopens"}),
    ("title: |\n  Bridge\n  reopens\n", {"title": "Bridge\nreopens\n"}),
    ("title: |-\n  Bridge\n", {"title": "Bridge"}),
    ("title: |+\n  Bridge\n\n", {"title": "Bridge\n\n"}),
    ("title: |2\n   Bridge\n", {"title": " Bridge\n"}),
    ("title: >\n  a\n    b\n  c\n", {"title": "a\n  b\nc\n"}),
    ('title: "Bridge \\"Generation Y\\" \\u00e9"\n', {"title": 'Bridge "Generation Y" é'}),
    ('title: "Bridge\n  reopens"\n', {"title": "Bridge reopens"}),
    ("title: !!str Bridge\n", {"title": "Bridge"}),
    ("title: &t Bridge\n", {"title": "Bridge"}),
    ("title: - not a list\n", {"title": ""}),
    ("title: -1\n", {"title": "-1"}),
    ("title: ~\n", {"title": ""}),
    ("title: null\n", {"title": ""}),
    ("title:\n", {"title": ""}),
    ('title: ""\n', {"title": ""}),
    ("date: 2014-05-23T23:30:00Z\n", {"day": DAY}),
    ("date: 2014-05-23T10:00:00.000+02:00\n", {"day": DAY}),
    ("date: 2014-5-23\n", {"day": DAY}),
    ("date: '2014-05-23 10:00'\n", {"day": DAY}),
    ("date:\ncreated: 2014-05-23\n", {"day": DAY}),
    ("created: 2013-01-01\ndate: 2014-05-23\n", {"day": DAY}),
    ("date:\n  created: 2014-05-23\n  updated: 2014-05-24\n", {}),
    ("slug: bridge\n", {"slug": "bridge"}),
    ("id: bridge\ntitle: Bridge\nsidebar_label: B\n", {"slug": "bridge", "title": "Bridge"}),
    ("slug:\n", {}),
    ("permalink: /2014/05/bridge/\n", {"url": "/2014/05/bridge/"}),
    ("permalink: \"/{{ page.date | date: '%Y' }}/\"\n", {"url": "/{{ page.date | date: '%Y' }}/"}),
    ("url: https://news.example/a#b\n", {"url": "https://news.example/a#b"}),
    ("redirect_from: /old/\n", {"aliases": ["/old/"]}),
    ("redirect_from:\n  - /old/\n  - '/older/'\n", {"aliases": ["/old/", "/older/"]}),
    ("redirect_from:\n- /old/\n# and\n\n- /older/ # long ago\n", {"aliases": ["/old/", "/older/"]}),
    ("aliases: [/old/, \"/older/\", 'a, b']\n", {"aliases": ["/old/", "/older/", "a, b"]}),
    ("aliases: [\n  /old/,\n  /older/,\n]\ntitle: T\n", {"aliases": ["/old/", "/older/"], "title": "T"}),
    ("aliases: []\n", {}),
    ("aliases:\n  - a: b\n", {}),
    ("aliases:\n  - /old/\n   - /older/\n", {"aliases": ["/old/ - /older/"]}),
    ("draft: true\n", {"hidden": True}),
    ("draft: True # not yet\n", {"hidden": True}),
    ("draft: 'false'\n", {}),
    ("published: false\n", {"hidden": True}),
    ("published: no\n", {"hidden": True}),
    ("published: true\n", {}),
    ("draft: [true]\n", {}),
    ("# a comment\n\ntitle: Bridge\n", {"title": "Bridge"}),
    ("menu:\n  main:\n    title: Not the title\ntitle: Bridge\n", {"title": "Bridge"}),
    ("description: |\n  title: Not the title\ntitle: Bridge\n", {"title": "Bridge"}),
    ("título: x\ntitle: Überbrückt\n", {"title": "Überbrückt"}),
    # a fault costs the key that has it
    ("title:\tBridge\ndate: 2014-05-23\n", {"title": "Bridge", "day": DAY}),
    ('title: "Bridge\ndate: 2014-05-23\n', {"title": "", "day": DAY}),
    ('title: "Bridge" reopens\ndate: 2014-05-23\n', {"title": "", "day": DAY}),
    ("title: [a, b]\ndate: 2014-05-23\n", {"title": "", "day": DAY}),
    ("title: {a: b}\ndate: 2014-05-23\n", {"title": "", "day": DAY}),
    ("title: {{ page.name }}\ndate: 2014-05-23\n", {"title": "", "day": DAY}),
    ("title: @home\ndate: 2014-05-23\n", {"title": "", "day": DAY}),
    ("title: *unknown\ndate: 2014-05-23\n", {"title": "", "day": DAY}),
    ("title: One\ntitle: Two\n", {"title": "Two"}),
    ("title: T\ndate: 2017-02-29\n", {"title": "T"}),
    ("title: T\ndate: 2021-13-01\n", {"title": "T"}),
    ("title: T\ndate: 0000-00-00\n", {"title": "T"}),
    ("title: T\ndate: [2014-05-23]\n", {"title": "T"}),
    ("title: T\ndate: last Friday\n", {"title": "T"}),
    ("title: T\ndate: <% tp.date.now() %>\n", {"title": "T"}),
    ("title: T\njunk\n%%%\n", {"title": ""}),
    ("junk: }{\n\t- : [\ntitle: T\n", {"title": "T"}),
    ("  title: Bridge\n  date: 2014-05-23\n", {"title": "Bridge", "day": DAY}),
    ("title: a\0b\ndate: 2014-05-23\n", {"title": "a\0b", "day": DAY}),
    ('title: "\\0"\ndate: 2014-05-23\n', {"title": "\0", "day": DAY}),
    ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: T\naliases: *c\n", {"title": "T"}),
    (f"title: {'[' * 9_000}\ndate: 2014-05-23\n", {"title": "", "day": DAY}),
    (f"aliases: [{'a, ' * 1_000}]\n", {"aliases": ["a"] * 256}),
]
TOML = [
    # as posts of Zola and Hugo have it
    ('title = "Bridge"\ndate = 2014-05-23\n', {"title": "Bridge", "day": DAY}),
    ("title = 'C:\\bridge'\ndate = 2014-05-23T10:00:00Z\n", {"title": "C:\\bridge", "day": DAY}),
    ('date = "2014-05-23"\ndraft = true\n', {"day": DAY, "hidden": True}),
    ("date = 2014-05-23 10:00:00+02:00 # noon\n", {"day": DAY}),
    ('title = "A \\"b\\" \\u00e9"\n', {"title": 'A "b" é'}),
    ('title = """\nBridge\nreopens"""\n', {"title": "Bridge\nreopens"}),
    ("title = '''Bridge's'''\n", {"title": "Bridge's"}),
    ('"title" = "Bridge"\n', {"title": "Bridge"}),
    (
        'path = "2014/bridge"\naliases = ["a.html", \'b\']\n',
        {"url": "2014/bridge", "aliases": ["a.html", "b"]},
    ),
    ('aliases = [\n  "a", # old\n  "b",\n]\ntitle = "T"\n', {"aliases": ["a", "b"], "title": "T"}),
    ('[extra]\ntitle = "Not the title"\n', {}),
    ('title = "T"\n\n[extra]\ndate = 2014-05-23\n', {"title": "T"}),
    ('a = """\ntitle = "Not the title"\n"""\ntitle = "T"\n', {"title": "T"}),
    ('a = "#"\ntitle = "T" # "\n', {"title": "T"}),
    # a fault costs the key that has it
    ("title = Bridge\ndate = 2014-05-23\n", {"title": "", "day": DAY}),
    ('title = "Bridge\ndate = 2014-05-23\n', {"title": "", "day": DAY}),
    ('title = "a\\q"\ndate = 2014-05-23\n', {"title": "", "day": DAY}),
    ('title = ["T"]\ndate = 2014-05-23\n', {"title": "", "day": DAY}),
    ('title = {a = "b"}\ndate = 2014-05-23\n', {"title": "", "day": DAY}),
    ('title = "A"\ntitle = "B"\n', {"title": "B"}),
    ("date = 2017-02-29\n", {}),
    ('title = """unclosed\ndate = 2014-05-23\n', {"title": ""}),
    (f"aliases = {'[' * 9_000}\ntitle = 'T'\n", {"title": "T"}),
]
LINES = [
    # as posts of Pelican and MultiMarkdown have it
    ("Title: Bridge: open\nDate: 2014-05-23 10:20\nCategory: News\n", {"title": "Bridge: open", "day": DAY}),
    ('Title: "Bridge"\nSlug: bridge\n', {"title": '"Bridge"', "slug": "bridge"}),
    ("Title: Bridge\n    reopens\nDate: 2014-05-23\n", {"title": "Bridge reopens", "day": DAY}),
    ("Title:\nDate: 2014-05-23\n", {"title": "", "day": DAY}),
    ("title:    Bridge   \nDraft: yes\n", {"title": "Bridge", "hidden": True}),
    ("Title: Bridge\nDate: 2014-02-30\n", {"title": "Bridge"}),
]
HEADS = [
    *(pytest.param(f"---\n{head}---\n", facts, Fence.YAML, id=head[:40]) for head, facts in YAML),
    *(pytest.param(f"+++\n{head}+++\n", facts, Fence.TOML, id=head[:40]) for head, facts in TOML),
    *(pytest.param(f"{head}\n", facts, Fence.LINES, id=head[:40]) for head, facts in LINES),
]


@pytest.mark.parametrize(("head", "facts", "fence"), HEADS)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_the_keys_of_a_head_say(head: str, facts: dict[str, Any], fence: Fence, ending: str) -> None:
    front = front_of(BYTE_ORDER_MARK + (head + "Text.\n").replace("\n", ending).encode())
    assert front.fence is fence
    assert said(front) == facts


@pytest.mark.parametrize(
    ("written", "quoting", "text"),
    [
        ("title: Bridge  # open", Quoting.PLAIN, "Bridge"),
        ("title: 'It''s'", Quoting.SINGLE, "It''s"),
        ('title: "a \\"b\\""', Quoting.DOUBLE, 'a \\"b\\"'),
        ("title: >\n  a\n  b", Quoting.BLOCK, "a\n  b"),
        ("title: a\n  b", Quoting.PLAIN, "a\n  b"),
        ("title: !!str 'ä'", Quoting.SINGLE, "ä"),
        ("title:", Quoting.PLAIN, ""),
        ("title: [a]", Quoting.UNREAD, ""),
    ],
)
def test_a_value_is_where_it_is_written_without_its_quotation_marks(written: str, quoting: Quoting, text: str) -> None:
    source = f"---\nlayout: ä\n{written}\nafter: x\n---\n".encode()
    title = front_of(source).title
    assert title is not None
    assert title.quoting is quoting
    assert source[title.start : title.end].decode() == text


@pytest.mark.parametrize(
    ("written", "day", "utc_day", "shown"),
    [
        ("2014-05-23", 23, None, "2014-05-23"),
        ("2014/5/23", 23, None, "2014/5/23"),
        ("2014.05.23", 23, None, "2014.05.23"),
        ("2014-05-23 23:30", 23, None, "2014-05-23"),
        ("2014-05-23 23:30:00 -0700", 23, 24, "2014-05-23"),
        ("2014-05-23T00:30:00+02:00", 23, 22, "2014-05-23"),
        ("2014-05-23T23:30:00.123Z", 23, 23, "2014-05-23"),
        ("2014-05-23 23:30 -7", 23, 24, "2014-05-23"),
        ("2014-05-23 23:30:00 UTC", 23, 23, "2014-05-23"),
        ("2014-05-23 23:30 CEST", 23, None, "2014-05-23"),
        ("2014-05-23 99:99 +0000", 23, None, "2014-05-23"),
        ("2014-05-23 is a Friday", 23, None, "2014-05-23"),
        ('"2014-05-23"', 23, None, "2014-05-23"),
        ('"2014\\x2d05-23"', 23, None, None),
        ("!!str 2014-05-23", 23, None, "2014-05-23"),
    ],
)
def test_a_date_is_the_day_in_its_own_place_and_in_utc(
    written: str, day: int, utc_day: int | None, shown: str | None
) -> None:
    source = f"---\ndate: {written}\n---\n".encode()
    date = front_of(source).date
    assert date is not None
    assert date.day == dt.date(2014, 5, day)
    assert date.utc_day == (None if utc_day is None else dt.date(2014, 5, utc_day))
    place = date.day_span
    assert (None if place is None else source[place.start : place.end].decode()) == shown


@pytest.mark.parametrize("written", ["2017-02-29", "2021-13-01", "2014-06-31 10:00", "2014-00-10"])
def test_a_day_that_does_not_exist_is_known_for_it(written: str) -> None:
    date = front_of(f"---\ndate: {written}\n---\n").date
    assert date is not None
    assert date.is_impossible
    assert date.day is None


@pytest.mark.parametrize(
    "written", ["Friday", "23.05.2014", "20140523", "12014-05-23", "2014-05-233", "2014-05/23", "[2014-05-23]"]
)
def test_a_date_in_another_form_is_neither_a_day_nor_impossible(written: str) -> None:
    date = front_of(f"---\ndate: {written}\n---\n").date
    assert date is not None
    assert not date.is_impossible
    assert date.day is None


def test_keys_mean_what_is_configured_the_first_that_says_something_first() -> None:
    keys = FrontMatterKeys(date=("Published At", "date"), title=("headline", "title"), hidden=("status=draft",))
    head = b"---\ntitle: A\nheadline:\npublished at: 2014-05-23\ndate: 2013-01-01\nstatus: Draft\n---\n"
    front = read_front_matter(head, keys)
    assert front is not None
    assert said(front) == {"title": "A", "day": DAY, "hidden": True}


@pytest.mark.parametrize("head", ["\n\n+++\ntitle = 'T'\n+++\n", " \r\n+++\ntitle = 'T'\n+++\n"])
def test_toml_may_stand_below_empty_lines(head: str) -> None:
    front = front_of(head)
    assert front.title is not None
    assert (front.title.text, front.end) == ("T", len(head))


def test_the_title_above_is_the_title_of_the_page_and_links_to_it_can_write_it() -> None:
    facts = facts_of(b"---\ntitle: 'The [a](b) of *it*'\ndate: 2014-05-23\n---\n# Section\n")
    assert facts.title is not None
    assert facts.title.text == "The [a](b) of *it*"
    assert facts.title_source == r"The \[a\](b) of \*it\*"
    assert facts.is_titled_above
    assert facts.date == DAY


@pytest.mark.parametrize("head", [b"---\ntitle:\n---\n", b"---\ntitle: [a]\n---\n", b"---\nlayout: x\n---\n"])
def test_a_heading_is_the_title_where_none_is_above(head: bytes) -> None:
    facts = facts_of(head + b"# Bridge\n")
    assert facts.title is not None
    assert facts.title.text == "Bridge"
    assert not facts.is_titled_above


HOSTILE = [
    b"title: x\n" * 30_000,
    b"a: &a [*a, *a, *a]\n" * 20_000,
    b"".join(b"k%d: x\n" % number for number in range(10_000)),
    b"title: " + b"[" * 400_000,
    b"title: " + b"{a: " * 100_000,
    b"title: 'x\n" * 30_000,
    b'title: "' + b"\\" * 400_001,
    b"aliases: [" + b"a, " * 100_000,
    b"aliases:\n" + b"- a\n" * 80_000,
    b"aliases:\n" + b"  - 'a\n" * 40_000,
    b"title: >\n" + b"  a\n" * 70_000,
    b"title: x" + b" #" * 150_000,
    b"title" + b" " * 400_000,
    b"title: " + b"\0" * 400_000,
    b"date: " + b"2014-05-23 " * 30_000,
    b"date: 2014-05-23 " + b" " * 300_000 + b"x",
    b"? " * 150_000,
    b"- " * 150_000,
    b"'" * 300_000,
    b'title = """' + b'\\"""' * 70_000,
    b"title = '''" + b"''" * 150_000,
    b'"""' * 100_000,
    b"aliases = [" + b'"a", ' * 60_000,
    b"[" * 300_000,
    b" " * 300_000,
    b"a.b = 1\n" * 40_000,
]


@pytest.mark.parametrize("head", HOSTILE, ids=lambda head: repr(head[:20]))
@pytest.mark.parametrize("fence", [b"---", b"+++"])
def test_a_head_of_any_length_takes_linear_time(head: bytes, fence: bytes) -> None:
    source = fence + b"\ntitle: a\nb = 1\n" + head + b"\n" + fence + b"\n"
    begin = time.process_time()
    read_front_matter(source, FrontMatterKeys())
    assert time.process_time() - begin < MOST_SECONDS


LINES_OF_HEADS = [
    *(
        "title:",
        "title: ",
        "date: 2014-05-23",
        "aliases:",
        "- a",
        "  - 'b'",
        "draft: true",
        "a: |",
        "  text",
        "",
        "# c",
    ),
    *(
        'slug: "a\\tb"',
        "url: [a, 'b']",
        "title = 'x'",
        'aliases = ["a",',
        "]",
        "[t]",
        "+++",
        "---",
        "...",
        "\t",
        "\ufeff",
    ),
    *("", "# c", "\ufeff", "ä: ö", "}", "&a *a", "'"),
]


@given(
    st.sampled_from(["---", "+++", ""]),
    st.lists(st.sampled_from(LINES_OF_HEADS) | st.text(max_size=12), max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_head_is_read_and_its_values_are_where_it_says(fence: str, lines: list[str], ending: str) -> None:
    first = [fence, "title: x", "b = 1"] if fence else ["Title: x", "Slug: y"]
    source = ending.join([*first, *lines, fence, "# Body", ""]).encode(errors="replace")
    front = read_front_matter(source, FrontMatterKeys())
    assert facts_of(source).front == front
    if front is None:
        return
    values = [value for value in (front.date, front.title, front.slug, front.url, *front.aliases) if value is not None]
    for value in values:
        assert front.start <= value.start <= value.end <= front.end
        written = source[value.start : value.end].decode(errors="replace")
        if value.quoting is Quoting.PLAIN and value.text and not {"\n", "\r"} & set(written):
            assert value.text == written
        if value.quoting is Quoting.SINGLE and not {"\n", "\r"} & set(written):
            assert value.text in (written, written.replace("''", "'"))


@given(st.binary(max_size=200))
def test_any_bytes_are_read(head: bytes) -> None:
    for fence in (b"---\n", b"+++\n", b"Title: a\nDate: "):
        facts_of(fence + b"title: a\nb = 1\n" + head + b"\n" + fence)


@pytest.mark.parametrize(
    "source", [b"---\ntitle: 'T'\ndate: 2014-05-23 10:00 Z\nslug: a\naliases: [b]\ndraft: 1\n---\n", b"# T\n"]
)
def test_front_matter_survives_the_way_between_processes(source: bytes) -> None:
    facts = facts_of(source)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=PageFacts) == facts
