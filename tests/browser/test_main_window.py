"""The main window at a glance: what is unread, who waits, one's own state, where buyers are."""

from __future__ import annotations

import re
from typing import Final

from playwright.async_api import expect

from tests.browser.people.agent import open_status_menu
from tests.browser.stage import Stage

STATES: Final = {
    "Online": "new buyers are shared out to you",
    "Invisible": "buyers see you offline",
    "Suspended": "recent and private contacts only",
    "Busy": "No new buyers",
    "Away": "Ends all sessions",
    "Offline": "Unanswered sessions and the cache go back to the queue",
}


async def test_a01_unread_messages_and_waiting_buyers_are_in_sight_on_every_page(
    stage: Stage,
) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben", windows_max=1, reception_max=1)
    await x.open_settings("Alerts")
    functions = x.page.get_by_role("navigation", name="Functions")
    waiting = x.page.locator(".top .waiting")
    await expect(waiting).to_have_text("Nobody waits")
    await ann.ask("Is it waterproof?")
    await expect(functions.get_by_title("1 unread")).to_be_visible()
    await ann.ask("Hello?")
    await expect(functions.get_by_title("2 unread")).to_be_visible()
    await ben.ask("I wait")
    await ben.see_place("You are number", "1")
    await expect(waiting).to_contain_text("Waiting 1")
    await expect(x.load).to_have_text("1/1")
    await x.turn_to("Reception")
    await (await x.select("Ann")).say("It is")
    await expect(functions.get_by_title(re.compile("unread"))).to_have_count(0)
    await expect(ann.frame.locator(".w-meta.is-mine").last).to_contain_text("Read")
    await x.close("Ann")
    await expect(waiting).to_have_text("Nobody waits")
    await expect(ben.heading).to_have_text("Xenia")


async def test_a01_a_count_of_two_digits_leaves_its_icon_in_sight(stage: Stage) -> None:
    x, ann, _ = await stage.talking()
    await x.turn_to("Settings")
    for line in range(12):
        await ann.ask(f"Line {line}")
    functions = x.page.get_by_role("navigation", name="Functions")
    count = functions.get_by_title("12 unread")
    await expect(count).to_have_text("12")
    icon = functions.get_by_role("button", name="Reception").locator(".anticon")
    seen, covering = await icon.bounding_box(), await count.bounding_box()
    assert seen is not None
    assert covering is not None
    assert covering["x"] > seen["x"] + seen["width"] / 2
    assert covering["y"] + covering["height"] < seen["y"] + seen["height"] / 2


async def test_a01_the_top_bar_has_room_on_a_phone(stage: Stage) -> None:
    x, _, _ = await stage.talking()
    await x.page.set_viewport_size({"width": 390, "height": 844})
    last = x.page.get_by_role("button", name="Settings and log-out")
    for shown in (x.status, x.load, x.page.locator(".top .waiting"), last):
        await expect(shown).to_be_in_viewport(ratio=1)
    await expect(x.page.locator(".top .waiting")).to_have_text("Nobody waits")


async def test_a02_each_state_says_at_the_switch_what_it_does(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    menu = await open_status_menu(x)
    for state, effect in STATES.items():
        choice = menu.get_by_role("menuitemradio", name=re.compile(f"^{state}"))
        await expect(choice).to_contain_text(effect)


async def test_a02_new_buyers_come_or_stay_away_by_the_state(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x, y = await stage.agents(merchant, "x", "y")
    names = iter(("Ann", "Ben", "Cleo", "Dan"))
    # In each of them Xenia would be next: she has fewer sessions, or as many and the first turn.
    for state, takes in (("Suspended", y), ("Busy", y), ("Invisible", x), ("Online", x)):
        await x.set_state(state)
        buyer = await stage.buyer(merchant, next(names))
        await buyer.ask("Hello")
        await expect(takes.row(buyer.name)).to_be_visible()
        await expect(buyer.heading).to_have_text(takes.name)


async def test_a03_a_row_tells_what_is_new_and_whether_the_buyer_is_on_the_page(
    stage: Stage,
) -> None:
    (x,), (ann,) = await stage.meet("x", "Ann")
    await ann.ask("Is it waterproof?")
    row = x.row("Ann")
    await expect(row).to_have_class(re.compile("is-unread"))
    await expect(row.get_by_title("1 unread")).to_have_text("1")
    await expect(row.locator(".page-mark:not(.is-left)")).to_be_visible()
    await expect(row.locator(".timer")).to_be_visible()
    conversation = await x.select("Ann")
    await expect(row).not_to_have_class(re.compile("is-unread"))
    await expect(row).to_have_attribute("aria-current", "true")
    await conversation.say("It is")
    await expect(ann.lines).to_have_count(2)
    await expect(row.locator(".timer")).to_have_count(0)
    await ann.page.close()
    await expect(row.locator(".page-mark.is-left")).to_be_visible()
