"""Whether the console stays smooth: 200 open sessions, one of them with 10,000 messages."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Locator, Page, async_playwright, expect

from bench import results, servers
from bench.fleets import (
    MERCHANT,
    PASSWORD,
    WINDOWS_MAX,
    join_agents,
    join_buyer,
    open_session,
    open_silent,
    provision,
)
from bench.servers import Server
from bench.turns import Say
from bench.wire import Wire

CHROMIUM: Final = "/usr/bin/chromium"
TALKERS: Final = 40
"""Buyers who stay connected and write; the others have said one thing and left."""

LONG_MS: Final = 50
_AGENT: Final = "agent0"
_AT_ONCE: Final = 50
_STEP_PX: Final = 300
_STEP_S: Final = 1 / 60
"""18,000 pixels a second: nobody reads at that speed, but a flick of a finger has it."""

_HOVER_S: Final = 0.1
_KEY_MS: Final = 60
_GO_S: Final = 0.25
_HISTORY_S: Final = 90
_LINE_PX: Final = 20
_WORDS: Final = ("is", "the", "tent", "waterproof", "and", "when", "would", "two", "pegs", "arrive")

_WATCH: Final = """
window.longTasks = []
window.frames_ = []
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.longTasks.push(duration)
}).observe({ type: 'longtask' })
let last = performance.now()
const frame = (now) => {
  window.frames_.push(now - last)
  last = now
  requestAnimationFrame(frame)
}
requestAnimationFrame(frame)
"""
_TAKE: Final = """() => {
  const taken = { tasks: window.longTasks, frames: window.frames_ }
  window.longTasks = []
  window.frames_ = []
  return taken
}"""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--messages", type=int, default=10_000, help="in the long session")
    parser.add_argument("--rate", type=int, default=20, help="messages a second that arrive")
    parser.add_argument("--seconds", type=float, default=10, help="of each thing an agent does")


@dataclass(frozen=True, slots=True)
class Part:
    """What was seen while the agent did one thing."""

    name: str
    long_tasks_ms: list[float]
    frame_p99_ms: float


@dataclass(frozen=True, slots=True)
class Desk:
    """An agent's console, and the buyers who write to them."""

    page: Page
    talkers: list[Wire]
    seconds: float
    rate: int

    @property
    def rows(self) -> Locator:
        return self.page.locator(".sessions .rows")

    @property
    def messages(self) -> Locator:
        return self.page.locator(".messages-scroll")


async def run(options: argparse.Namespace, directory: Path, say: Say) -> str:
    toml = provision(1, 0, windows=WINDOWS_MAX)
    with servers.chatd("chatd", toml, directory) as server:
        talkers, (agent,) = [await join_buyer(server)], await join_agents(server, [_AGENT])
        session = await open_session(talkers[0])
        await _talk_long(talkers[0], agent, session, options.messages)
        say(f"{options.messages:,} messages are stored")
        talkers += [await _talker(server) for _ in range(TALKERS - 1)]
        await open_silent(server, WINDOWS_MAX - TALKERS)
        say(f"{WINDOWS_MAX} sessions are open")
        async with _console(server) as page:
            desk = Desk(page, talkers, options.seconds, options.rate)
            parts = [part async for part in _measure(desk, options.messages, say)]
        for wire in (agent, *talkers):
            wire.close()
    return report(parts, options)


async def _talker(server: Server) -> Wire:
    buyer = await join_buyer(server)
    await open_session(buyer)
    return buyer


async def _talk_long(buyer: Wire, agent: Wire, session: str, messages: int) -> None:
    """Two lines of the buyer, one of the agent, and so on; the buyer waits longest in the end."""
    numbers = iter(range(1, messages - 1))
    while batch := list(itertools.islice(numbers, _AT_ONCE)):
        await asyncio.gather(
            *(
                agent.ask("message.send", session=session, channel="public", **_line(number))
                if number % 3 == 0
                else buyer.ask("message.send", **_line(number))
                for number in batch
            )
        )
    await buyer.ask("message.send", **_line(messages))


def _line(number: int) -> dict[str, Any]:
    words = itertools.islice(itertools.cycle(_WORDS), number % 7, number % 7 + 3 + number % 23)
    return {"cid": f"line-{number}", "kind": "text", "body": {"text": " ".join(words)}}


@contextlib.asynccontextmanager
async def _console(server: Server) -> AsyncIterator[Page]:
    """The console in a browser, which may use whatever core is free."""
    with _unpinned():
        playwright = await async_playwright().start()
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-GB", reduced_motion="reduce"
    )
    url = f"http://127.0.0.1:{server.port}"
    account = {"merchant": MERCHANT, "username": _AGENT, "password": PASSWORD}
    await context.request.post(f"{url}/api/login", data=account)
    page = await context.new_page()
    await page.add_init_script(_WATCH)
    await page.goto(f"{url}/console/")
    await expect(page.locator(".sessions .rows button").first).to_be_visible(timeout=30_000)
    yield page
    await browser.close()
    await playwright.stop()


@contextlib.contextmanager
def _unpinned() -> Iterator[None]:
    """A child begins on the cores its parent has just then."""
    pinned = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    yield
    os.sched_setaffinity(0, pinned)


async def _measure(desk: Desk, messages: int, say: Say) -> AsyncIterator[Part]:
    """The agent does one thing after another while messages arrive."""
    await desk.page.keyboard.press("Alt+j")
    await expect(desk.messages.locator(".bubble").first).to_be_visible()
    await asyncio.sleep(2)
    acts: dict[str, Callable[[Desk], Awaitable[object]]] = {
        "look on": lambda desk: asyncio.sleep(desk.seconds),
        f"scroll up through {messages:,} messages": lambda desk: _load_history(desk, messages),
        f"scroll in {messages:,} messages": _scroll_messages,
        f"write below {messages:,} messages": _type,
        "scroll the list of sessions": _scroll_list,
        "move the mouse over everything": _hover,
        "go from session to session": _walk,
    }
    for name, act in acts.items():
        await desk.page.evaluate(_TAKE)
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(_arrive(desk, over))
            await act(desk)
            over.set()
        taken = await desk.page.evaluate(_TAKE)
        frames = sorted(taken["frames"])
        part = Part(name, taken["tasks"], frames[int(len(frames) * 0.99)])
        say(f"{name}: {len(part.long_tasks_ms)} long tasks, {_longest(part)} ms the longest")
        yield part


async def _arrive(desk: Desk, over: asyncio.Event) -> None:
    """So many messages a second until it is over; every fourth in the long session."""
    chance = random.Random(1)
    for number in itertools.count():
        if over.is_set():
            return
        talker = desk.talkers[0 if number % 4 == 0 else chance.randrange(len(desk.talkers))]
        cid = f"new-{random.getrandbits(64)}"
        body = {"text": " ".join(chance.choices(_WORDS, k=8))}
        await talker.ask("message.send", cid=cid, kind="text", body=body)
        await asyncio.sleep(1 / desk.rate)


async def _wheel(desk: Desk, place: Locator, steps: int, down_px: Iterator[int]) -> None:
    box = await place.bounding_box()
    assert box is not None
    await desk.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for step in itertools.islice(down_px, steps):
        await desk.page.mouse.wheel(0, step)
        await asyncio.sleep(_STEP_S)


def _to_and_fro(steps: int) -> Iterator[int]:
    return itertools.cycle([_STEP_PX] * steps + [-_STEP_PX] * steps)


async def _scroll_list(desk: Desk) -> None:
    await _wheel(desk, desk.rows, int(desk.seconds / _STEP_S), _to_and_fro(36))


async def _scroll_messages(desk: Desk) -> None:
    await _wheel(desk, desk.messages, int(desk.seconds / _STEP_S), _to_and_fro(120))


async def _load_history(desk: Desk, messages: int) -> None:
    """Up, until the first message is there."""
    await desk.rows.evaluate("rows => rows.scrollTo(0, 0)")
    start = desk.page.get_by_text("The session begins here")
    async with asyncio.timeout(_HISTORY_S):
        while await start.count() == 0:
            await _wheel(desk, desk.messages, 20, itertools.repeat(-_STEP_PX))
    height = await desk.messages.evaluate("messages => messages.scrollHeight")
    assert height > messages * _LINE_PX, "this is not the long session"


async def _hover(desk: Desk) -> None:
    for number in range(int(desk.seconds / _HOVER_S)):
        await desk.page.mouse.move(60 + number * 97 % 1300, 40 + number * 61 % 800, steps=5)
        await asyncio.sleep(_HOVER_S)


async def _walk(desk: Desk) -> None:
    for _ in range(int(desk.seconds / _GO_S)):
        await desk.page.keyboard.press("Alt+ArrowDown")
        await asyncio.sleep(_GO_S)


async def _type(desk: Desk) -> None:
    box = desk.page.locator(".composer textarea")
    await box.click()
    await box.press_sequentially("x" * int(desk.seconds * 1_000 / _KEY_MS), delay=_KEY_MS)


def _longest(part: Part) -> str:
    return f"{max(part.long_tasks_ms, default=0):.0f}"


def report(parts: list[Part], options: argparse.Namespace) -> str:
    """The section of RESULTS.md."""
    rows = [
        [part.name, len(part.long_tasks_ms), _longest(part), f"{part.frame_p99_ms:.0f}"]
        for part in parts
    ]
    total = sum(len(part.long_tasks_ms) for part in parts)
    return f"""## A console with {WINDOWS_MAX} sessions

In Chromium, without a graphics card: an agent with {WINDOWS_MAX} open sessions, one of them of
{options.messages:,} messages, while {options.rate} messages a second arrive, {options.seconds:.0f}
s of each; going to another session once in {_GO_S * 1_000:.0f} ms. Tasks of the page that took
longer than {LONG_MS} ms: **{total}**. Bar: none.

{results.table(["meanwhile the agent would", "long tasks", "longest ms", "frame p99 ms"], rows)}
"""
