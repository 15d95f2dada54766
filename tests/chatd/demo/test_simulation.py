"""Simulated buyers, a thousand times as fast as people, against a desk that answers nobody."""

import asyncio
from collections.abc import Callable
from random import Random

import pytest

from chatd.demo.provisioning import demo_file
from chatd.demo.simulation import BUYERS_MAX, Simulation
from chatd.demo.talks import NUDGES, TALKS, THANKS
from chatd.protocol import limits
from chatd.protocol.commands import BuyerMessageSend, BuyerTypingSet, Command, SessionLeave
from tests.chatd.realtime.fakes import SHOP, posted
from tests.chatd.realtime.served import ServedEdge, served_edge

FAST = 0.001


def simulation(edge: ServedEdge, pace: float = FAST) -> Simulation:
    return Simulation(edge.config, SHOP, Random(7), pace=pace)


def said(commands: list[Command]) -> list[str]:
    return [one.body["text"] for one in commands if isinstance(one, BuyerMessageSend)]


async def wait_until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  # it watches what has no event of its own
            await asyncio.sleep(0.005)


async def test_buyers_come_type_write_and_go() -> None:
    async with served_edge(previews_per_s=1_000, commands_burst=1_000) as edge:
        buyers = simulation(edge)
        buyers.switch(on=True)
        await wait_until(lambda: len(said(edge.runtime.commands)) > 20)
        await wait_until(lambda: any(isinstance(c, SessionLeave) for c in edge.runtime.commands))
        await buyers.stop()
        known = {line for talk in TALKS for line in talk.lines}
        known |= {line for lines in (*NUDGES.values(), *THANKS.values()) for line in lines}
        assert set(said(edge.runtime.commands)) <= known
        typed = [c.text for c in edge.runtime.commands if isinstance(c, BuyerTypingSet)]
        assert any(line.startswith(typed[0]) for line in known)


async def test_answered_buyer_goes_on_to_the_next_line() -> None:
    async with served_edge(previews_per_s=1_000, commands_burst=1_000) as edge:
        buyers = simulation(edge)
        edge.runtime.on_attach = lambda subscriber: None
        buyers.switch(on=True)
        await wait_until(lambda: len(edge.runtime.attached) > 0)
        subscriber = edge.runtime.attached[0]
        for seq in range(1, 400):
            subscriber.deliver(posted(seq, "an answer"))
            await asyncio.sleep(FAST)
        lines = said(edge.runtime.commands)
        await buyers.stop()
        assert any(set(talk.lines) <= set(lines) for talk in TALKS)


async def test_buyers_are_bounded() -> None:
    async with served_edge() as edge:
        buyers = simulation(edge, pace=FAST / 10)
        edge.runtime.gate.clear()  # nobody gets past hello, so nobody leaves
        buyers.switch(on=True)
        await wait_until(lambda: buyers.present == BUYERS_MAX)
        await asyncio.sleep(0.05)
        assert buyers.present == BUYERS_MAX
        edge.runtime.gate.set()
        await buyers.stop()


async def test_switching_off_sends_everybody_away() -> None:
    async with served_edge() as edge:
        buyers = simulation(edge)
        edge.runtime.gate.clear()
        buyers.switch(on=True)
        buyers.switch(on=True)
        await wait_until(lambda: buyers.present > 2)
        edge.runtime.gate.set()
        buyers.switch(on=False)
        assert not buyers.is_on
        await wait_until(lambda: buyers.present == 0 and not edge.runtime.attached)
        await buyers.stop()


async def test_buyer_whom_the_server_refuses_goes_quietly(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with served_edge(connections_max=1) as edge, edge.open():
        buyers = simulation(edge)
        buyers.switch(on=True)
        await asyncio.sleep(0.1)
        await buyers.stop()
        assert said(edge.runtime.commands) == []
        assert "simulated buyer" not in capsys.readouterr().out


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.lines[0])
def test_every_line_fits_the_protocol(talk: object) -> None:
    lines = getattr(talk, "lines", ())
    assert 2 <= len(lines) <= 5
    assert all(0 < len(line) <= limits.PREVIEW_MAX for line in lines)


def test_demo_merchant_is_the_one_the_page_names() -> None:
    file = demo_file()
    assert file.merchant == "demo"
    assert [shop.config.shop for shop in file.shops] == ["demo"]
    accounts = {agent.config.agent: agent.password for agent in file.agents}
    assert accounts == {name: name for name in ("main", "agent1", "agent2", "supervisor")}
