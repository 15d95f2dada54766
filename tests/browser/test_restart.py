"""The server is killed in the middle of a conversation, or comes back with a newer console."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest_asyncio
from playwright.async_api import Browser, Page, Route, ViewportSize, expect

from tests.browser.accessibility import check_accessible
from tests.browser.people.agent import Agent
from tests.browser.people.buyer import Buyer
from tests.browser.people.conversation import Conversation
from tests.browser.shop_site import ShopSite
from tests.browser.stage import Stage
from tests.serving import start_server

TALL: Final[ViewportSize] = {"width": 1440, "height": 2800}
"""Every line of the conversation is on the screen at once."""

LINES: Final = 17

_IS_SETTLED_OR_ASKED: Final = """() =>
  !document.querySelector('.is-pending, .is-failed') ||
  document.querySelector('[role=alertdialog], .link-state.is-lost')"""


@pytest_asyncio.fixture(loop_scope="session")
async def stage(chromium: Browser, shop_site: ShopSite, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage with a server of its own."""
    server = await asyncio.to_thread(start_server, tmp_path, file=None)
    stage = Stage(chromium, server, shop_site)
    stage.quiet.expect("ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE")
    stage.quiet.expect("Connection closed before receiving a handshake response")
    yield stage
    await stage.close()
    stage.server.kill()
    stage.quiet.check()


async def test_b05_nothing_is_lost_or_doubled_when_the_server_is_killed_while_both_write(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x", viewport=TALL)
    ann = await stage.buyer(merchant, "Ann", viewport=TALL)
    await ann.ask("Good morning")
    conversation = await x.select("Ann")
    await conversation.say("Good morning, Ann")
    await expect(ann.lines).to_have_count(2)

    asked = [f"Question {number}" for number in range(LINES)]
    answered = [f"Answer {number}" for number in range(LINES)]
    before, during, after = slice(0, 8), slice(8, 13), slice(13, LINES)
    writing = asyncio.gather(ann.say(*asked[before]), _answer(x, conversation, answered[before]))
    await expect(conversation.buyers_lines.filter(has_text="Question 3")).to_be_visible()
    stage.server.kill()
    await writing
    await _expect_lost(ann, x)
    await asyncio.gather(
        ann.say(*asked[during]), _answer(x, conversation, answered[during], connected=False)
    )
    await expect(conversation.unsent.filter(has_text="Queued")).not_to_have_count(0)
    clock = ann.frame.locator(".w-meta.is-warn path")
    await expect(clock).to_have_attribute("d", re.compile("^M"))
    stage.server = await asyncio.to_thread(stage.server.start_again)
    await expect(x.page.get_by_text("Connected", exact=True)).to_be_visible()
    await asyncio.gather(ann.say(*asked[after]), _answer(x, conversation, answered[after]))

    await ann.expect_sent()
    total = 2 + len(asked) + len(answered)
    await expect(ann.lines).to_have_count(total)
    await expect(conversation.lines).to_have_count(total)
    await expect(ann.own_lines).to_have_text(["Good morning", *asked])
    seen = await ann.lines.all_inner_texts()
    assert [line for line in seen if line in answered] == answered
    assert [line.strip() for line in await conversation.lines.all_inner_texts()] == seen
    assert len(set(seen)) == total

    await asyncio.gather(ann.page.reload(), x.page.reload())
    await ann.open()
    await expect(ann.lines).to_have_text(seen)
    await expect(conversation.lines).to_have_text(seen)


async def test_b02_waiting_buyers_keep_their_places_when_the_server_is_killed(
    stage: Stage,
) -> None:
    (x,), (ann, ben, cleo) = await stage.meet("x", "Ann Ben Cleo", windows_max=1, reception_max=1)
    for buyer in (ann, ben, cleo):
        await buyer.ask(f"{buyer.name} asks")
    await cleo.see_place("You are number", "2")
    stage.server.kill()
    await expect(cleo.frame.get_by_text("Reconnecting, nothing you wrote is lost")).to_be_visible()
    stage.server = await asyncio.to_thread(stage.server.start_again)
    await cleo.ask("Still there?")
    await ben.see_place("You are number", "1")
    await cleo.see_place("You are number", "2")
    await expect(x.page.get_by_text("Connected", exact=True)).to_be_visible()
    await expect(x.queue.locator("b")).to_have_text(["Ben", "Cleo"])
    await x.close("Ann")
    await expect(ben.heading).to_have_text("Xenia")
    await cleo.see_place("You are number", "1")


async def test_o06_the_new_console_is_offered_when_the_server_comes_back_with_one(
    stage: Stage,
) -> None:
    x, _ann, conversation = await stage.talking()
    await conversation.composer.fill("Yes, it is")
    await _upgrade(x.page)
    stage.server.kill()
    stage.server = await asyncio.to_thread(stage.server.start_again)
    await _expect_newer(x)
    await expect(conversation.composer).to_have_value("Yes, it is")


async def test_o06_the_new_console_is_offered_when_a_part_of_the_old_one_is_gone(
    stage: Stage,
) -> None:
    x, _ann, _conversation = await stage.talking()
    await _upgrade(x.page)
    stage.quiet.expect("404")
    await x.details.get_by_label("Search phrases").fill("nihao")
    await _expect_newer(x)


async def _upgrade(page: Page) -> None:
    """From now on the server has another console, whose parts have other names."""

    async def newer(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.text()).replace("/index-", "/new-"))

    async def gone(route: Route) -> None:
        await route.fulfill(status=404)

    await page.route("**/console/", newer)
    await page.route("**/assets/*", gone)


async def _expect_newer(x: Agent) -> None:
    """Wait for the offer, and take it."""
    offer = x.page.get_by_text("There is a new version")
    await expect(offer).to_be_visible()
    await check_accessible(x.page, "a new version")
    await x.page.unroute_all()
    await x.page.get_by_role("button", name="Reload").click()
    await expect(x.status).to_be_visible()
    await expect(offer).to_be_hidden()


async def _expect_lost(ann: Buyer, x: Agent) -> None:
    """Both are told, and both may go on writing."""
    await expect(ann.frame.get_by_text("Reconnecting, nothing you wrote is lost")).to_be_visible()
    await expect(x.page.get_by_text("Reconnecting, nothing is lost")).to_be_visible()
    await check_accessible(ann.page, "reconnecting", frames=True)
    await check_accessible(x.page, "reconnecting")


async def _answer(
    x: Agent, conversation: Conversation, lines: list[str], *, connected: bool = True
) -> None:
    """Write lines, as somebody does who sends them whatever the buyer has written meanwhile."""
    for line in lines:
        if connected:
            await _settle(x, conversation)
        await conversation.say(line)
    if connected:
        await _settle(x, conversation)


async def _settle(x: Agent, conversation: Conversation) -> None:
    """Wait until everything is sent, unless there is nobody to send it to."""
    question = conversation.region.get_by_role("alertdialog")
    while await conversation.unsent.count() > 0:
        await x.page.wait_for_function(_IS_SETTLED_OR_ASKED)
        if await question.count() > 0:  # first of all: what is written next must not overtake it
            await question.get_by_role("button", name="Send anyway").click()
        elif await x.page.locator(".link-state.is-lost").count() > 0:
            return
