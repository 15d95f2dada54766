"""No request of ours goes where only the operator's own may."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatd.outgoing.addresses import is_allowed

PUBLIC = ["1.1.1.1", "8.8.8.8", "223.5.5.5", "2606:4700:4700::1111", "64:ff9b::8.8.8.8"]
INNER = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.1.2.3",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "ff02::1",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses_are_refused(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_host_is_allowed_where_the_operator_says_so(address: str) -> None:
    assert is_allowed(address, loopback_allowed=True)


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "fe80::1", "0.0.0.0"])
def test_nothing_else_is_allowed_with_it(address: str) -> None:
    assert not is_allowed(address, loopback_allowed=True)


@given(st.ip_addresses(v=4))
def test_an_address_in_another_is_judged_as_itself(address: object) -> None:
    plain = str(address)
    assert is_allowed(f"::ffff:{plain}") is is_allowed(plain)
    assert is_allowed(f"64:ff9b::{plain}") is is_allowed(plain)


@given(st.ip_addresses())
def test_what_is_allowed_is_global(address: IPv4Address | IPv6Address) -> None:
    if is_allowed(str(address)):
        assert address.is_global or str(address).startswith("64:ff9b:")
