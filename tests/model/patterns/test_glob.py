from __future__ import annotations

import time
import warnings

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from archive_lint.model.patterns.glob import PathMatcher, glob_trouble, lone_glob_trouble
from archive_lint.model.patterns.names import PatternError
from tests.soak import rounds

SECONDS = 1.0
"""Far more than any of these take, and far less than one that takes choices back."""


@pytest.mark.parametrize(
    ("glob", "matched", "not_matched"),
    [
        ("a.md", "a.md x/a.md a.md/b.md", "ba.md a.mdx"),
        ("/a.md", "a.md a.md/b.md", "x/a.md"),
        ("x/a.md", "x/a.md", "y/x/a.md"),
        ("drafts/", "drafts/a.md x/drafts/a.md", "drafts x/drafts"),
        ("/drafts/", "drafts/a.md", "x/drafts/a.md"),
        ("drafts/**", "drafts/a.md drafts/x/a.md", "drafts x/drafts/a.md"),
        ("**/drafts", "drafts x/y/drafts drafts/a.md", "xdrafts"),
        ("a/**/b", "a/b a/x/b a/x/y/b a/x/b/c", "a/xb x/a/b ab"),
        ("a/**/**/b", "a/b a/x/b", "a/c"),
        ("**/a/**/b", "a/b/a/c a/b/a/b x/a/b", "b/a a/c b/a/c"),
        ("**", "a x/a", ""),
        ("*", "a x/a", ""),
        ("/*", "a x/a", ""),
        ("*/", "x/a", "a"),
        ("**/", "x/a", "a"),
        ("a/**/", "a/x/b", "a/b"),
        ("*.md", "a.md x/.md", "a.mdx"),
        ("a*c", "ac abc abbc", "a/c acb"),
        ("*a*b*a*", "aba xaxbxax abba", "aab baab"),
        ("*ab", "ab abab aab", "aba b"),
        ("a*aa", "aaa aaaa", "aa"),
        ("a?c", "abc", "ac a/c abbc"),
        ("a**c", "ac abc", "a/c"),
        ("/***/c", "c a/c a/b/c", "ab"),
        ("[abc]", "a b", "d ab"),
        ("[a-c]x", "ax cx", "dx"),
        ("[!a-c]x", "dx", "ax"),
        ("[^a-c]x", "dx", "ax"),
        ("[]a]x", "]x ax", "bx"),
        ("[!]a]x", "bx", "]x ax"),
        ("[a-]x", "ax -x", "bx"),
        ("[a-c-e]x", "bx -x ex", "dx"),
        ("[[&&~|^]x", "[x &x ~x |x ^x", "ax"),
        ("[\\]\\\\]x", "]x \\x", "ax"),
        ("a[!b]c", "axc", "a/c"),
        ("a[+-9]c", "a1c", "a/c"),
        ("\\!a", "!a", "a"),
        ("\\#a", "#a", "a"),
        ("\\*", "*", "a"),
        ("\\[a]", "[a]", "a"),
        ("a ", "a", ""),
        ("(a+)+$", "(a+)+$", "aaa"),
        ("a.c", "a.c", "abc"),
        ("新闻/*", "新闻/一.md", "新/闻.md"),
    ],
)
def test_a_glob_means_what_it_means_in_gitignore(glob: str, matched: str, not_matched: str) -> None:
    matcher = PathMatcher([glob])
    assert [path for path in matched.split() if not matcher(path)] == []
    assert [path for path in not_matched.split() if matcher(path)] == []


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("a   ", "a", True),
        ("a\\ ", "a ", True),
        ("a\\  ", "a ", True),
        ("a\\\\ ", "a\\", True),
        (" a", " a", True),
        (" a", "a", False),
        ("a*", "a\nb\nc", True),
        ("**/c", "a\nb/c", True),
        ("a", "a\n", False),
        ("/a", "a\n", False),
    ],
)
def test_spaces_and_line_ends_are_characters_but_for_spaces_at_the_end(glob: str, path: str, matches: bool) -> None:
    assert PathMatcher([glob])(path) is matches


@pytest.mark.parametrize(
    ("globs", "path", "matches"),
    [
        ([], "a.md", False),
        (["!a.md"], "a.md", False),
        (["*.md", "!a.md"], "a.md", False),
        (["*.md", "!a.md"], "b.md", True),
        (["!a.md", "*.md"], "a.md", True),
        (["*.md", "!a*", "ab.md"], "ab.md", True),
        (["drafts/", "!drafts/keep.md"], "drafts/keep.md", False),
        (["!keep.md", "drafts/"], "drafts/keep.md", False),
        (["*.md", "!drafts/"], "drafts/a.md", True),
        (["*.md", "!drafts/**"], "drafts/a.md", False),
        (["x/", "!x/y/"], "x/y/a.md", False),
    ],
)
def test_the_last_glob_for_the_path_itself_counts_before_those_for_a_folder_above(
    globs: list[str], path: str, matches: bool
) -> None:
    assert PathMatcher(globs)(path) is matches


NAMES = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "aab",
        "x.md",
        "*",
        "**",
        "a*",
        "*b",
        "?",
        "[ab]",
        "[!a]",
        "[a-b]*",
        "*a*",
        "*a*b*",
        "a?b",
        "*.md",
        "\\*",
        "\\a",
    ]
)
GLOBS = st.builds(
    lambda names, start, end: start + "/".join(names) + end,
    st.lists(NAMES, min_size=1, max_size=5),
    st.sampled_from(["", "", "/", "!"]),
    st.sampled_from(["", "", "/"]),
)
PATHS = st.lists(
    st.sampled_from(["a", "b", "ab", "ba", "aab", "abab", "x.md", "ab.md", "*", "c"]), min_size=1, max_size=6
).map("/".join)


@settings(max_examples=rounds(100), deadline=None)
@given(st.lists(GLOBS, min_size=1, max_size=3), PATHS)
def test_it_agrees_with_pathspec(globs: list[str], path: str) -> None:
    # Named below, with the other differences.
    assume(not any(glob.endswith("/**/") for glob in globs))
    assert PathMatcher(globs)(path) == _pathspec(globs, path)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        pytest.param("a/**/", "a/b", id="a file is not a folder"),
        pytest.param("a[!b]c", "a/c", id="a class does not match a slash"),
        pytest.param("a[+-9]c", "a/c", id="a range does not match a slash"),
        pytest.param("[\\]]a", "]a", id="a backslash escapes in a class"),
        pytest.param("/***/c", "a/b/c", id="three stars are two"),
        pytest.param("a\\  ", "a ", id="spaces end after an escaped one"),
        pytest.param("a\xa0", "a\xa0", id="only spaces are taken from the end"),
    ],
)
def test_where_it_differs_from_pathspec_git_does_too(glob: str, path: str) -> None:
    assert PathMatcher([glob])(path) is not _pathspec([glob], path)


def _pathspec(globs: list[str], path: str) -> bool | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return GitIgnoreSpec.from_lines(globs, backend="simple").match_file(path)
        except ValueError:
            return None


@pytest.mark.parametrize(
    ("glob", "said"),
    [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("!", "it is empty"),
        ("#a", "is a comment: write '\\#'"),
        ("/", "it names no file and no folder"),
        ("!/", "it names no file and no folder"),
        ("//", "it names no file and no folder"),
        ("a//b", "two slashes in a row"),
        ("a//", "two slashes in a row"),
        ("//a", "two slashes in a row"),
        ("./a", "'.' and '..' match nothing"),
        ("../a", "'.' and '..' match nothing"),
        ("a/../b", "'.' and '..' match nothing"),
        ("a/..", "'.' and '..' match nothing"),
        ("[", "'[' is never closed"),
        ("a[b", "'[' is never closed"),
        ("[]", "'[' is never closed"),
        ("[!]", "'[' is never closed"),
        ("[a/b]", "'[' is never closed"),
        ("[a\\]", "'[' is never closed"),
        ("[z-a]", "the range 'z-a' ends before it begins"),
        ("[[:alpha:]]", "classes such as [:alpha:] are not known"),
        ("a\\", "backslash at the end of a name"),
        ("a\\/b", "backslash at the end of a name"),
        ("a" * 501, "more than 500 characters"),
        ("*" * 10_000, "more than 500 characters"),
    ],
)
def test_what_is_not_a_glob_is_refused_with_the_remedy(glob: str, said: str) -> None:
    trouble = glob_trouble(glob)
    assert trouble is not None
    assert said in trouble
    with pytest.raises(PatternError):
        PathMatcher([glob])


@pytest.mark.parametrize(("glob", "good"), [("a", True), ("\\!a", True), ("!a", False), ("[", False)])
def test_a_glob_that_stands_alone_takes_nothing_back(glob: str, good: bool) -> None:
    assert (lone_glob_trouble(glob) is None) is good


HOSTILE = {
    "six stars": "*a*a*a*a*a*a*b",
    "stars": "*a" * 240 + "b",
    "stars and classes": "[a-z]*" * 80 + "!",
    "stars and any characters": "*?" * 240 + "b",
    "folders of any number": "**/a/" * 99 + "b",
    "folders and stars": "**/*a*/" * 70 + "b",
    "any number of any": "**/*/" * 99 + "b",
    "a regular expression": "(a+)+$",
    "regular expressions": "(a*)*" * 90 + "b",
    "a huge class": f"[{'a-z' * 160}]" + "*b",
    "an escaped end": "a*" * 200 + "\\\\",
    "a NUL": "*a" * 100 + "\0",
}
TEXTS = {
    "one name": "a" * 4_000,
    "names": "a/" * 2_000 + "a",
    "long names": f"{'a' * 250}/" * 16 + "a",
    "nearly": f"{'a' * 250}!" + "a" * 250,
}


@pytest.mark.parametrize("path", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("glob", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("others", [(), ("!c", "**/d/**/*e*")], ids=["alone", "negated"])
def test_no_glob_takes_long(glob: str, path: str, others: tuple[str, ...]) -> None:
    began = time.process_time()
    PathMatcher([glob, *others])(path)
    assert time.process_time() - began < SECONDS


@settings(max_examples=rounds(80), deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "*", "?", "/", "**", "*a", "[^b]", "**/", "*/", "\\"]), min_size=1, max_size=6),
    st.lists(st.sampled_from(["a", "b", "/"]), min_size=1, max_size=4),
)
def test_nothing_repeated_takes_long(glob: list[str], path: list[str]) -> None:
    hostile = ("".join(glob) * 500)[:500]
    assume(glob_trouble(hostile) is None)
    began = time.process_time()
    PathMatcher([hostile])(("".join(path) * 4_000)[:4_000])
    assert time.process_time() - began < SECONDS


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_a_glob_or_refused(glob: str, path: str) -> None:
    if glob_trouble(glob) is None:
        assert PathMatcher([glob])(path) in (True, False)
