"""Only public addresses are public, in every notation."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fetching.hosts import in_digits, is_public, look_up

_TRANSLATED = IPv6Network("64:ff9b::/96")


@pytest.mark.parametrize(
    "address",
    """0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
    224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:9.9.9.9 ::127.0.0.1
    fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12:3456::1 ff02::1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::9.9.9.9
    2002:7f00:1:: 2002:a00:1:: 2001::1 2001:0:7f00:1:: 2001:db8::1 3fff::1 100::1 5f00::1 4000::1""".split(),
)
def test_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    """1.1.1.1 9.9.9.9 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.167.255.255 198.17.255.255
    223.255.255.255 2606:4700::1111 2a00:1450::1 64:ff9b::9.9.9.9""".split(),
)
def test_an_address_that_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address", ["", "localhost", "1.2.3", "1.2.3.4.5", "2130706433", "::g", "9.9.9.9 ", "９.9.9.9"]
)
def test_what_is_no_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses())
def test_nothing_that_python_holds_for_private_is_public(address: IPv4Address | IPv6Address) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_link_local:
        translated = isinstance(address, IPv6Address) and address in _TRANSLATED
        assert translated or not is_public(str(address))


@given(st.ip_addresses(v=4))
def test_an_address_within_an_address_is_as_public_as_that_one(address: IPv4Address) -> None:
    assert is_public(f"64:ff9b::{address}") == is_public(str(address))
    assert not is_public(f"::ffff:{address}")
    assert not is_public(str(IPv6Address((0x2002 << 112) | (int(address) << 80))))


@given(st.ip_addresses(v=4))
def test_every_notation_of_an_address_is_that_address(address: IPv4Address) -> None:
    number = int(address)
    first, *_, last = address.packed
    assert in_digits(str(number)) == str(address)
    assert in_digits(hex(number)) == str(address)
    assert in_digits(f"0{number:o}") == str(address)
    assert in_digits(f"{first:#x}.{number & 0xFFFFFF}") == str(address)
    assert in_digits(f"{'.'.join(str(part) for part in address.packed[:3])}.0{last:o}.") == str(address)
    assert ip_address(in_digits(str(address)) or "") == address


@pytest.mark.parametrize("host", ["localhost", "blatt.example", "1.2.3.4.example", "a.1", "x"])
def test_a_name_states_no_address(host: str) -> None:
    assert in_digits(host) is None


def test_this_machine_is_found_by_its_name() -> None:
    assert {"127.0.0.1", "::1"} & set(look_up("localhost", 80))
