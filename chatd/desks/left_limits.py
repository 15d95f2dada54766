"""How many messages may be left: each contact, each address and each shop a day.

Whoever is served, cached or waits in the queue is not concerned: agents see them, and can block.
Counted in memory, for what is not counted on a restart is little beside what is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chatd.auth.rates import Meters
from chatd.errors import CommandRejected, ErrorCode

_DAY_S: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftRates:
    """Messages a day, and at once."""

    per_contact: int = 50
    per_address: int = 200
    per_shop: int = 5_000


class LeftLimits:
    """Counts left messages over all desks of this process.

    Args:
        rates: What is allowed.
    """

    def __init__(self, rates: LeftRates) -> None:
        self._contacts = _daily(rates.per_contact)
        self._addresses = _daily(rates.per_address)
        self._shops = _daily(rates.per_shop)

    def check(self, *, contact: str, address: str, shop: str, now_ms: int) -> None:
        """Refuse a message that would be left beyond what is allowed.

        Raises:
            CommandRejected: `rate`, with the time until the next one may be left.
        """
        wait_ms = max(
            self._contacts.wait_ms(contact, now_ms),
            self._addresses.wait_ms(address, now_ms) if address else 0,
            self._shops.wait_ms(shop, now_ms),
        )
        if wait_ms:
            raise CommandRejected(
                ErrorCode.RATE, "Too many messages were left.", retry_after_ms=wait_ms
            )

    def take(self, *, contact: str, address: str, shop: str, now_ms: int) -> None:
        """A message was left."""
        self._contacts.take(contact, now_ms)
        self._shops.take(shop, now_ms)
        if address:
            self._addresses.take(address, now_ms)


def _daily(number: int) -> Meters:
    return Meters(number / _DAY_S, number)
