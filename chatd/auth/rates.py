"""Limits on how often: one meter for a connection, many for accounts and addresses. Pure."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

_KEYS_MAX: Final = 10_000
_NETWORK_BITS: Final = 64
"""Of an IPv6 address: what one household or one rented server is given, if not more."""


def payer_of(address: str) -> str:
    """Whom a try from an address is counted against: itself, or its IPv6 network.

    Args:
        address: As the socket or a trusted proxy says; anything else counts for itself.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return address
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((int(ip), _NETWORK_BITS), strict=False).network_address)


class Meter:
    """Lets `burst` things through at once and `per_s` a second in the long run.

    It keeps one number, the moment at which the bucket would be full again (the generic cell
    rate algorithm).

    Args:
        per_s: The rate; may be a fraction.
        burst: The bucket's size, at least 1.
    """

    __slots__ = ("_full_at_ms", "_interval_ms", "_tolerance_ms")

    def __init__(self, per_s: float, burst: int) -> None:
        self._interval_ms = 1_000 / per_s
        self._tolerance_ms = self._interval_ms * (burst - 1)
        self._full_at_ms = 0.0

    def take(self, now_ms: int) -> int:
        """Let one through: 0, or the milliseconds until the next one may."""
        full_at_ms = self._full_at_ms
        if full_at_ms - now_ms > self._tolerance_ms:
            return self.wait_ms(now_ms)
        begins_ms = full_at_ms if full_at_ms > now_ms else now_ms  # noqa: FURB136  # at each command
        self._full_at_ms = begins_ms + self._interval_ms
        return 0

    def give_back(self) -> None:
        """What was let through was not to be."""
        self._full_at_ms -= self._interval_ms

    def wait_ms(self, now_ms: int) -> int:
        """As `take`, and takes nothing."""
        return max(0, math.ceil(self._full_at_ms - now_ms - self._tolerance_ms))


class JointMeter:
    """Lets a thing through when both of two meters do.

    Args:
        own: The one of whoever asks.
        shared: The one of everybody it counts with.
    """

    __slots__ = ("_own", "_shared")

    def __init__(self, own: Meter, shared: Meter) -> None:
        self._own = own
        self._shared = shared

    def take(self, now_ms: int) -> int:
        """Let one through: 0, or the milliseconds until the next one may, and none has it taken."""
        wait_ms = self._own.take(now_ms)
        if wait_ms:
            return wait_ms
        wait_ms = self._shared.take(now_ms)
        if wait_ms:
            self._own.give_back()
        return wait_ms


class Meters:
    """A meter for each key, the most recently used ones; bounded, so that nobody can fill it.

    Args:
        per_s: The rate of each.
        burst: The bucket's size of each.
        keys_max: How many keys are remembered.
    """

    def __init__(self, per_s: float, burst: int, keys_max: int = _KEYS_MAX) -> None:
        self._per_s = per_s
        self._burst = burst
        self._keys_max = keys_max
        self._meters: OrderedDict[Hashable, Meter] = OrderedDict()

    def take(self, key: Hashable, now_ms: int) -> int:
        """Let one through for a key: 0, or the milliseconds until the next one may."""
        return self.meter(key).take(now_ms)

    def wait_ms(self, key: Hashable, now_ms: int) -> int:
        """As `take`, and takes nothing."""
        meter = self._meters.get(key)
        return 0 if meter is None else meter.wait_ms(now_ms)

    def __len__(self) -> int:
        return len(self._meters)

    def meter(self, key: Hashable) -> Meter:
        """The meter of a key."""
        meter = self._meters.get(key)
        if meter is None:
            meter = self._meters[key] = Meter(self._per_s, self._burst)
        self._meters.move_to_end(key)
        if len(self._meters) > self._keys_max:
            self._meters.popitem(last=False)
        return meter


class LoginThrottle:
    """Bounds the tries of log-in, for each account and for each address.

    Args:
        per_min: Tries a minute, and at once.
    """

    def __init__(self, per_min: int) -> None:
        self._accounts = Meters(per_min / 60, per_min)
        self._addresses = Meters(per_min / 60, per_min)

    def take(self, merchant: str, username: str, address: str, now_ms: int) -> int:
        """Count a try, good or bad: 0, or the milliseconds until the next one may.

        A try that is refused counts for neither, so that waiting helps.
        """
        account, address = (merchant, username), payer_of(address)
        wait_ms = max(
            self._accounts.wait_ms(account, now_ms), self._addresses.wait_ms(address, now_ms)
        )
        if wait_ms == 0:
            self._accounts.take(account, now_ms)
            self._addresses.take(address, now_ms)
        return wait_ms
