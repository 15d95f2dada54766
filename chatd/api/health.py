"""Whether the server lives, whether it can work, and its figures."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from chatd.api.answers import json_answer
from chatd.errors import Unavailable
from chatd.protocol.http import HealthAnswer
from chatd.telemetry import METRICS_CONTENT_TYPE

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.desks.registry import Desks
    from chatd.storage.store import Store
    from chatd.telemetry import Metrics

_PATIENCE_S: Final = 2.0


class Health:
    """What a supervisor of processes, a proxy and Prometheus ask.

    Args:
        store: The database.
        desks: Count what is live when they are asked.
        metrics: The figures.
    """

    def __init__(self, store: Store, desks: Desks, metrics: Metrics) -> None:
        self._store = store
        self._desks = desks
        self._metrics = metrics

    def routes(self) -> list[Route]:
        """The three addresses."""
        return [
            Route("/healthz", self._alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._figures),
        ]

    async def _alive(self, _request: Request) -> Response:
        """The event loop turns; nothing else is asked, so that a slow disk restarts nobody."""
        return json_answer(HealthAnswer("ok"))

    async def _ready(self, _request: Request) -> Response:
        database = await self._ask_database()
        is_ready = database == "ok"
        body = HealthAnswer("ok" if is_ready else "unavailable", {"database": database})
        return json_answer(body, 200 if is_ready else 503)

    async def _ask_database(self) -> str:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._store.slot_versions()
        except TimeoutError:
            return "no answer in time"
        except Unavailable as error:
            return str(error)
        return "ok"

    async def _figures(self, _request: Request) -> Response:
        self._desks.stats()
        headers = {"content-type": METRICS_CONTENT_TYPE, "cache-control": "no-store"}
        return Response(self._metrics.render(), headers=headers)
