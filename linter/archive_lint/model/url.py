"""Parsing of URLs that a page cites or a server redirects to.

A URL is accepted only if RFC 3986 and browsers (the WHATWG URL Standard) read it alike: a URL that two readers read
differently can trick a guard. Text that a browser would silently correct is not a URL here.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

from msgspec import Struct

from archive_lint.model.address import INTERNAL_NAMES, ends_in_number, literal
from archive_lint.model.observation import Cause
from archive_lint.model.patterns.lazy import lazy_pattern

LONGEST_URL = 8_192
"""Maximum length in characters. RFC 9110, 4.1 asks for at least 8,000 octets; no server accepts much more."""

DEFAULT_PORTS = {"http": 80, "https": 443}
"""The default ports of the schemes of the web."""

_SCHEME = lazy_pattern(r"([A-Za-z][A-Za-z0-9+.-]*):")
_FORBIDDEN = lazy_pattern(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]")
_HOST_LABEL = lazy_pattern(r"[a-z0-9_-]{1,63}\Z")
_LEADING = lazy_pattern(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]+")
_UNPRINTABLE = lazy_pattern(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_BRACKETS = lazy_pattern(r"\[[^\[\]]*:[^\[\]]*\](?::[0-9]*)?\Z")
_INTERNAL_ENDS = "|".join(sorted(name.rpartition(".")[2] for name in INTERNAL_NAMES))
_ORDINARY = lazy_pattern(
    r"https?://(?:(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}"
    rf"(?!(?:{_INTERNAL_ENDS})(?![a-z]))[a-z]{{2,24}}"
    r"(?:[/?#][^\x00-\x20\x7f-\x9f\ud800-\udfff\\]*)?\Z"
)
_UNFIT = lazy_pattern(r"[\x00-\x20\x7f-\x9f\ud800-\udfff\\]")
"""Characters that cannot stand in the path of an ordinary URL."""
_SITE_END = lazy_pattern(r"[/?]")
"""The characters that end the part of a URL before its path; there is no fragment."""
_PATH = lazy_pattern(r"[/?#]")
"""The characters that end the authority."""


class UrlError(ValueError):
    """A URL cannot be parsed, or must not be requested; the message says why and quotes no secret.

    `cause` is `None` for a text that is not a URL, else what is wrong with it: its length, scheme or user name.
    """

    def __init__(self, detail: str, cause: Cause | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.cause = cause


class Url(Struct, frozen=True):
    """A parsed absolute http or https URL, without user name and fragment."""

    text: str
    """The URL with its scheme in lower case, its host in ASCII and no fragment; the rest as written."""
    scheme: str
    host: str
    """Host in ASCII and lower case, without brackets and final dot; an address in its usual notation."""
    port: int
    rest: str
    """Path and query."""


def read_url(text: str) -> Url:
    """Parse `text`, an absolute http or https URL. Raises `UrlError`."""
    text = text.partition("#")[0]
    if len(text) > LONGEST_URL:
        raise UrlError(f"URL of {len(text)} characters", Cause.LENGTH)
    if found := _FORBIDDEN.search(text):
        raise UrlError(f"character U+{ord(found[0]):04X} in the URL")
    scheme = _scheme(text)
    if "\\" in text.partition("?")[0]:
        raise UrlError("backslash in the URL, which browsers take for a slash")
    end = _SITE_END.search(text, len(scheme) + 3)
    start = len(text) if end is None else end.start()
    site, host, port = _read_site(text[:start], scheme)
    return Url(site + text[start:], scheme, host, port, text[start:])


@lru_cache(maxsize=1024)
def _read_site(text: str, scheme: str) -> tuple[str, str, int]:
    """Parse the part of a URL before its path; return it as it is written in normal form, its host and its port.

    There are far fewer sites than URLs. Raises `UrlError`.
    """
    try:
        split = urlsplit(text)
        netloc, name, port = split.netloc, split.hostname, split.port
    except ValueError:
        raise UrlError("unreadable host or port") from None
    if "@" in netloc:
        raise UrlError("user name in the URL", Cause.USERINFO)
    if "[" in netloc and not _BRACKETS.match(netloc):
        raise UrlError("unreadable IPv6 address")
    if not name or port == 0:
        raise UrlError("no host in the URL" if port != 0 else "port 0")
    host = _host(name)
    authority = (f"[{host}]" if ":" in host else host) + ("" if port is None else f":{port}")
    return f"{scheme}://{authority}", host, port or DEFAULT_PORTS[scheme]


@lru_cache(maxsize=64)
def is_ordinary_url(text: str) -> bool:
    """Return whether `text` is certainly a URL that `read_url` accepts, of a public host name at the usual port.

    A quick test for most URLs; others may be just as valid. The result is cached for the rules that ask for the same
    page in turn.
    """
    # There are far fewer sites than URLs: the part before the path is known most often.
    path = text.find("/", 8)
    site = text if path < 0 else text[:path]
    return len(text) <= LONGEST_URL and _is_ordinary_site(site) and _UNFIT.search(text, len(site)) is None


@lru_cache(maxsize=1024)
def _is_ordinary_site(text: str) -> bool:
    return _ORDINARY.match(text) is not None


def is_web(url: str) -> bool:
    """Return whether a URL has a scheme of the web, so that it is checked and counted."""
    return url[:8].lower().startswith(("http://", "https://"))


def url_key(url: str) -> str:
    """Return the key of a URL: equal for URLs that lead to the same request.

    It is the URL as `read_url` normalises it, or made harmless if it cannot be parsed.
    """
    if is_ordinary_url(url):
        return url.partition("#")[0]
    try:
        return read_url(url).text
    except UrlError:
        return redact(url)


def host_of(key: str) -> str:
    """Return the host under which a URL, given as by `url_key`, is counted; empty if it names none.

    Without `www.`, which names the same machines, and with a port other than the scheme's own. A doubled scheme
    (`http://http:

    a.example`) names no host.
    """
    # There are far fewer sites than URLs.
    path = key.find("/", 8)
    return _counted_host(key if path < 0 else key[:path])


@lru_cache(maxsize=4096)
def _counted_host(site: str) -> str:
    scheme, found, rest = site.partition("://")
    authority = _PATH.split(rest, maxsplit=1)[0] if found else ""
    port = f":{DEFAULT_PORTS.get(scheme.lower(), '')}"
    host = authority.rpartition("@")[2].lower().removesuffix(port).removeprefix("www.")
    return "" if host.endswith(":") else host


def redact(text: str) -> str:
    """Return `text` on one line, without fragment, and with `***` for all between its scheme and its last `@`.

    For text that `read_url` did not accept: it is unknown which `@` ends the password.
    """
    text = text.partition("#")[0][: 4 * LONGEST_URL]
    head, at, tail = text.rpartition("@")
    if not at:
        return plain(text, LONGEST_URL)
    leading = _LEADING.match(head)
    return plain(f"{leading[0] if leading else ''}***@{tail}", LONGEST_URL)


def plain(text: str, limit: int = 200) -> str:
    """Return `text` on one line, at most `limit` code points.

    U+FFFD replaces every character that could control a terminal or a screen reader.
    """
    text = text[:limit]
    return text if text.isascii() and text.isprintable() else _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _scheme(text: str) -> str:
    match = _SCHEME.match(text)
    if match is None:
        raise UrlError("no scheme in the URL")
    scheme = match[1].lower()
    if scheme not in DEFAULT_PORTS:
        raise UrlError(f"scheme {plain(scheme, 20)!r} is not http or https", Cause.SCHEME)
    return scheme


@lru_cache(maxsize=1024)
def _host(name: str) -> str:
    if ":" in name:
        # `urlsplit` has removed the brackets. A zone names an interface of this machine: no URL of a page needs one.
        address = None if "%" in name else literal(name)
        if address is None:
            raise UrlError("unreadable IPv6 address")
        return str(address)
    ascii_name = name if name.isascii() else _to_ascii(name)
    host = ascii_name.removesuffix(".")
    if host in DEFAULT_PORTS:
        raise UrlError("scheme written twice")
    labels = host.split(".")
    if len(host) > 253 or not all(_HOST_LABEL.match(label) for label in labels):
        raise UrlError("host is not a domain name")
    if ends_in_number(host):
        address = literal(host)
        if address is None:
            raise UrlError("host ends in a number, but is not an IPv4 address")
        return str(address)
    if "xn--" in host:
        _check_punycode(labels)
    if ascii_name is not name:
        _check_characters(name)
    return host


def _to_ascii(name: str) -> str:
    """Return an internationalised name in ASCII by UTS #46, as browsers map it.

    This includes emoji, which IDNA 2008 does not know.
    """
    # Imported here: it takes as long to import as the rest of a run of one page, and few pages need it.
    import idna

    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
        return ".".join(_label_to_ascii(label) for label in mapped.split("."))
    except ValueError:
        raise UrlError("host is not an internationalised domain name") from None


def _label_to_ascii(label: str) -> str:
    if label.isascii():
        return label
    import idna

    idna.check_bidi(label)
    idna.check_initial_combiner(label)
    for at, character in enumerate(label):
        if character in "\u200c\u200d" and not idna.valid_contextj(label, at):
            raise idna.InvalidCodepointContext("joiner out of place")
    return f"xn--{label.encode('punycode').decode('ascii')}"


def _check_punycode(labels: list[str]) -> None:
    """Check that each label which claims to be punycode is what a browser writes for some name. Raises `UrlError`."""
    import idna

    for label in labels:
        if not label.startswith("xn--"):
            continue
        try:
            decoded = label[4:].encode("ascii").decode("punycode")
            written = _label_to_ascii(idna.uts46_remap(decoded, std3_rules=False, transitional=False))
        except ValueError:
            written = ""
        if written != label:
            raise UrlError(f"{plain(label, 63)!r} in the host is not punycode of any name")


def _check_characters(name: str) -> None:
    """Check that a name has no full-width letters, soft hyphens or other invisible characters. Raises `UrlError`."""
    import idna

    usual = unicodedata.normalize("NFC", name.lower())
    mapped = idna.uts46_remap(usual, std3_rules=False, transitional=False)
    if mapped != usual:
        strange = next((one for one in usual if one not in mapped), usual[0])
        raise UrlError(f"character U+{ord(strange):04X} in the host, which browsers drop or replace")
