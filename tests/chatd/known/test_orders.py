"""A shop's own system: how it is asked, and what is made of its answers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest

from chatd.desks.merchants import OrderEndpoint
from chatd.errors import CommandRejected, ErrorCode
from chatd.known.orders import ASKING_MAX, KEPT_MS, Buyer, Orders
from chatd.outgoing.client import Limits, Outgoing, OutgoingFailed, OutgoingFault
from chatd.protocol.known import OrdersState
from tests.chatd.fake_clock import FakeClock

ENDPOINT = OrderEndpoint("https://erp.example/orders", "k" * 32)
ANN = Buyer("acme", "b_ann", "ann", "Ann", None, None)
ORDER = {"id": "A-1", "status": "paid", "items": [{"title": "Tent"}], "unknown": [1]}


class Shop:
    """Implements `Outgoing`: answers by itself, or holds the answer back."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes, Mapping[str, str]]] = []
        self.answer: Callable[[], bytes] = lambda: json.dumps({"orders": [ORDER]}).encode()
        self.gate = asyncio.Event()
        self.gate.set()

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], _limits: Limits
    ) -> bytes:
        self.asked.append((url, body, headers))
        await self.gate.wait()
        return self.answer()


def orders_of(shop: Shop) -> tuple[Orders, FakeClock]:
    clock = FakeClock()
    return Orders(cast("Outgoing", shop), clock), clock


async def test_the_request_names_the_buyer_and_proves_who_asks() -> None:
    shop = Shop()
    orders, clock = orders_of(shop)
    view = await orders.of("acme", ENDPOINT, ANN)
    assert (view.state, view.orders[0].id, view.asked_ms) == (OrdersState.OK, "A-1", clock.now_ms())
    url, body, headers = shop.asked[0]
    assert url == ENDPOINT.url
    assert json.loads(body)["buyer"] == "ann"
    timestamp = headers["x-chatd-timestamp"]
    assert timestamp == str(clock.now_ms())
    said = timestamp.encode() + b"." + body
    digest = hmac.new(ENDPOINT.secret.encode(), said, hashlib.sha256).hexdigest()
    assert headers["x-chatd-signature"] == f"v1={digest}"


async def test_an_answer_is_kept_for_a_moment() -> None:
    shop = Shop()
    orders, clock = orders_of(shop)
    for _ in range(3):
        await orders.of("acme", ENDPOINT, ANN)
    assert len(shop.asked) == 1
    await orders.of("acme", ENDPOINT, ANN, fresh=True)
    assert len(shop.asked) == 2
    clock.advance(KEPT_MS)
    await orders.of("acme", ENDPOINT, ANN)
    assert len(shop.asked) == 3


async def test_another_buyer_or_another_phone_is_asked_anew() -> None:
    shop = Shop()
    orders, _ = orders_of(shop)
    await orders.of("acme", ENDPOINT, ANN)
    await orders.of("acme", ENDPOINT, ANN._replace(phone="1"))
    await orders.of("other", ENDPOINT, ANN)
    await orders.of("acme", ENDPOINT, ANN._replace(contact="b_bob", buyer="bob"))
    assert len(shop.asked) == 4


async def test_nobody_is_asked_where_it_makes_no_sense() -> None:
    shop = Shop()
    orders, _ = orders_of(shop)
    assert (await orders.of("acme", None, ANN)).state is OrdersState.OFF
    nobody = ANN._replace(buyer=None)
    assert (await orders.of("acme", ENDPOINT, nobody)).state is OrdersState.UNKNOWN
    assert shop.asked == []


@pytest.mark.parametrize("fault", list(OutgoingFault))
async def test_a_fault_is_told_and_not_kept(fault: OutgoingFault) -> None:
    shop = Shop()
    orders, _ = orders_of(shop)

    def fail() -> bytes:
        raise OutgoingFailed(fault, 500)

    good, shop.answer = shop.answer, fail
    view = await orders.of("acme", ENDPOINT, ANN)
    assert (view.state, view.fault) == (OrdersState.FAILED, fault.value)
    assert view.status == (500 if fault is OutgoingFault.STATUS else None)
    shop.answer = good
    assert (await orders.of("acme", ENDPOINT, ANN)).state is OrdersState.OK


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"<html>",
        b'{"orders": 1}',
        b'{"orders": [{}]}',
        b'{"orders": [{"id": "1", "url": "javascript:alert(1)"}]}',
        b'{"orders": [{"id": "1", "items": [{"title": "x", "image": "data:text/html,x"}]}]}',
        b'{"orders": [{"id": "1", "status": "' + b"x" * 200 + b'"}]}',
        json.dumps({"orders": [{"id": "1"}] * 51}).encode(),
        b"[" * 100_000,
        b'{"orders": [{"id": "\xff"}]}',
    ],
)
async def test_an_answer_of_another_shape_is_refused(answer: bytes) -> None:
    shop = Shop()
    shop.answer = lambda: answer
    orders, _ = orders_of(shop)
    view = await orders.of("acme", ENDPOINT, ANN)
    assert (view.state, view.fault, view.orders) == (OrdersState.FAILED, "shape", ())


async def test_one_request_serves_all_who_wait_for_it() -> None:
    shop = Shop()
    orders, _ = orders_of(shop)
    shop.gate.clear()
    waiting: list[asyncio.Task[Any]] = [
        asyncio.create_task(orders.of("acme", ENDPOINT, ANN)) for _ in range(5)
    ]
    await asyncio.sleep(0)
    waiting[0].cancel()  # who gives up takes nothing from the others
    await asyncio.sleep(0)
    shop.gate.set()
    answers = await asyncio.gather(*waiting[1:])
    assert {answer.state for answer in answers} == {OrdersState.OK}
    assert len(shop.asked) == 1


async def test_a_slow_shop_holds_up_no_other() -> None:
    shop = Shop()
    orders, _ = orders_of(shop)
    shop.gate.clear()
    waiting = [
        asyncio.create_task(orders.of("acme", ENDPOINT, ANN._replace(contact=f"b_{number}")))
        for number in range(ASKING_MAX)
    ]
    await asyncio.sleep(0)
    with pytest.raises(CommandRejected) as rejected:
        await orders.of("acme", ENDPOINT, ANN)
    assert rejected.value.code is ErrorCode.BUSY
    other = asyncio.create_task(orders.of("other", ENDPOINT, ANN._replace(shop="other")))
    shop.gate.set()
    assert (await other).state is OrdersState.OK
    await asyncio.gather(*waiting)
    assert (await orders.of("acme", ENDPOINT, ANN)).state is OrdersState.OK


async def test_what_is_asked_ends_with_the_server() -> None:
    shop = Shop()
    orders, _ = orders_of(shop)
    shop.gate.clear()
    waiting = asyncio.create_task(orders.of("acme", ENDPOINT, ANN))
    await asyncio.sleep(0)
    await orders.stop()
    with pytest.raises(asyncio.CancelledError):
        await waiting
