"""Which links of a page are sources where every external link is one, and where each of them stands."""

from __future__ import annotations

import pytest

from archive_lint.config.settings import SectionSettings, Settings
from archive_lint.config.site import SiteSettings
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.model.page import PageFacts
from archive_lint.model.span import locate
from archive_lint.rule.examples import story

URL = "https://gazette.example/a"


def layout(site: str = "", forms: tuple[str, ...] = (), where: str = "body") -> Layout:
    sections = {"source": SectionSettings(where="body")} if where == "body" else {}
    settings = Settings(sections=sections, site=SiteSettings(url=site))
    made = settings.layout()
    return Layout(**{**{name: getattr(made, name) for name in made.__struct_fields__}, "forms": forms})


def read(text: str, **said: str | tuple[str, ...]) -> PageFacts:
    return parse("news/2014/05/23/a.md", text.encode(), layout(**said)).facts  # type: ignore[arg-type]


def cited(text: str, **said: str | tuple[str, ...]) -> list[str]:
    return [link.target for _, link in read(text, **said).citations()]


def places(text: str) -> list[str]:
    """What stands where findings on the sources of a page do, each after its line and column."""
    source = text.encode()
    found = [link.target_place for _, link in read(text).citations()]
    starts = [locate(source, span)[0] for span in found]
    written = [source[span.start : span.end].decode() for span in found]
    return [f"{start.line}:{start.column} {what}" for start, what in zip(starts, written, strict=True)]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        (f"Rain.\n\nSee [it]({URL}).\n", f"3:10 {URL}"),
        (f"See\n[it](<{URL}> 'Title').\n", f"2:7 {URL}"),
        (f"See <{URL}>.\n", f"1:6 {URL}"),
        (f"Rain.\n\nSee [it][1].\n\n[1]: {URL}\n", "3:5 [it][1]"),
        (f"See [it][].\n\n[it]: <{URL}>\n", "1:5 [it]"),
        (f"See [it].\n\n[it]: {URL}\n", "1:5 [it]"),
        (f"![Bridge]({URL})\n", f"1:11 {URL}"),
        (f"# [A]({URL})\n", f"1:7 {URL}"),
        (f"## [A]({URL})\n", f"1:8 {URL}"),
        (f"- [A]({URL})\n", f"1:7 {URL}"),
        (f"1. Rain, see [A]({URL})\n", f"1:18 {URL}"),
        (f"### Source\n1. [A]({URL})\n", f"2:8 {URL}"),
        (f"### Related\n1. [A]({URL})\n", f"2:8 {URL}"),
        (f"> Rain.\n> See [A]({URL})\n", f"2:11 {URL}"),
        (f"| a | b |\n|---|---|\n| c | [A]({URL}) |\n", f"3:11 {URL}"),
        (f"Rain.[^1]\n\n[^1]: See [A]({URL})\n", f"3:15 {URL}"),
        (f'See <a class="x" href="{URL}">it</a>.\n', f"1:24 {URL}"),
        (f"See <a href={URL}>it</a>.\n", f"1:5 <a href={URL}>it</a>"),
        (f'<div>\n<a href="{URL}">it</a>\n</div>\n', f"2:10 {URL}"),
        (f'Rain <img src="{URL}">\n', f"1:16 {URL}"),
        (f"---\ntitle: A\nlink: {URL}b\n---\nSee [it]({URL})\n", f"5:10 {URL}"),
    ],
)
def test_every_kind_of_link_is_a_source_with_its_place(text: str, stands: str) -> None:
    assert places(text) == [stands]


@pytest.mark.parametrize(
    "text",
    [
        "[a](/about.md) [b](about.md) [c](#d) [e](?f)",
        "[a](mailto:press@gazette.example) <press@gazette.example> [b](tel:+123) [c](irc://irc.example/a)",
        "![a](data:image/png;base64,AAAA) [b](javascript:void) [c](file:///etc)",
        f"`[a]({URL})`",
        f"```\n[a]({URL})\n```",
        f"<!-- [a]({URL}) -->",
        f"A bare {URL} is text.",
        f"---\nlink: {URL}\n---\nRain.",
        "[a](https://gazette.example/{{page.url}}) [b](https://{%x%}/)",
        f"[1]: {URL}",
        f"### Related\n1. [a]({URL} b c)",
    ],
)
def test_what_leads_to_no_place_on_the_web_is_not_a_source(text: str) -> None:
    assert cited(text) == []


@pytest.mark.parametrize(
    ("target", "is_source"),
    [
        ("https://news.example", False),
        ("http://news.example/a#b", False),
        ("//NEWS.example/a", False),
        ("https://news.example?a", False),
        ("https://news.example.org/", True),
        ("https://news.example:8080/", True),
        ("https://www.news.example/", True),
        ("//cdn.example/a.js", True),
    ],
)
def test_links_to_the_site_itself_are_internal(target: str, is_source: bool) -> None:
    assert len(cited(f"[a]({target})", site="https://news.example/")) == is_source


def test_what_a_form_names_is_a_file_and_not_a_source() -> None:
    text = "[a]({{< ref b.md >}}) [c](ref://d.md) [e](http:x.md) [f](https://gazette.example/)"
    assert cited(text, forms=("{{< ref FILE >}}", "http:FILE")) == ["https://gazette.example/"]


def test_a_link_without_scheme_is_read_as_on_a_page_served_over_https() -> None:
    assert cited("[a](//gazette.example/a)") == [URL]


def test_what_was_meant_as_a_web_address_is_a_source() -> None:
    meant = ["hxxp://a.example/", "ttps://a.example/", "https:/a.example", "HTTP://a.example/", "ftp://a.example/"]
    assert cited(" ".join(f"[a]({target})" for target in meant)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "[a](\u00a0{})",
        "[a](<\u00a0{}> 'Title')",
        "![a](\u00a0{})",
        "[a][1]\n\n[1]:\u00a0{}",
        "[a](&nbsp;{})",
        "[a](\u3000{})",
        '<a href="\u00a0{}">a</a>',
        '<img src="&nbsp;{}">',
    ],
)
def test_a_blank_before_an_address_that_is_not_ascii_is_a_part_of_it(text: str) -> None:
    # CommonMark ends a destination at ASCII spaces and controls alone, browsers strip no others: the link is relative,
    # and leads nowhere. As it was meant for the web it is a source all the same: one that is reported as malformed.
    (target,) = cited(text.format(URL))
    assert target[0] in "\u00a0\u3000"
    assert target[1:] == URL


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[a]( {} )", URL),
        ("[a](\t{}\n)", URL),
        ('<a href=" \n\t{} ">a</a>', URL),
        ('<a href="&#1;{}&#31;">a</a>', URL),
        ('<a href="{}\u00a0">a</a>', f"{URL}\u00a0"),
        ("[a]({}\u00a0)", f"{URL}\u00a0"),
    ],
)
def test_blanks_around_an_address_are_taken_off_as_browsers_do(text: str, target: str) -> None:
    assert cited(text.format(URL)) == [target]


@pytest.mark.parametrize("target", ["\u00a0/a.md", "\u00a0a.md", "\u00a0mailto:press@gazette.example"])
def test_what_else_stands_after_such_a_blank_is_not_a_source(target: str) -> None:
    assert cited(f"[a]({target})") == []


def test_sources_are_in_the_order_of_the_page_and_as_often_as_they_stand_there() -> None:
    text = (
        f"### [A](https://a.example/)\n\n![p](https://b.example/) [c]({URL}) [d]({URL})\n\n- [e](https://e.example/)\n"
    )
    assert cited(text) == ["https://a.example/", "https://b.example/", URL, URL, "https://e.example/"]


def test_a_picture_in_a_link_is_a_source_beside_the_link() -> None:
    assert cited(f"[![p](https://b.example/)]({URL})") == [URL, "https://b.example/"]


def test_a_section_of_sources_is_like_any_other() -> None:
    facts = read(story(sources=[f"[A]({URL})"]))
    assert (list(facts.sources), [section.key for section in facts.sections]) == ([], [None, "related"])
    assert [(entry, link.target) for entry, link in facts.citations()] == [(None, URL)]


def test_without_it_sources_stand_in_their_section_alone() -> None:
    text = story(summary="See [b](https://b.example/).", sources=[f"[A]({URL})"])
    facts = read(text, where="section")
    assert facts.cited_at is None
    assert [(entry is not None, link.target) for entry, link in facts.citations()] == [(True, URL)]
