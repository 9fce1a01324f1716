"""URLs are accepted only where no two readers of them can differ."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.model.observation import Cause
from archive_lint.model.url import (
    LONGEST_URL,
    Url,
    UrlError,
    host_of,
    is_ordinary_url,
    plain,
    read_url,
    redact,
    url_key,
)

HOSTILE = st.text(alphabet="htps:/\\@?#[]%.:012x7f。１a é\t\n\0", max_size=60)


@pytest.mark.parametrize(
    ("text", "host", "port", "rest"),
    [
        ("http://gazette.example", "gazette.example", 80, ""),
        ("https://gazette.example/a/b?c=d&e=", "gazette.example", 443, "/a/b?c=d&e="),
        ("HTTPS://Gazette.Example:8443/A", "gazette.example", 8443, "/A"),
        ("http://gazette.example./", "gazette.example", 80, "/"),
        ("http://gazette.example?q", "gazette.example", 80, "?q"),
        ("http://gazette.example/a#b", "gazette.example", 80, "/a"),
        ("http://my_paper.gazette.example/", "my_paper.gazette.example", 80, "/"),
        ("http://bücher.example/", "xn--bcher-kva.example", 80, "/"),
        ("http://BÜCHER.example/", "xn--bcher-kva.example", 80, "/"),
        ("http://bu\u0308cher.example/", "xn--bcher-kva.example", 80, "/"),
        ("http://xn--bcher-kva.example/", "xn--bcher-kva.example", 80, "/"),
        ("http://straße.example/", "xn--strae-oqa.example", 80, "/"),
        ("http://xn--ls8h.example/", "xn--ls8h.example", 80, "/"),
        ("http://💩.example/", "xn--ls8h.example", 80, "/"),
        ("http://食狮.中国/", "xn--85x722f.xn--fiqs8s", 80, "/"),
        ("http://نامه\u200cای.example/", "xn--mgba3gch31f060k.example", 80, "/"),
        ("http://gazette.example/新闻/@author", "gazette.example", 80, "/新闻/@author"),
        ("http://gazette.example/a?b=c\\d", "gazette.example", 80, "/a?b=c\\d"),
        ("http://0x7f.1/", "127.0.0.1", 80, "/"),
        ("http://127。0。0。1/", "127.0.0.1", 80, "/"),
        ("http://①②⑦.0.0.1/", "127.0.0.1", 80, "/"),
        ("http://[::FFFF:127.0.0.1]:81/", "::ffff:7f00:1", 81, "/"),
    ],
)
def test_a_url_is_read_as_browsers_read_it(text: str, host: str, port: int, rest: str) -> None:
    url = read_url(text)
    assert (url.host, url.port, url.rest) == (host, port, rest)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", None),
        ("gazette.example/a", None),
        ("//gazette.example/a", None),
        ("/a", None),
        ("http:gazette.example", None),
        ("http:/gazette.example", None),
        ("http:///a", None),
        ("http://?a", None),
        ("http://gazette.example:0/", None),
        ("http://gazette.example:99999/", None),
        ("http://gazette.example:x/", None),
        ("http://gazette..example/", None),
        ("http://gazette example/", None),
        ("http://gazette.example/a b", None),
        ("http://gazette.example/\n", None),
        ("http://gazette.example\\@evil.example/", None),
        ("http://%67azette.example/", None),
        ("http://[::1/", None),
        ("http://[::1].evil.example/", None),
        ("http://evil[::1]/", None),
        ("http://[fe80::1%25eth0]/", None),
        ("http://[v1.a]/", None),
        ("http://1.2.3.4.5/", None),
        ("http://256.0.0.1/", None),
        ("http://xn--zzzzzzz-.example/é\ud800", None),
        ("http://http://gazette.example/", None),
        ("http://https//gazette.example/", None),
        ("http://xn--\0.example/", None),
        ("http://xn--a.example/", None),
        ("http://www.xn--0.example/", None),
        ("http://xn--.example/", None),
        ("http://xn--abc-.example/", None),
        ("http://xn--a-ecp.example/", None),
        ("http://XN--9999999999.example/", None),
        ("http://a.xn--zzzzzzzzzzzzzzzzzz/", None),
        ("http://gaz\u200bette.example/", None),
        ("http://gaz\u00adette.example/", None),
        ("http://gaz\u2060ette.example/", None),
        ("http://gaz\ufeffette.example/", None),
        ("http://gaz\u202eette.example/", None),
        ("http://gaz\u200dette.example/", None),
        ("http://gaz\ufe0fette.example/", None),
        ("http://\u00ad.example/", None),
        ("http://gazette.example\u3000/", None),
        ("http://ｇａｚｅｔｔｅ.example/", None),
        ("http://gazette。example/", None),
        ("http://ﬁnance.example/", None),
        ("http://gazette.example:٨٠/", None),
        ("http://gazette.example:+80/", None),
        ("http://gazette.example:8_0/", None),
        ("http://gazette.example:-1/", None),
        ("http://gazette.example:80:80/", None),
        (f"http://{'a' * 64}.example/", None),
        (f"http://{'a.' * 130}example/", None),
        ("ftp://gazette.example/", Cause.SCHEME),
        ("javascript:alert(1)", Cause.SCHEME),
        ("hxxp://gazette.example/", Cause.SCHEME),
        ("http://user@gazette.example/", Cause.USERINFO),
        ("http://user:pass@gazette.example/", Cause.USERINFO),
        ("http://@gazette.example/", Cause.USERINFO),
        ("http://gazette.example/" + "a" * LONGEST_URL, Cause.LENGTH),
    ],
)
def test_what_readers_might_differ_on_is_not_accepted(text: str, cause: Cause | None) -> None:
    with pytest.raises(UrlError) as caught:
        read_url(text)
    assert caught.value.cause is cause


@given(HOSTILE)
def test_any_text_is_a_url_or_a_url_error(text: str) -> None:
    with suppress(UrlError):
        url = read_url(text)
        assert read_url(url.text) == url


@given(HOSTILE.map(lambda text: "http://user:SECRET@" + text.translate({ord(mark): None for mark in "@#"})))
def test_no_error_message_quotes_a_password(text: str) -> None:
    with pytest.raises(UrlError) as caught:
        read_url(text)
    assert "SECRET" not in caught.value.detail
    assert "SECRET" not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://gazette.example/",
        "https://www.gazette.example/2014/05/23/新闻?a=b#c",
        "https://gazette.example?a",
        "https://localnews.example",
        "http://a.localhost.example/",
        "http://example.xn/",
    ],
)
def test_most_urls_are_ordinary(text: str) -> None:
    assert is_ordinary_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://printer.local/",
        "http://printer.local",
        "http://router.home.arpa?a",
        "http://metadata.google.internal#a",
        "http://gazette.example:8080/",
        "http://user@gazette.example/",
        "http://gazette.example/a b",
        "http://gazette.example\\@evil.example/",
        "http://gazette.example./",
        "ftp://gazette.example/",
        "http://gazette.example/\n",
        "http://gazette.example/" + "a" * LONGEST_URL,
    ],
)
def test_what_needs_a_second_look_is_not_ordinary(text: str) -> None:
    assert not is_ordinary_url(text)


@given(st.from_regex(r"\Ahttps?://[a-z0-9.-]{1,30}[/?#:@\\a-z]{0,5}[^\n]{0,8}\Z"))
def test_an_ordinary_url_is_always_one_that_can_be_read(text: str) -> None:
    if is_ordinary_url(text):
        assert isinstance(read_url(text), Url)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://user:pass@gazette.example/", "http://***@gazette.example/"),
        ("http://user:p@ss@gazette.example/", "http://***@gazette.example/"),
        ("user:pass@gazette.example", "***@gazette.example"),
        ("http://gazette.example/#a@b", "http://gazette.example/"),
        ("http://gazette.example/\x1b[31m", "http://gazette.example/\ufffd[31m"),
    ],
)
def test_a_secret_is_not_shown(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_plain_text_is_one_short_line() -> None:
    assert plain("a\nb\u202ec" + "d" * 300) == "a\ufffdb\ufffdc" + "d" * 195


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://news.example/a?b@c", "news.example"),
        ("https://WWW.News.example", "news.example"),
        ("https://www.news.example:443/", "news.example"),
        ("http://news.example:443/", "news.example:443"),
        ("http://news.example?next=http://other.example/", "news.example"),
        ("http://[2001:db8::1]:8080/a", "[2001:db8::1]:8080"),
        ("http://reader:hunter2@news.example/", "news.example"),
        ("ftp://news.example/", "news.example"),
        ("http:///a", ""),
        ("http://http://news.example/a", ""),
        ("https://https:///news.example/a", ""),
        ("news.example/a", ""),
        ("", ""),
    ],
)
def test_urls_are_counted_by_their_host(url: str, host: str) -> None:
    assert host_of(url_key(url)) == host


@given(st.text(max_size=30) | st.from_regex(r"https?://[a-z.]{0,9}[a-z0-9?#/@:.%\\]{0,20}", fullmatch=True))
def test_the_short_way_to_a_key_gives_the_same_as_reading(text: str) -> None:
    try:
        read = read_url(text).text
    except UrlError:
        read = redact(text)
    assert url_key(text) == read
