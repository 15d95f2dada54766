"""Ctrl K: a few letters lead to a session, a contact, a page or a state."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser.accessibility import check_accessible
from tests.browser.people.agent import Agent
from tests.browser.stage import Stage


async def test_a_session_is_found_by_a_few_letters_and_answered(stage: Stage) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben")
    await ann.ask("Is it waterproof?")
    await ben.ask("And the lamp?")
    await x.select("Ann")
    options = await _open(x)
    await expect(options.filter(has_text="And the lamp?")).to_be_visible()
    await check_accessible(x.page, "go to")
    await x.page.keyboard.type("be")
    await expect(options.first).to_contain_text("Ben")
    await x.page.keyboard.press("Enter")
    await expect(x.conversation("Ben").composer).to_be_focused()
    await x.page.keyboard.type("Forty")
    await x.page.keyboard.press("Enter")
    await expect(ben.lines).to_have_text(["And the lamp?", "Forty"])
    await expect(ann.lines).to_have_text(["Is it waterproof?"])


async def test_a_recent_contact_is_written_to_when_there_is_no_session(stage: Stage) -> None:
    (x,), (ann,) = await stage.meet("x", "Ann")
    await ann.ask("Is it waterproof?")
    await (await x.select("Ann")).say("It is")
    await expect(ann.lines).to_have_count(2)
    await x.close("Ann")
    options = await _open(x)
    await x.page.keyboard.type("ann")
    await options.filter(has_text="Ann").click()
    await x.conversation("Ann").say("One more thing")
    await expect(ann.lines.last).to_have_text("One more thing")


async def test_a_state_is_chosen_by_its_name_and_keeps_new_buyers_away(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    options = await _open(x)
    await x.page.keyboard.type("busy")
    await expect(options).to_have_count(1)
    await x.page.keyboard.press("Enter")
    await expect(x.status).to_contain_text("Busy")
    y = await stage.agent(merchant, "y")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    await expect(y.sessions).to_have_text(["Ann"])
    await _open(x)
    await x.page.keyboard.type("nobody of that name")
    await expect(x.dialog).to_contain_text("Nothing of that name")
    await check_accessible(x.page, "go to nothing")
    await x.page.keyboard.press("Escape")
    await expect(x.dialog).to_have_count(0)


async def test_the_left_messages_are_found_by_name(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    options = await _open(x)
    await x.page.keyboard.type("mailb")
    await expect(options).to_have_count(1)
    await x.page.keyboard.press("Enter")
    await expect(x.page.get_by_text("What buyers leave while nobody is here")).to_be_visible()


async def _open(agent: Agent) -> Locator:
    """What can be chosen, from top to bottom."""
    await agent.page.keyboard.press("Control+k")
    await expect(agent.page.get_by_role("combobox", name="Go to")).to_be_focused()
    return agent.page.get_by_role("listbox", name="Go to").get_by_role("option")
