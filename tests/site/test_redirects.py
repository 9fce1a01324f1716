"""What files of redirects say exists."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.site.redirects import (
    FORMATS,
    MOST_BYTES,
    is_redirects_file,
    read_redirects,
)


def vercel(*sources: str) -> tuple[str, str]:
    return "vercel.json", json.dumps({"redirects": [{"source": source, "destination": "/"} for source in sources]})


def firebase(*sources: str) -> tuple[str, str]:
    rules = [{"source": source, "destination": "/", "type": 301} for source in sources]
    return "firebase.json", json.dumps({"hosting": {"redirects": rules}})


def azure(*routes: str) -> tuple[str, str]:
    return "staticwebapp.config.json", json.dumps({"routes": [{"route": route, "redirect": "/"} for route in routes]})


LINES = """\
# comment
/home              /
/blog/my-post.php  /blog/my-post # moved

/news/*            /blog/:splat   302
/:year/x/:slug     /y/:slug       301!
/store id=:id      /blog/:id      301
/anz               /             302 Country=au,nz
/wiki/Foo_(bar)    /foo
/caf%C3%A9         /cafe
/gone/*            /404.html      404
/gone/late         /late
/img/*.png         /pictures/:splat
https://old.example/*  https://new.example/:splat
"""
TOML = """\
[build]
command = "x"
[[redirects]]
from = "/jobs"
to = "https://jobs.example/"
status = 302
force = false
[[redirects]]
from = "/docs/*"
to = "/doc/:splat"
[redirects.query]
id = ":id"
[[redirects]]
from = "/lost"
to = "/404"
status = 404
[[redirects]]
from = "https://old.example/*"
to = "https://new.example/:splat"
"""
EXISTS = {
    ("_redirects", LINES): (
        "/home /home/ /home#x /home?y /blog/my-post.php /news /news/ /news/a /news/a/b/c /2014/x/storm /store /anz "
        "/wiki/Foo_(bar) /wiki/Foo_%28bar%29 /café /caf%C3%A9/ /img/a.png /img/b/c.png //home"
    ),
    ("site/static/_redirects", "\ufeff/a\t/b\r\n/c /d 301\r\n"): "/a /c",
    ("netlify.toml", TOML): "/jobs /jobs/ /docs /docs/a /docs/a/b",
    vercel("/a/:path*", "/b/:id", "/c/:id?", "/d/:id(\\d+)/e", "/f/(.*)", "/g/:lang(en|de)", "/h-(.*).html"): (
        "/a /a/x /a/x/y /b/1 /c /c/x /d/12/e /f/x/y /g/en /g/de/ /h-x.html"
    ),
    vercel("/i/:x+", "/j/(en|fr)?/k", "/l\\(m\\)", "/n/:a-:b.html", "/o/((?!api).*)"): (
        "/i/a/b /j/en/k /j/k /l(m) /n/x-y.html /o/x/y"
    ),
    (
        "now.json",
        json.dumps(
            {
                "rewrites": [{"source": "/r", "destination": "/s"}],
                "routes": [
                    {"src": "^/t$", "dest": "/u"},
                    {"src": "/v/(.*)", "status": 301, "headers": {"Location": "/"}},
                    {"handle": "filesystem"},
                ],
            }
        ),
    ): "/r /t /v /v/x",
    firebase("/a/**", "/b*", "/c/@(x|y)/z", "d/:e", "/f/:g*", "/h/*.{jpg,png}", "/**/old"): (
        "/a /a/b/c /bx /c/x/z /d/q /f/x/y /h/a.jpg /h/a.png /old /x/y/old"
    ),
    (
        "firebase.json",
        json.dumps(
            {
                "hosting": [
                    {"rewrites": [{"source": "/api", "function": "x"}]},
                    {"redirects": [{"source": "/b", "destination": "/", "type": 301}]},
                ]
            }
        ),
    ): "/api /b",
    azure("/posts", "/posts/*", "/admin*", "/img/*.{jpg,png}", "/lost(1)"): (
        "/posts /posts/a/b /admin /admins/x /img/a.png /img/x/a.jpg /lost(1)"
    ),
}
MISSING = {
    ("_redirects", LINES): (
        "/ /homes /home/x /Home /blog/my-post /2014/y/storm /2014/x /2014/x/a/b /gone/x /gone/late /img/a.jpg /cafe "
        "/wiki/Foo_bar /# /old.example/x"
    ),
    ("netlify.toml", TOML): "/ /job /lost /old /x",
    vercel("/a/:path*", "/b/:id", "/d/:id(\\d+)/e", "/g/:lang(en|de)", "/n/:a-:b.html"): (
        "/b /b/1/2 /d/e /g/fr /g/en/x /n/x.html"
    ),
    ("vercel.json", '{"redirects": [{"source": "/x", "destination": "/", "statusCode": 410}], "headers": []}'): "/x",
    ("vercel.json", '{"routes": [{"src": "/y", "headers": {}}], "cleanUrls": true}'): "/y",
    firebase("/a/*", "/b*", "/c/@(x|y)/z", "/h/*.{jpg,png}"): "/a /a/b/c /bx/y /c/w/z /h/a.gif",
    azure("/posts", "/img/*.{jpg,png}"): "/posts/a /img/a.gif",
    ("staticwebapp.config.json", '{"routes": [{"route": "/admin", "allowedRoles": ["a"]}]}'): "/admin",
    ("staticwebapp.config.json", '{"routes": [{"route": "/x", "statusCode": 404}]}'): "/x",
}


@pytest.mark.parametrize(("file", "paths"), EXISTS.items())
def test_a_redirected_url_exists(file: tuple[str, str], paths: str) -> None:
    redirects = read_redirects(file[0], file[1].encode())
    assert redirects.complaints == ()
    assert [path for path in paths.split() if not redirects.covers(path)] == []


@pytest.mark.parametrize(("file", "paths"), MISSING.items())
def test_another_url_does_not(file: tuple[str, str], paths: str) -> None:
    redirects = read_redirects(file[0], file[1].encode())
    assert redirects.complaints == ()
    assert [path for path in paths.split() if redirects.covers(path)] == []


@pytest.mark.parametrize(
    ("name", "source", "complaint"),
    [
        ("s/_redirects", "/a /b\nnews\n", "s/_redirects:2: has no target after 'news': write '/from /to 301'"),
        ("_redirects", "/a /b 3000", "_redirects:1: '3000' is not a status: write '301'"),
        ("_redirects", "a /b", "_redirects:1: 'a' does not begin with '/'"),
        ("_redirects", "\n/* /index.html 200", "_redirects:2: matches every URL, and is not read"),
        ("_redirects", "/" + "a" * 1_000 + " /b", "_redirects:1: '/aaaaa"),
        ("_redirects", "/a" * 101 + " /b", "_redirects:1: '/a/a"),
        ("netlify.toml", "[[redirects]]\nfrom = 1\nto = '/'", "netlify.toml: redirects[0].from must be a text"),
        ("netlify.toml", "redirects = 1", "netlify.toml: redirects must be a list of tables"),
        ("netlify.toml", "a = [", "netlify.toml: is not TOML: "),
        ("netlify.toml", "a = " + "[" * 9_000, "netlify.toml: is nested too deeply"),
        ("netlify.toml", "a = 1\n" + "a." * 9_000, "netlify.toml:2: has an endless key"),
        ("netlify.toml", "a = " + "9" * 9_000, "netlify.toml: is not TOML: "),
        ("vercel.json", "{\n]", "vercel.json:2: is not JSON: "),
        ("vercel.json", "[" * 90_000, "vercel.json: is nested too deeply"),
        ("vercel.json", "9" * 9_000, "vercel.json: is not JSON: "),
        ("vercel.json", "[]", "vercel.json: must be a table"),
        ("vercel.json", '{"redirects": {}}', "vercel.json: redirects must be a list of tables"),
        ("vercel.json", '{"redirects": [1]}', "vercel.json: redirects[0] must be a table"),
        ("vercel.json", '{"redirects": [{"destination": 1}]}', "vercel.json: redirects[0].source must be a text"),
        (
            "vercel.json",
            '{"rewrites": [{"source": "/a", "statusCode": "x"}]}',
            "vercel.json: rewrites[0].statusCode is not",
        ),
        (
            "vercel.json",
            '{"routes": [{"src": "/[a-z]+", "dest": "/"}]}',
            "vercel.json: routes[0].src '/[a-z]+' is a regular",
        ),
        (*vercel("/(.*)"), "vercel.json: redirects[0].source matches every URL, and is not read"),
        (*vercel("/(a"), "vercel.json: redirects[0].source '/(a' has a parenthesis that is not closed"),
        (*vercel("/{a"), "vercel.json: redirects[0].source '/{a' has a brace that is not closed"),
        (*vercel("/{:a}?"), "vercel.json: redirects[0].source '/{:a}?' has a group in braces"),
        (*vercel("/(a|b)" * 9), "vercel.json: redirects[0].source '/(a|b)/(a|b)"),
        (*firebase("**"), "firebase.json: hosting.redirects[0].source matches every URL"),
        ("firebase.json", '{"hosting": 1}', "firebase.json: hosting must be a table"),
        (
            "firebase.json",
            '{"hosting": {"redirects": [{"regex": "x", "destination": "/"}]}}',
            "firebase.json: hosting.red",
        ),
        ("nginx.conf", "", "nginx.conf: is not a known file of redirects: _redirects, netlify.toml, "),
    ],
)
def test_what_cannot_be_read_says_where_and_why(name: str, source: str, complaint: str) -> None:
    (said,) = read_redirects(name, source.encode()).complaints
    assert said.startswith(complaint)


@pytest.mark.parametrize("name", FORMATS)
def test_bytes_that_are_not_text_are_no_crash(name: str) -> None:
    assert is_redirects_file(f"static/{name}")
    complaints = read_redirects(name, b"\n\xff\xfe /x\0").complaints
    assert all(complaint.startswith(f"{name}:2: ") for complaint in complaints)
    assert complaints


def test_other_names_are_not_files_of_redirects() -> None:
    assert not is_redirects_file("_redirects/x.md")
    assert not is_redirects_file("vercel.json5")


def test_what_can_be_read_counts_beside_what_cannot() -> None:
    redirects = read_redirects("_redirects", b"nonsense\n/a /b\n/* /x\n/c /d\n")
    assert len(redirects.complaints) == 2
    assert redirects.covers("/a")
    assert redirects.covers("/c")


def test_the_first_rule_that_matches_counts() -> None:
    redirects = read_redirects("_redirects", b"/a/b /x\n/a/* /404 404\n/a/c /x\n/* /404 404\n/d /x")
    assert [redirects.covers(path) for path in ("/a/b", "/a/c", "/d", "/a")] == [True, False, False, False]


@pytest.mark.parametrize(("bound", "end"), [("MOST_RULES", ""), ("MOST_PATTERNS", "/*")])
def test_too_much_is_cut_off_with_a_message(bound: str, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"archive_lint.site.redirects.{bound}", 50)
    found = read_redirects("_redirects", b"".join(b"/a%d%b /b\n" % (number, end.encode()) for number in range(60)))
    (said,) = found.complaints
    assert said.startswith("_redirects:50: is the last that is read: a file may have 100,000 redirects")
    assert found.covers("/a49")
    assert not found.covers("/a50")


def test_the_parts_around_a_star_do_not_overlap() -> None:
    redirects = read_redirects("firebase.json", firebase("/ab*b*ba", "/cd*dc")[1].encode())
    assert [redirects.covers(path) for path in ("/abbba", "/abba", "/abbaba", "/cddc", "/cdc")] == [
        True,
        False,
        True,
        True,
        False,
    ]


def test_a_file_that_is_too_large_is_not_read() -> None:
    assert read_redirects("_redirects", b"#" * (MOST_BYTES + 1)).complaints == (
        "_redirects: is larger than 10 MiB: split it, or write patterns",
    )


def test_thousands_of_redirects_take_little_time() -> None:
    source = b"".join(b"/2014/05/%d /b\n" % number for number in range(10_000))
    started = time.process_time()
    found = read_redirects("_redirects", source)
    assert all(found.covers(f"/2014/05/{number}") for number in range(0, 10_000, 10))
    assert time.process_time() - started < 1


def test_complaints_are_few_however_many_there_are() -> None:
    complaints = read_redirects("_redirects", b"x\n" * 50_000).complaints
    assert len(complaints) == 21
    assert complaints[-1].startswith("_redirects: 981 further complaints; the last one: _redirects:1000: is the last")


HOSTILE = [
    "/" + "*a" * 490 + " /b\n",
    "/*" * 99 + " /b\n",
    "/:a" * 99 + " /b\n",
    "/*/a" * 49 + " /b\n",
]


@pytest.mark.parametrize("line", HOSTILE)
def test_hostile_patterns_take_no_time(line: str) -> None:
    started = time.process_time()
    redirects = read_redirects("_redirects", (line * 20).encode())
    for path in ("/" + "a" * 2_000, "/a" * 2_500, "/a/b" * 1_200, "/" + "a/" * 98 + "b"):
        redirects.covers(path)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "source", ["/{a,b}" * 4 + "/:x" * 90, "/((((" * 180, "/" + "(" * 900, "/:a(b)?" * 90, "/@(a|b)" * 99]
)
@pytest.mark.parametrize("rules", [vercel, firebase])
def test_hostile_sources_take_no_time(rules: object, source: str) -> None:
    assert callable(rules)
    name, text = rules(*[source] * 20)
    started = time.process_time()
    read_redirects(name, text.encode()).covers("/a/b/c")
    assert time.process_time() - started < 1


marks = st.text(st.sampled_from("/ab*:.(){}|@?+!\\#% -[]^$"), max_size=20)


@given(st.lists(marks, max_size=4), marks)
def test_no_source_makes_it_fail(sources: list[str], path: str) -> None:
    files = [("_redirects", "\n".join(f"{source} /x" for source in sources)), vercel(*sources), firebase(*sources)]
    for name, text in [*files, azure(*sources)]:
        read_redirects(name, text.encode()).covers(path)


values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 999) | st.floats() | marks,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["redirects", "rewrites", "routes", "hosting", "source", "src", "route", "destination", "status"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(["vercel.json", "firebase.json", "staticwebapp.config.json"]), values)
def test_no_data_makes_it_fail(name: str, data: object) -> None:
    read_redirects(name, json.dumps(data).encode()).covers("/a")


@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=60))
def test_no_bytes_make_it_fail(name: str, source: bytes) -> None:
    read_redirects(name, source).covers("/a")


@given(st.text(st.sampled_from("ab/.%-"), max_size=12))
def test_a_plain_line_covers_its_own_url(path: str) -> None:
    assert read_redirects("_redirects", f"/{path} /x".encode()).covers(f"/{path}")
