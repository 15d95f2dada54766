"""Thousands of connections that send frames nobody should, to a whole server without a network.

The desk, the store (SQLite) and the connections are the real ones; only the socket is not. Every
frame must have exactly one answer, in order and with its id, or end its connection. Between
rounds, when everybody has gone, nothing may be left of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import random
from collections.abc import AsyncIterator, Iterator, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

import structlog

from chatd.app import App, open_app, provision
from chatd.config import load_config
from chatd.protocol.codec import Encoding as ServerEncoding
from chatd.provision import parse_provision
from chatd.realtime.connection import Connection
from chatd.storage.migrate import migrate
from tests.fuzz.frames import Frames, stated_id
from tests.fuzz.mutations import encode
from tests.fuzz.peer import Broken, Peer
from tests.fuzz.values import Frame, Known
from tests.serving import ACME, LEFT_LIMITLESS, settings_of
from tests.wire.client import Encoding

AT_ONCE: Final = 48
ANSWER_TIMEOUT_S: Final = 30.0

_BURST_MAX: Final = 8
_BURSTS_MAX: Final = 12
_BEFORE_HELLO_SHARE: Final = 0.1
_VISITORS_MAX: Final = 100
_READERS: Final = 8
_USERNAMES: Final = ("main", "x", "y", "boss")
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
_LIMITLESS: Final = {
    "commands_per_s": 1_000_000,
    "commands_burst": 1_000_000,
    "address_commands_per_s": 1_000_000,
    "address_commands_burst": 1_000_000,
    "tabs_max": 10_000,
    **LEFT_LIMITLESS,
    "commit_interval_ms": 0,
    "log_level": "error",
}


@dataclass(frozen=True, slots=True)
class Rest:
    """What is there when nobody is."""

    connections: int
    attached: int
    tasks: int
    descriptors: int
    resident_bytes: int


@dataclass
class Tally:
    """What has happened so far."""

    frames: int = 0
    answered: int = 0
    closed: dict[int, int] = field(default_factory=dict)
    connections: int = 0
    rests: list[Rest] = field(default_factory=list)


class Trial:
    """One server and the clients that try it.

    Args:
        app: The server.
        seed: All draws descend from it; what the timing does to them does not.
        answer_timeout_s: How long an answer may take.
    """

    def __init__(self, app: App, seed: str, answer_timeout_s: float = ANSWER_TIMEOUT_S) -> None:
        self._app = app
        self._seed = seed
        self._answer_timeout_s = answer_timeout_s
        self._services = app._websocket._services
        self._visitors: list[str] = []
        self._tokens = self._make_tokens()
        self._left = 0
        self.tally = Tally()

    async def round(self, frames: int) -> None:
        """Send so many frames over connections of all kinds, then rest.

        Raises:
            Broken: With the seed, and the frame that did it.
        """
        self._left = frames
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._keep_talking())
        await self._app.desks.wait_idle()
        await asyncio.sleep(0)
        gc.collect()
        self.tally.rests.append(self._look())

    async def _keep_talking(self) -> None:
        while self._left > 0:
            number = self.tally.connections
            self.tally.connections += 1
            talk = _Talk(self, random.Random(f"{self._seed}/{number}"))
            try:
                await talk.run()
            except (Broken, TimeoutError) as error:
                sent = "\n  ".join(repr(payload) for payload in talk.last)
                raise Broken(
                    f"seed {self._seed}, connection {number}: {error!r}\n  {sent}"
                ) from error

    def _look(self) -> Rest:
        statm = Path("/proc/self/statm").read_text(encoding="ascii")
        return Rest(
            connections=len(self._app._connections),
            attached=sum(len(one.connections) for one in self._app.desks._runtimes.values()),
            tasks=len(asyncio.all_tasks()),
            descriptors=len(os.listdir("/proc/self/fd")),  # noqa: PTH208  # counted, not opened
            resident_bytes=int(statm.split()[1]) * _PAGE_BYTES,
        )

    def _make_tokens(self) -> list[str]:
        now_ms = self._services.clock.now_ms()
        tokens = self._app._tokens
        good = [tokens.issue_access("acme", name, "family", now_ms) for name in _USERNAMES]
        visitor = tokens.issue_visitor("acme", "visitor", now_ms)
        return [*good, visitor, good[0][:-2], "a.b.c", "eyJhbGciOiJub25lIn0.e30."]


class _Talk:
    """One connection from beginning to end."""

    def __init__(self, trial: Trial, chance: random.Random) -> None:
        self._trial = trial
        self._chance = chance
        self._is_agent = chance.random() < 0.5
        self._encoding: Encoding = chance.choice(("json", "msgpack"))
        self._known = Known(chance, trial._tokens)
        self._frames = Frames(self._known, self._encoding, is_agent=self._is_agent)
        self._peer = Peer(self._encoding, is_agent=self._is_agent)
        self._sent = 0
        self.last: list[bytes] = []

    async def run(self) -> None:
        """Connect, talk until somebody has had enough, and go."""
        services = self._trial._services
        server_encoding = ServerEncoding(f"chat.v1+{self._encoding}")
        connection = Connection(self._peer, server_encoding, services)
        self._peer.attach(connection)
        services.connections.add(connection)
        serving = asyncio.create_task(connection.run())
        try:
            if self._chance.random() > _BEFORE_HELLO_SHARE:
                await self._send(connection, [encode(self._hello(), self._encoding)])
                self._keep_visitor()
            for _ in range(self._chance.randrange(1, _BURSTS_MAX)):
                if self._peer.closed is not None or self._trial._left <= 0:
                    break
                for session in sorted(self._peer.sessions):
                    self._known.hear(session)
                self._peer.sessions.clear()
                burst = range(self._chance.randrange(1, _BURST_MAX))
                await self._send(connection, [self._frames.draw() for _ in burst])
        finally:
            self._peer.lose()
            await serving
            services.connections.remove(connection)
        self._count()

    async def _send(self, connection: Connection, payloads: list[bytes]) -> None:
        """Send a burst, and hold its answers against it."""
        self.last = payloads
        peer, before = self._peer, len(self._peer.answers)
        for payload in payloads:
            connection.frame_received(self._as_frame(payload))
        self._sent += len(payloads)
        self._trial._left -= len(payloads)
        self._trial.tally.frames += len(payloads)
        await peer.wait_answers(self._sent, self._trial._answer_timeout_s)
        answers = peer.answers[before:]
        if len(answers) > len(payloads):
            raise Broken(f"answered too often: {answers}")
        for payload, answer in zip(payloads, answers, strict=False):
            stated = stated_id(payload, self._encoding)
            if stated is not None and stated != answer:
                raise Broken(f"{stated} was answered as {answer}: {payload!r}")

    def _as_frame(self, payload: bytes) -> str | bytes:
        """As the socket hands it over; text that is not UTF-8 never comes that far."""
        return payload.decode(errors="replace") if self._encoding == "json" else payload

    def _hello(self) -> Frame:
        if self._is_agent:
            token = self._chance.choice(self._trial._tokens[: len(_USERNAMES)])
            return {"t": "hello", "id": 1, "token": token}
        visitors = self._trial._visitors
        frame: Frame = {"t": "hello", "id": 1, "shop": "acme"}
        if len(visitors) >= _VISITORS_MAX or (visitors and self._chance.random() < 0.5):
            frame["visitor"] = self._chance.choice(visitors)
        return frame

    def _keep_visitor(self) -> None:
        visitor: Any = self._peer.welcome.get("visitor")
        if isinstance(visitor, str) and len(self._trial._visitors) < _VISITORS_MAX:
            self._trial._visitors.append(visitor)

    def _count(self) -> None:
        tally, code = self._trial.tally, self._peer.closed or 1006
        tally.answered += len(self._peer.answers)
        tally.closed[code] = tally.closed.get(code, 0) + 1


@contextlib.asynccontextmanager
async def trial(directory: Path, seed: str, **options: Any) -> AsyncIterator[Trial]:
    """A server with merchant acme in a directory of its own.

    Raises:
        Broken: At the end, if anything was logged as an error.
    """
    config = load_config(settings_of(directory, **_LIMITLESS))
    await asyncio.to_thread(migrate, config.database)
    await provision(config, parse_provision(ACME))
    with _listening() as errors:
        async with open_app(config) as app:
            # As many connections to the database as there may ever be.
            await asyncio.gather(*(app._store.revisions() for _ in range(_READERS)))
            yield Trial(app, seed, **options)
    if errors:
        raise Broken(f"{len(errors)} errors were logged, the first: {errors[0]}")


@contextlib.contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect whatever is logged as an error, and what the loop would only mention."""
    errors: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(self.format(record))

    def collect(_logger: Any, method: str, event: MutableMapping[str, Any]) -> NoReturn:
        if method in {"error", "exception", "critical"}:
            errors.append(repr(structlog.processors.format_exc_info(_logger, method, event)))
        raise structlog.DropEvent

    collector, root, loop = (
        Collector(logging.ERROR),
        logging.getLogger(),
        asyncio.get_running_loop(),
    )
    processors = structlog.get_config()["processors"]
    structlog.configure(processors=[collect])
    root.addHandler(collector)
    loop.set_exception_handler(lambda _loop, context: errors.append(repr(context)))
    try:
        yield errors
    finally:
        loop.set_exception_handler(None)
        root.removeHandler(collector)
        structlog.configure(processors=processors)


def growth(rests: list[Rest]) -> str:
    """What is left of connections that have gone, "" if nothing.

    All is compared with what it was half-way: caches fill before.
    """
    half, last = rests[len(rests) // 2], rests[-1]
    found = []
    if last.connections or last.attached:
        found.append(f"{last.connections} connections, {last.attached} attached")
    if last.tasks > half.tasks:
        found.append(f"{half.tasks} tasks became {last.tasks}")
    if last.descriptors > half.descriptors:
        found.append(f"{half.descriptors} descriptors became {last.descriptors}")
    more_mib = (last.resident_bytes - half.resident_bytes) / 1024**2
    if more_mib > MEMORY_GROWTH_MAX_MIB:
        found.append(f"{more_mib:.1f} MiB more in the second half")
    return ", ".join(found)


MEMORY_GROWTH_MAX_MIB: Final = 16
