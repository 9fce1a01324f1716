"""Where links lead, and how a target is written so that it leads there."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from archive_lint.archive.index import Archive
from archive_lint.archive.targets import LinkOutcome, PrefixUse
from archive_lint.markdown.parse import parse
from archive_lint.model.page import PageFacts
from tests.in_memory import make_archive

DAY = "news/2014/05/23"
PAGE = f"{DAY}/bridge.md"
STORM = "news/2014/05/21/storm.md"


def page(archive: Archive, path: str = PAGE) -> PageFacts:
    return archive.facts(path) or parse(path, b"", archive.layout).facts


def led_to(archive: Archive, target: str, path: str = PAGE) -> tuple[str, str, str]:
    resolution = archive.resolve(page(archive, path), target)
    return resolution.outcome.value, resolution.path, resolution.prefix.value


FILES = dict.fromkeys(
    (
        PAGE,
        STORM,
        f"{DAY}/index.md",
        f"{DAY}/photo.jpg",
        f"{DAY}/with space.md",
        f"{DAY}/z\u00fcrich.md",
        f"{DAY}/100%25.md",
        "index.md",
    ),
    "",
)


@pytest.mark.parametrize(
    ("target", "outcome", "path"),
    [
        (f"/{STORM}", "found", STORM),
        (f"/{STORM}#end", "found", STORM),
        (f"/{STORM}?print=1#end", "found", STORM),
        (f" /{STORM} ", "found", STORM),
        (f"/news/./2014//05/21/../21/{STORM.rpartition('/')[2]}", "found", STORM),
        ("../21/storm.md", "found", STORM),
        ("photo.jpg", "found", f"{DAY}/photo.jpg"),
        ("./index.md", "found", f"{DAY}/index.md"),
        ("with%20space.md", "found", f"{DAY}/with space.md"),
        ("with space.md", "found", f"{DAY}/with space.md"),
        ("z%C3%BCrich.md", "found", f"{DAY}/z\u00fcrich.md"),
        ("100%2525.md", "found", f"{DAY}/100%25.md"),
        (f"/{DAY}", "folder", DAY),
        (f"/{DAY}/", "folder", DAY),
        ("/", "folder", ""),
        ("../../../..", "folder", ""),
        ("STORM.md", "missing", f"{DAY}/STORM.md"),
        ("../21/Storm.MD", "misspelt", STORM),
        ("zu\u0308rich.md", "misspelt", f"{DAY}/z\u00fcrich.md"),
        ("z%25C3%25BCrich.md", "misspelt", f"{DAY}/z\u00fcrich.md"),
        ("100%25.md", "misspelt", f"{DAY}/100%25.md"),
        ("/news/2014/05/21/calm.md", "missing", "news/2014/05/21/calm.md"),
        ("a%00b.md", "missing", f"{DAY}/ab.md"),
        ("../../../../../etc/passwd", "outside", ""),
        ("/../etc/passwd", "outside", ""),
        ("%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "outside", ""),
        ("file:///etc/passwd", "outside", ""),
        ("FILE:/etc/passwd", "outside", ""),
        ("https://gazette.example/", "external", ""),
        ("//gazette.example/", "external", ""),
        ("mailto:editor@gazette.example", "external", ""),
        ("git+ssh://gazette.example/", "external", ""),
        ("#end", "same-page", ""),
        ("", "same-page", ""),
        ("?print=1", "same-page", ""),
    ],
)
def test_a_link_leads_where_a_reader_would_get(target: str, outcome: str, path: str) -> None:
    assert led_to(make_archive(FILES), target) == (outcome, path, "none")


def test_a_relative_link_of_the_root_page_starts_at_the_root() -> None:
    assert led_to(make_archive(FILES), STORM, "index.md") == ("found", STORM, "none")


def test_two_files_that_differ_only_in_case_are_no_answer_for_a_third_spelling() -> None:
    archive = make_archive({f"{DAY}/Storm.md": "", f"{DAY}/storm.md": ""})
    assert led_to(archive, "STORM.md")[0] == "missing"
    assert led_to(archive, "Storm.md") == ("found", f"{DAY}/Storm.md", "none")


@pytest.mark.parametrize(
    ("prefix", "target", "outcome", "use"),
    [
        ("/zh", f"/zh/{STORM}", "found", "right"),
        ("/zh", f"/{STORM}", "found", "missing"),
        ("/zh", f"/en/{STORM}", "found", "foreign"),
        ("/zh", "../21/storm.md", "found", "none"),
        ("/zh", "/zh/news/2014/05/21/calm.md", "missing", "right"),
        ("/zh", "/news/2014/05/21/calm.md", "missing", "missing"),
        ("/zh", "/en/news/2014/05/21/calm.md", "missing", "missing"),
        ("/zh", "/zh", "folder", "right"),
        ("/a/b", f"/a/b/{STORM}", "found", "right"),
        ("", f"/zh/{STORM}", "found", "foreign"),
        ("", "/zh/storm.md", "missing", "none"),
    ],
)
def test_a_site_prefix_is_taken_off_and_its_use_told(prefix: str, target: str, outcome: str, use: str) -> None:
    resolution = make_archive(FILES, site_prefix=prefix).resolve(page(make_archive(FILES)), target)
    assert (resolution.outcome, resolution.prefix) == (LinkOutcome(outcome), PrefixUse(use))


def test_a_symbolic_link_out_of_the_archive_is_outside_and_so_is_what_lies_behind_it() -> None:
    archive = make_archive(FILES, links_out=frozenset({f"{DAY}/secret.md", "elsewhere"}))
    assert led_to(archive, "secret.md")[0] == "outside"
    assert led_to(archive, "/elsewhere/page.md")[0] == "outside"


def test_a_symbolic_link_inside_the_archive_leads_to_its_target() -> None:
    archive = make_archive(FILES, aliases={"latest.md": STORM, "today": DAY, "gone.md": "news/gone.md"})
    assert led_to(archive, "/latest.md") == ("found", STORM, "none")
    assert led_to(archive, "/today") == ("folder", DAY, "none")
    assert led_to(archive, "/today/bridge.md") == ("found", PAGE, "none")
    assert led_to(archive, "/gone.md") == ("missing", "news/gone.md", "none")


def test_an_untracked_page_is_not_a_target_but_for_other_untracked_pages() -> None:
    archive = make_archive(
        {**FILES, f"{DAY}/new.md": "", f"{DAY}/newer.md": ""}, untracked=frozenset({f"{DAY}/new.md", f"{DAY}/newer.md"})
    )
    assert led_to(archive, "new.md") == ("untracked", f"{DAY}/new.md", "none")
    assert led_to(archive, "new.md", f"{DAY}/newer.md") == ("found", f"{DAY}/new.md", "none")


@pytest.mark.parametrize("drafts_there", [2, 40])
def test_a_folder_is_one_that_has_a_target_in_it_or_below(drafts_there: int) -> None:
    drafts = [f"drafts/{number}.md" for number in range(drafts_there)]
    archive = make_archive({**FILES, **dict.fromkeys(drafts, "")}, untracked=frozenset(drafts))
    assert led_to(archive, "/drafts")[0] == "missing"
    assert led_to(archive, "/news") == ("folder", "news", "none")
    assert led_to(archive, "/new")[0] == "missing"
    named = make_archive({**FILES, **dict.fromkeys(drafts, ""), "drafts/c/d.md": ""}, untracked=frozenset(drafts))
    assert led_to(named, "/drafts/") == ("folder", "drafts", "none")


@pytest.mark.parametrize(
    "target", ["/" + "a/" * 200_000, "a\u0301\u0316" * 100_000, "../" * 100_000, "/" + "%25" * 100_000 + ".md"]
)
def test_a_hostile_target_is_answered_at_once(target: str) -> None:
    archive = make_archive(FILES, links_out=frozenset({"x"}), aliases={"y": STORM})
    assert led_to(archive, target)[0] in ("missing", "outside")


@pytest.mark.parametrize(
    ("like", "path", "spelt"),
    [
        ("/x.md", STORM, f"/{STORM}"),
        ("/x.md#end", STORM, f"/{STORM}#end"),
        ("/x.md?a=1#end", STORM, f"/{STORM}?a=1#end"),
        ("x.md", STORM, "../21/storm.md"),
        ("x.md", f"{DAY}/index.md", "index.md"),
        ("x.md", f"{DAY}/with space.md", "with%20space.md"),
        ("x.md", f"{DAY}/z\u00fcrich.md", "z\u00fcrich.md"),
        ("%C3%BC.md", f"{DAY}/z\u00fcrich.md", "z%C3%BCrich.md"),
        ("x.md", f"{DAY}/100%25.md", "100%2525.md"),
        ("x.md", "news/none.md", None),
    ],
)
def test_a_target_is_spelt_in_the_manner_of_another(like: str, path: str, spelt: str | None) -> None:
    archive = make_archive(FILES)
    assert archive.format_target(page(archive), like, path) == spelt


@pytest.mark.parametrize(
    "name",
    ["a(b).md", "a(b.md", "a)b.md", "a<b>.md", "a[b]`c`.md", "a\\b.md", "a?b#c.md", "a&amp;.md", "a|b.md", 'a"b.md'],
)
def test_a_spelt_target_survives_markdown(name: str) -> None:
    archive = make_archive({f"{DAY}/{name}": ""})
    spelt = archive.format_target(page(archive), "x.md", f"{DAY}/{name}")
    for written in (f"[x]({spelt})", f"[x](<{spelt}>)", f"| [x]({spelt}) |\n|---|\n", f'<a href="{spelt}">x</a>'):
        link = parse(PAGE, written.encode(), archive.layout).facts.links[0]
        assert archive.page_at(page(archive), link.target) == f"{DAY}/{name}"


@pytest.mark.parametrize("rest", ["?a|b", "#a>b", "#a(b", '?a="b"', "?a=1&amp;b#c", "?a b", "#)", "?a\\"])
def test_what_follows_the_path_of_a_spelt_target_ends_no_link(rest: str) -> None:
    archive = make_archive(FILES)
    spelt = archive.format_target(page(archive), f"/x.md{rest}", STORM)
    for written in (f"[x]({spelt})", f"[x](<{spelt}>)", f"| [x]({spelt}) |\n|---|\n", f'<a href="{spelt}">x</a>'):
        link = parse(PAGE, written.encode(), archive.layout).facts.links[0]
        assert unquote(link.target) == f"/{STORM}{rest}"


def test_a_spelt_target_has_the_site_prefix() -> None:
    archive = make_archive(FILES, site_prefix="/zh")
    assert archive.format_target(page(archive), "/x.md", STORM) == f"/zh/{STORM}"
    assert archive.format_target(page(archive), "/de/x.md", STORM) == f"/zh/{STORM}"
    assert archive.format_target(page(archive), "x.md", STORM) == "../21/storm.md"


def test_a_misspelt_target_without_prefix_keeps_that_fault_to_itself() -> None:
    archive = make_archive(FILES, site_prefix="/zh")
    assert archive.format_target(page(archive), f"/{STORM.upper()}", STORM) == f"/{STORM}"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[x][1]\n\n[1]: /gone.md\n", "/gone.md"),
        ("[x][ A  b ]\n\n[a B]: </gone.md> 'title'\n", "/gone.md"),
        ("[one]\n\n[one]:\n   /gone.md\n", "/gone.md"),
        ("[one][]\n\n[two]: /gone.md\n[one]: /gone.md\n", "/gone.md\n"),
        ("> [x][1]\n\n[1]: /gone.md\n", "/gone.md"),
        ("[x][1]\n\n[1]: /gone.md\n\n    [1]: /gone.md\n", "/gone.md"),
        ("[x][1]\n\n[1]: /gone.md\n[1]: /gone.md\n", None),
        ("[x][1]\n\n> [1]: /gone.md\n", None),
    ],
)
def test_a_reference_link_is_rewritten_in_its_definition(text: str, place: str | None) -> None:
    archive = make_archive({PAGE: text, STORM: ""})
    facts = page(archive)
    written = archive.rewrite_target(facts, facts.links[0], STORM)
    assert (written is None) is (place is None)
    if written is not None and place is not None:
        assert text.encode()[written[0].start :].startswith(place.encode())
        assert written[1] == f"/{STORM}"
