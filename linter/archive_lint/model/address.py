"""Tables of the hosts and addresses of the public Internet, and the ways in which a URL spells an address.

The properties of `ipaddress` are not used: they change with the interpreter (CVE-2024-4032), do not call 100.64.0.0/10
private, and call 168.63.129.16, multicast and the NAT64 forms of private addresses global. The platform's `inet_aton`
is not used either: what it accepts differs between platforms, and from what browsers accept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from msgspec import Struct

from archive_lint.model.patterns.lazy import lazy_pattern

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

PUBLIC_PORTS = frozenset({80, 443})
"""Ports that the pages of the public web are served on."""

_NOT_PUBLIC_V4 = tuple(
    (IPv4Network(network), why)
    for network, why in (
        # IANA IPv4 Special-Purpose Address Registry: all networks that are not globally reachable.
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        # Global by the registry, but the host agent of every Azure machine, hosted CI runners among them.
        ("168.63.129.16/32", "cloud metadata"),
    )
)

_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")
"""RFC 4291, 2.4: IANA has delegated nothing else. Loopback, ULA, link-local, site-local, multicast all lie outside."""

_NOT_PUBLIC_V6 = tuple(
    (IPv6Network(network), why)
    for network, why in (
        # IANA IPv6 Special-Purpose Address Registry, within 2000::/3.
        ("2001::/23", "reserved"),  # Teredo, benchmarking, ORCHID…
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
    )
)

_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052, 2.1: the well-known prefix, used by honest DNS64 resolvers for public addresses."""

_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""RFC 5214, 6.1: the upper half of an interface identifier whose lower half is an IPv4 address."""

INTERNAL_NAMES = frozenset(
    {
        "localhost",
        "local",
        "internal",
        "localdomain",
        "home.arpa",
        "lan",
        "intranet",
        "intra",
        "corp",
        "home",
        "private",
    }
)
"""Suffixes of internal names: RFC 6761, RFC 6762 (with appendix G), RFC 8375, ICANN's `internal`, common usage."""

_INTRANETS = tuple(
    IPv4Network(network)
    for network in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
_INTRANETS_V6 = (IPv6Network("::1/128"), IPv6Network("fc00::/7"))
_METADATA = frozenset({IPv4Address("100.100.100.200"), IPv6Address("fd00:ec2::254")})
"""Addresses of cloud metadata services, which hand out credentials, within the networks above."""

_ALLOWED_NAME = lazy_pattern(
    r"(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z"
)
_NUMBER = lazy_pattern(r"(?:0[xX](?P<hex>[0-9A-Fa-f]*)|(?P<octal>0[0-7]+)|(?P<decimal>0|[1-9][0-9]*))\Z")
_ENDS_IN_NUMBER = lazy_pattern(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)\.?\Z", re.DOTALL)
_LONGEST_NUMBER = 64
"""The most digits of a number: a longer one is out of range, leading zeros or not, and is not converted."""


class AllowedName(Struct, frozen=True):
    """A host name, or a suffix of host names, that may be contacted although it is internal to some network."""

    name: str
    """Lower case, ASCII, no final dot."""
    is_suffix: bool = False
    """Whether the entry covers all names under `name`, and not `name` itself."""

    def __str__(self) -> str:
        return f"*.{self.name}" if self.is_suffix else self.name

    def matches(self, host: str) -> bool:
        """Return whether `host` (lower case) is this name or, for a suffix, ends in it."""
        host = host.removesuffix(".")
        return host.endswith(f".{self.name}") if self.is_suffix else host == self.name


Allowed = IPNetwork | AllowedName
"""A network or name that may be contacted besides the public web."""


def parse_allowed(text: str) -> Allowed:
    """Return an allowed network (`10.1.0.0/16`), address, host (`wiki.corp`) or suffix (`*.corp`).

    Raises `ValueError`, whose message says what `text` is not.
    """
    try:
        return ip_network(text, strict=False)
    except ValueError:
        name = text.lower().removesuffix(".")
    bare = name.removeprefix("*.")
    if not text.isascii() or len(name) > 253 or not _ALLOWED_NAME.match(name) or ends_in_number(bare):
        raise ValueError(f"{text!r} is not a network (10.1.0.0/16), a host name (wiki.corp) or a suffix (*.corp)")
    return AllowedName(bare, is_suffix=bare != name)


def is_allowed(host: str, address: IPAddress, allowed: Iterable[Allowed]) -> bool:
    """Return whether `allowed` lets `host` be contacted at `address`.

    A network covers any host in it. A name covers the addresses of intranets and of this machine, but neither
    link-local addresses nor those of cloud metadata: nobody who names a wiki means those.
    """
    address = canonical(address)
    by_name = _is_of_intranet(address)
    return any(
        by_name and entry.matches(host) if isinstance(entry, AllowedName) else address in entry for entry in allowed
    )


def is_named(host: str, allowed: Iterable[Allowed]) -> bool:
    """Return whether `allowed` contains `host` (lower case) by name or suffix, whatever address it resolves to."""
    return any(isinstance(entry, AllowedName) and entry.matches(host) for entry in allowed)


def canonical(address: IPAddress) -> IPAddress:
    """Return the IPv4 address of an IPv4-mapped IPv6 address, else `address` itself: the system connects to that."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if mapped is None else mapped


def why_not_public(address: IPAddress) -> str | None:
    """Return why `address` must not be contacted, in a word or two; `None` for a public address.

    An IPv6 address that carries an IPv4 address is as public as the address that it carries.
    """
    address = canonical(address)
    if isinstance(address, IPv4Address):
        return _first(address, _NOT_PUBLIC_V4)
    if address.scope_id is not None:
        return "link-local"
    carried = _carried(address)
    if carried is not None and (why := _first(carried, _NOT_PUBLIC_V4)):
        return why
    if address in _NAT64:
        return None
    if address not in _GLOBAL_UNICAST_V6:
        return "not global unicast"
    return _first(address, _NOT_PUBLIC_V6)


def is_internal_name(host: str) -> bool:
    """Return whether a host name (lower case) has a meaning only inside a network: `localhost`, `*.internal`, `a`."""
    labels = host.removesuffix(".").split(".")
    return len(labels) == 1 or labels[-1] in INTERNAL_NAMES or ".".join(labels[-2:]) in INTERNAL_NAMES


def literal(host: str) -> IPAddress | None:
    """Return the address that a URL's ASCII host spells, without brackets; `None` for a name.

    Accepts the notations that browsers accept: besides dotted quads `2130706433`, `0x7f.1`, `0177.0.0.1` and so on.
    """
    if ":" in host:
        try:
            return IPv6Address(host)
        except AddressValueError:
            return None
    return _ipv4(host) if ends_in_number(host) else None


def ends_in_number(host: str) -> bool:
    """Return whether a browser reads an ASCII host as an IPv4 address or rejects it (WHATWG URL, 3.5)."""
    return _ENDS_IN_NUMBER.match(host) is not None


def _ipv4(host: str) -> IPv4Address | None:
    """Parse an IPv4 address as the URL Standard does.

    One to four numbers; the last one fills the remaining bytes.
    """
    parts = host.removesuffix(".").split(".")
    if len(parts) > 4:
        return None
    numbers = [_number(part) for part in parts]
    total = 0
    for position, number in enumerate(numbers):
        last = position == len(numbers) - 1
        if number is None or number >= 256 ** (5 - len(numbers) if last else 1):
            return None
        total += number if last else number << 8 * (3 - position)
    return IPv4Address(total)


def _number(text: str) -> int | None:
    match = _NUMBER.match(text)
    if match is None or len(text) > _LONGEST_NUMBER:
        return None
    if match["hex"] is not None:
        return int(match["hex"] or "0", 16)
    return int(match["octal"], 8) if match["octal"] else int(match["decimal"])


def _is_of_intranet(address: IPAddress) -> bool:
    networks = _INTRANETS if isinstance(address, IPv4Address) else _INTRANETS_V6
    return address not in _METADATA and any(address in network for network in networks)


def _carried(address: IPv6Address) -> IPv4Address | None:
    number = int(address)
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    return None


def _first(address: IPAddress, table: tuple[tuple[IPNetwork, str], ...]) -> str | None:
    for network, why in table:
        if address in network:
            return why
    return None
