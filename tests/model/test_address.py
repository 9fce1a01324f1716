"""Addresses: which are public, and in how many ways a host may spell one."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.model.address import (
    canonical,
    ends_in_number,
    is_internal_name,
    literal,
    parse_allowed,
    why_not_public,
)

PRIVATE_V4 = st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="169.254.0.0/16")


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.19.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1%eth0",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "3fff::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "2606:4700::5efe:a00:1",
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert why_not_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.0",
        "172.32.0.1",
        "168.63.129.17",
        "223.255.255.255",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_a_public_address_is_not_refused(address: str) -> None:
    assert why_not_public(ip_address(address)) is None


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("0x7F.0.0.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127.0.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("0x", "0.0.0.0"),
        ("10.0.258", "10.0.1.2"),
        ("4294967295", "255.255.255.255"),
        ("::1", "::1"),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1"),
    ],
)
def test_a_host_spells_the_address_that_browsers_read(host: str, address: str) -> None:
    assert literal(host) == ip_address(address)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "gazette.example",
        "1.2.3.4.example",
        "1.2.3.4.5",
        "256.0.0.1",
        "4294967296",
        "08.0.0.1",
        "1..2",
        "0xg",
        "::g",
        pytest.param("9" * 100_000, id="many digits"),
        pytest.param("1." * 50_000, id="many parts"),
    ],
)
def test_a_host_that_spells_no_address_is_none(host: str) -> None:
    assert literal(host) is None


@pytest.mark.parametrize("host", ["1.2.3.4.5", "gazette.08", "gazette.0x1f", "256.0.0.1", "1."])
def test_a_host_that_ends_in_a_number_can_only_be_an_address(host: str) -> None:
    assert ends_in_number(host)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "a.localhost",
        "printer.local",
        "metadata.google.internal",
        "wiki",
        "nas.home.arpa",
        "a.lan",
        "b.corp",
        "c.home",
        "d.private",
    ],
)
def test_a_name_of_some_network_is_internal(host: str) -> None:
    assert is_internal_name(host)
    assert is_internal_name(host + ".")


@pytest.mark.parametrize("host", ["gazette.example", "local.gazette.example", "notlocalhost.example", "arpa.example"])
def test_a_name_of_the_public_web_is_not_internal(host: str) -> None:
    assert not is_internal_name(host)


@given(PRIVATE_V4)
def test_a_private_address_is_refused_however_it_is_carried(address: IPv4Address) -> None:
    number = int(address)
    for carrier in (0xFFFF << 32, 0x64FF9B << 96, 0x2606 << 112 | 0x5EFE << 32):
        assert why_not_public(IPv6Address(carrier | number))
    assert why_not_public(IPv6Address(0x2002 << 112 | number << 80 | 1))


@given(st.ip_addresses(v=4))
def test_every_notation_of_an_address_is_that_address(address: IPv4Address) -> None:
    number = int(address)
    first, second, third, fourth = address.packed
    for host in (
        str(number),
        hex(number),
        f"0{number:o}" if number else "0",
        f"{first}.{number & 0xFFFFFF}",
        f"{first}.{second}.{number & 0xFFFF}",
        f"{first:#x}.{second}.0{third:o}.{fourth:#X}",
    ):
        assert literal(host) == address


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_as_what_it_maps(address: IPv4Address) -> None:
    mapped = IPv6Address(0xFFFF << 32 | int(address))
    assert canonical(mapped) == address
    assert why_not_public(mapped) == why_not_public(address)


@given(st.text(alphabet="0123456789abcdefxX.:%", max_size=40))
def test_any_host_is_read_without_an_error(host: str) -> None:
    address = literal(host)
    assert address is None or literal(str(address)) == address


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("10.1.0.0/16", "10.1.0.0/16"),
        ("10.1.2.3/16", "10.1.0.0/16"),
        ("127.0.0.1", "127.0.0.1/32"),
        ("fd00::/8", "fd00::/8"),
        ("wiki", "wiki"),
        ("Wiki.Corp.", "wiki.corp"),
        ("*.corp", "*.corp"),
        ("xn--bcher-kva.internal", "xn--bcher-kva.internal"),
        ("_svc.a-b.internal", "_svc.a-b.internal"),
    ],
)
def test_what_may_be_contacted_is_a_network_a_name_or_a_suffix(text: str, shown: str) -> None:
    assert str(parse_allowed(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "*.",
        "*corp",
        "*.*.corp",
        "wiki.*",
        "a..b",
        ".corp",
        "-a.corp",
        "wiki:8080",
        "http://wiki/",
        "10.1.0.0/33",
        "10.1",
        "1.2.3.4.5",
        "*.0x7f",
        "bücher.internal",
        "wiki\n",
        "wiki\0",
        "a" * 64,
        "a." * 127 + "a",
    ],
)
def test_anything_else_is_said_to_be_none_of_these(text: str) -> None:
    with pytest.raises(ValueError, match="is not a network"):
        parse_allowed(text)
