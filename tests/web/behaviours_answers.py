"""Rows about complete answers: honest, lying, walled, or strange in what they hold."""

from __future__ import annotations

import gzip

from archive_lint.model.observation import Cause, Failure, Phase
from tests.web.behaviour import STORY, Behaviour, by_path, row, same
from tests.web.hostile_server import SeenRequest, answer, drip, page, pages, quoted

_PATH = "/2014/05/a-story.html"
_HTML = "text/html; charset=utf-8"
_NOT_FOUND = page("Page not found", "Sorry, there is no such page.")


def _echo(asked: SeenRequest) -> bytes:
    return page("Not here", f"We have looked for {quoted(asked)} everywhere. " + "Try our front page instead. " * 20)


def _by_agent(asked: SeenRequest) -> bytes:
    return page(status=403 if "python-httpx" in asked.headers.get("user-agent", "") else 200)


def _by_headers(asked: SeenRequest) -> bytes:
    return page(status=200 if {"accept", "accept-language"} <= set(asked.headers) else 403)


def _titled(name: str, title: bytes, shown: str, content_type: str = _HTML, number: int = 33) -> Behaviour:
    body = b"<html><head><title>" + title + b"</title></head><body><p>A story.</p></body></html>"
    return row(number, f"title-{name}", same(answer(200, body, Content_Type=content_type)), "alive", 200, title=shown)


ANSWERS: tuple[Behaviour, ...] = (
    row(1, "article", same(page("A story", "What happened.")), "alive", 200, title="A story"),
    *(
        row(
            2,
            f"head-{status}-get-200",
            pages(
                lambda asked, head=status: page(status=head if asked.method == "HEAD" else 200),  # type: ignore[misc]
            ),
            "alive",
            200,
            head=status,
        )
        for status in (403, 404, 405, 501)
    ),
    row(3, "head-200-get-404", pages(lambda a: page(status=200 if a.method == "HEAD" else 404)), "dead", 404, head=200),
    row(4, "not-found", same(page("404 Not Found", status=404)), "dead", 404),
    row(4, "gone", same(page("410 Gone", status=410)), "dead", 410),
    row(
        11,
        "not-found-page-with-200",
        by_path({"/": page("The news")}, _NOT_FOUND),
        "soft-404",
        200,
        title="Page not found",
    ),
    row(
        12,
        "article-about-404",
        by_path({_PATH: page("Page not found: how the web forgets", "An article. " * 300)}),
        "alive",
        200,
        title="Page not found: how the web forgets",
    ),
    row(13, "error-page-echoes-url", pages(_echo), "soft-404", 200, title="Not here"),
    row(
        14,
        "parked",
        same(page("news.example is for sale", "This domain is for sale. Buy it now.")),
        "parked",
        200,
        title="news.example is for sale",
    ),
    row(15, "empty-page", same(answer(200, Content_Type=_HTML)), "", 200, note="suspicious, and no more"),
    row(15, "no-content", same(answer(204)), "", 204, note="suspicious, and no more"),
    *(
        row(17, f"wall-{status}", same(page("No entry", status=status)), "blocked", status)
        for status in (401, 402, 403, 407, 451)
    ),
    *(
        row(
            18,
            f"challenge-{status}",
            same(page("Just a moment...", status=status, cf_mitigated="challenge")),
            "blocked",
            status,
        )
        for status in (403, 429, 503)
    ),
    row(
        18,
        "challenge-200",
        same(page("Just a moment...", "<script src='/cdn-cgi/challenge-platform/x.js'></script>window._cf_chl_opt")),
        "blocked",
        200,
        title="Just a moment...",
    ),
    row(19, "status-999", same(answer(999, "Request denied")), "blocked", 999),
    row(
        20,
        "rate-limit-passes",
        pages(lambda a: page() if a.nth > 1 else page(status=429, Retry_After="1")),
        "alive",
        429,
        note="one repetition, a second later",
    ),
    *(
        row(21, f"retry-after-{name}", same(page(status=429, Retry_After=value)), "rate-limited", 429)
        for name, value in {
            "inf": "inf",
            "nan": "nan",
            "negative": "-5",
            "overflow": "1e309",
            "year-2099": "Thu, 01 Jan 2099 00:00:00 GMT",
            "arabic-digits": "١٢".encode().decode("latin-1"),
            "10-kB": "9" * 10_000,
        }.items()
    ),
    row(22, "unavailable-once", pages(lambda a: page(status=503 if a.nth == 1 else 200)), "alive", 503),
    row(22, "unavailable", same(page(status=503)), "server-error", 503),
    row(22, "unavailable-retry-after", same(page(status=503, Retry_After="1")), "rate-limited", 503),
    *(
        row(22, f"server-error-{status}", same(page(status=status)), "server-error", status)
        for status in (500, 522, 523, 530)
    ),
    _titled("escape", b"\x1b]0;owned\x07\x1b[2J", "]0;owned[2J"),
    _titled("workflow-command", b"::set-output name=x::y", "::set-output name=x::y"),
    _titled("line-command", b"x\r\n##[error]", "x ##[error]"),
    _titled("cdata-end", b"]]>", "]]>"),
    _titled("markup", b"<script>alert(1)</script>", "<script>alert(1)</script>"),
    _titled("markdown", b"| @team ![](http://t/)", "| @team ![](http://t/)"),
    _titled("right-to-left", "a\u202eb".encode(), "a\u202eb"),
    _titled("invalid-utf-8", b"caf\xe9 \xff", "caf\ufffd \ufffd"),
    _titled("gb18030", "新闻".encode("gb18030"), "新闻", "text/html; charset=gb2312"),
    _titled("shift-jis", "新聞".encode("shift_jis"), "新聞", "text/html; charset=Shift_JIS"),
    row(
        33,
        "title-utf-16",
        same(answer(200, "<title>新闻</title>".encode("utf-16"), Content_Type="text/html")),
        "alive",
        200,
        title="新闻",
    ),
    row(
        33,
        "title-1-MB",
        same(answer(200, "<title>" + "x" * 1_000_000, Content_Type=_HTML)),
        "alive",
        200,
        title="x" * 300,
        truncated=True,
    ),
    _titled("charset-lies", "Müll".encode(), "M眉ll", "text/html; charset=gb2312", 34),
    _titled("charset-none", "Müll".encode("cp1252"), "Müll", "text/html", 34),
    _titled("charset-bogus", "Müll".encode(), "Müll", 'text/html; charset="\x80zlib_codec"', 34),
    row(
        34,
        "meta-refresh",
        by_path(
            {
                _PATH: answer(200, '<meta http-equiv=refresh content="0; url=/new.html">', Content_Type=_HTML),
                "/new.html": page("The new place"),
            }
        ),
        "alive-redirected",
        200,
        refresh="http://news.example/new.html",
    ),
    row(34, "script-redirect", same(page("Moved", "<script>location='/new'</script>")), "alive", 200, title="Moved"),
    row(39, "agent-sniffing", pages(_by_agent), "alive", 200),
    row(39, "agent-without-accept", pages(_by_headers), "alive", 200),
    row(39, "forbidden-to-all", same(page("Forbidden", status=403)), "blocked", 403),
    *(
        row(44, f"media-{name}", same(answer(200, b"\x00\x01" * 100, Content_Type=kind)), "alive", 200)
        for name, kind in {"pdf": "application/pdf", "image": "image/png", "video": "video/mp4"}.items()
    ),
    row(
        44,
        "endless-audio",
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n", b"\xff\xfb" * 4_096, pause=0.0),
        "alive",
        200,
        truncated=True,
    ),
    row(
        44,
        "10-GB",
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n", b"\0" * 8_192, pause=0.0),
        "alive",
        200,
        truncated=True,
    ),
    row(
        44,
        "attachment",
        same(answer(200, b"PK" * 100, Content_Disposition='attachment; filename="../../x"')),
        "alive",
        200,
    ),
    row(
        46,
        "robots-disallow",
        by_path({"/robots.txt": answer(200, "User-agent: *\nDisallow: /"), _PATH: page()}),
        "alive",
        200,
        note="a look at one page is no crawling",
    ),
    row(46, "unavailable-after", same(page(X_Robots_Tag="unavailable_after: 2014-06-01")), "alive", 200),
    *(
        row(48, f"fragment-{name}", same(page()), "alive", 200, url=f"{STORY}{fragment}", final_url=STORY)
        for name, fragment in {"missing": "#section", "text": "#:~:text=a%20story", "bang": "#!/a/story"}.items()
    ),
    row(
        30,
        "gzip",
        same(
            answer(200, gzip.compress(b"<title>A story</title>", mtime=0), Content_Encoding="gzip", Content_Type=_HTML)
        ),
        "alive",
        200,
        title="A story",
    ),
    row(
        30,
        "gzip-bomb",
        same(answer(200, gzip.compress(bytes(64 * 2**20), 1, mtime=0), Content_Encoding="gzip", Content_Type=_HTML)),
        "alive",
        200,
        truncated=True,
    ),
    *(
        row(
            30,
            f"coding-{name}",
            same(answer(200, body, Content_Encoding=coding, Content_Type=_HTML)),
            "protocol-error",
            200,
            failure=Failure.PROTOCOL,
            phase=Phase.BODY,
            cause=Cause.CODING,
            truncated=name == "corrupt",
        )
        for name, coding, body in (
            ("gzip-twice", "gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0)),
            ("200-layers", ", ".join(["gzip"] * 200), b"x"),
            ("brotli", "br", b"\x0b\x00\x80x\x03"),
            ("zstd", "zstd", b"\x28\xb5\x2f\xfd\x00"),
            ("corrupt", "gzip", b"\x1f\x8b\x08\x00 this is no gzip at all"),
        )
    ),
    row(
        30,
        "gzip-of-nothing-without-end",
        drip(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\0",
            b"\0\0\0\xff\xff" * 1_000,
            pause=0.0,
        ),
        "protocol-error",
        200,
        failure=Failure.PROTOCOL,
        phase=Phase.BODY,
        truncated=True,
    ),
    row(
        30,
        "gzip-cut-off",
        same(
            answer(
                200, gzip.compress(b"<title>A story</title>", mtime=0)[:-8], Content_Encoding="gzip", Content_Type=_HTML
            )
        ),
        "alive",
        200,
        truncated=True,
        title="A story",
    ),
)
