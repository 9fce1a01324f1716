"""What one fetch of a URL showed. An observation claims nothing: the verdict is drawn from it elsewhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct

Method = Literal["HEAD", "GET"]
"""What a URL is asked with."""


class Phase(StrEnum):
    """Where in a request its error arose."""

    URL = "url"
    """The URL itself: it cannot be read, or is not allowed."""
    ADDRESS = "address"
    """The address guard refused an answer of the resolver, or a literal."""
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    SEND = "send"
    HEADERS = "headers"
    BODY = "body"
    REDIRECT = "redirect"


class Failure(StrEnum):
    """What kind of error ended a request."""

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
    """The proxy that was named does not let anybody reach this host."""
    LOCAL = "local"
    """This machine could not ask: no file descriptor, port or memory left. Proves nothing of the URL."""


class Cause(StrEnum):
    """What narrows a failure, where a message or a verdict wants to know more."""

    LENGTH = "length"
    """Of a URL, too many characters; of a body, not what was announced."""
    SCHEME = "scheme"
    USERINFO = "userinfo"
    PORT = "port"
    NAME = "name"
    """A host name that only has a meaning inside some network: `localhost`, `*.internal`, a single label."""
    ADDRESS = "address"
    PROXY = "proxy"
    """The proxy that was named serves no request at all: it cannot be reached, or wants another password."""

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
    """The redirects come back to where they were, rather than being too many."""


class Hop(Struct, frozen=True):
    """One answered request of a fetch: a redirect, or the last answer."""

    url: str
    status: int
    location: str | None = None
    """The redirect's target made absolute; `None` for a last hop."""


class Observation(Struct, frozen=True, kw_only=True):
    """One fetch of a URL, redirects included."""

    url: str
    """As asked for, without fragment; with `***` in place of anything that could be a user name or password."""
    at: float
    """Seconds since the epoch, wall clock, when the fetch ended."""
    method: str
    """Of the last request: `HEAD` or `GET`."""
    hops: tuple[Hop, ...] = ()
    status: int | None = None
    """Of the last answer; `None` when none came. A `failure` outweighs it: a redirect to a dead host has both."""
    failure: Failure | None = None
    phase: Phase | None = None
    cause: Cause | None = None
    detail: str = ""
    """A short reason for people, already free of control characters and secrets."""
    headers: dict[str, str] = {}
    """The few of the last answer that matter to a verdict (`retry-after`, `cf-mitigated`, `server`, `content-type`…),
    lower-case names, capped values."""
    title: str = ""
    """Text of `<title>`, decoded, single-line, at most 300 code points; hostile."""
    refresh: str | None = None
    """Absolute target of an immediate meta refresh."""
    body_digest: str = ""
    """Hex digest of the body read, empty when none was."""
    body_bytes: int = 0
    """Decoded bytes read."""
    truncated: bool = False
    """The body was longer than what was read, or its end did not come."""
    sample: str = ""
    """Visible text of the beginning of the body, for comparing two answers; at most 4,000 code points; never stored."""
    marks: tuple[str, ...] = ()
    """What the markup of a page with little text holds: `challenge`, a check for robots; `password`, a field for it."""
    requests: int = 0
    """Requests sent, redirects and repetitions included."""
    peer: str = ""
    """The address that the last request was sent to."""
    elapsed: float = 0.0
    """Seconds on a monotonic clock."""

    @property
    def final_url(self) -> str:
        """Where redirects ended: the URL itself where there were none."""
        return self.hops[-1].url if self.hops else self.url
