"""Where a message's processor time goes: chatd under load, sampled."""

from __future__ import annotations

import argparse
import json
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from bench import results, servers
from bench.fleets import chatd_fleet, provision
from bench.load import Figures

_PARTS: Final = (
    ("WebSocket frames (uvicorn, websockets)", ("uvicorn", "websockets", "chatd.realtime.socket")),
    ("connections (chatd.realtime)", ("chatd.realtime", "chatd.auth", "chatd.app")),
    ("encoding (chatd.protocol, msgspec)", ("chatd.protocol", "msgspec")),
    ("desks (chatd.desks)", ("chatd.desks", "chatd.bus")),
    ("routing (routing, queueing, presence)", ("routing", "queueing", "presence")),
    ("storage (chatd.storage)", ("chatd.storage",)),
    ("SQLAlchemy", ("sqlalchemy", "alembic", "aiosqlite")),
    ("asyncio, uvloop", ("asyncio", "uvloop")),
)
_OTHER: Final = "other"
_FUNCTIONS: Final = 20
_TRANSPARENT: Final = ("enum", "contextlib", "collections", "functools", "dataclasses", "typing")
"""A sample in one of these belongs to whoever called it."""

Say = Callable[[str], None]
Weighted = tuple[list[str], float]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rooms", type=int, default=100)
    parser.add_argument("--rate", type=int, default=1_000, help="messages a second")
    parser.add_argument("--seconds", type=float, default=20)


async def run(options: argparse.Namespace, directory: Path, say: Say) -> str:
    out = directory / "samples.json"
    toml = provision(options.rooms, options.rooms)
    module = ("-m", "bench.sampled", str(out), "chatd")
    with servers.chatd("chatd", toml, directory / "chatd", module=module) as server:
        async with chatd_fleet(server, options.rooms) as fleet:
            await fleet.round(options.rate, 1)
            server.process.send_signal(signal.SIGUSR1)
            figures = await fleet.round(options.rate, options.seconds, warm_up_s=0)
            server.process.send_signal(signal.SIGUSR2)
            say(f"{figures}")
    stacks: dict[str, list[Weighted]] = json.loads(out.read_text(encoding="utf-8"))
    return report(figures, stacks["main"], stacks["others"])


def report(figures: Figures, main: list[Weighted], others: list[Weighted]) -> str:
    """The section of RESULTS.md."""
    message_us = 1e6 / figures.messages
    parts = [
        [part, f"{on_loop * message_us:.1f}", f"{elsewhere * message_us:.1f}"]
        for part, on_loop, elsewhere in _by_part(main, others)
    ]
    own = Counter[str]()
    for stack, weight in (*main, *others):
        own[_owner(stack)] += weight  # type: ignore[assignment]  # a Counter of floats
    functions = [
        [f"`{name}`", f"{weight * message_us:.1f}"] for name, weight in own.most_common(_FUNCTIONS)
    ]
    return f"""## Where the time goes

chatd sampled on J1's load at {figures.rate:,} messages a second; µs a message. Sampling adds to
it: {figures.cpu_us:.0f} µs a message here. C code counts for the Python function that called it
(a write to a socket for the caller of `transport.write`), the loop's own for the callback after it.

{results.table(["part", "loop's thread", "other threads"], parts)}

By function, without what it calls:

{results.table(["function", "µs"], functions)}
"""


def _by_part(
    main: Iterable[Weighted], others: Iterable[Weighted]
) -> Sequence[tuple[str, float, float]]:
    on_loop, elsewhere = _sums(main), _sums(others)
    parts = sorted(on_loop.keys() | elsewhere.keys(), key=lambda part: -on_loop[part])
    return [(part, on_loop[part], elsewhere[part]) for part in parts]


def _sums(stacks: Iterable[Weighted]) -> dict[str, float]:
    sums = dict.fromkeys((*(part for part, _ in _PARTS), _OTHER), 0.0)
    for stack, weight in stacks:
        sums[_part(_owner(stack))] += weight
    return sums


def _owner(stack: Sequence[str]) -> str:
    for name in reversed(stack):
        if not name.startswith(_TRANSPARENT):
            return name
    return stack[-1]


def _part(name: str) -> str:
    module = name.partition(":")[0]
    for part, prefixes in _PARTS:
        if module.startswith(prefixes):
            return part
    return _OTHER
