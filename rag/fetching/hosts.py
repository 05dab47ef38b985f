"""Where a name leads, and which addresses of the internet are public, so that nobody is led into a private network."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network

Resolve = Callable[[str, int], Sequence[str]]
"""Gives all addresses of a host, for a port; raises OSError where there are none."""

# Lists of our own: what `ipaddress` holds for global has changed between versions of Python, and has multicast in it.
# RFC 6890 and the registries that it founded, with 6to4's relays; 224.0.0.0/3 is multicast and all that is reserved.
_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24"
        " 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3".split(),
    )
)
# All public addresses lie in one eighth of IPv6, but for those of it that stand for IPv4 (Teredo, 6to4) or examples.
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(map(IPv6Network, "2001::/23 2001:db8::/32 2002::/16 3fff::/20".split()))
# RFC 6052: how a network that has only IPv6 reaches IPv4. Its last 32 bits are the address that is meant.
_TRANSLATED = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an address, as digits, is one of the public internet. What is no address is not.

    >>> [is_public(address) for address in ("9.9.9.9", "10.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False]
    """
    try:
        if ":" not in address:
            number = IPv4Address(address)
            return not any(number in network for network in _NOT_PUBLIC_4)
        number6 = IPv6Address(address.partition("%")[0])
    except AddressValueError:
        return False
    if number6 in _TRANSLATED:
        return is_public(str(IPv4Address(int(number6) & 0xFFFFFFFF)))
    return number6 in _PUBLIC_6 and not any(number6 in network for network in _NOT_PUBLIC_6)


def in_digits(host: str) -> str | None:
    """Return the address that a host states in digits, None if it is a name.

    IPv4 in every notation that systems connect to, "127.1", "0x7f.1", "0177.0.0.1" and "2130706433" among them.
    """
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host.removesuffix(".")))
    except OSError:
        return None


def look_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host in the order in which the system wants them tried. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
