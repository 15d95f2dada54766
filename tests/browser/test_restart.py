"""The server is killed in the middle of a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest_asyncio
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.people.agent import Agent
from tests.browser.people.buyer import Buyer
from tests.browser.people.conversation import Conversation
from tests.browser.shop_site import ShopSite
from tests.browser.stage import Stage
from tests.serving import start_server

TALL: Final[ViewportSize] = {"width": 1440, "height": 2800}
"""Every line of the conversation is on the screen at once."""

BEFORE, DURING, AFTER = 8, 5, 4


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


async def test_nothing_is_lost_or_doubled_when_the_server_is_killed_while_both_write(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x", viewport=TALL)
    ann = await stage.buyer(merchant, "Ann", viewport=TALL)
    await ann.ask("Good morning")
    conversation = await x.select("Ann")
    await conversation.say("Good morning, Ann")
    await expect(ann.lines).to_have_count(2)

    asked = [f"Question {number}" for number in range(BEFORE + DURING + AFTER)]
    answered = [f"Answer {number}" for number in range(BEFORE + DURING + AFTER)]
    writing = asyncio.gather(ann.say(*asked[:BEFORE]), conversation.say(*answered[:BEFORE]))
    await expect(conversation.buyers_lines.filter(has_text="Question 3")).to_be_visible()
    stage.server.kill()
    await writing
    await _expect_lost(ann, x)
    during = slice(BEFORE, BEFORE + DURING)
    await asyncio.gather(ann.say(*asked[during]), conversation.say(*answered[during]))
    stage.server = await asyncio.to_thread(stage.server.start_again)
    await asyncio.gather(
        ann.say(*asked[BEFORE + DURING :]), conversation.say(*answered[BEFORE + DURING :])
    )

    await _send_what_was_asked_about(conversation)
    await ann.expect_sent()
    total = 2 + len(asked) + len(answered)
    await expect(ann.lines).to_have_count(total)
    await expect(conversation.lines).to_have_count(total)
    await expect(ann.own_lines).to_have_text(["Good morning", *asked])
    seen = await ann.lines.all_inner_texts()
    assert [line for line in seen if line in answered] == answered
    assert [line.strip() for line in await conversation.lines.all_inner_texts()] == seen
    assert len(set(seen)) == total


async def _expect_lost(ann: Buyer, x: Agent) -> None:
    """Both are told, and both may go on writing."""
    await expect(ann.frame.get_by_text("Reconnecting, nothing you wrote is lost")).to_be_visible()
    await expect(x.page.get_by_text("Reconnecting, nothing is lost")).to_be_visible()


async def _send_what_was_asked_about(conversation: Conversation) -> None:
    """A line to which the buyer has spoken before it was stored asks first; send each of them."""
    question = conversation.region.get_by_role("alertdialog")
    while True:
        await expect(question.or_(conversation.region.get_by_text("Sent").last)).to_be_visible()
        if await conversation.unsent.count() == 0:
            return
        await question.get_by_role("button", name="Send anyway").click()
