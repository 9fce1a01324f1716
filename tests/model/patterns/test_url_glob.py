from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.model.patterns.names import PatternError
from archive_lint.model.patterns.url_glob import UrlMatcher, url_glob_trouble
from archive_lint.model.url import Url, read_url

HOST = "https://a.example"


@pytest.mark.parametrize(
    ("glob", "matched", "not_matched"),
    [
        (
            f"{HOST}/**",
            f"{HOST} {HOST}/ {HOST}/b/c?d=/e {HOST}?b {HOST}:443/b",
            f"http://a.example/ {HOST}.b/ {HOST}:8/",
        ),
        (f"{HOST}/b/**", f"{HOST}/b/ {HOST}/b/c/d", f"{HOST}/b {HOST}/bc {HOST}/c/b/d"),
        (f"{HOST}/b", f"{HOST}/b {HOST}/b#c", f"{HOST}/b/ {HOST}/b?c {HOST}/b/c"),
        (f"{HOST}/", f"{HOST} {HOST}/", f"{HOST}/b"),
        (f"{HOST}/*.pdf", f"{HOST}/b.pdf", f"{HOST}/b/c.pdf {HOST}/b.pdfx"),
        (f"{HOST}/**/*.pdf", f"{HOST}/b.pdf {HOST}/b/c.pdf", f"{HOST}/b.html"),
        ("*://a.example/**", f"{HOST}/b http://a.example/b", "https://b.example/a.example/"),
        ("https://*.example/**", f"{HOST}/ https://b.c.example/", "https://example/ https://b.org/x.example/"),
        ("HTTPS://A.Example/B/**", f"{HOST}/B/c", f"{HOST}/b/c"),
        ("**/login", f"{HOST}/login http://b.example/c/login", f"{HOST}/login?x {HOST}/xlogin"),
        (f"{HOST}/b?c=[*", f"{HOST}/b?c=[d]", f"{HOST}/bxc=[d]"),
        ("http://[::1]:8000/**", "http://[::1]:8000/b", "http://[::1]/b"),
        (f"{HOST}:8443/**", f"{HOST}:8443/b", f"{HOST}/b"),
        (f"{HOST}/(a+)+$", f"{HOST}/(a+)+$", f"{HOST}/aaa"),
        (f"{HOST}/新闻/**", f"{HOST}/新闻/b", f"{HOST}/b"),
    ],
)
def test_a_glob_is_compared_with_the_whole_url(glob: str, matched: str, not_matched: str) -> None:
    matcher = UrlMatcher(["https://nothing.example/", glob])
    assert [url for url in matched.split() if not matcher(read_url(url))] == []
    assert [url for url in not_matched.split() if matcher(read_url(url))] == []


def test_no_glob_matches_no_url() -> None:
    assert not UrlMatcher([])(read_url(HOST))


@pytest.mark.parametrize(
    ("glob", "said"),
    [
        ("", "write 'https://host/path/**'"),
        ("a.example/**", "write 'https://host/path/**'"),
        ("(a+)+$", "write 'https://host/path/**'"),
        ("^https?://a.example/", "write 'https://host/path/**'"),
        ("ftp://a.example/**", "write 'https://host/path/**'"),
        ("https:///b", "write 'https://host/path/**'"),
        ("/private/", "write 'https://host/path/**'"),
        ("**", "write 'https://host/path/**'"),
        (HOST, "it ends with the host: write '/**' after it"),
        (f"{HOST}/b**", "it stands alone between slashes"),
        (f"{HOST}/***", "it stands alone between slashes"),
        ("https://ä.example/**", "the host is not ASCII"),
        (f"{HOST}/\\d+", "the character '\\\\' is in no URL"),
        (f"{HOST}/b#c", "the character '#' is in no URL"),
        (f"{HOST}/b c", "the character ' ' is in no URL"),
        (f"{HOST}/\0", "the character '\\x00' is in no URL"),
        (f"{HOST}/" + "a" * 500, "more than 500 characters"),
        (f"{HOST}/" + "*" * 10_000, "more than 500 characters"),
    ],
)
def test_what_is_not_a_glob_of_urls_is_refused_with_the_remedy(glob: str, said: str) -> None:
    assert said in (url_glob_trouble(glob) or "")
    with pytest.raises(PatternError):
        UrlMatcher([glob])


@pytest.mark.parametrize("rest", ["*a" * 200, "**/a/" * 90, "**/*a*/" * 65, "(a+)+" * 90 + "$", "*/" * 230 + "b"])
@pytest.mark.parametrize("path", ["/" + "a" * 8_000, "/a" * 4_000, ("/" + "a" * 50) * 160])
def test_no_glob_takes_long(rest: str, path: str) -> None:
    began = time.process_time()
    UrlMatcher([f"{HOST}/{rest}", f"**/{rest}"])(Url(HOST + path, "https", "a.example", 443, path))
    assert time.process_time() - began < 1.0


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_a_glob_or_refused(glob: str, rest: str) -> None:
    for written in (glob, f"{HOST}/{glob}", f"**/{glob}"):
        if url_glob_trouble(written) is None:
            assert UrlMatcher([written])(Url("", "https", "a.example", 443, rest)) in (True, False)
