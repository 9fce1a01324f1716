from __future__ import annotations

from base64 import b64decode

import pytest

from archive_lint.model.proxy import Proxy, read_proxy


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("http://proxy.example:3128", "proxy.example", 3128),
        ("HTTP://Proxy.Example:3128/", "proxy.example", 3128),
        ("http://proxy", "proxy", 80),
        ("http://10.0.0.8:8080", "10.0.0.8", 8080),
        ("http://[::1]:3128", "::1", 3128),
        ("http://me:secret@proxy.example:3128", "proxy.example", 3128),
    ],
)
def test_a_proxy_is_a_host_and_a_port(text: str, host: str, port: int) -> None:
    proxy = read_proxy(text)
    assert (proxy.host, proxy.port) == (host, port)


@pytest.mark.parametrize(
    ("userinfo", "meant"),
    [
        ("me:secret", "me:secret"),
        ("me", "me:"),
        ("me:", "me:"),
        ("me:a:b", "me:a:b"),
        ("me:s%40c%2Fr%3Ae", "me:s@c/r:e"),
        ("me:s@c", "me:s@c"),
        ("m%C3%BC:%0D%0A", "mü:\r\n"),
    ],
)
def test_credentials_are_as_basic_authentication_sends_them(userinfo: str, meant: str) -> None:
    assert b64decode(read_proxy(f"http://{userinfo}@proxy.example:3128").credentials).decode() == meant


def test_without_a_user_name_there_are_no_credentials() -> None:
    assert read_proxy("http://proxy.example:3128").credentials == ""


@pytest.mark.parametrize("shown", [str, repr, "{}".format])
def test_a_proxy_is_shown_without_its_credentials(shown: object) -> None:
    proxy = read_proxy("http://me:secret@[::1]:3128")
    text = shown(proxy)  # type: ignore[operator]
    assert "http://[::1]:3128" in text
    assert not any(secret in text for secret in ("me", "secret", proxy.credentials))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with 'http://'"),
        ("proxy.example:3128", "begins with 'http://'"),
        ("https://me:secret@proxy.example", "TLS to the proxy itself, and SOCKS, are not supported"),
        ("socks5://me:secret@proxy.example", "TLS to the proxy itself, and SOCKS, are not supported"),
        ("http://", "no host"),
        ("http://me:secret@", "no host"),
        ("http://me:secret@:3128", "no host"),
        ("http://me:secret@proxy.example:0", "port 0"),
        ("http://me:secret@proxy.example:99999", "unreadable host or port"),
        ("http://me:secret@proxy.example:secret", "unreadable host or port"),
        ("http://me:secret@proxy.example/path", "ends with its host and port"),
        ("http://me:sec/ret@proxy.example?secret", "ends with its host and port"),
        ("http://me:secret/3128", "ends with its host and port"),
        ("http://me:secret#@", "no host"),
        ("http://m%3Ae:secret@proxy.example", "cannot have a colon"),
        ("http://me:secret@pro xy", "U+0020"),
        ("http://me:secret@999.1.1.1:80", "IPv4"),
    ],
)
def test_what_is_not_a_proxy_is_refused_without_being_quoted(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="proxy") as refused:
        read_proxy(text)
    assert said in str(refused.value)
    assert not any(secret in str(refused.value) for secret in ("secret", "me:", "sec/"))


def test_proxies_of_one_place_and_user_are_equal() -> None:
    assert read_proxy("http://me:secret@proxy.example/") == Proxy("proxy.example", 80, "bWU6c2VjcmV0")
