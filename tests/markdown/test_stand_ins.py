"""Links whose destinations are template code, where the configuration has forms of links."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from archive_lint.config.settings import Settings
from archive_lint.markdown.parse import parse
from archive_lint.markdown.stand_ins import stand_ins
from archive_lint.model.layout import Layout
from archive_lint.model.page import Link, Page

WITHOUT = Settings().layout()
WITH_FORMS = replace(WITHOUT, forms=("@/FILE",))


def page_of(text: str, layout: Layout = WITH_FORMS) -> Page:
    return parse("a/b.md", text.encode(), layout)


def all_links(page: Page) -> list[Link]:
    facts = page.facts
    links = [*facts.links, *(entry.link for section in facts.sections for entry in section.entries if entry.link)]
    return sorted(links, key=lambda link: link.start)


def written(page: Page, link: Link) -> str:
    return page.source[link.target_start : link.target_end].decode()


CODES = [
    "{% post_url 2014-05-21-storm %}",
    "{%- link about.md -%}",
    '{{< ref "keeper.md" >}}',
    "{{< relref 'keeper.md#lamp' >}}",
    "{{% ref `keeper.md` %}}",
    "{{ site.baseurl }}/assets/bridge.jpg",
    "{{site.baseurl}}/a",
    "{{ site.url }}{{ site.baseurl }}/a/?b={{ c }}#d",
    "/a/{{ page.year }}/b.jpg",
    '{{ "/x" | relative_url }}#y',
    "{{ f(a, b) }}",
    "{{}}",
    "{{ über | ß }}/ü",
    "{{ a_b_c *d* `e` [f] ](g) }}",
    "{{ a }}{{ b }}",
    "{% link\na.md %}",
    "{% link\r\n  a.md %}",
]


@pytest.mark.parametrize("code", CODES)
def test_code_is_the_target_of_a_link_or_picture(code: str) -> None:
    for text in (
        f"See [a]({code}) now.",
        f"See ![a]({code}).",
        f'[a]({code} "title")',
        f"[a](<{code}>)",
        f"> [a]( {code} )",
    ):
        page = page_of(f"Text\n\n{text}\n")
        (link,) = all_links(page)
        assert (link.target, written(page, link), link.text) == (code, code, "a")
        assert page.source[link.start : link.end].decode() == text[text.index("!" if "!" in text else "[") :].rstrip(
            " now."
        )


@pytest.mark.parametrize("code", CODES)
def test_code_is_the_target_of_html(code: str) -> None:
    for text in (
        f'See <a href="{code}">a</a> now.',
        f'<div>\n<a href="{code}">a</a>\n</div>',
        f"<a class='{code}' href='{code}'>a</a>",
    ):
        page = page_of(text)
        (link,) = all_links(page)
        assert (link.target, link.text) == (code, "a")
        if '"' in text.split("{")[0]:
            assert written(page, link) == code
    (picture,) = all_links(page_of(f'<img src="{code}" alt="{code}">'))
    assert (picture.target, picture.text) == (code, code)


@pytest.mark.parametrize("code", CODES)
def test_code_is_the_target_of_a_definition(code: str) -> None:
    (link,) = all_links(page_of(f'See [a][one].\n\n[one]: {code} "title"\n'))
    assert link.target == code
    assert link.target_start == link.target_end


def test_an_entry_leads_to_code() -> None:
    page = page_of(
        "# T\n\n### Related:\n\n1. [Storm]({% post_url a %}) _Context: rain_\n2. [b]({{ x }}) [IMG]({{ y }})\n"
    )
    first, second = page.facts.sections[0].entries
    assert first.link is not None
    assert (first.link.target, first.link.rendered, first.context) == ("{% post_url a %}", True, "rain")
    assert [link.target for link in second.further] == ["{{ y }}"]


@pytest.mark.parametrize(
    "text",
    [
        "`[a]({% link b.md %})`",
        "```\n[a]({% link b.md %})\n```",
        "```\n[a]({% link\n```\nb.md %})\n",
        "    [a]({% link b.md %})",
        "<!-- [a]({% link b.md %}) -->",
        "\\[a]({% link b.md %})",
    ],
)
def test_code_in_code_is_text_as_ever(text: str) -> None:
    assert all_links(page_of(text)) == all_links(page_of(text, WITHOUT)) == []


TEXTS = [
    "# About {{ site.title }} and {% x %}",
    "# About a={{ site.title }} ](`{{ b }}` of c={{ d }}",
    "# `[a]({% link b.md %})`",
    "1. [a={{ b }}](c.md) d={{ e }}",
    "a={{ b }}\n\n# c={{ d }}",
    "[x={{ y }}]: /z",
]


@pytest.mark.parametrize("text", TEXTS)
def test_code_in_text_is_read_as_without_forms(text: str) -> None:
    with_forms, without = page_of(text), page_of(text, WITHOUT)
    assert with_forms.headings == without.headings
    assert with_forms.facts == without.facts


@pytest.mark.parametrize(
    "text",
    [
        "[a]({{ b\n\nc }})\n",
        "[a]({{ b\n# Heading\n}})\n",
        "[a]({{ b\n```\n}})\n```\n",
        "[a]({{ b\n1. c }})\n",
        "[a]({{ b c",
        "[a]({% b }})",
        "[a]({{ " + "b " * 600 + "}})",
        "[a]({{ b }}) \U00100000",
        "[a](b c.md)",
        "{{ [a](b c) }}",
    ],
)
def test_what_is_not_one_piece_of_code_is_read_as_without_forms(text: str) -> None:
    with_forms, without = page_of(text), page_of(text, WITHOUT)
    assert (with_forms.facts, with_forms.headings, with_forms.opaque) == (
        without.facts,
        without.headings,
        without.opaque,
    )


def test_code_across_lines_ends_no_heading() -> None:
    assert [heading.text for heading in page_of("{{ a\n# One\n\n[b]({{ c\n# Two\n}}").headings] == ["One", "Two"]


def test_front_matter_is_left_alone() -> None:
    page = page_of("---\ntitle: a={{ b }}\nlink: ]({{ c\n---\n[d]({{ e }})\n")
    assert [link.target for link in all_links(page)] == ["{{ e }}"]


def test_an_entity_is_not_taken_for_a_stand_in() -> None:
    links = all_links(page_of("[a]({{ b }}) [&#x100000;](&#x100000;c) [&#x10fffd;](&#x10fffd;)"))
    assert [link.target for link in links] == ["{{ b }}", "\U00100000c", "\U0010fffd"]


def test_a_damaged_page_is_read_without() -> None:
    assert parse("a.md", b"[a]({{ b }}) \xff", WITH_FORMS).facts.damaged


def test_without_forms_nothing_changes() -> None:
    assert all_links(page_of("See [a]({% link b.md %}).", WITHOUT)) == []


MARKS = (
    *(
        "{{",
        "}}",
        "{%",
        "%}",
        "{{<",
        ">}}",
        "[a](",
        ")",
        "](",
        "]:",
        "[b]: ",
        "=",
        '"',
        "'",
        "<",
        ">",
        "<a href=",
        "</a>",
    ),
    *("\n", "\n\n", "\r\n", "# ", "1. ", "> ", "    ", "```", "`", " ", "x", "ü", "&#x100000;", "\U00100000", "\\"),
    "---\n",
)
pieces = st.lists(st.sampled_from(MARKS), max_size=40).map("".join)


@given(pieces)
def test_the_page_keeps_its_length_and_what_is_read_stands_in_it(text: str) -> None:
    source = text.encode()
    codes = stand_ins(source)
    if codes is not None:
        assert len(codes.source) == len(source)
        assert codes.original(codes.source.decode()) == text
    page = page_of(text)
    for link in all_links(page):
        assert 0 <= link.start <= link.text_end <= link.end <= len(source)
        assert link.target_start <= link.target_end <= len(source)
        if "{{" in link.target and link.target_start < link.target_end and "&" not in link.target + written(page, link):
            assert written(page, link).replace("\\", "") == link.target.replace("\\", "")
    if "\U00100000" not in text and "&#x100000;" not in text:
        assert "\U00100000" not in "".join(link.target + link.text for link in all_links(page))
        assert "\U00100000" not in "".join(heading.text for heading in page.headings)


@pytest.mark.parametrize(
    "piece",
    [
        "{{",
        "{{ ",
        "]({{",
        "={{ }}",
        "]({{ a }})",
        "{{ a\n\n}} ",
        "]({{ a\n# }}",
        "{% }}",
        "{{< }}",
        "}}{{",
        "]({{}}",
        "{{\n",
        "]({{ a {% ",
    ],
)
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    times = []
    for length in (20_000, 80_000):
        source = (piece * length)[:length].encode()
        started = time.process_time()
        stand_ins(source)
        times.append(time.process_time() - started)
    assert times[1] < max(12 * times[0], 0.3)
