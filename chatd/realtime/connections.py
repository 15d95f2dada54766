"""All connections of this process: who may open another one, and one flush for all of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Final

from chatd.auth.rates import Meter, Meters, payer_of

if TYPE_CHECKING:
    from chatd.config import Config
    from chatd.realtime.connection import Connection
    from chatd.realtime.writer import Writer

Person = tuple[str, str]

_DRAIN_S: Final = 1.0


class Connections:
    """The connections there are.

    Args:
        config: The limits.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._addresses = Meters(config.connections_per_s, config.connections_burst)
        shared = config.address_commands_per_s, config.address_commands_burst
        self._commands, self._refusals = Meters(*shared), Meters(*shared)
        self._all: set[Connection] = set()
        self._tabs: Counter[Person] = Counter()
        self._unflushed: list[Writer] = []
        self.is_stopping = False

    def __len__(self) -> int:
        return len(self._all)

    def wait_ms(self, address: str, now_ms: int) -> int:
        """Count a try of an address: 0, or the milliseconds until it may connect again."""
        return self._addresses.take(payer_of(address), now_ms)

    def buyers_share(self, address: str) -> tuple[Meter, Meter]:
        """Count what all buyers of an address ask for, and what of it is refused."""
        payer = payer_of(address)
        return self._commands.meter(payer), self._refusals.meter(payer)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another connection, or no future for one."""
        return self.is_stopping or len(self._all) >= self._config.connections_max

    def add(self, connection: Connection) -> None:
        """Count a connection in."""
        self._all.add(connection)

    def remove(self, connection: Connection) -> None:
        """Count a connection out."""
        self._all.discard(connection)

    def take_seat(self, person: Person) -> bool:
        """Count a tab of somebody; False when they have as many as they may."""
        if self._tabs[person] >= self._config.tabs_max:
            return False
        self._tabs[person] += 1
        return True

    def leave_seat(self, person: Person) -> None:
        """Count a tab out."""
        self._tabs[person] -= 1
        if not self._tabs[person]:
            del self._tabs[person]

    def flush_soon(self, writer: Writer) -> None:
        """Have a writer flushed at the end of this turn of the loop.

        What a turn brings one connection leaves in one write, and one callback serves all.
        """
        if not self._unflushed:
            asyncio.get_running_loop().call_soon(self._flush)
        self._unflushed.append(writer)

    def check_accounts(self) -> None:
        """End connections whose account is gone, or may another number of things than at hello."""
        for connection in list(self._all):
            connection.check_account()

    async def stop(self) -> None:
        """Begin no new command anywhere, and wait for the answers of those begun.

        For at most a second: a database that hangs must not keep the server from stopping.
        """
        self.is_stopping = True
        waits = [asyncio.ensure_future(connection.wait_answered()) for connection in self._all]
        if waits:
            _, late = await asyncio.wait(waits, timeout=_DRAIN_S)
            for wait in late:
                wait.cancel()

    def _flush(self) -> None:
        writers, self._unflushed = self._unflushed, []
        for writer in writers:
            writer.flush()
