from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archive_lint.model.patterns.names import PatternError
from archive_lint.model.patterns.path_pattern import path_regex
from tests.soak import rounds

POST = "_posts/{year}-{month:02}-{day:02}-{slug}.{ending}"


@pytest.mark.parametrize(
    ("pattern", "path", "fields"),
    [
        ("n/{year}/{month:02}/{day}/{slug}.md", "n/2014/05/23/a.md", ["2014", "05", "23", "a"]),
        ("n/{year}/{month:02}/{day}/{slug}.md", "n/2014/5/3/a.b.md", ["2014", "5", "3", "a.b"]),
        ("n/{year}/{month:02}/{day}/{slug}.md", "n/2014/5/3/x/a.md", None),
        ("n/{year}/{month:02}/{day}/{slug}.md", "n/2014/5/3/a.md\n", None),
        ("n/{year}{month:02}{day:02}/{slug}.md", "n/20140523/a.md", ["2014", "05", "23", "a"]),
        ("{year}/{year}-{month}-{day}/{slug}.md", "2014/2014-5-3/a.md", ["2014", "5", "3", "a"]),
        ("{year}/{year}-{month}-{day}/{slug}.md", "2014/2015-5-3/a.md", None),
        (POST, "_posts/2014-05-23-a-b.md", ["2014", "05", "23", "a-b", "md"]),
        (POST, "_posts/2014-05-23-a.markdown", ["2014", "05", "23", "a", "markdown"]),
        (POST, "_posts/2014-05-23-a.mdx", None),
        ("{*}/x-{*}/{slug}/index.md", "a/x-b/c/index.md", ["c"]),
        ("{*}/{slug}.md", "a/b/c.md", None),
        ("static/{path}", "static/a/b.png", ["a/b.png"]),
        ("{path}/{slug}/index.md", "a/b/c/index.md", ["a/b", "c"]),
        ("{path}/{slug}/index.md", "c/index.md", None),
        ("{path}/{slug}-{day}/{slug}.md", "a/b/c-1/c.md", ["a/b", "c", "1"]),
        ("a.b/{slug}.md", "axb/c.md", None),
    ],
)
def test_a_pattern_takes_a_path_apart(pattern: str, path: str, fields: Any) -> None:
    found = path_regex(pattern, ("md", "markdown")).match(path)
    assert (None if found is None else list(found.groups())) == fields


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{slug}{slug}.md", "{slug} and {slug} share a name"),
        ("{slug}-{slug}.md", "{slug} and {slug} share a name"),
        ("{*}{*}{*}{*}{*}{*}", "{*} and {*}"),
        ("{slug}-{*}.md", "{slug} and {*} share a name"),
        ("{path}-{slug}.md", "{path} and {slug} share a name"),
        ("{path}/x/{path}", "{path} more than once"),
        ("{mnth}/{slug}.md", "a '{' that belongs to no field"),
        ("{slug}}.md", "a '}' that belongs to no field"),
        ("{path:2}/" + "a" * 500, "more than 500 characters"),
    ],
)
def test_what_could_take_long_or_means_nothing_is_refused(pattern: str, said: str) -> None:
    with pytest.raises(PatternError) as caught:
        path_regex(pattern)
    assert said in str(caught.value)


PIECES = ["{slug}", "{*}", "{path}", "{year}", "{month}", "{day:02}", "{ending}", "a", "-", "/", "1", "a/"]


@settings(max_examples=rounds(100), deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8),
    st.sampled_from(["", "{path}/", "{*}/"]),
    st.lists(st.sampled_from(["a", "-", "/", "1", "12", "2014"]), min_size=1, max_size=4),
)
def test_no_pattern_that_is_accepted_takes_long(pieces: list[str], start: str, unit: list[str]) -> None:
    pattern = start + "".join(pieces) + "/{*}" * 20 + "!"
    try:
        regex = path_regex(pattern)
    except PatternError:
        assume(False)
    began = time.process_time()
    regex.match(("".join(unit) * 4_000)[:4_000])
    assert time.process_time() - began < 1.0
