"""Which file a URL of the site serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from archive_lint.model.layout import Layout
from archive_lint.model.listing import Listing
from archive_lint.model.site import Site, UrlRule
from archive_lint.site.addresses import Addresses, Served, Spelling, address_key
from archive_lint.site.url_rules import NOTHING_SAID, PageAddress

STORM, BRIDGE, GUILD = "_posts/2014-05-03-Storm.md", "_posts/2014-05-04-bridge.md", "docs/guild.md"
FILES = (STORM, BRIDGE, GUILD, "static/img/a b.png", "docs/tour/index.md", "docs/tour/map.svg", "docs/tour/en/key.svg")
SITE = Site(
    rules=(
        UrlRule("_posts/{year}-{month:02}-{day:02}-{slug}.{ending}", "/{year}/{month}/{slug}.html"),
        UrlRule("static/{path}", "/{path}"),
        UrlRule("docs/{path}.{ending}", "/{path}/"),
    ),
    generated=("/tag/**", "feed.xml"),
)


def _addresses(
    said: Mapping[str, PageAddress] | None = None, files: Sequence[str] = FILES, redirects: bytes = b""
) -> Addresses:
    pages = tuple(path for path in files if path.endswith(".md"))
    listing = Listing(pages=pages, files=frozenset(files))
    given = said or {}
    return Addresses(Layout(site=SITE), listing, lambda path: given.get(path, NOTHING_SAID), {"_redirects": redirects})


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/2014/05/bridge.html", BRIDGE),
        ("/2014/05/bridge", BRIDGE),
        ("/2014/05/bridge/", BRIDGE),
        ("//2014//05/bridge.html", BRIDGE),
        ("/guild/", GUILD),
        ("/guild", GUILD),
        ("/guild/index.html", GUILD),
        ("/img/a%20b.png", "static/img/a b.png"),
        ("/img/a b.png", "static/img/a b.png"),
        ("/tour/", "docs/tour/index.md"),
        ("/tour/map.svg", "docs/tour/map.svg"),
        ("/tour/en/key.svg", "docs/tour/en/key.svg"),
    ],
)
def test_a_url_serves_its_file_however_it_is_spelt(url: str, path: str) -> None:
    assert _addresses().served(url) == Served(path, Spelling.EXACT)


@pytest.mark.parametrize(
    "url",
    ["/guild.html", "/2014/06/bridge.html", "/static/img/a b.png", "/docs/guild/", "/map.svg", "/x", "/" + "a" * 9_000],
)
def test_what_no_file_explains_is_not_served(url: str) -> None:
    assert _addresses().served(url) is None


@pytest.mark.parametrize(
    ("url", "spelling"),
    [
        ("/2014/05/Storm.html", Spelling.EXACT),
        ("/2014/05/storm.html", Spelling.EXACT),
        ("/2014/05/STORM.html", Spelling.MISCASED),
        ("/Guild/", Spelling.MISCASED),
    ],
)
def test_case_counts_unless_the_url_is_all_in_lower_case(url: str, spelling: Spelling) -> None:
    served = _addresses().served(url)
    assert served is not None
    assert served.spelling is spelling


@pytest.mark.parametrize("url", ["/", "/tag/law/", "/feed.xml", "/old/storm", "/go/anywhere"])
def test_what_is_generated_or_redirected_exists_without_a_file(url: str) -> None:
    served = _addresses(redirects=b"/old/storm /2014/05/storm.html\n/go/* /:splat 301\n").served(url)
    assert served == Served("", Spelling.GENERATED)


@pytest.mark.parametrize(
    ("said", "url", "is_served"),
    [
        (PageAddress(url="/about/guild/"), "/about/guild", True),
        (PageAddress(url="about/guild"), "/about/guild/", True),
        (PageAddress(url="/about/guild/"), "/guild/", False),
        (PageAddress(url="/:year/guild/"), "/guild/", True),
        (PageAddress(aliases=("/old/guild.html",)), "/old/guild.html", True),
        (PageAddress(aliases=("guilds",)), "/guilds", True),
        (PageAddress(slug="masons"), "/masons/", True),
        (PageAddress(slug="masons"), "/guild/", False),
    ],
)
def test_front_matter_names_urls(said: PageAddress, url: str, is_served: bool) -> None:
    assert (_addresses({GUILD: said}).served(url) is not None) is is_served


def test_the_url_of_a_page_is_the_one_that_links_should_write() -> None:
    addresses = _addresses({BRIDGE: PageAddress(url="/bridge/")})
    assert addresses.url_of(BRIDGE) == "/bridge/"
    assert addresses.url_of(STORM) == "/2014/05/Storm.html"
    assert addresses.url_of("static/img/a b.png") == "/img/a b.png"
    assert addresses.url_of("README.txt") is None


def test_two_pages_of_one_url_and_bad_redirects_are_told() -> None:
    addresses = _addresses({GUILD: PageAddress(url="/tour/")}, redirects=b"/* /index.html 200\n")
    assert "/tour/ is the URL of both docs/guild.md and docs/tour/index.md" in addresses.complaints
    assert any("_redirects:1" in complaint for complaint in addresses.complaints)
    assert _addresses().complaints == []


def test_an_alias_never_takes_the_url_of_another_page() -> None:
    addresses = _addresses({GUILD: PageAddress(aliases=("/tour/",))})
    served = addresses.served("/tour/")
    assert served is not None
    assert served.path == "docs/tour/index.md"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("/", ""),
        ("/index.html", ""),
        ("/a/", "a"),
        ("/a/index.html", "a"),
        ("/a/index", "a"),
        ("//a///b//", "a/b"),
        ("/%61", "a"),
        ("/u\u0308", "\u00fc"),
        ("/reindex.html", "reindex.html"),
    ],
)
def test_spellings_of_one_url_have_one_key(url: str, key: str) -> None:
    assert address_key(url) == key
