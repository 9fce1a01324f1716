"""Rows about redirects: honest ones, loops, and those that aim at what must not be reached."""

from __future__ import annotations

from archive_lint.model.observation import Cause, Failure, Phase
from tests.web.behaviour import STORY, Behaviour, by_path, row, same
from tests.web.hostile_server import PUBLIC, PUBLIC_6, SeenRequest, Site, answer, page, pages, redirect, silent

_PATH = "/2014/05/a-story.html"
_NEWS = "http://news.example"


def _with_cookie(asked: SeenRequest) -> bytes:
    if "seen=1" in asked.headers.get("cookie", ""):
        return page()
    return redirect(_PATH, 302, Set_Cookie="seen=1; Path=/")


def _one_more(asked: SeenRequest) -> bytes:
    return redirect(f"{asked.path}x", 302)


def _to(name: str, location: str, number: int = 24) -> Behaviour:
    """A redirect to what the guard refuses, before any connection."""
    cause = Cause.PORT if name.endswith("port") else Cause.NAME if name.endswith("name") else Cause.ADDRESS
    return row(
        number,
        f"to-{name}",
        by_path({_PATH: redirect(location, 302)}),
        "refused",
        302,
        failure=Failure.REFUSED_BY_POLICY,
        phase=Phase.ADDRESS,
        cause=cause,
    )


def _resolving(name: str, *addresses: str, url: str = STORY) -> Behaviour:
    host = url.split("/")[2]
    return row(
        25,
        f"name-{name}",
        {host: Site(same(page()), addresses)},
        "refused",
        url=url,
        failure=Failure.REFUSED_BY_POLICY,
        phase=Phase.ADDRESS,
        cause=Cause.ADDRESS,
    )


def _bad_location(name: str, data: bytes) -> Behaviour:
    return row(
        26,
        f"location-{name}",
        same(data),
        "protocol-error",
        302,
        failure=Failure.PROTOCOL,
        phase=Phase.REDIRECT,
        cause=Cause.LOCATION,
    )


def _raw(location: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"


REDIRECTS: tuple[Behaviour, ...] = (
    row(
        7,
        "moved-permanently",
        {
            "news.example": Site(by_path({_PATH: redirect("http://www.news.example" + _PATH)})),
            "www.news.example": Site(
                by_path({_PATH: redirect("/archive/a-story.html"), "/archive/a-story.html": page()}), ("93.184.216.35",)
            ),
        },
        "moved-permanently",
        301,
        301,
        200,
        final_url="http://www.news.example/archive/a-story.html",
    ),
    row(
        8,
        "moved-for-now",
        by_path(
            {
                _PATH: redirect("/b/a-story.html"),
                "/b/a-story.html": redirect("/c/a-story.html", 302),
                "/c/a-story.html": page(),
            }
        ),
        "alive-redirected",
        301,
        302,
        200,
    ),
    row(
        9,
        "all-to-front-page",
        by_path({"/": page("The news")}, redirect("/")),
        "soft-404",
        301,
        200,
        final_url=f"{_NEWS}/",
    ),
    row(
        10,
        "many-to-one",
        by_path({"/news/": page("All news")}, redirect("/news/", 302)),
        "soft-404",
        302,
        200,
        final_url=f"{_NEWS}/news/",
        more_urls=tuple(f"{_NEWS}/2014/05/story-{number}.html" for number in range(11)),
        note="shows only when many URLs have been asked for",
    ),
    row(
        16,
        "login",
        by_path({_PATH: redirect("/login?next=" + _PATH, 302), "/login?next=" + _PATH: page("Log in")}),
        "blocked",
        302,
        200,
    ),
    row(
        23,
        "loop",
        by_path({_PATH: redirect("/b", 302), "/b": redirect(_PATH, 302)}),
        "redirect-loop",
        302,
        302,
        failure=Failure.TOO_MANY_REDIRECTS,
        phase=Phase.REDIRECT,
        cause=Cause.LOOP,
    ),
    row(
        23,
        "loop-ends-with-cookie",
        pages(_with_cookie),
        "alive",
        200,
        requests=2,
        note="the list says alive-redirected: who brings the cookie from the start is not redirected at all",
    ),
    row(
        23,
        "11-hops",
        pages(_one_more),
        "redirect-loop",
        *[302] * 11,
        failure=Failure.TOO_MANY_REDIRECTS,
        phase=Phase.REDIRECT,
    ),
    _to("metadata", "http://169.254.169.254/latest/meta-data/"),
    _to("loopback", "http://127.0.0.1/"),
    _to("loopback-port", "http://127.0.0.1:22/"),
    _to("mapped", "http://[::ffff:10.0.0.1]/"),
    _to("integer", "http://2130706433/"),
    _to("hex", "http://0x7f.1/"),
    _to("octal", "http://0177.0.0.1/"),
    _to("short", "http://127.1/"),
    _to("full-width", "http://127。0。0。1/".encode().decode("latin-1")),
    _to("nat64", "http://[64:ff9b::a9fe:a9fe]/"),
    _to("6to4", "http://[2002:a9fe:a9fe::]/"),
    _to("compatible", "http://[::127.0.0.1]/"),
    _to("azure", "http://168.63.129.16/"),
    _to("alibaba", "http://100.100.100.200/"),
    _to("zero", "http://0/"),
    _to("multicast", "http://239.255.255.250/"),
    _to("localhost-name", "http://localhost/"),
    _to("metadata-name", "http://metadata.google.internal/"),
    _to("one-label-name", "http://intranet/"),
    _to("redis-port", "http://news.example:6379/"),
    _to("smtp-port", "//news.example:25/"),
    _resolving("private", "10.0.0.1"),
    _resolving("public-and-private", PUBLIC, "192.168.1.1"),
    _resolving("private-6", PUBLIC, PUBLIC_6, "fd00:ec2::254"),
    _resolving("carrier-grade-nat", "100.64.0.1"),
    _resolving("alias-of-localhost", "127.0.0.1", url="http://rebind.example/"),
    _resolving("mapped-metadata", "::ffff:169.254.169.254"),
    _resolving("nat64-metadata", "64:ff9b::a9fe:a9fe"),
    _resolving("link-local-6", "fe80::1"),
    row(
        25,
        "rebinding",
        Site(
            pages(lambda _: answer(302, Location="/again", Connection="close")),
            addresses=(PUBLIC,),
            then=("127.0.0.1",),
        ),
        "refused",
        302,
        failure=Failure.REFUSED_BY_POLICY,
        phase=Phase.ADDRESS,
        cause=Cause.ADDRESS,
        note="the second look-up, for the second hop, says something else",
    ),
    *(
        row(
            26,
            f"scheme-{name}",
            same(redirect(location, 302)),
            "refused",
            302,
            failure=Failure.REFUSED_BY_POLICY,
            phase=Phase.REDIRECT,
            cause=Cause.SCHEME,
        )
        for name, location in {
            "file": "file:///etc/passwd",
            "ftp": "ftp://news.example/",
            "gopher": "gopher://127.0.0.1:6379/_x",
            "javascript": "javascript:alert(1)",
            "data": "data:text/html,x",
        }.items()
    ),
    _bad_location("missing", answer(302)),
    _bad_location("empty", _raw(b"")),
    _bad_location("control", _raw(b"/a\x7fb")),
    _bad_location("backslash", _raw(b"http://news.example\\@127.0.0.1/")),
    _bad_location("8-kB", _raw(b"/" + b"a" * 10_000)),
    _bad_location("bad-port", _raw(b"http://news.example:99999/")),
    _bad_location("no-host", _raw(b"http:///x")),
    _bad_location("three-slashes", _raw(b"///127.0.0.1/")),
    _bad_location("two", b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"),
    row(
        26,
        "location-64-kB",
        same(_raw(b"/" + b"a" * 65_536)),
        "protocol-error",
        failure=Failure.PROTOCOL,
        phase=Phase.HEADERS,
        requests=1,
    ),
    *(
        row(
            26,
            f"location-{name}",
            by_path({_PATH: data, path: page()}),
            "alive-redirected",
            302,
            200,
            final_url=_NEWS + path,
        )
        for name, data, path in (
            ("relative", _raw(b"other.html"), "/2014/05/other.html"),
            ("host-only", _raw(b"//news.example/other.html"), "/other.html"),
            ("utf-8", _raw("/über.html".encode()), "/%C3%BCber.html"),
            ("latin-1", _raw("/über.html".encode("latin-1")), "/%FCber.html"),
            ("blank", _raw(b"/a story.html"), "/a%20story.html"),
        )
    ),
    row(
        27,
        "user-in-url",
        Site(silent),
        "refused",
        url="http://user:secret@news.example/",
        failure=Failure.REFUSED_BY_POLICY,
        phase=Phase.URL,
        cause=Cause.USERINFO,
    ),
    row(
        27,
        "user-in-location",
        same(redirect("http://user:secret@news.example/", 302)),
        "refused",
        302,
        failure=Failure.REFUSED_BY_POLICY,
        phase=Phase.REDIRECT,
        cause=Cause.USERINFO,
    ),
)
