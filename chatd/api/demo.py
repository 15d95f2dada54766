"""`GET` and `POST /api/demo`: living figures, and the switch for simulated buyers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec
from starlette.routing import Route

from chatd.api.answers import json_answer, read_json

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from chatd.api.accounts import Accounts
    from chatd.desks.registry import Desks


class Simulation(Protocol):
    """Simulated buyers, switched on and off."""

    @property
    def is_on(self) -> bool:
        """Whether new ones come."""

    def switch(self, *, on: bool) -> None:
        """Let them come, or send them away."""


class DemoSwitch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /api/demo`."""

    simulated: bool


class DemoAgent(msgspec.Struct, frozen=True):
    """How one of the demo's agents is doing. `reception_max` is null when unlimited."""

    username: str
    state: str
    load: int
    reception_max: int | None


class DemoFigures(msgspec.Struct, frozen=True):
    """The demo at this moment. `messages` counts since the server's start."""

    simulated: bool
    sessions: int
    waiting: int
    messages: int
    agents: tuple[DemoAgent, ...]


class Demo:
    """The demo page's figures and switch.

    Args:
        merchant: The demo's.
        accounts: Checks that it is our page which throws the switch.
        desks: Where the figures come from.
        simulation: What is switched.
    """

    def __init__(
        self, merchant: str, accounts: Accounts, desks: Desks, simulation: Simulation
    ) -> None:
        self._merchant = merchant
        self._accounts = accounts
        self._desks = desks
        self._simulation = simulation

    def routes(self) -> list[Route]:
        """Both methods of the one address."""
        return [
            Route("/api/demo", self._show, methods=["GET"]),
            Route("/api/demo", self._switch, methods=["POST"]),
        ]

    async def _show(self, _request: Request) -> Response:
        return json_answer(await self._figures())

    async def _switch(self, request: Request) -> Response:
        self._accounts.check_origin(request)
        wanted = await read_json(request, DemoSwitch)
        self._simulation.switch(on=wanted.simulated)
        return json_answer(await self._figures())

    async def _figures(self) -> DemoFigures:
        stats = self._desks.stats()
        runtime = await self._desks.runtime(self._merchant)
        return DemoFigures(
            simulated=self._simulation.is_on,
            sessions=stats.sessions,
            waiting=stats.waiting,
            messages=stats.messages,
            agents=tuple(
                DemoAgent(one.agent, one.state, one.open + one.cached, one.reception_max)
                for one in runtime.agents()
            ),
        )
