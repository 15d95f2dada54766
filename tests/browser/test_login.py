"""Coming in and going out."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.merchants import Merchant, password_of
from tests.browser.people.agent import Agent
from tests.browser.stage import DESK, Stage


async def test_a_wrong_password_is_told_and_the_right_one_opens_the_desk(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    stage.quiet.expect(r"401.*/api/login|status of 401 .*/api/login")
    page = await _open_login(stage)
    await page.get_by_role("button", name="Log in", exact=True).click()
    await expect(page.get_by_text("Please fill this in")).to_have_count(3)
    await _fill(page, merchant, "x", "a wrong one")
    await expect(page.get_by_role("alert")).to_have_text(
        "Merchant, user name or password is wrong."
    )
    await expect(page.get_by_label("User name")).to_have_value("x")
    await page.get_by_role("textbox", name="Password").fill(password_of("x"))
    await page.get_by_role("button", name="Log in", exact=True).click()
    x = Agent(page, "Xenia")
    await expect(x.status).to_contain_text("Online")

    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    await expect(ann.heading).to_have_text("Xenia")
    await page.reload()
    await expect(x.sessions).to_have_text(["Ann"])


async def test_logging_out_ends_the_reception_at_once(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    await (await x.select("Ann")).say("Hello, Ann")
    await expect(ann.lines).to_have_count(2)
    await x.button("Settings and log-out").click()
    await x.button("Log out").click()
    await expect(x.dialog).to_contain_text("Answered sessions that end: 1")
    await x.dialog.get_by_role("button", name="Log out").click()
    await expect(x.page.get_by_role("heading", name="Agent console")).to_be_visible()
    await expect(ann.note).to_have_text("This chat has ended")
    await x.page.reload()
    await expect(x.page.get_by_role("heading", name="Agent console")).to_be_visible()

    ben = await stage.buyer(merchant, "Ben")
    await expect(ben.note).to_have_text("Nobody is here right now")


async def test_two_consoles_of_one_account_show_the_same_desk(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    again = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    first, second = await x.select("Ann"), await again.select("Ann")
    await first.say("Hello, Ann")
    await expect(second.lines).to_have_text(["Hello", "Hello, Ann"])
    await again.set_state("Busy")
    await expect(x.status).to_contain_text("Busy")
    await again.page.close()
    await second.page.context.close()
    await ann.ask("Still there?")
    await expect(first.lines).to_have_text(["Hello", "Hello, Ann", "Still there?"])


async def test_a16b_two_accounts_in_one_browser_each_stay_logged_in(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    page = await _open_login(stage)
    await _fill(page, merchant, "x", password_of("x"))
    x = Agent(page, "Xenia")
    await expect(x.status).to_contain_text("Online")
    other = await page.context.new_page()
    await other.goto(f"{stage.server.url}/console/?merchant={merchant.name}&user=y")
    await other.get_by_role("textbox", name="Password").fill(password_of("y"))
    await other.get_by_role("button", name="Log in", exact=True).click()
    y = Agent(other, "Yves")
    await expect(y.status).to_contain_text("Online")
    await y.set_state("Busy")
    for agent, state in ((x, "Online"), (y, "Busy")):
        await agent.page.reload()
        await expect(agent.status).to_contain_text(state)

    await y.button("Settings and log-out").click()
    await y.button("Log out").click()
    await expect(other.get_by_role("heading", name="Agent console")).to_be_visible()
    await other.reload()
    await expect(other.get_by_role("heading", name="Agent console")).to_be_visible()
    await page.reload()
    await expect(x.status).to_contain_text("Online")


async def _open_login(stage: Stage) -> Page:
    context = await stage.context("Xenia", viewport=DESK)
    page = await context.new_page()
    await page.goto(f"{stage.server.url}/console/")
    return page


async def _fill(page: Page, merchant: Merchant, username: str, password: str) -> None:
    await page.get_by_label("Merchant").fill(merchant.name)
    await page.get_by_label("User name").fill(username)
    await page.get_by_role("textbox", name="Password").fill(password)
    await page.get_by_role("button", name="Log in", exact=True).click()
