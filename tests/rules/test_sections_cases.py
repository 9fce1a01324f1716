"""What the section rules do with pages that would be too much for their documentation."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.config.settings import Settings
from archive_lint.fix.edits import apply_edits
from archive_lint.markdown.parse import parse
from archive_lint.model.finding import Finding
from archive_lint.rule.base import PageRule, Rule
from archive_lint.rule.examples import OTHER, OTHER_PATH, PATH, SOURCE, TITLE, story
from archive_lint.testing import run_rule
from archive_lint_rules.sections.duplicate_section import DuplicateSection
from archive_lint_rules.sections.malformed_entry import MalformedEntry
from archive_lint_rules.sections.misnumbered_list import MisnumberedList
from archive_lint_rules.sections.misplaced_section import MisplacedSection
from archive_lint_rules.sections.missing_section import MissingSection
from archive_lint_rules.sections.unknown_section import UnknownSection
from tests.rules.families import rules_in

RULES = rules_in("sections", PageRule)
HEAD = f"### [2014-05-23](/news/2014/05/23/index.md)\n\n# {TITLE}\n\n"


def findings(
    rule: type[Rule], page: str | bytes, path: str = PATH, settings: Mapping[str, Any] | None = None
) -> list[Finding]:
    source = page.encode() if isinstance(page, str) else page
    return run_rule(rule(), path, {path: source}, settings or {})


def after_fix(rule: type[Rule], page: str) -> str | None:
    """The page after the first finding's fix; `None` where there is no fix."""
    fix = findings(rule, page)[0].fix
    return None if fix is None else apply_edits(page.encode(), fix.edits).decode()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize(
    "path", ["about.md", "faq/README.md", "news/2014/05/23/index.md", "index.md", "opinion/a/b.md"]
)
def test_pages_that_are_no_stories_may_have_any_headings_and_lists(rule: type[Rule], path: str) -> None:
    page = (
        "## FAQ\n\n### Source\n\n3. what\n3. [a b](c d)\n\n### Source\n\n# One\n\n# Two\n\n### Related\n\n### Source\n"
    )
    assert not findings(rule, page, path)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("", id="empty file"),
        pytest.param("\ufeff" + story(), id="byte order mark"),
        pytest.param(story().replace("\n", "\r\n"), id="CRLF"),
        pytest.param(story().replace("\n", "\r"), id="CR"),
        pytest.param(story().replace("### ", "  ### "), id="indented headings"),
        pytest.param(story().replace("Source:", "Source"), id="no colon"),
        pytest.param(story().replace("### Source:", "### SOURCES ###"), id="closed heading, other case"),
    ],
)
def test_a_page_is_judged_by_what_it_says_and_not_by_its_bytes(page: str) -> None:
    wanted = {"S001", "S008"} if not page else set()
    assert {finding.code for rule in RULES for finding in findings(rule, page)} == wanted


MEANT = [
    pytest.param("#### Related:", "is a heading of level 4, not 3", id="level 4"),
    pytest.param("## RELATED\uff1a", "is a heading of level 2, not 3", id="level 2"),
    pytest.param("# Related", "is a heading of level 1, not 3", id="level 1"),
    pytest.param("###Related:", "is not a heading: '### ' begins one", id="no space"),
    pytest.param("\uff03\uff03\uff03 Related", "is not a heading: '### ' begins one", id="full-width marks"),
    pytest.param("###\u00a0Related:", "is not a heading: '### ' begins one", id="no-break space"),
    pytest.param("**Related:**", "is bold text, not a heading", id="bold"),
    pytest.param("__Related__:", "is bold text, not a heading", id="bold with underscores"),
    pytest.param("Related:", "is a paragraph, not a heading", id="no marks"),
    pytest.param("### Relatd:", "is similar, but not one of its names", id="misspelt"),
    pytest.param("<details>\n### Related:", "stands in HTML", id="an open tag"),
    pytest.param("<b>Related</b>", "stands in HTML", id="HTML in a line"),
    pytest.param("<!-- ### Related: -->", "stands in a comment", id="a comment"),
    pytest.param("<!--\n### Related:", "stands in a comment", id="a comment that is not closed"),
    pytest.param("```\n### Related:", "stands in code", id="code that is not closed"),
    pytest.param("~~~\n### Related:\n~~~", "stands in code", id="code"),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("written", "said"), MEANT)
def test_what_looks_like_a_missing_section_is_named_where_it_stands_and_nothing_else(
    written: str, said: str, newline: str
) -> None:
    page = story().replace("### Related:", written).replace("\n", newline)
    (finding,) = findings(MissingSection, page)
    assert finding.message.endswith(said)
    assert "relat" in page.encode()[finding.span.start : finding.span.end].decode().lower()


@pytest.mark.parametrize(
    "written", ["#### Related:", "###Related:", "**Related:**", "Related:", "<details>\n### Related:"]
)
def test_what_stands_below_a_misspelt_heading_keeps_its_meaning(written: str) -> None:
    facts = parse(PATH, story().replace("### Related:", written).encode(), Settings().layout()).facts
    assert [entry.link.target for entry in facts.related if entry.link] == [f"/{OTHER_PATH}"]
    assert len(facts.sources) == 1


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(story(related=None, summary="Related stories are listed below: Source"), id="in a sentence"),
        pytest.param(story(related=None, title="Related"), id="the title"),
        pytest.param(story(related=None) + "### Weather:\n", id="another section"),
    ],
)
def test_a_missing_section_that_nothing_looks_like_is_reported_at_the_title(page: str) -> None:
    (finding,) = findings(MissingSection, page)
    assert finding.message == "section 'Related' is missing"
    assert page.encode()[finding.span.start :].startswith(b"# ")


@pytest.mark.parametrize(("heading", "suggestion"), [("Relatd", "Related"), ("sourcs:", "Sources"), ("Weather", None)])
def test_an_unknown_section_that_looks_misspelt_is_given_its_right_name(heading: str, suggestion: str | None) -> None:
    (finding,) = findings(UnknownSection, story() + f"\n### {heading}\n")
    assert finding.help == (f"did you mean {suggestion!r}?" if suggestion else None)


def test_an_unknown_section_is_reported_once_however_often_it_stands() -> None:
    assert len(findings(UnknownSection, story() + "\n### Notes\n\n### Notes:\n")) == 1


def test_a_heading_above_the_title_is_not_a_section() -> None:
    assert not findings(UnknownSection, "### [2014-05-23](/no index)\n" + story())


@pytest.mark.parametrize("name", ["A", "Notes", "备注"])
def test_a_section_without_a_configured_name_counts_as_twice_the_same_by_its_text(name: str) -> None:
    assert len(findings(DuplicateSection, HEAD + f"### {name}\n\n### {name}\n\n### {name}x\n")) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "### Related:\n\n1. A\n\n### Changes:\n\n1. B\n\n### Source:\n\n1. C\n",
            "### Source:\n\n1. C\n\n### Changes:\n\n1. B\n\n### Related:\n\n1. A\n",
            id="all three",
        ),
        pytest.param(
            "### Related:\n1. A\n### Notes\n\nText\n\n\n### Source:\n\n1. C",
            "### Source:\n\n1. C\n### Notes\n\nText\n\n\n### Related:\n1. A",
            id="an unknown section stays where it is, and so do blank lines and the missing last line ending",
        ),
        pytest.param(
            "### Related:\n\n1. A\n\n### Source:\n\n1. B\n\n### Related:\n\n1. C\n\n### Sources:\n\n1. D\n",
            "### Source:\n\n1. B\n\n### Sources:\n\n1. D\n\n### Related:\n\n1. A\n\n### Related:\n\n1. C\n",
            id="sections that stand twice",
        ),
        pytest.param("### Related:\r\n\r\n### Source:\r\n", "### Source:\r\n\r\n### Related:\r\n", id="empty, CRLF"),
        pytest.param("### Related:\n\n1. A\n\n### Source:\n\n1. B\n\nText\n", None, id="text after a list"),
        pytest.param("### Related:\n\nText\n\n1. A\n\n### Source:\n\n1. B\n", None, id="text before a list"),
        pytest.param(
            "### Related:\n\n1. A\n\n### Source:\n\n1. `B\n", "### Source:\n\n1. `B\n\n### Related:\n\n1. A\n"
        ),
        pytest.param("### Related:\n\n1. A\n\n### Source:\n\n1. `B`\n", None, id="code"),
        pytest.param("### Related:\n\n1. A\n\n<!-- x -->\n### Source:\n\n1. B\n", None, id="a comment"),
        pytest.param("### Related:\n\n1. A\n\n## Part\n\n### Source:\n\n1. B\n", None, id="a higher heading between"),
    ],
)
def test_sections_change_places_only_where_nothing_else_can_change(before: str, after: str | None) -> None:
    fixed = after_fix(MisplacedSection, HEAD + before)
    assert fixed == (None if after is None else HEAD + after)
    if fixed is not None:
        assert not findings(MisplacedSection, fixed)


def test_a_heading_in_a_quotation_is_not_a_section() -> None:
    assert not findings(MisplacedSection, HEAD + "### Related:\n\n1. A\n\n> ### Source:\n\n1. B\n")


def test_sections_above_and_below_the_title_do_not_change_places() -> None:
    page = "### Related:\n\n1. A\n\n# Title\n\n### Source:\n\n1. B\n"
    assert after_fix(MisplacedSection, page) is None


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        ("1 1 1", "1 2 3"),
        ("0 1 2", "1 2 3"),
        ("3 2 1", "1 2 3"),
        ("1 2 3 3c", None),
        ("1 2 3 4c", None),
        ("1c", None),
        ("2 2c 2c", "1 1 1"),
        ("1 1c 2", None),
        ("1 1c 3 3v", "1 1 2 2"),
        ("1 2 2 3c", "1 2 3 4"),
        ("7", "1"),
        ("01 2", None),
        ("999999999 5", "1 2"),
        ("1 2 3 4 5 6 7 8 9 9", "1 2 3 4 5 6 7 8 9 10"),
    ],
)
def test_numbers_count_from_one_but_for_those_repeated_by_design(numbers: str, wanted: str | None) -> None:
    """`c` is a cover image, `v` the current version."""
    texts = {"c": "[Cover Image](/a.jpg)", "v": "[T](/a.md) _(Current version)_", "": "[S](/s)"}
    entries = [(number.rstrip("cv"), texts[number.lstrip("0123456789")]) for number in numbers.split()]
    page = HEAD + "### Source:\n\n" + "".join(f"{number}. {text}\n" for number, text in entries)
    if wanted is None:
        assert not findings(MisnumberedList, page)
        return
    fixed = after_fix(MisnumberedList, page)
    assert fixed == HEAD + "### Source:\n\n" + "".join(
        f"{number}. {text}\n" for number, (_, text) in zip(wanted.split(), entries, strict=True)
    )
    assert not findings(MisnumberedList, fixed)


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        pytest.param("1. A\n\nmore:\n\n1. B\n", False, id="a second list begins again"),
        pytest.param("1. A\n\nmore:\n\n2. B\n", False, id="a second list goes on"),
        pytest.param("1. A\n\nmore:\n\n3. B\n", True, id="a second list does neither"),
        pytest.param("- A\n- B\n", False, id="bullets"),
        pytest.param("1) A\n2) B\n", False, id="parentheses"),
        pytest.param("1) A\n1) B\n", True, id="parentheses, misnumbered"),
        pytest.param("1. A\n   1. a\n   1. b\n2. B\n", False, id="only the outer list counts"),
    ],
)
def test_lists_of_other_shapes_are_understood(entries: str, found: bool) -> None:
    assert bool(findings(MisnumberedList, HEAD + "### Source:\n\n" + entries)) is found


def test_a_number_that_grows_does_not_tear_off_what_is_indented_under_it() -> None:
    entries = "".join(f"{number}. {SOURCE}\n" for number in range(1, 10)) + f"9. {SOURCE}\n   - page 4\n"
    assert after_fix(MisnumberedList, HEAD + "### Source:\n\n" + entries) is None


U = "https://gazette.example/a"


@pytest.mark.parametrize(
    ("entry", "is_safe"),
    [
        (f"[a] b]({U})", True),
        (f"[a]]({U})", False),
        (f"[a b]]({U})", False),
        (f"[[a]]]({U})", False),
        (f"[[a] [b]({U} c)", False),
        ("[a b]](/x.md)", True),
        (f"[a]({U}/b c)", False),
        (f"[a]({U}/b c?d)", False),
        (f"[a]({U}/b?c d)", True),
        (f"[a]({U}?b c d)", True),
        ("[a](/x y.md)", False),
        ("[a](/x.md?a b)", False),
    ],
)
def test_a_bracket_or_a_space_that_may_have_slipped_in_is_not_made_part_of_a_link_safely(
    entry: str, is_safe: bool
) -> None:
    (finding,) = findings(MalformedEntry, story(related=[entry]))
    assert finding.fix is not None
    assert finding.fix.safe is is_safe


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        (f"[a] b]({U})", f"[a\\] b]({U})"),
        (f"[[a b]({U} c)", f"[\\[a b]({U}%20c)"),
        (f"[a]] [[b]({U} c)", f"[a\\]\\] \\[\\[b]({U}%20c)"),
        (f"[条约]] é]({U} x)", f"[条约\\]\\] é]({U}%20x)"),
        (f"[a]({U} b c )", f"[a]({U}%20b%20c )"),
        (f"[a]({U} b) [IMG](/i.jpg)", f"[a]({U}%20b) [IMG](/i.jpg)"),
        ("[a](/x y.md) _Context: (b), c_", "[a](/x%20y.md) _Context: (b), c_"),
        (U, f"<{U}>"),
        (f"[a]  ({U})", f"[a]({U})"),
        (f"[a] ({U}) _Context: b_", f"[a]({U}) _Context: b_"),
        (f"{U}.", f"<{U}>."),
        (f"{U}，", f"<{U}>，"),
        (f"{U}_(b))", f"<{U}_(b)>)"),
        (f"[a]({U} _Page 4_", f"[a]({U}) _Page 4_"),
        ("[a](/x.md _Context: b_", "[a](/x.md) _Context: b_"),
    ],
)
def test_an_entry_with_one_reading_is_made_the_link_it_was_meant_to_be(entry: str, wanted: str) -> None:
    page = story(related=[entry])
    assert after_fix(MalformedEntry, page) == story(related=[wanted])
    assert not findings(MalformedEntry, story(related=[wanted]))


@pytest.mark.parametrize(
    "entry",
    [
        "Gazette, page 4",
        "Gazette (https://gazette.example/)",
        f"Gazette: {U}",
        f"[a `b]({U} c) d`",
        f"[a <b]({U} c)",
        f'[a]({U} "b" c)',
        f"[a]({U}((b)",
        f"[a [b]({U})]({U})",
        f"[a] (see {U})",
        "[a][b]",
        "",
    ],
)
def test_an_entry_that_can_be_read_in_several_ways_is_left_to_people(entry: str) -> None:
    page = story(sources=[entry])
    assert len(findings(MalformedEntry, page)) == 1
    assert after_fix(MalformedEntry, page) is None


@pytest.mark.parametrize(
    "entry",
    [
        f"Gazette: [a]({U})",
        f"*[a]({U})*",
        f"[a [b] (c)]({U})",
        f"[a]( {U} )",
        f"[a](<{U} b>)",
        f'[a]({U} "title")',
        f"[PDF] [a]({U})",
        f"[a\nb]({U})",
        f"[a]({U}_(b))",
        f"\n   [a]({U})",
        "[a]()",
        f"[[a b]({U})",
    ],
)
def test_a_link_of_whatever_shape_is_not_a_malformed_entry(entry: str) -> None:
    assert not findings(MalformedEntry, story(sources=[entry]))


@given(st.text(st.sampled_from('[]()\\ a*`<>!"_:/.'), max_size=30))
def test_a_safe_repair_always_gives_a_link_and_ends(content: str) -> None:
    page = story(sources=[f"[{content}](/a b)", f"[x](/{content}"], related=[content])
    for _ in range(10):
        fixes = [finding.fix for finding in findings(MalformedEntry, page) if finding.fix is not None]
        if not fixes:
            return
        before = len(findings(MalformedEntry, page))
        page = apply_edits(page.encode(), fixes[0].edits).decode()
        assert len(findings(MalformedEntry, page)) == before - 1
    raise AssertionError("repairs do not end")


@given(
    st.lists(st.sampled_from(["### Source:", "### Related:", "### Changes", "1. a", "1. [b](c d)", "", "text", "# t"]))
)
def test_fixes_of_sections_settle_in_one_pass(lines: list[str]) -> None:
    page = HEAD + "\n".join(lines) + "\n"
    for rule in (MisplacedSection, MisnumberedList):
        for finding in findings(rule, page)[:1]:
            if finding.fix is not None:
                fixed = apply_edits(page.encode(), finding.fix.edits).decode()
                assert sorted(fixed.split("\n")) == sorted(page.split("\n")) or rule is MisnumberedList
                assert len(findings(rule, fixed)) < len(findings(rule, page))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("### Source:\n\n1. [" + "](" * 50_000, id="links that never end"),
        pytest.param("### Source:\n\n1. [" + "]" * 50_000 + "](a b)", id="brackets"),
        pytest.param("### Source:\n\n1. [a](" + " (" * 50_000 + ")", id="parentheses and spaces"),
        pytest.param("### Source:\n\n1. [a](https://" + "a" * 200_000, id="a long open target"),
        pytest.param("### Related:\n\n### Source:\n\n" * 2_500, id="sections"),
        pytest.param("### Notes\n\n" * 5_000, id="unknown sections"),
        pytest.param("# a\n" * 10_000, id="titles"),
        pytest.param("### Source:\n\n" + "7. a\n" * 5_000, id="entries"),
        pytest.param("### " + "x" * 200_000 + "\n", id="a long heading"),
    ],
)
def test_hostile_pages_cost_no_more_than_their_length(body: str) -> None:
    began = time.process_time()
    for rule in RULES:
        findings(rule, HEAD + body)
    assert time.process_time() - began < 5, "anything quadratic takes much longer"


def test_the_entry_after_a_related_story_keeps_its_place() -> None:
    page = story(related=[OTHER, "[a] b](/c.md) _Context: d_"])
    (finding,) = findings(MalformedEntry, page)
    assert finding.subject == "related: [a] b](/c.md) _Context: d_"
