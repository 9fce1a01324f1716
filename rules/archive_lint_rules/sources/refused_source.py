from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Any

from archive_lint.api import (
    PUBLIC_PORTS,
    Allowed,
    Cause,
    Finding,
    Invalid,
    Meta,
    Page,
    PageRule,
    RuleOptions,
    Severity,
    Source,
    UrlError,
    Valid,
    Verdict,
    VerdictKind,
    is_allowed,
    is_internal_name,
    is_named,
    is_ordinary_url,
    literal,
    parse_allowed,
    read_url,
    story,
    why_not_public,
)

from .citing import shown
from .verdicts import URL, message, verdict


class RefusedSource(PageRule):
    """A source with a private address, a password or an unusual port.

    ## What it does
    Reports a link of the Source section to an address that the public Internet does not route, in whatever notation
    browsers read (decimal, octal, hexadecimal, shortened, IPv6 forms of an IPv4 address), to a cloud's metadata
    service, to a name like `localhost` or `wiki.internal`, to another port than 80 or 443, and one with a user name in
    it. If sources are checked, also one whose name resolves to such an address, or whose redirects lead to one; nothing
    is sent there.

    ## Why it matters
    No reader can open it, its result depends on the machine that follows it, and a password in a page is no longer a
    secret. It is an attack on programs that check the page's links, or a mistake.

    ## Fix
    None: only a person knows what was meant to be cited. A published password must be changed.
    """

    code = "U006"
    name = "refused-source"
    summary = "Source leads to a private address or port, or carries credentials"
    severity = Severity.ERROR
    since = "0.1"
    yields_to = ("U005",)
    claims = {VerdictKind.REFUSED: "leads to an address that must not be contacted"}

    valid = [
        Valid(story()),
        Valid(story(sources=["[Gazette](https://gazette.example:443/@reporter/a)"])),
        Valid(story(sources=["[Resolver](https://1.1.1.1/)"])),
        Valid(
            story(sources=["[Wiki](http://10.1.2.3:8080/bridge)"]),
            settings={"rules": {"U006": {"allow-networks": ["10.1.0.0/16"]}}},
        ),
        Valid(
            story(sources=["[Wiki](http://wiki.corp:8080/bridge)"]),
            settings={"rules": {"U006": {"allow-networks": ["*.corp"]}}},
        ),
    ]
    invalid = [
        Invalid(
            story(sources=["[Router](http://0x7f.1/)"]),
            at="7:13",
            message="source 'http://0x7f.1/' leads to 127.0.0.1: loopback",
        ),
        Invalid(story(sources=["[Metadata](http://169.254.169.254/latest)"]), at="7:15"),
        Invalid(story(sources=["[Mapped](http://[::ffff:10.0.0.1]/)"]), at="7:13"),
        Invalid(story(sources=["[Wiki](http://wiki.internal/bridge)"]), at="7:11"),
        Invalid(
            story(sources=["[Gazette](https://reader:secret@gazette.example/a)"]),
            at="7:14",
            message="source 'https://***@gazette.example/a' has a user name in it",
        ),
        Invalid(story(sources=["[Gazette](http://gazette.example:22/)"]), at="7:14"),
        Invalid(
            story(),
            at="7:22",
            verdict=verdict(VerdictKind.REFUSED, "it redirects to 10.0.0.1: private"),
            message=f"source {URL!r} leads to an address that must not be contacted: it redirects to 10.0.0.1: private",
        ),
    ]

    class Options(RuleOptions, frozen=True):
        """Options for archives of an intranet."""

        allow_networks: Annotated[
            tuple[Annotated[str, Meta(pattern=r"^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$|^(\*\.)?[0-9A-Za-z_.-]+$")], ...],
            Meta(
                description="Networks (`10.1.0.0/16`) and names (`wiki.corp`, `*.corp`) of an intranet that sources "
                "may lie in. It silences this rule and contacts nothing: `--allow-network` does both."
            ),
        ] = ()

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self._allowed: list[Allowed] = []
        for network in self.options.allow_networks:
            with suppress(ValueError):
                self._allowed.append(parse_allowed(network))

    def check_source(self, source: Source, verdict: Verdict) -> Iterator[Finding]:
        if verdict.kind in self.claims and self._refusal(source.url) is None:
            yield self.finding(
                source.link.target_place,
                message(source, verdict, self.claims[verdict.kind]),
                subject=verdict.url,
                verdict=verdict,
            )

    def check(self, page: Page) -> Iterator[Finding]:
        for link in page.cited:
            if is_ordinary_url(link.target):
                continue
            if reason := self._refusal(link.target):
                url = shown(link.target)
                yield self.finding(link.target_place, f"source {url!r} {reason}", subject=url)

    def _refusal(self, text: str) -> str | None:
        try:
            url = read_url(text)
        except UrlError as error:
            return "has a user name in it" if error.cause is Cause.USERINFO else None
        address = literal(url.host)
        if is_named(url.host, self._allowed) or (address and is_allowed(url.host, address, self._allowed)):
            return None
        if address is not None:
            why = why_not_public(address)
            if why is not None:
                return f"leads to {address}: {why}"
        elif is_internal_name(url.host):
            return f"leads to {url.host!r}, a name of private networks"
        if url.port not in PUBLIC_PORTS:
            return f"uses port {url.port}, not 80 or 443"
        return None
