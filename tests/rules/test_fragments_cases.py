"""Fragments of links between pages of an archive, and of a site that is made of one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from archive_lint.model.finding import Finding
from archive_lint.testing import run_rule
from archive_lint_rules.related.missing_fragment import MissingFragment

_SITE: dict[str, Any] = {"site": {"map": [{"file": "content/{path}.md", "url": "/{path}/"}]}}


def found(files: dict[str, str], path: str = "a.md", *, fragments: str = "github", **settings: Any) -> list[Finding]:
    rule = MissingFragment()
    if options := settings.get("rules", {}).get("L011"):
        rule = MissingFragment(msgspec.convert(options, MissingFragment.Options))
    sources = {name: text.encode() for name, text in files.items()}
    return run_rule(rule, path, sources, {"links": {"fragments": fragments}, **settings})


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("[x](#rules)", None),
        ("[x](#fees)", "this page has no heading or id 'fees'"),
        ("[x](a.md#fees)", "this page has no heading or id 'fees'"),
        ("[x](?q=1#fees)", "this page has no heading or id 'fees'"),
        ("<a href='#fees'>x</a>", "this page has no heading or id 'fees'"),
        ("[x]\n\n[x]: #fees", "this page has no heading or id 'fees'"),
        ("[x](b.md#boats)", None),
        ("[x](b.md#Boats)", "'b.md' has no heading or id 'Boats'"),
        ("[x](b.md#rules)", "'b.md' has no heading or id 'rules'"),
        ("[x](/b.md#rules)", "'b.md' has no heading or id 'rules'"),
        ("[x](b.md)", None),
        ("[x](b.md#)", None),
        ("[x](nobody.md#rules)", None),
        ("[x](picture.svg#layer)", None),
        ("[x](page.html#rules)", None),
        ("![x](b.md#rules)", None),
        ("[x](https://gazette.example/b#rules)", None),
        ("`[x](#fees)`", None),
        ("[x](unknown.md#fees)", None),
        ("[x](damaged.md#fees)", None),
        ("[x](#comments)", None),
        ("[x](#comment-12)", None),
    ],
)
def test_a_fragment_must_name_something_on_the_page_it_leads_to(link: str, message: str | None) -> None:
    files = {
        "a.md": f"# Rules\n\n{link}\n",
        "b.md": "# Boats\n",
        "unknown.md": "{{< rules >}}\n",
        "damaged.md": "<<<<<<< ours\n# A\n=======\n# B\n>>>>>>> theirs\n",
        "picture.svg": "",
        "page.html": "",
    }
    assert [finding.message for finding in found(files)] == ([] if message is None else [message])


@pytest.mark.parametrize(
    ("target", "is_found"),
    [("/docs/b/#boats", False), ("/docs/b/#ships", True), ("/docs/b#ships", True), ("/x/#b", False)],
)
def test_a_site_url_leads_to_its_page(target: str, *, is_found: bool) -> None:
    files = {"content/a.md": f"[x]({target})\n", "content/docs/b.md": "# Boats\n"}
    assert bool(found(files, "content/a.md", **_SITE)) is is_found


@pytest.mark.parametrize(
    ("german", "is_found"), [("# Gebühren\n", False), ("{{ x }}\n", False), ("# Regeln\n", True), (None, True)]
)
def test_a_fragment_may_be_for_the_page_of_the_same_language(german: str | None, *, is_found: bool) -> None:
    files = {"en/faq.md": "# Fees\n", "de/a.md": "[x](/en/faq.md#gebühren)\n"}
    if german is not None:
        files["de/faq.md"] = german
    assert bool(found(files, "de/a.md")) is is_found


def test_ids_of_templates_are_what_the_option_says() -> None:
    files = {"a.md": "[x](#comments) [y](#ads)\n"}
    rules = {"L011": {"ignore": ["ads"]}}
    assert [finding.message for finding in found(files, rules=rules)] == ["this page has no heading or id 'comments'"]


@pytest.mark.parametrize(
    ("fragment", "headings", "fixed"),
    [
        ("Boats", ["Boats", "Ferries"], "b.md#boats"),
        ("boat-and-ferries", ["Boats and ferries", "Ferries"], "b.md#boats-and-ferries"),
        ("boats-and-ferries", ["Boats and ferries a", "Boats and ferries b"], None),
        ("lighthouse", ["Boats"], None),
    ],
)
def test_the_one_id_that_is_like_it_is_offered(fragment: str, headings: list[str], fixed: str | None) -> None:
    page = "".join(f"# {heading}\n\n" for heading in headings)
    (finding,) = found({"a.md": f"[x](b.md#{fragment})\n", "b.md": page})
    written = None if finding.fix is None else finding.fix.edits[0].text
    assert written == fixed
    assert finding.fix is None or not finding.fix.safe
    assert finding.help == (None if fixed is None else f"the likeliest: #{fixed.partition('#')[2]}")


def test_nothing_is_looked_up_unless_it_is_configured() -> None:
    assert found({"a.md": "[x](#fees)\n"}, fragments="off") == []
