"""Passwords are hidden wherever a URL with one may stand, and nothing else is."""

from __future__ import annotations

import time

import pytest

from archive_lint.model.secret import hide_secrets, hide_secrets_in


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:secret@host/a", "https://***@host/a"),
        ("HTTPS://User:secret@Host", "HTTPS://***@Host"),
        ("ftp://user:secret@host", "ftp://***@host"),
        ("//user:secret@host/a", "//***@host/a"),
        ("https://secret@host/", "https://***@host/"),
        ("https://user:p@ss:secret@host/", "https://***@host/"),
        ("https:user:secret@host/", "https:***@host/"),
        ("https:/user:secret@host/", "https:/***@host/"),
        (r"https:\/\/user:secret@host", r"https:\/\/***@host"),
        ("http//user:secret@host/", "http//***@host/"),
        ("https://user&#58;secret@host", "https://***@host"),
        ("https://user:sec/ret@host/", "https://***@host/"),
        ("https://user:sec?ret@host/", "https://***@host/"),
        ("https://user:sec#ret@host/", "https://***@host/"),
        ("[A](https://user:sec ret@host/)", "[A](https://***@host/)"),
        ("[A https://u:secret@a](https://u:secret@b/)", "[A https://***@a](https://***@b/)"),
        (
            "https://web.archive.org/web/2014/https://u:secret@host/",
            "https://web.archive.org/web/2014/https://***@host/",
        ),
        ("https://host/a?token=secret&b=c", "https://host/a?token=***&b=c"),
        ("https://host/a?b=c&amp;access_token=secret", "https://host/a?b=c&amp;access_token=***"),
        ("https://host/?X-Amz-Signature=secret", "https://host/?X-Amz-Signature=***"),
    ],
)
def test_a_secret_of_a_url_is_hidden(text: str, shown: str) -> None:
    assert hide_secrets(text) == shown
    masked = hide_secrets(text, same_length=True)
    assert len(masked) == len(text)
    assert "secret" not in masked
    assert hide_secrets(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "https://medium.com/@reporter/a",
        "http://a.example:8080/@reporter",
        "http://[::1]:80/@reporter",
        "https://a.example/?q=a@b",
        "see http://a.example: reporter@b.example",
        "(https://a.example). reporter@b.example",
        "https://a.example:80, reporter@b.example",
        "mailto:reporter@b.example",
        "reporter@b.example",
        "/news/2014/reporter@b.md",
        "https://a.example/?tokens=3&secretary=x",
    ],
)
def test_what_is_not_a_secret_is_shown(text: str) -> None:
    assert hide_secrets(text) == text


def test_plain_data_is_looked_through() -> None:
    assert hide_secrets_in({"a": ["https://u:secret@h/", ("x", 3)], "b": None}) == {
        "a": ["https://***@h/", ["x", 3]],
        "b": None,
    }


@pytest.mark.parametrize(
    "part", ["/", "//", "//a:b", "http:", "@", "//@", "a@", "https://u:p@h ", "&#", "?token=", "//a:b ", "https:/", "<"]
)
def test_hiding_takes_linear_time(part: str) -> None:
    def seconds(size: int) -> float:
        text = part * (size // len(part)) + "@"
        start = time.process_time()
        hide_secrets(text)
        return time.process_time() - start

    assert seconds(400_000) < 0.2 + 12 * min(seconds(100_000) for _ in range(2))
