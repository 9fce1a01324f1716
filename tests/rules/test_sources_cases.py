"""Sources: what the examples of the rules have no room for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.fix.edits import apply_edits
from archive_lint.model.finding import Finding
from archive_lint.rule.base import PageRule, Rule
from archive_lint.rule.examples import PATH, story
from archive_lint.testing import run_rule
from archive_lint_rules.sources.citing import identity, matcher, without_parameters
from archive_lint_rules.sources.duplicate_source import DuplicateSource
from archive_lint_rules.sources.malformed_source import MalformedSource
from archive_lint_rules.sources.refused_source import RefusedSource
from archive_lint_rules.sources.unlabelled_source import UnlabelledSource
from tests.rules.families import rules_in

ALL = rules_in("sources", PageRule)


def findings(rule: type[Rule], page: str | bytes) -> list[Finding]:
    source = page.encode() if isinstance(page, str) else page
    return run_rule(rule(), PATH, {PATH: source}, {})


def cited(url: str, rule: type[Rule]) -> list[Finding]:
    return findings(rule, story(sources=[f"[Gazette](<{url}>)"]))


def after_fix(rule: type[Rule], page: str) -> str:
    source = page.encode()
    for finding in findings(rule, page):
        if finding.fix is not None:
            return apply_edits(source, finding.fix.edits).decode()
    return page


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("hxxps://gazette.example/a", "https://gazette.example/a"),
        ("http://http://gazette.example/a", "http://gazette.example/a"),
        ("http://https://gazette.example/a", "https://gazette.example/a"),
        ("https:https//gazette.example/a", "https://gazette.example/a"),
        ("http:/gazette.example/a", "http://gazette.example/a"),
        ("http//gazette.example/a", "http://gazette.example/a"),
        ("http:\\\\\\\\gazette.example/a", "http://gazette.example/a"),
        ("ttp://gazette.example/a", "http://gazette.example/a"),
        ("http://gazette.example/a b", "http://gazette.example/a%20b"),
        ("http://gazette.example/a))", "http://gazette.example/a"),
        ("http://gazette.example/(a))", "http://gazette.example/(a)"),
        ("http://gazette.example/?a&amp;amp;b", "http://gazette.example/?a&b"),
    ],
)
def test_a_mechanical_mistake_is_repaired(written: str, repaired: str) -> None:
    page = story(sources=[f"[Gazette](<{written}>)"])
    fixed = after_fix(MalformedSource, page)
    assert fixed == story(sources=[f"[Gazette](<{repaired}>)"])
    assert not findings(MalformedSource, fixed)


@pytest.mark.parametrize(
    "url",
    [
        "gazette.example/a",
        "//gazette.example/a",
        "/a",
        "mailto:editor@gazette.example",
        "http://",
        "http:///a",
        "http://gazette..example/",
        "http://1.2.3.4.5/",
        "http://%6cocalhost/",
        "http://gazette.example:x/",
        "http://gazette.example\\\\@evil.example/",
    ],
)
def test_what_cannot_be_guessed_is_reported_and_left_alone(url: str) -> None:
    (finding,) = cited(url, MalformedSource)
    assert finding.fix is None


@pytest.mark.parametrize(
    "url",
    [
        "http://my_paper.gazette.example/",
        "HTTP://GAZETTE.EXAMPLE/",
        "http://gazette.example./",
        "http://bücher.example/straße",
        "http://gazette.example/?q=a)b(",
        "http://gazette.example/{0F8A}?a=",
        "http://gazette.example/a?url=http://http://b",
        "http://https.example/",
        "http://gazette.example/#a b".replace(" ", ""),
    ],
)
def test_a_url_that_browsers_follow_is_not_malformed(url: str) -> None:
    assert cited(url, MalformedSource) == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "0",
        "10.0.0.1.",
        "169.254.169.254",
        "168.63.129.16",
        "100.64.0.1",
        "[::1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "metadata.google.internal",
        "router.home.arpa",
        "intranet",
        "gazette.example:8080",
        "gazette.example:25",
    ],
)
def test_a_source_that_no_reader_can_open_is_refused(host: str) -> None:
    (finding,) = cited(f"http://{host}/a", RefusedSource)
    assert finding.fix is None
    assert cited(f"http://{host}/a", MalformedSource) == []


@pytest.mark.parametrize("host", ["8.8.8.8", "[2606:4700::1111]", "gazette.example:80", "gazette.example:443", "a.co"])
def test_a_public_source_is_not_refused(host: str) -> None:
    assert cited(f"http://{host}/a", RefusedSource) == []


@pytest.mark.parametrize("userinfo", ["reader:SECRET", ":SECRET", "SECRET", "a@SECRET"])
def test_credentials_are_reported_once_and_never_repeated(userinfo: str) -> None:
    (finding,) = cited(f"https://{userinfo}@gazette.example/a", RefusedSource)
    assert "SECRET" not in finding.message + finding.subject
    assert cited(f"https://{userinfo}@gazette.example/a", MalformedSource) == []
    url = f"https://{userinfo}@gazette.example/a?utm_source=b"
    for rule in ALL:
        for other in findings(rule, story(sources=[f"[](<{url}>)", f"[](<{url}>)", f"[](<x{url}>)"])):
            assert "SECRET" not in other.message + other.subject


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://gazette.example", "https://gazette.example/"),
        ("http://gazette.example:80/a", "http://gazette.example/a"),
        ("http://Gazette.Example./a", "http://gazette.example/a"),
        ("http://gazette.example/%7ea", "http://gazette.example/~a"),
        ("http://gazette.example/%e6", "http://gazette.example/%E6"),
        ("http://gazette.example/a?utm_source=b", "http://gazette.example/a"),
        ("http://gazette.example/a?id=1&fbclid=b", "http://gazette.example/a?id=1"),
        ("http://gazette.example/a#", "http://gazette.example/a"),
    ],
)
def test_two_spellings_of_one_source_are_the_same(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://gazette.example/a", "http://gazette.example/A"),
        ("http://gazette.example/a", "http://gazette.example/a/"),
        ("http://gazette.example/?id=1", "http://gazette.example/?id=2"),
        ("http://gazette.example/?a&b", "http://gazette.example/?b&a"),
        ("http://gazette.example/#!a", "http://gazette.example/#!b"),
        ("http://gazette.example/a%2Fb", "http://gazette.example/a/b"),
        ("http://www.gazette.example/", "http://gazette.example/"),
        ("http://gazette.example:8080/", "http://gazette.example/"),
        ("http://a.example/web/http://b.example/?utm_source=a", "http://a.example/web/http://b.example/"),
    ],
)
def test_two_sources_that_may_differ_are_not_the_same(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@given(st.from_regex(r"https?://[a-z]{1,9}(\.[a-z]{2,9}){1,3}(/[!-9;-\[\]-~é]{0,12})?", fullmatch=True))
def test_a_url_with_nothing_to_leave_out_is_the_same_as_with_a_tracking_parameter(url: str) -> None:
    url = url.partition("?")[0].partition("#")[0]
    assert identity(f"{url}?utm_source=a#part") == identity(f"{url}#part")


def test_every_duplicate_goes_in_one_fix_and_the_rest_is_renumbered() -> None:
    one, other = "[Gazette](http://gazette.example/a)", "[Courier](http://courier.example/)"
    assert after_fix(DuplicateSource, story(sources=[one, one, other, one])) == story(sources=[one, other])


@pytest.mark.parametrize(
    "again",
    [
        "[Harbour Gazette](http://gazette.example/a)",
        "[Gazette](https://gazette.example/a)",
        "[Gazette](http://gazette.example/a) [IMG](http://gazette.example/a.jpg)",
        "[Gazette](http://gazette.example/a) in German",
    ],
)
def test_a_duplicate_that_says_more_is_not_removed(again: str) -> None:
    (finding,) = findings(DuplicateSource, story(sources=["[Gazette](http://gazette.example/a)", again]))
    assert finding.fix is None


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("http://a.example/?UTM_Source=b", "http://a.example/"),
        ("http://a.example/?utm_a=1&b=2&utm_c=3&d=", "http://a.example/?b=2&d="),
        ("http://a.example/?a=utm_source", "http://a.example/?a=utm_source"),
        ("http://a.example/?gclid#b", "http://a.example/#b"),
        ("http://a.example/#?utm_source=b", "http://a.example/#?utm_source=b"),
        ("http://a.example/b?&&utm_a=1", "http://a.example/b?&"),
    ],
)
def test_only_tracking_parameters_are_taken_away(url: str, clean: str) -> None:
    assert without_parameters(url, matcher(("utm_*", "gclid")))[0] == clean


def test_no_configured_parameter_means_none_is_tracking() -> None:
    assert without_parameters("http://a.example/?a=1", matcher(()))[1] == ()


@pytest.mark.parametrize("label", ["", " ", "\t", "&nbsp;", "\u200b", "&#8203;", "<!-- -->"])
def test_a_label_that_cannot_be_seen_is_none(label: str) -> None:
    (finding,) = findings(UnlabelledSource, story(sources=[f"[{label}](http://gazette.example/a)"]))
    assert finding.subject == "http://gazette.example/a"


@pytest.mark.parametrize(
    ("others", "safe"),
    [
        ([], True),
        (["[gazette.example](http://gazette.example/b)"], True),
        (["[herald.example](http://www.herald.example/b)", "[www.courier.example](http://courier.example/)"], True),
        (["[](http://herald.example/b)"], True),
        (["[Herald](http://herald.example/b)"], False),
        (["[herald.example](http://herald.example/b)", "[Courier](http://courier.example/)"], False),
        (["[gazette.example](http://herald.example/b)"], False),
        (["[Archive](/a.md)"], False),
    ],
)
def test_a_host_is_a_safe_label_only_where_the_page_calls_its_sources_by_their_hosts(
    others: list[str], safe: bool
) -> None:
    finding = findings(UnlabelledSource, story(sources=["[](http://gazette.example/a)", *others]))[0]
    assert finding.fix is not None
    assert finding.fix.edits[0].text == "gazette.example"
    assert finding.fix.safe is safe


@pytest.mark.parametrize("rule", ALL)
def test_a_link_that_markdown_does_not_render_is_not_looked_at(rule: type[Rule]) -> None:
    assert findings(rule, story(sources=["[](hxxp://10.0.0.1/a b?utm_source=c)"])) == []


@pytest.mark.parametrize("rule", ALL)
@given(url=st.text(alphabet="htpsx:/\\@?#[]%&;=.01a)(é\u200b_~{}", max_size=60))
def test_any_url_is_looked_at_without_an_error_and_a_fix_is_final(rule: type[Rule], url: str) -> None:
    page = story(sources=[f"[G](http://{url})", f"[G](<{url}>)", f"[]({url})"])
    fixed = after_fix(rule, page)
    if fixed != page:
        assert len(findings(rule, fixed)) < len(findings(rule, page))


@pytest.mark.parametrize("rule", ALL)
def test_a_page_of_many_long_urls_takes_no_more_than_its_time(rule: type[Rule]) -> None:
    urls = [f"http://{'a.' * 2_000}{'(' * 500}{'%' * 500}{number}?{'&' * 3_000}" for number in range(200)]
    assert isinstance(findings(rule, story(sources=[f"[G](<{url}>)" for url in urls])), list)
