"""The demo shop's own system: an order endpoint with sample orders, as a shop would build one.

It checks the signature as `docs/operations.md` tells shops to, and knows every buyer there is.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from chatd.known.orders import SIGNATURE, TIMESTAMP, signature
from chatd.protocol.known import Order, OrderItem, OrdersAnswer, Tracking

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.clock import Clock
    from chatd.config import Config

PATH: Final = "/demo/orders"
_OLD_MS: Final = 5 * 60_000
_DAY_MS: Final = 24 * 3_600_000


def endpoint_of(config: Config) -> tuple[str, str]:
    """Address and secret of the demo's order endpoint on this server."""
    host = config.host if config.host not in {"0.0.0.0", "::", ""} else "127.0.0.1"  # noqa: S104  # replaced
    shown = f"[{host}]" if ":" in host else host
    secret = hmac.new(config.secret.encode(), b"demo orders", hashlib.sha256).hexdigest()
    return f"http://{shown}:{config.port}{PATH}", secret


class DemoOrders:
    """Answers for a sample shop.

    Args:
        secret: What requests are signed with.
        clock: Tells which are old.
    """

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret = secret
        self._clock = clock

    def routes(self) -> list[Route]:
        """The one endpoint."""
        return [Route(PATH, self._answer, methods=["POST"])]

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        now_ms = self._clock.now_ms()
        if not self._is_signed(request, body, now_ms):
            return Response(status_code=401)
        answer = msgspec.json.encode(OrdersAnswer(sample_orders(now_ms)))
        return Response(answer, media_type="application/json")

    def _is_signed(self, request: Request, body: bytes, now_ms: int) -> bool:
        timestamp = request.headers.get(TIMESTAMP, "")
        if not timestamp.isdecimal() or abs(now_ms - int(timestamp)) > _OLD_MS:
            return False
        wanted = f"v1={signature(self._secret, timestamp, body)}"
        return hmac.compare_digest(request.headers.get(SIGNATURE, "").encode(), wanted.encode())


def sample_orders(now_ms: int) -> tuple[Order, ...]:
    """Two orders of whoever asks: one to be paid, one on its way."""
    return (
        Order(
            id="2503-1207",
            status="待付款 To be paid",
            total="¥ 899.00",
            at_ms=now_ms - _DAY_MS // 12,
            items=(OrderItem("双人轻量帐篷 Two-person tent", 1, "¥ 899.00"),),
        ),
        Order(
            id="2411-0388",
            status="运输中 On its way",
            total="¥ 465.00",
            at_ms=now_ms - 4 * _DAY_MS,
            items=(
                OrderItem("保温壶 Flask 1.2 L", 2, "¥ 168.00"),
                OrderItem("头灯 Headlamp", 1, "¥ 129.00"),
            ),
            tracking=Tracking("SF1394820017563", "顺丰速运 SF Express"),
        ),
    )
