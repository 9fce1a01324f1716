from __future__ import annotations

import re
from collections.abc import Iterator

from archive_lint.api import Finding, Invalid, Kind, Page, PageRule, Severity, Span, Valid, lazy_pattern, story
from archive_lint_rules.text.prose import code_of, outside

_MARK = re.compile(rb"\{(?:\{|(?<=-\{))|\}\}|\[(?:\[|http)|</?nowiki|=(?<=date=)")
"""A part of every left-over: most text has none, and is not searched again.

Each alternative begins with a rare character.
"""

_DEBRIS = lazy_pattern(
    rb"(?P<template>\{\{(?![<%])[^{}\r\n]{0,300}(?:\}\})?|(?<![>%])\}\})"
    rb"|(?P<wiki_link>\[\[[^\[\]\r\n]{1,300}\]\](?!\())"
    rb"|(?P<wiki_tag></?nowiki\s{0,9}/?>)"
    rb"|(?P<language_variant>-\{[^{}\r\n]{1,1000}\}-)"
    rb"|(?P<raw_reference>\[https?:(?:--|//)[^\[\]\r\n]{1,1000}(?:\](?!\(|\[(?!https?:))|$))"
    rb"|(?P<template_parameter>(?<![\w?&/;.=-])(?:access|archive)?-?date=[^\s\]})|]{0,100})",
    re.MULTILINE,
)
_LONGEST_SHOWN = 80
"""The most code points of the debris that a message quotes."""


class MarkupDebris(PageRule):
    """Markup of another system left in the text of a story.

    ## What it does
    Reports what remains of wiki markup in a story's title, topic, text and source labels: templates `{{es icon}}`,
    links `[[…]]`, `<nowiki>`, language variants `-{zh-hans:…; zh-hant:…;}-`, references `[http:--host…]` that became
    part of a title, and a template's `date=`. Entries of Related repeat the titles of other pages and are not checked.
    On a page with front matter, braces are for the site's generator, and shortcodes, `{{< … >}}`, are on every page.

    ## Why it matters
    Readers see it, and so do all pages and indexes that repeat the title. A reference in the title is a source that is
    missing from the list of sources.

    ## Fix
    None: only a person knows what was meant.
    """

    code = "T004"
    name = "markup-debris"
    summary = "Left-over of wiki markup in the text"
    severity = Severity.WARNING
    since = "0.1"
    kinds = (Kind.STORY,)

    valid = [
        Valid(story(summary="The `{{es icon}}` template")),
        Valid(story(related=["[Bridge {{es icon}} opens](/news/2014/05/21/bridge.md)"])),
        Valid(story(summary="See https://gazette.example/?date=2014 and [[1]](https://gazette.example/)")),
        Valid(story(summary='{{< figure src="a.png" >}} {{% note %}}')),
        Valid("---\nlayout: post\n---\n" + story(summary="{{ page.author }}")),
        Valid(story(summary="See [https://gazette.example/][1]\n\n[1]: https://gazette.example/")),
        Valid("Write `{{name}}` or {{name}}\n", path="about.md"),
    ]
    invalid = [
        Invalid(story(title="Bridge {{es icon}} opens"), at="3:10", message="left-over of a template: '{{es icon}}'"),
        Invalid(story(title="Bridge opens [http:--gazette.example-a (Gazette)]"), at="3:16"),
        Invalid(
            story(title="Bridge opens [http:--gazette.example-a A][https:--gazette.example-b B]"),
            at="3:16",
            message="left-over of a raw reference: '[http:--gazette.example-a A]' and 1 more",
        ),
        Invalid(story(title="Bridge date=May 2014"), at="3:10"),
        Invalid(story(topic="-{zh-hans:桥; zh-hant:橋;}-"), at="3:7"),
        Invalid(story(summary="The <nowiki>'</nowiki>s [[harbour]]"), at="5:5"),
        Invalid(story(sources=["[2014, 11 am. {{en}}](https://gazette.example/a)"]), at="7:18"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        debris = {
            Span(*match.span()): str(match.lastgroup).replace("_", " ")
            for start, end in _own_text(page)
            if _MARK.search(page.source, start, end)
            for match in _DEBRIS.finditer(page.source, start, end)
            if page.facts.front is None or match.lastgroup != "template"
        }
        if not debris:
            return
        found: dict[str, list[Span]] = {}
        kinds: dict[int, str] = {}
        for span in outside(debris, code_of(page)):
            # One line has one cause: a reference that became part of a title brings its brackets and its date along.
            line = page.source.rfind(b"\n", 0, span.start)
            found.setdefault(kinds.setdefault(line, debris[span]), []).append(span)
        for what, spans in found.items():
            text = page.source[spans[0].start : spans[0].end].decode(errors="replace").rstrip()
            more = f" and {len(spans) - 1} more" if len(spans) > 1 else ""
            yield self.finding(spans[0], f"left-over of a {what}: {text[:_LONGEST_SHOWN]!r}{more}", subject=what)


def _own_text(page: Page) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the page's own words: above the first section, and in the labels of sources."""
    facts = page.facts
    yield 0, facts.sections[0].heading.start if facts.sections else len(page.source)
    for entry in facts.sources:
        if entry.link is not None:
            yield entry.link.start + 1, entry.link.text_end
