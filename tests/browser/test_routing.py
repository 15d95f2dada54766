"""Windows, cache and queue fill in the rules' order, and everybody sees their part of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from playwright.async_api import expect

from tests.browser.people.agent import Agent
from tests.browser.people.buyer import Buyer
from tests.browser.stage import Stage

NAMES = ["Ann", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus"]


async def test_b04_seven_buyers_fill_windows_cache_and_queue_when_two_agents_serve(
    stage: Stage,
) -> None:
    (x, y, boss), (ann, ben, cleo, dan, eve, finn, gus) = await stage.meet(
        "x y boss", " ".join(NAMES), windows_max=2, reception_max=3
    )

    for buyer, agent in ((ann, x), (ben, y), (cleo, x), (dan, y)):
        await buyer.ask(f"{buyer.name} has a question")
        await _expect_served(buyer, agent)
    await _expect_desk(x, sessions=["Ann", "Cleo"])
    await _expect_desk(y, sessions=["Ben", "Dan"])

    await eve.ask("Eve has a question")
    await _expect_cached(eve, x)
    await finn.ask("Finn has a question")
    await _expect_cached(finn, y)
    await gus.ask("Gus has a question")
    await expect(gus.heading).to_have_text("Harbour Outdoor")
    await gus.see_place("You are number", "1", "about 1 min")
    await _expect_desk(x, sessions=["Ann", "Cleo"], cache=["Eve"], queue=["1 Gus"])
    await _expect_desk(y, sessions=["Ben", "Dan"], cache=["Finn"], queue=["1 Gus"])
    await _expect_seen_by_supervisor(boss)

    await x.close("Ann")
    await expect(ann.notes.last).to_contain_text("The chat ended")
    await _expect_served(eve, x)
    await _expect_cached(gus, x)
    await _expect_desk(x, sessions=["Cleo", "Eve"], cache=["Gus"])
    await _expect_desk(y, sessions=["Ben", "Dan"], cache=["Finn"])
    for buyer in (ben, dan):
        await _expect_served(buyer, y)
    await _expect_cached(finn, y)


async def test_b02_the_queue_is_announced_before_the_first_message_when_all_are_busy(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant(windows_max=1, reception_max=1)
    await stage.agent(merchant, "x")
    ann, ben = await stage.buyers(merchant, "Ann", "Ben")
    await ann.ask("Is the tent in stock?")
    await ben.ask("And the lamp?")
    await ben.see_place("You are number", "1")

    cleo = await stage.buyer(merchant, "Cleo")
    await expect(cleo.note).to_have_text("All agents are busy")
    await expect(cleo.notes).to_contain_text("1 person is waiting at the moment.")
    await cleo.ask("I wait too")
    await cleo.see_place("You are number", "2")


async def test_b01_a_buyer_reaches_the_agent_they_address_when_another_would_be_next(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    x, y = await stage.agents(merchant, "x", "y")
    ann = await stage.buyer(merchant, "Ann", to="y")
    await ann.ask("Yves, are you there?")
    await _expect_served(ann, y)
    await expect(y.sessions).to_have_text(["Ann"])
    await expect(x.sessions).to_have_count(0)


async def _expect_served(buyer: Buyer, agent: Agent) -> None:
    await expect(buyer.heading).to_have_text(agent.name)
    await expect(buyer.note).to_have_text("Harbour Outdoor, here for you")
    await expect(buyer.place).to_have_count(0)


async def _expect_cached(buyer: Buyer, agent: Agent) -> None:
    await expect(buyer.heading).to_have_text(agent.name)
    await expect(buyer.note).to_have_text("is finishing another chat")
    await expect(buyer.frame.get_by_text(f"{agent.name} has your question")).to_be_visible()


async def _expect_desk(
    agent: Agent, sessions: list[str], cache: Sequence[str] = (), queue: Sequence[str] = ()
) -> None:
    """Lists are checked whole and in order."""
    await asyncio.gather(
        expect(agent.sessions).to_have_text(sessions),
        expect(agent.cache).to_have_text(list(cache)),
        expect(agent.queue).to_have_count(len(queue)),
    )
    for entry, words in zip(await agent.queue.all(), queue, strict=True):
        position, name = words.split()
        await expect(entry.locator(".pos")).to_have_text(position)
        await expect(entry.locator("b")).to_have_text(name)


async def _expect_seen_by_supervisor(boss: Agent) -> None:
    """The team's page tells the same."""
    await boss.turn_to("Team")
    board = boss.page.locator(".board")
    for name in ("Xenia", "Yves"):
        row = board.get_by_role("row").filter(has_text=name).first
        await expect(row).to_contain_text("3/3")
    chips = board.locator(".chip")
    await expect(chips).to_have_count(6)
    await expect(board.get_by_role("heading", name="Waiting queue 1")).to_be_visible()
    await expect(board).to_contain_text("full: 2")
