"""Every decision tells its reasons: why me, and why do they wait."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.stage import Stage


async def test_a15_an_agent_reads_why_a_session_came_to_them(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x, y = await stage.agents(merchant, "x", "y")
    await y.set_state("Suspended")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    conversation = await x.select("Ann")
    await expect(conversation.region).to_contain_text(
        "Shared out evenly to Xenia: lowest load, next turn"
    )
    await conversation.action("Why me?").click()
    why = x.page.locator(".why")
    await expect(why.get_by_role("listitem").filter(has_text="Yves")).to_contain_text(
        "suspended while colleagues accept"
    )
    await expect(why.get_by_role("listitem").filter(has_text="Mara")).to_contain_text("offline")


async def test_a15_an_agent_reads_why_a_buyer_waits(stage: Stage) -> None:
    (x, y), (ann, ben) = await stage.meet("x y", "Ann Ben", windows_max=1, reception_max=1)
    await ann.ask("Hello")
    await expect(ann.heading).to_have_text("Xenia")
    await y.set_state("Busy")
    await ben.ask("Hello")
    await ben.see_place("You are number", "1")
    await x.queue.filter(has_text="Ben").hover()
    why = x.page.locator(".why")
    await expect(why).to_contain_text("Why waiting?")
    await expect(why).to_contain_text("Number 1 in the queue.")
    await expect(why.get_by_role("listitem").filter(has_text="Xenia")).to_contain_text(
        "full, 1 of 1"
    )
    await expect(why.get_by_role("listitem").filter(has_text="Yves")).to_contain_text("busy")

    await why.get_by_role("button", name="Take now").click()
    await expect(x.sessions).to_have_text(["Ann", "Ben"])
    await expect(ben.heading).to_have_text("Xenia")


async def test_a15_a_waiting_buyer_is_taken_by_enter_when_the_entry_has_the_focus(
    stage: Stage,
) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben", windows_max=1, reception_max=1)
    await ann.ask("Hello")
    await ben.ask("Hello")
    await x.queue.filter(has_text="Ben").focus()
    await expect(x.page.locator(".why")).to_contain_text("Number 1 in the queue.")
    await x.page.keyboard.press("Enter")
    await expect(ben.heading).to_have_text("Xenia")
    await expect(x.conversation("Ben").composer).to_be_focused()
