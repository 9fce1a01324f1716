"""The proxy that was named on the command line."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from archive_lint.model.url import UrlError, read_url


class Proxy(Struct, frozen=True):
    """An HTTP proxy. Neither `str` nor `repr` shows its user name and password."""

    host: str
    """ASCII, lower case, no brackets."""
    port: int
    credentials: str = ""
    """User name and password as `Proxy-Authorization: Basic` carries them; empty if there are none."""

    def __str__(self) -> str:
        return f"http://{authority(self.host, self.port)}"

    def __repr__(self) -> str:
        return f"Proxy({self})"


def authority(host: str, port: int) -> str:
    """Return host and port as they are written in a URL."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def read_proxy(text: str) -> Proxy:
    """Parse `http://[USER[:PASSWORD]@]HOST[:PORT]`. Raises `ValueError`, whose message quotes no part of `text`."""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.lower() != "http":
        raise ValueError(
            "the URL of a proxy begins with 'http://': TLS to the proxy itself, and SOCKS, are not supported"
        )
    userinfo, at, place = rest.rpartition("@")
    place = place.removesuffix("/")
    if any(character in place for character in "/?#"):
        raise ValueError("the URL of a proxy ends with its host and port, and its password has '/' written as '%2F'")
    try:
        url = read_url(f"http://{place}/")
    except UrlError as error:
        raise ValueError(f"the URL of the proxy cannot be read: {error.detail}") from None
    return Proxy(url.host, url.port, _basic(userinfo) if at else "")


def _basic(userinfo: str) -> str:
    """Return the credentials for Basic authentication (RFC 7617, 2), in UTF-8."""
    user, _, password = userinfo.partition(":")
    name = unquote_to_bytes(user)
    if b":" in name:
        raise ValueError("the user name for a proxy cannot have a colon in it")
    return b64encode(name + b":" + unquote_to_bytes(password)).decode("ascii")
