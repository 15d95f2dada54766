"""A handful of simulated buyers, while the switch is on."""

from __future__ import annotations

import asyncio
from random import Random
from typing import TYPE_CHECKING, Final

from chatd.demo.buyer import SimulatedBuyer
from chatd.demo.talks import TALKS
from chatd.telemetry import LogEvent, logger

if TYPE_CHECKING:
    from chatd.config import Config

_log = logger(__name__)

BUYERS_MAX: Final = 12
"""At a time: more would only wait."""

ARRIVAL_S: Final = (5.0, 15.0)
"""Between two arrivals: about six a minute."""

_ANY_ADDRESS: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # looked up, not bound


class Simulation:
    """Lets buyers come, one after another, each with something else to say.

    Args:
        config: Where the server listens.
        shop: Where they come to.
        random: Chance; a seeded one for tests.
        pace: Seconds they take for what takes a person one.
    """

    def __init__(
        self, config: Config, shop: str, random: Random | None = None, pace: float = 1.0
    ) -> None:
        self._config = config
        self._shop = shop
        self._random = random or Random()  # noqa: S311  # moods, not secrets
        self._pace = pace
        self._arrivals: asyncio.Task[None] | None = None
        self._buyers: set[asyncio.Task[None]] = set()

    @property
    def is_on(self) -> bool:
        """Whether new ones come."""
        return self._arrivals is not None

    @property
    def present(self) -> int:
        """How many are here."""
        return len(self._buyers)

    def switch(self, *, on: bool) -> None:
        """Let them come, or send them all away."""
        if on and self._arrivals is None:
            self._arrivals = asyncio.create_task(self._let_come())
        elif not on and self._arrivals is not None:
            self._arrivals.cancel()
            self._arrivals = None
            for buyer in self._buyers:
                buyer.cancel()

    async def stop(self) -> None:
        """Switch off, and wait until the last one has gone."""
        self.switch(on=False)
        await asyncio.gather(*self._buyers, return_exceptions=True)

    async def _let_come(self) -> None:
        while True:
            for talk in self._random.sample(TALKS, len(TALKS)):
                if len(self._buyers) < BUYERS_MAX:
                    self._admit(
                        SimulatedBuyer(
                            websocket_url=f"ws://{self._address()}/ws",
                            page_url=f"{self._config.base_url}/demo/",
                            shop=self._shop,
                            talk=talk,
                            random=self._random,
                            pace=self._pace,
                        )
                    )
                await asyncio.sleep(self._random.uniform(*ARRIVAL_S) * self._pace)

    def _admit(self, buyer: SimulatedBuyer) -> None:
        task = asyncio.create_task(buyer.run())
        self._buyers.add(task)
        task.add_done_callback(self._gone)

    def _gone(self, task: asyncio.Task[None]) -> None:
        self._buyers.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error(LogEvent.CONNECTION_FAILED, why="simulated buyer", exc_info=error)

    def _address(self) -> str:
        host = _ANY_ADDRESS.get(self._config.host, self._config.host)
        written = f"[{host}]" if ":" in host else host
        return f"{written}:{self._config.port}"
