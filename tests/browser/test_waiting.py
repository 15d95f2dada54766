"""Waiting buyers keep their place, whatever happens to their page."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.stage import Stage


async def test_a_waiting_buyer_keeps_the_place_when_the_page_is_loaded_again(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant(windows_max=1, reception_max=1)
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("I am first")
    ben = await stage.buyer(merchant)
    await ben.ask("Nobody knows my name")
    cleo = await stage.buyer(merchant, "Cleo")
    await cleo.ask("I am last")
    await ben.see_place("You are number", "1")
    await cleo.see_place("You are number", "2")

    await ben.page.reload()
    await ben.open()
    await ben.see_place("You are number", "1")
    await expect(ben.lines).to_have_text(["Nobody knows my name"])
    await cleo.see_place("You are number", "2")
    await expect(x.queue.locator("b")).to_contain_text(["visitor", "Cleo"])


async def test_all_tabs_show_one_conversation_when_a_buyer_opens_another(stage: Stage) -> None:
    merchant = await stage.open_merchant(windows_max=1, reception_max=1)
    x = await stage.agent(merchant, "x")
    ann, ben = await stage.buyers(merchant, "Ann", "Ben")
    await ann.ask("I am first")
    await ben.ask("I wait")
    await ben.see_place("You are number", "1")

    again = await stage.visit(ben.page.context, merchant, "Ben")
    await again.see_place("You are number", "1")
    await again.ask("From the other tab")
    for tab in (ben, again):
        await expect(tab.own_lines).to_have_text(["I wait", "From the other tab"])
    await expect(x.queue).to_have_count(1)

    await x.close("Ann")
    for tab in (ben, again):
        await expect(tab.heading).to_have_text("Xenia")
    conversation = await x.select("Ben")
    await conversation.say("Your turn")
    for tab in (ben, again):
        await expect(tab.lines).to_have_text(["I wait", "From the other tab", "Your turn"])


async def test_the_place_goes_to_the_next_when_a_buyer_stops_waiting(stage: Stage) -> None:
    merchant = await stage.open_merchant(windows_max=1, reception_max=1)
    x = await stage.agent(merchant, "x")
    ann, ben, cleo = await stage.buyers(merchant, "Ann", "Ben", "Cleo")
    await ann.ask("I am first")
    await ben.ask("I wait")
    await ben.see_place("You are number", "1")
    await cleo.ask("I wait too")
    await cleo.see_place("You are number", "2")
    await ben.button("Stop waiting").click()
    await expect(ben.note).to_have_text("Message left")
    await cleo.see_place("You are number", "1")
    await expect(x.queue.locator("b")).to_have_text(["Cleo"])


async def test_a_message_is_left_when_a_buyer_would_rather_not_wait(stage: Stage) -> None:
    merchant = await stage.open_merchant(windows_max=1, reception_max=1)
    x = await stage.agent(merchant, "x")
    ann, ben = await stage.buyers(merchant, "Ann", "Ben")
    await ann.ask("I am first")
    await ben.ask("I wait")
    await ben.button("Leave a message").click()
    await ben.form.get_by_label("E-mail").fill("ben@mail.example")
    await ben.form.get_by_label("Your question").fill("Call me when there is time")
    await ben.form.get_by_role("button", name="Send the message").click()
    await expect(ben.frame.get_by_text("We will answer to ben@mail.example")).to_be_visible()
    await expect(ben.own_lines).to_have_text(["I wait", "Call me when there is time"])
    await expect(x.queue).to_have_count(0)
