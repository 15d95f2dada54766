"""Open-loop load: messages leave when they are due, whatever the server does meanwhile.

The clock of a message runs from the instant it was due, not from when it left, until the last
of its receivers has it. So neither a slow server nor a slow generator can hide a wait. How late
the generator itself was is measured apart: a round in which it lagged says nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import random
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from bench.servers import Cpu, Server
from bench.wire import Wire, now

TEXT_BYTES: Final = 200
LAG_P99_MAX_MS: Final = 10.0
"""A generator later than this is a bottleneck itself."""

DRAIN_S: Final = 5.0
_LOOK_S: Final = 0.5
_LOOKS_MAX: Final = 60
_BURST_MAX: Final = 16
_SLEEP_ABOVE_S: Final = 0.003
_SLEEP_MARGIN_S: Final = 0.002
_NUMBER_DIGITS: Final = 10
_PADDING: Final = "the quick brown fox jumps over the lazy dog and asks for a refund " * 4


class _Body(msgspec.Struct):
    text: str = ""


class _Frame(msgspec.Struct):
    """As much of any frame as the accounting needs."""

    t: str
    re: int = 0
    body: _Body | None = None


_decode: Final = msgspec.json.Decoder(_Frame).decode


@dataclass(frozen=True, slots=True)
class Room:
    """One session: a buyer who writes, an agent and a supervisor who must get it."""

    buyer: Wire
    listeners: tuple[Wire, Wire]
    session: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One round. Times in milliseconds but for the processor's, in microseconds a message."""

    server: str
    rate: int
    messages: int
    lost: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    ack_p50_ms: float
    ack_p99_ms: float
    lag_p99_ms: float
    cpu_us: float
    system_us: float
    main_thread_us: float
    busy: float
    """Share of the core."""

    @property
    def is_valid(self) -> bool:
        return self.lag_p99_ms <= LAG_P99_MAX_MS

    def holds(self, p99_max_ms: float) -> bool:
        """Whether the server kept up."""
        return not self.lost and self.p99_ms <= p99_max_ms


class Fleet:
    """The rooms on one server, and the numbers of their messages."""

    def __init__(self, server: Server, rooms: Sequence[Room]) -> None:
        self.server = server
        self.rooms = rooms
        self._number = 1_000_000  # beyond the ids of what was asked to set up
        self._is_behind = False
        self._random = random.Random(server.name)

    async def round(self, rate: int, seconds: float, warm_up_s: float = 1.0) -> Figures:
        """Offer `rate` messages a second (Poisson), and measure all but those of the warm-up."""
        if self._is_behind:
            await self._wait_idle()
        warm = self._arrivals(rate, warm_up_s)
        measured = self._arrivals(rate, seconds)
        await self._offer(_Tally(self._number, len(warm)), warm)
        tally = _Tally(self._number, len(measured))
        before, before_main, began = self.server.cpu(), self.server.main_thread_cpu(), now()
        await self._offer(tally, measured)
        took_s = now() - began
        used, used_main = self.server.cpu() - before, self.server.main_thread_cpu() - before_main
        figures = tally.figures(self.server.name, rate, used, used_main, took_s)
        self._is_behind = figures.lost > 0
        return figures

    async def _wait_idle(self) -> None:
        """Let the server get over what was too much for it."""
        for _ in range(_LOOKS_MAX):
            before = self.server.cpu()
            await asyncio.sleep(_LOOK_S)
            if (self.server.cpu() - before).total_s < _LOOK_S / 4:
                return

    def _arrivals(self, rate: int, seconds: float) -> list[float]:
        arrivals, at = [], 0.0
        while (at := at + self._random.expovariate(rate)) < seconds:
            arrivals.append(at)
        return arrivals

    async def _offer(self, tally: _Tally, arrivals: list[float]) -> None:
        for room in self.rooms:
            room.buyer.listen(tally.buyer_got)
            room.listeners[0].listen(tally.agent_got)
            room.listeners[1].listen(tally.supervisor_got)
        gc.collect()
        gc.disable()
        try:
            await self._send_all(tally, arrivals)
            await tally.wait_complete(DRAIN_S)
        finally:
            gc.enable()
        self._number += len(arrivals)

    async def _send_all(self, tally: _Tally, arrivals: list[float]) -> None:
        start, burst = now() + 0.01, 0
        for index, offset in enumerate(arrivals):
            due = start + offset
            while (ahead := due - now()) > 0:
                # The loop's timers are a millisecond coarse: for the last of it, spin.
                await asyncio.sleep(ahead - _SLEEP_MARGIN_S if ahead > _SLEEP_ABOVE_S else 0)
                burst = 0
            if (burst := burst + 1) > _BURST_MAX:
                await asyncio.sleep(0)
                burst = 0
            room = self._random.choice(self.rooms)
            number = self._number + index
            tally.sent(index, due)
            room.buyer.send(_message(number, room.session))


class _Tally:
    """When each message of a round was due, sent, acknowledged and received."""

    def __init__(self, first: int, messages: int) -> None:
        self._first = first
        self._messages = messages
        self._due, self._sent, self._acked, self._agent, self._supervisor = (
            array("d", bytes(8 * messages)) for _ in range(5)
        )
        self._missing = 3 * messages
        self._complete = asyncio.Event()
        self._faults: list[str] = []
        if not messages:
            self._complete.set()

    def sent(self, index: int, due: float) -> None:
        self._due[index] = due
        self._sent[index] = now()

    def buyer_got(self, payload: bytes, received: float) -> None:
        frame = _decode(payload)
        if frame.t == "ok":
            self._take(self._acked, frame.re, received)
        elif frame.t == "error":
            self._faults.append(payload.decode())

    def agent_got(self, payload: bytes, received: float) -> None:
        self._posted(self._agent, payload, received)

    def supervisor_got(self, payload: bytes, received: float) -> None:
        self._posted(self._supervisor, payload, received)

    def _posted(self, times: array[float], payload: bytes, received: float) -> None:
        frame = _decode(payload)
        if frame.t == "message.posted" and frame.body is not None:
            self._take(times, int(frame.body.text[:_NUMBER_DIGITS]), received)

    def _take(self, times: array[float], number: int, received: float) -> None:
        index = number - self._first
        if not 0 <= index < self._messages:
            return  # of a round before that was given up
        if times[index]:
            self._faults.append(f"message {number} came twice")
            return
        times[index] = received
        self._missing -= 1
        if not self._missing:
            self._complete.set()

    async def wait_complete(self, seconds: float) -> None:
        """Wait for what is still on its way, and no longer than that: an overloaded server loses.

        Raises:
            RuntimeError: The server refused or doubled messages: it is not doing the job.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._complete.wait()
        if self._faults:
            raise RuntimeError(f"{len(self._faults)} faults, the first: {self._faults[0]}")

    def figures(self, server: str, rate: int, used: Cpu, used_main: Cpu, took_s: float) -> Figures:
        whole = [
            index
            for index in range(self._messages)
            if self._acked[index] and self._agent[index] and self._supervisor[index]
        ]
        latencies = sorted(
            max(self._agent[index], self._supervisor[index]) - self._due[index] for index in whole
        )
        acks = sorted(self._acked[index] - self._due[index] for index in whole)
        lags = sorted(sent - due for sent, due in zip(self._sent, self._due, strict=True) if sent)
        per_message_us = 1e6 / max(1, self._messages)
        return Figures(
            server=server,
            rate=rate,
            messages=self._messages,
            lost=self._messages - len(whole),
            p50_ms=_quantile_ms(latencies, 0.50),
            p99_ms=_quantile_ms(latencies, 0.99),
            max_ms=_quantile_ms(latencies, 1.0),
            ack_p50_ms=_quantile_ms(acks, 0.50),
            ack_p99_ms=_quantile_ms(acks, 0.99),
            lag_p99_ms=_quantile_ms(lags, 0.99),
            cpu_us=used.total_s * per_message_us,
            system_us=used.system_s * per_message_us,
            main_thread_us=used_main.total_s * per_message_us,
            busy=used.total_s / took_s,
        )


def _message(number: int, session: str | None) -> bytes:
    text = f"{number:0{_NUMBER_DIGITS}d} {_PADDING}"[:TEXT_BYTES]
    named = f',"session":"{session}"' if session else ""
    return (
        f'{{"t":"message.send","id":{number},"cid":"{new_cid()}","kind":"text",'
        f'"body":{{"text":"{text}"}}{named}}}'
    ).encode()


def new_cid() -> str:
    """A UUIDv7, as chatd's own clients make them."""
    digits = f"{time.time_ns() // 1_000_000:012x}7{random.getrandbits(76):019x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _quantile_ms(ordered: Sequence[float], share: float) -> float:
    """0 when there is nothing."""
    if not ordered:
        return 0.0
    return 1_000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]
