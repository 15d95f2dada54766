"""Which addresses our own requests may go to. Pure.

What a merchant names is asked from inside the operator's network, where other doors are open: a
cloud's metadata, a database, a neighbour's admin page. Only addresses of the public Internet are
allowed; what wraps another address (IPv4 in IPv6, NAT64, 6to4, Teredo) is judged by what is in it.
"""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from typing import Final

_REFUSED: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carriers' NAT, and clouds' metadata (100.100.100.200)
            "127.0.0.0/8",  # this host
            "169.254.0.0/16",  # link-local, and clouds' metadata (169.254.169.254)
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments, and metadata (192.0.0.192)
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
_GLOBAL_V6: Final = IPv6Network("2000::/3")
"""Everything else in IPv6 is local, multicast, mapped or not assigned."""

_REFUSED_V6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",  # documentation
            "3fff::/20",  # documentation
        ),
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
_V4_BITS: Final = 0xFFFF_FFFF


def is_allowed(address: str, *, loopback_allowed: bool = False) -> bool:
    """Whether a request may go to an address.

    Args:
        address: As a resolver gives it; a zone (`%eth0`) makes it local.
        loopback_allowed: This host is allowed too: for the demo, and for tests.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    plain = _unwrapped(found)
    if loopback_allowed and plain.is_loopback:
        return True
    if isinstance(plain, IPv4Address):
        return not any(plain in network for network in _REFUSED)
    if plain.scope_id is not None or plain not in _GLOBAL_V6:
        return False
    return not any(plain in network for network in _REFUSED_V6)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address in an IPv6 one, where there is one."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & _V4_BITS)
    return address.sixtofour or address
