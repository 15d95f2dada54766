"""Fault: a peer that vanishes without a word, as a phone in a tunnel does.

Invariant: it is noticed by the ping it does not answer, within 35 s by default, and the agent is
told that the buyer is gone; while being written to, it is noticed all the same. Control: a silent
peer that answers pings stays.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from tests.clients import log_in
from tests.faults.conftest import Note
from tests.faults.proxy import Proxy, proxy_to
from tests.faults.scale import sample
from tests.faults.victim import Victim, victim_server
from tests.faults.watch import wait_until
from tests.wire.client import Frame, WireClient

PINGS: dict[str, Any] = sample({"ping_interval_ms": 400, "ping_timeout_ms": 600}, {})
NOTICED_S = sample(1.0, 35.0)
SPARE_S = 3.0


async def test_vanished_peer_is_noticed_and_the_agent_told(tmp_path: Path, note: Note) -> None:
    took_s = []
    with victim_server(tmp_path, **PINGS) as victim:
        await check_that_a_silent_peer_stays(victim)
        for is_written_to in (False, True):
            victim.begin()
            async with proxy_to(victim.server.port) as proxy:
                took_s.append(await vanish(victim, proxy, is_written_to=is_written_to))
            await victim.check()
    note(
        "half-open TCP: buyer vanishes without FIN, silent and while written to",
        f"noticed within {NOTICED_S:.0f} s, agent told, socket gone",
        f"after {took_s[0]:.1f} s and {took_s[1]:.1f} s",
    )


async def check_that_a_silent_peer_stays(victim: Victim) -> None:
    """The control: it answers pings."""
    async with proxy_to(victim.server.port) as proxy:
        xenia, session = await talk(victim, proxy)
        with pytest.raises(TimeoutError):
            await xenia.wait_for(lambda event: is_gone(event, session), 2 * NOTICED_S)
        await xenia.close()


async def vanish(victim: Victim, proxy: Proxy, *, is_written_to: bool) -> float:
    """Seconds until the agent hears that the buyer is not there."""
    xenia, session = await talk(victim, proxy)
    try:
        proxy.freeze()
        began = time.monotonic()
        writing = asyncio.create_task(write(xenia, session)) if is_written_to else None
        async with asyncio.timeout(NOTICED_S + SPARE_S):
            await xenia.wait_for(lambda event: is_gone(event, session), NOTICED_S + SPARE_S)
        took_s = time.monotonic() - began
        if writing is not None:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        await wait_until(lambda: only_the_agent(victim))
    finally:
        await xenia.ask("session.close", session=session)
        await xenia.close()
    return took_s


async def talk(victim: Victim, proxy: Proxy) -> tuple[WireClient, str]:
    """A buyer behind the proxy and the agent they have written to."""
    token = await log_in(victim.url, "x")
    xenia = await WireClient.open(victim.url)
    await xenia.ask("hello", token=token)
    buyer = await WireClient.open(proxy.url)
    await buyer.ask("hello", shop="acme")
    body = {"text": "hello"}
    answer = await buyer.ask("message.send", cid="first", kind="text", body=body, to="agent:x")
    session: str = answer["session"]
    await xenia.wait_for(lambda event: event.get("session") == session)
    xenia.heard.clear()
    return xenia, session


async def write(xenia: WireClient, session: str) -> None:
    """Keep the kernel's buffers from being idle."""
    for number in range(100_000):
        body = {"text": "are you there?"}
        await xenia.start(
            {
                "t": "message.send",
                "cid": f"x-{number}-{session}",
                "kind": "text",
                "session": session,
                "body": body,
            }
        )
        await asyncio.sleep(0.1)


def is_gone(event: Frame, session: str) -> bool:
    if event["t"] != "session.changed" or event["session"]["id"] != session:
        return False
    return not event["session"]["buyer_connected"]


async def only_the_agent(victim: Victim) -> bool:
    return await victim.watch.metric("chatd_connections") == 1
