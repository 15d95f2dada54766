"""One server process after another on one database: everything real but sockets, disk and time."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable
from typing import Any, Final

from chatd.auth.tokens import Tokens
from chatd.clock import Clock
from chatd.config import Config
from chatd.desks.registry import DeskOptions, Desks
from chatd.errors import Unavailable
from chatd.protocol.codec import Encoding
from chatd.realtime.callers import Callers
from chatd.realtime.connection import Connection
from chatd.realtime.connections import Connections
from chatd.realtime.endpoint import Services
from chatd.realtime.measures import CommandMeasures
from chatd.telemetry import Metrics
from tests.simulation.network import Wire
from tests.simulation.store import Disk, Fate, SimulatedStore

SECRET: Final = "simulated-simulated-simulated-sim"
EPOCH_MS: Final = 1_700_000_000_000
RESTART_S: Final = 0.5


class SimulatedClock(Clock):
    """The loop's time as a date. `jumped_ms` is what somebody has put the date forward by."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.jumped_ms = 0

    def now_ms(self) -> int:
        return EPOCH_MS + self.jumped_ms + int(self._loop.time() * 1_000)

    def monotonic_ms(self) -> float:
        return self._loop.time() * 1_000


class Process:
    """A server from its start to its death."""

    def __init__(
        self, disk: Disk, clock: Clock, chance: random.Random, fate: Callable[[], Fate], ids: Any
    ) -> None:
        config = Config(secret=SECRET, outbox_messages_max=40, outbox_bytes_max=64 * 1024)
        metrics = Metrics()
        self.store = SimulatedStore(disk, chance, fate)
        self.desks = Desks(
            self.store,
            clock,
            DeskOptions(commit_interval_ms=config.commit_interval_ms),
            metrics=metrics,
            new_id=lambda _now_ms: f"s{next(ids)}",
        )
        self._connections = Connections(config)
        self._services = Services(
            config=config,
            clock=clock,
            metrics=metrics,
            measures=CommandMeasures(metrics),
            callers=Callers(self.desks, Tokens(SECRET, access_ms=10**9, visitor_ms=10**9), clock),
            connections=self._connections,
        )
        self._wires: dict[Wire, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Restore what was live."""
        await self.desks.start()

    def accept(self, wire: Wire, encoding: Encoding) -> None:
        """Serve a connection."""
        connection = Connection(wire.socket, encoding, self._services)
        wire.socket.attach(connection)
        self._connections.add(connection)
        task = asyncio.get_running_loop().create_task(connection.run())
        self._wires[wire] = task
        task.add_done_callback(lambda _task: self._ended(wire, connection))

    def _ended(self, wire: Wire, connection: Connection) -> None:
        self._connections.remove(connection)
        del self._wires[wire]

    def die(self) -> None:
        """From this moment on nothing it does is stored or heard."""
        self.store.is_dead = True
        for wire in self._wires:
            wire.socket.is_dead = True
            wire.cut()

    async def bury(self) -> None:
        """Free what a dead process would have taken with it; its store answers nothing any more."""
        for runtime in self.desks._runtimes.values():
            runtime.stop()
        await self.store.close()
        await asyncio.gather(*self._wires.values())
        if self.desks._group._task is not None:
            self.desks._group._task.cancel()

    async def stop(self) -> None:
        """End as SIGTERM ends it."""
        await self._connections.stop()
        await self.desks.stop()
        for wire in list(self._wires):
            wire.socket.close(1012)
            wire.cut(client_after_s=1.0)
        while self._wires:  # noqa: ASYNC110 # they end one by one
            await asyncio.sleep(0.01)
        await self.store.close()


class Machine:
    """Where the processes run: clients connect to whichever there is."""

    def __init__(self, disk: Disk, chance: random.Random) -> None:
        self.disk = disk
        self.chance = chance
        self.clock = SimulatedClock()
        self.fate: Callable[[], Fate] = lambda: Fate.STORED
        self.latency_s = 0.005
        self.process: Process | None = None
        self.dead: list[Process] = []
        self.wires: list[Wire] = []
        self._ids = itertools.count(1)

    async def boot(self) -> None:
        """Start a process; one that cannot start is started again, as systemd does."""
        while self.process is None:
            process = Process(self.disk, self.clock, self.chance, self.fate, self._ids)
            try:
                await process.start()
            except Unavailable:
                process.die()
                self.dead.append(process)
                await asyncio.sleep(RESTART_S)
            else:
                self.process = process

    async def crash(self) -> None:
        """kill -9, and a new process."""
        process, self.process = self.process, None
        if process is None:
            return
        process.die()
        self.dead.append(process)
        await asyncio.sleep(self.chance.uniform(0.05, RESTART_S))
        await self.boot()

    async def restart(self) -> None:
        """SIGTERM, and a new process."""
        process, self.process = self.process, None
        if process is not None:
            await process.stop()
        await self.boot()

    async def connect(self, encoding: Encoding) -> Wire:
        """A new connection.

        Raises:
            OSError: Nobody listens.
        """
        await asyncio.sleep(self.latency_s)
        if self.process is None:
            raise ConnectionRefusedError
        wire = Wire(self.chance, self.latency_s)
        self.process.accept(wire, encoding)
        self.wires = [known for known in self.wires if not known.is_cut]
        self.wires.append(wire)
        return wire
