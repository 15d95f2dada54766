"""A shop's own order system, asked for a buyer's orders.

POST to the endpoint the provision file names, signed with its secret, so that it can tell us from
others and today's request from one that was recorded:

    x-chatd-timestamp: milliseconds
    x-chatd-signature: v1=<hex of HMAC-SHA256(secret, timestamp + "." + body)>

Whatever goes wrong there is an answer that says so; nothing of it delays anybody's messages.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from chatd.errors import CommandRejected, ErrorCode
from chatd.outgoing.client import Limits, Outgoing, OutgoingFailed, OutgoingFault
from chatd.protocol.known import OrdersAnswer, OrdersState, OrdersView

if TYPE_CHECKING:
    from chatd.clock import Clock
    from chatd.desks.merchants import OrderEndpoint

TIMESTAMP: Final = "x-chatd-timestamp"
SIGNATURE: Final = "x-chatd-signature"
KEPT_MS: Final = 30_000
KEPT_MAX: Final = 1_024
ASKING_MAX: Final = 4
"""Requests to one shop at a time: a slow system of one shop holds up no other's."""

_LIMITS: Final = Limits(seconds=5.0, bytes_max=256 * 1024)
_RETRY_MS: Final = 1_000
_SHAPE: Final = "shape"


class Buyer(NamedTuple):
    """Whose orders: `buyer` is the identity's sub; without one the shop goes by e-mail or phone."""

    shop: str
    contact: str
    buyer: str | None
    name: str | None
    email: str | None
    phone: str | None

    @property
    def is_known(self) -> bool:
        """Whether a shop could tell who it is."""
        return bool(self.buyer or self.email or self.phone)


class _Asked(NamedTuple):
    buyer: Buyer
    view: OrdersView


class Orders:
    """Asks shops for orders, and keeps the answers for a moment.

    Args:
        outgoing: Makes the request.
        clock: Says when.
    """

    def __init__(self, outgoing: Outgoing, clock: Clock) -> None:
        self._outgoing = outgoing
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], _Asked] = OrderedDict()
        self._asking: dict[tuple[str, str], tuple[Buyer, asyncio.Task[OrdersView]]] = {}

    async def of(
        self, merchant: str, endpoint: OrderEndpoint | None, buyer: Buyer, *, fresh: bool = False
    ) -> OrdersView:
        """A buyer's orders; with `fresh` not those of a moment ago.

        Raises:
            CommandRejected: `busy`: the shop's system has enough to do.
        """
        if endpoint is None:
            return OrdersView(OrdersState.OFF)
        if not buyer.is_known:
            return OrdersView(OrdersState.UNKNOWN)
        key = (merchant, buyer.contact)
        kept = self._kept.get(key)
        if kept is not None and not fresh and self._is_current(kept, buyer):
            return kept.view
        asking = self._asking.get(key)
        if asking is not None and asking[0] == buyer:
            return await asyncio.shield(asking[1])
        if sum(one.shop == buyer.shop for one, _ in self._asking.values()) >= ASKING_MAX:
            raise CommandRejected(ErrorCode.BUSY, retry_after_ms=_RETRY_MS)
        task = asyncio.create_task(self._ask(endpoint, buyer))
        self._asking[key] = (buyer, task)
        task.add_done_callback(lambda done: self._note(key, buyer, done))
        return await asyncio.shield(task)

    async def stop(self) -> None:
        """Ask no more."""
        tasks = [task for _, task in self._asking.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _is_current(self, kept: _Asked, buyer: Buyer) -> bool:
        asked_ms = kept.view.asked_ms or 0
        return kept.buyer == buyer and self._clock.now_ms() - asked_ms < KEPT_MS

    def _note(self, key: tuple[str, str], buyer: Buyer, task: asyncio.Task[OrdersView]) -> None:
        if self._asking.get(key, (None, None))[1] is task:
            del self._asking[key]
        if task.cancelled() or task.exception() is not None:
            return
        view = task.result()
        self._kept.pop(key, None)
        if view.state is OrdersState.OK:
            self._kept[key] = _Asked(buyer, view)
            if len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)

    async def _ask(self, endpoint: OrderEndpoint, buyer: Buyer) -> OrdersView:
        body = msgspec.json.encode({**buyer._asdict(), "type": "orders"})
        headers = signed(endpoint.secret, body, self._clock.now_ms())
        try:
            answer = await self._outgoing.post(endpoint.url, body, headers, _LIMITS)
            orders = msgspec.json.decode(answer, type=OrdersAnswer).orders
        except OutgoingFailed as failed:
            status = failed.status if failed.fault is OutgoingFault.STATUS else None
            return OrdersView(OrdersState.FAILED, fault=failed.fault.value, status=status)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return OrdersView(OrdersState.FAILED, fault=_SHAPE)
        return OrdersView(OrdersState.OK, orders, asked_ms=self._clock.now_ms())


def signed(secret: str, body: bytes, now_ms: int) -> dict[str, str]:
    """The headers of a request."""
    return {
        "content-type": "application/json",
        TIMESTAMP: str(now_ms),
        SIGNATURE: f"v1={signature(secret, str(now_ms), body)}",
    }


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What proves that a body was written now by who knows the secret, as hexadecimal digits."""
    said = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
