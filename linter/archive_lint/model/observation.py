"""The result of one fetch of a URL. An observation claims nothing: the verdict is drawn from it elsewhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct

Method = Literal["HEAD", "GET"]
"""The method of a request."""


class Phase(StrEnum):
    """The step of a request in which its error arose."""

    URL = "url"
    """The URL itself: it cannot be read, or is not allowed."""
    ADDRESS = "address"
    """The address guard refused an address that the resolver returned, or a literal one."""
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    SEND = "send"
    HEADERS = "headers"
    BODY = "body"
    REDIRECT = "redirect"


class Failure(StrEnum):
    """The kind of error that ended a request."""

    REFUSED_BY_POLICY = "refused-by-policy"
    INVALID_URL = "invalid-url"
    NXDOMAIN = "nxdomain"
    NO_DATA = "no-data"
    DNS_FAILURE = "dns-failure"
    CONNECTION_REFUSED = "connection-refused"
    CONNECTION_RESET = "connection-reset"
    NO_ROUTE = "no-route"
    TIMEOUT = "timeout"
    TLS = "tls"
    CLIENT_CERTIFICATE_WANTED = "client-certificate-wanted"
    PROTOCOL = "protocol"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    PROXY_REFUSED = "proxy-refused"
    """The named proxy refuses to reach this host for anybody."""
    LOCAL = "local"
    """This machine could not send the request (no file descriptor, port or memory left). It proves nothing of the URL.
    """


class Cause(StrEnum):
    """The cause of a failure, where a message or a verdict needs to be more exact."""

    LENGTH = "length"
    """For a URL: too many characters. For a body: not the announced length."""
    SCHEME = "scheme"
    USERINFO = "userinfo"
    PORT = "port"
    NAME = "name"
    """A host name that has a meaning only inside a network: `localhost`, `*.internal`, a single label."""
    ADDRESS = "address"
    PROXY = "proxy"
    """The named proxy serves no request at all: it cannot be reached, or wants another password."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    SELF_SIGNED = "self-signed"
    WRONG_HOST = "wrong-host"
    UNKNOWN_ISSUER = "unknown-issuer"
    LEGACY_PROTOCOL = "legacy-protocol"
    NO_TLS = "no-tls"
    """The server does not speak TLS on this port."""

    LOCATION = "location"
    """A redirect without a `Location` that can be read."""
    CODING = "coding"
    """A content coding that was not offered, several of them, or one that does not decode."""
    LOOP = "loop"
    """The redirects lead back to an earlier URL, rather than being too many."""


class Hop(Struct, frozen=True):
    """One answered request of a fetch: a redirect, or the last answer."""

    url: str
    status: int
    location: str | None = None
    """The absolute target of the redirect; `None` for the last answer."""


class Observation(Struct, frozen=True, kw_only=True):
    """One fetch of a URL, redirects included."""

    url: str
    """The URL as requested, without fragment; `***` in place of anything that could be a user name or password."""
    at: float
    """When the fetch ended: seconds since the epoch, wall clock."""
    method: str
    """Method of the last request: `HEAD` or `GET`."""
    hops: tuple[Hop, ...] = ()
    status: int | None = None
    """Status of the last answer; `None` without one. A `failure` outweighs it: a redirect to a dead host has both."""
    failure: Failure | None = None
    phase: Phase | None = None
    cause: Cause | None = None
    detail: str = ""
    """A short reason for people, already free of control characters and secrets."""
    headers: dict[str, str] = {}
    """Headers of the last answer that matter to a verdict.

    `retry-after`, `cf-mitigated`, `server`, `content-type`…: names in lower case, values capped.
    """
    title: str = ""
    """Text of `<title>`, decoded, on one line, at most 300 code points; hostile."""
    refresh: str | None = None
    """Absolute target of an immediate meta refresh."""
    body_digest: str = ""
    """Hex digest of the body as read; empty if none was."""
    body_bytes: int = 0
    """Number of decoded bytes read."""
    truncated: bool = False
    """Whether the body was longer than what was read, or ended too early."""
    sample: str = ""
    """Visible text from the beginning of the body, to compare two answers; at most 4,000 code points; never stored."""
    marks: tuple[str, ...] = ()
    """Marks found in a page with little text: `challenge`, a check for robots; `password`, a password field."""
    requests: int = 0
    """Number of requests sent, including redirects and repetitions."""
    peer: str = ""
    """Address that the last request was sent to."""
    elapsed: float = 0.0
    """Duration in seconds on a monotonic clock."""

    @property
    def final_url(self) -> str:
        """The URL at which redirects ended: the URL itself without redirects."""
        return self.hops[-1].url if self.hops else self.url
