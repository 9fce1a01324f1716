"""Targets of links in an archive whose pages name URLs of a site, and their rewriting."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from archive_lint.archive.index import Archive
from archive_lint.archive.targets import LinkOutcome, Resolution
from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.model.listing import Listing
from archive_lint.model.site import RelativeBase, Site, UrlRule

STORM, BRIDGE, TOUR = "_posts/2014-05-03-storm.md", "_posts/2014-05-04-bridge.md", "docs/tour/index.md"
PAGES: Mapping[str, bytes] = {
    STORM: b"---\ntitle: Storm\nredirect_from: /old/storm.html\n---\n",
    BRIDGE: b"---\ntitle: Bridge\n---\n",
    TOUR: b"---\ntitle: Tour\npermalink: /tour/\n---\n",
    "docs/Guild.md": b"# Guild\n",
    "about.md": b"# About\n",
}
FILES = (*PAGES, "static/img/a.png", "docs/tour/map.svg", "_posts/near.png")
RULES = (
    UrlRule("_posts/{year}-{month:02}-{day:02}-{slug}.{ending}", "/{year}/{month}/{day}/{slug}/"),
    UrlRule("static/{path}", "/{path}"),
    UrlRule("docs/{path}.{ending}", "/{path}/"),
    UrlRule("{path}.{ending}", "/{path}/"),
)
FORMS = ("{% post_url FILE %}", "{{ site.baseurl }}", "@/FILE")
STORM_URL, BRIDGE_URL = "/2014/05/03/storm/", "/2014/05/04/bridge/"


def _archive(
    relative: RelativeBase = "url/", renames: Mapping[str, str] | None = None, former: Mapping[str, str] | None = None
) -> Archive:
    layout = Layout(
        story=("_posts/{year}-{month:02}-{day:02}-{slug}.{ending}",),
        site=Site(url="https://news.example", rules=RULES, relative=relative),
        forms=FORMS,
    )
    facts = {path: parse(path, source, layout).facts for path, source in PAGES.items()}
    listing = Listing(pages=tuple(sorted(PAGES)), files=frozenset(FILES))
    return Archive(layout, listing, facts.get, PAGES.get, renames=renames, former=former)


def _resolve(target: str, page: str = BRIDGE, archive: Archive | None = None) -> Resolution:
    archive = archive or _archive()
    facts = archive.facts(page)
    assert facts is not None
    return archive.resolve(facts, target)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (STORM_URL, STORM),
        ("/2014/05/03/storm", STORM),
        (STORM_URL + "?a=1#b", STORM),
        ("/old/storm.html", STORM),
        ("https://news.example/2014/05/03/storm/", STORM),
        ("http://NEWS.example/2014/05/03/storm", STORM),
        ("//news.example/old/storm.html#x", STORM),
        ("../../03/storm/", STORM),
        ("../../../../img/a.png", "static/img/a.png"),
        ("near.png", "_posts/near.png"),
        ("/img/a.png", "static/img/a.png"),
        ("/tour/map.svg", "docs/tour/map.svg"),
        ("/guild/", "docs/Guild.md"),
        ("{% post_url 2014-05-03-storm %}", STORM),
        ("{% post_url 2014-05-03-storm %}#end", STORM),
        ("{{ site.baseurl }}/img/a.png", "static/img/a.png"),
        ("@/tour/index.md", TOUR),
    ],
)
def test_a_link_leads_to_the_file_that_its_url_serves(target: str, path: str) -> None:
    assert _resolve(target) == Resolution(LinkOutcome.FOUND, path)


@pytest.mark.parametrize(
    ("target", "outcome", "path"),
    [
        ("/2014/05/04/storm/", LinkOutcome.MISSING, "_posts/2014-05-04-storm.md"),
        ("https://news.example/nothing/", LinkOutcome.MISSING, "docs/nothing.md"),
        ("/static/img/a.png", LinkOutcome.MISSING, "static/static/img/a.png"),
        ("nothing", LinkOutcome.MISSING, "_posts/nothing"),
        ("/GUILD/", LinkOutcome.MISSPELT, "docs/Guild.md"),
        ("{% post_url 2014-05-03-gale %}", LinkOutcome.MISSING, "2014-05-03-gale"),
        ("{% include x %}", LinkOutcome.UNJUDGED, ""),
        ("{{ page.next.url }}", LinkOutcome.UNJUDGED, ""),
        ("https://other.example/2014/05/03/storm/", LinkOutcome.EXTERNAL, ""),
        ("https://news.example.org/2014/05/03/storm/", LinkOutcome.EXTERNAL, ""),
        ("//cdn.example/a.png", LinkOutcome.EXTERNAL, ""),
        ("mailto:desk@news.example", LinkOutcome.EXTERNAL, ""),
        ("file:///etc/passwd", LinkOutcome.OUTSIDE, ""),
        ("#top", LinkOutcome.SAME_PAGE, ""),
        ("/", LinkOutcome.EXTERNAL, ""),
    ],
)
def test_what_is_not_a_file_of_the_site_is_told_apart(target: str, outcome: LinkOutcome, path: str) -> None:
    found = _resolve(target)
    assert (found.outcome, found.path) == (outcome, path)


@pytest.mark.parametrize(
    ("relative", "target", "outcome"),
    [
        ("file", "2014-05-03-storm.md", LinkOutcome.FOUND),
        ("file", "2014-05-03-storm", LinkOutcome.MISSING),
        ("file", "../../03/storm/", LinkOutcome.OUTSIDE),
        ("url", "../03/storm/", LinkOutcome.MISSING),
        ("url", "../../03/storm/", LinkOutcome.FOUND),
        ("url/", "../../03/storm/", LinkOutcome.FOUND),
        ("url/", "2014-05-03-storm.md", LinkOutcome.FOUND),
        ("url/", "../../../../../../img/a.png", LinkOutcome.FOUND),
    ],
)
def test_a_relative_link_starts_from_the_file_or_the_url(
    relative: RelativeBase, target: str, outcome: LinkOutcome
) -> None:
    assert _resolve(target, archive=_archive(relative)).outcome is outcome


@pytest.mark.parametrize(
    ("target", "path", "written"),
    [
        (STORM_URL, BRIDGE, BRIDGE_URL),
        ("/2014/05/03/storm", BRIDGE, "/2014/05/04/bridge"),
        (STORM_URL + "#end", BRIDGE, BRIDGE_URL + "#end"),
        ("https://news.example/2014/05/03/storm/?a", BRIDGE, "https://news.example/2014/05/04/bridge/?a"),
        ("http://news.example/2014/05/03/storm", TOUR, "http://news.example/tour"),
        ("/img/b.png", "static/img/a.png", "/img/a.png"),
        ("/GUILD/", "docs/Guild.md", "/Guild/"),
        ("{{ site.baseurl }}/2014/05/03/storm/#x", BRIDGE, "{{ site.baseurl }}/2014/05/04/bridge/#x"),
        ("{% post_url 2014-05-03-storm %}", BRIDGE, "{% post_url 2014-05-04-bridge %}"),
        ("@/guild/index.md#a", TOUR, "@/tour/index.md#a"),
        ("{{ page.next.url }}", BRIDGE, None),
    ],
)
def test_a_target_is_written_in_the_manner_of_the_one_before(target: str, path: str, written: str | None) -> None:
    archive = _archive()
    facts = archive.facts("about.md")
    assert facts is not None
    assert archive.format_target(facts, target, path) == written


def test_a_missing_url_names_the_page_that_was_there() -> None:
    renamed = _archive(renames={"_posts/2014-05-03-gale.markdown": STORM})
    assert _resolve("/2014/05/03/gale/", archive=renamed).path == "_posts/2014-05-03-gale.markdown"
    gone = _archive(former={"gale": "docs/weather.md"})
    assert _resolve("/gale/", archive=gone) == Resolution(LinkOutcome.MISSING, "docs/weather.md")


@pytest.mark.parametrize(
    "target", ["/" + "a/" * 10_000, "/" + "%61" * 3_000, "../" * 5_000, "{{" * 5_000, "@/" * 5_000]
)
def test_hostile_targets_are_settled_at_once(target: str) -> None:
    assert _resolve(target).outcome in (LinkOutcome.MISSING, LinkOutcome.UNJUDGED, LinkOutcome.EXTERNAL)


def test_a_check_that_looks_up_a_url_rests_on_what_all_pages_say_of_theirs() -> None:
    archive = _archive()
    for _ in range(2):
        with archive.recording() as reads:
            _resolve(STORM_URL, archive=archive)
        assert reads.all_pages() == set(PAGES)
    with archive.recording() as reads:
        _resolve("https://other.example/", archive=archive)
    assert STORM not in reads.all_pages()


def _by_category(relative: RelativeBase = "file") -> Archive:
    head = b"---\ncategories: [World Affairs, Town]\n---\n"
    pages = {f"posts/{name}.md": head for name in ("storm", "ferry")} | {"posts/plain.md": b"# Plain\n"}
    rule = UrlRule("posts/{slug}.md", "/{categories}/{slug}/")
    layout = Layout(story=("posts/{slug}.md",), site=Site(rules=(rule,), relative=relative))
    facts = {path: parse(path, source, layout).facts for path, source in pages.items()}
    listing = Listing(pages=tuple(sorted(pages)), files=frozenset(pages))
    return Archive(layout, listing, facts.get, pages.get)


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("/world-affairs/town/storm/", "/world-affairs/town/ferry/"),
        ("/World-Affairs/Town/storm", "/World-Affairs/Town/ferry"),
        ("/world%20affairs/town/storm/", "/world%20affairs/town/ferry/"),
        ("/world%20affairs/storm/", "/world%20affairs/ferry/"),
        ("/WORLD-affairs/town/FERRY/", "/world-affairs/town/ferry/"),
        ("/elsewhere/storm/", None),
        ("/storm/", None),
    ],
)
def test_a_url_of_categories_is_written_as_the_link_has_them_or_not_at_all(target: str, written: str | None) -> None:
    assert _by_category().targets.format_target("posts/plain.md", target, "posts/ferry.md") == written


@pytest.mark.parametrize("target", ["../storm/", "../../town/storm/", "../../world-affairs/storm/"])
def test_a_relative_link_starts_from_any_url_that_its_page_may_have(target: str) -> None:
    archive = _by_category("url/")
    assert archive.targets.resolve("posts/ferry.md", target) == Resolution(LinkOutcome.FOUND, "posts/storm.md")
    assert archive.targets.resolve("posts/ferry.md", "../gone/").outcome is LinkOutcome.MISSING
