"""What `make run` opens explains itself, and everything on it is real."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.accessibility import check_accessible
from tests.browser.people.agent import Agent
from tests.browser.people.buyer import Buyer
from tests.browser.shop_site import ShopSite
from tests.browser.stage import Stage
from tests.serving import serving


@pytest_asyncio.fixture(loop_scope="session")
async def stage(chromium: Browser, shop_site: ShopSite, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage with a server in demo mode."""
    with serving(tmp_path, file=None, demo=True) as server:
        stage = Stage(chromium, server, shop_site)
        yield stage
        await stage.close()
    stage.quiet.check()


async def test_a_stranger_is_buyer_and_agent_in_turn(stage: Stage) -> None:
    page = await _open_demo(stage, width=1440)
    buyer = Buyer(page, "")
    await expect(buyer.note).to_contain_text("Nobody is here right now")
    username = "agent1"
    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name=username).click()
    console = await opened.value
    await expect(console.get_by_label("Merchant")).to_have_value("demo")
    await expect(console.get_by_label("User name")).to_have_value(username)
    await console.get_by_role("textbox", name="Password").fill(username)
    await console.get_by_role("button", name="Log in", exact=True).click()
    agent = Agent(console, username)
    await expect(agent.status).to_contain_text("Online")
    await expect(page.get_by_role("link", name=username)).to_contain_text("online 0/8")

    await page.get_by_role("link", name="Packs").click()
    await page.reload()
    await buyer.button("Ask about this product").click()
    await buyer.ask("Does it fit under a seat?")
    await expect(agent.sessions).to_have_count(1)
    await agent.sessions.first.click()
    lines = console.locator(".msg .bubble")
    await expect(lines).to_contain_text(["Day pack 28 l, terracotta", "Does it fit under a seat?"])
    await console.get_by_role("textbox", name="Message to").fill("/pack")
    await expect(console.locator(".phrase-menu li")).to_contain_text(["28 litres, 780 g"])
    await console.get_by_role("textbox", name="Message to").fill("It does")
    await console.keyboard.press("Enter")
    await expect(buyer.lines.last).to_have_text("It does")


async def test_the_page_is_alive_when_simulated_buyers_are_switched_on(stage: Stage) -> None:
    page = await _open_demo(stage, width=1100)
    await check_accessible(page, "demo")
    switch = page.get_by_role("switch", name="Simulated buyers")
    await switch.click()
    await expect(switch).to_be_checked()
    messages = page.locator("dl > div").filter(has_text="Messages").locator("dd")
    await expect(messages).not_to_have_text("0")
    await switch.click()
    await expect(switch).not_to_be_checked()


async def test_the_page_speaks_both_languages(stage: Stage) -> None:
    page = await _open_demo(stage, width=1100)
    await page.get_by_role("button", name="中文").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("一边是店铺，一边是控制台。")
    await expect(page.get_by_role("button", name="联系客服")).to_be_visible()


async def _open_demo(stage: Stage, width: int) -> Page:
    context = await stage.context("stranger", viewport={"width": width, "height": 900})
    page = await context.new_page()
    await page.goto(f"{stage.server.url}/")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page
