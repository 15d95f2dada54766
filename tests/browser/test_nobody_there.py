"""Nobody is at the desk, or an agent goes: what is written is kept, and somebody comes."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.stage import Stage


async def test_b03_a_left_message_is_answered_when_its_buyer_comes_back(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    ann = await stage.buyer(merchant)
    await expect(ann.note).to_have_text("Nobody is here right now")
    send = ann.form.get_by_role("button", name="Send the message")
    await ann.form.get_by_label("Your name").fill("Ann")
    await ann.form.get_by_label("E-mail").fill("ann at home")
    await ann.form.get_by_label("Your question").fill("Is the tent waterproof?")
    await send.click()
    await expect(ann.form.get_by_role("alert")).to_contain_text("name@example.com")
    await ann.form.get_by_label("E-mail").fill("ann@mail.example")
    await send.click()
    await expect(ann.frame.get_by_text("We will answer to ann@mail.example")).to_be_visible()
    await expect(ann.note).to_have_text("Message left")
    may_be_seen = ann.frame.get_by_text("may see what you type")
    await expect(may_be_seen).to_have_count(0)

    x = await stage.agent(merchant, "x")
    await expect(x.page.get_by_text("No session yet")).to_be_visible()
    await ann.ask("Somebody there now?")
    await expect(ann.heading).to_have_text("Xenia")
    await expect(may_be_seen).to_be_visible()
    conversation = await x.select("Ann")
    await expect(conversation.lines).to_have_text(
        ["Is the tent waterproof?", "Somebody there now?"]
    )
    await expect(x.details).to_contain_text("ann@mail.example")


async def test_b03_the_next_agent_takes_the_buyer_over_when_theirs_is_suddenly_gone(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant(disconnect_grace_ms=1_500)
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Is the tent waterproof?")
    await expect(ann.heading).to_have_text("Xenia")
    await x.page.close()
    await expect(ann.note).to_have_text("Message left")
    await expect(ann.notes.filter(has_text="Xenia had to leave")).to_contain_text(
        "nobody else is here"
    )

    y = await stage.agent(merchant, "y")
    await expect(ann.heading).to_have_text("Yves")
    await expect(y.sessions).to_have_text(["Ann"])
    conversation = await y.select("Ann")
    await expect(conversation.lines).to_have_text(["Is the tent waterproof?"])


async def test_an_agent_keeps_everything_when_their_page_is_back_in_time(stage: Stage) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben", windows_max=1)
    await ann.ask("Is the tent waterproof?")
    await ben.ask("And the lamp?")
    await expect(x.cache).to_have_text(["Ben"])
    conversation = await x.select("Ann")
    await conversation.composer.fill("A draft that I")
    await expect(ann.typing).to_be_visible()

    await x.page.reload()
    await expect(x.sessions).to_have_text(["Ann"])
    await expect(x.cache).to_have_text(["Ben"])
    await expect(conversation.composer).to_have_value("A draft that I")
    await conversation.say("It is")
    await expect(ann.lines).to_have_text(["Is the tent waterproof?", "It is"])


async def test_a02_sessions_end_only_after_a_question_when_an_agent_goes_away(stage: Stage) -> None:
    merchant = await stage.open_merchant(windows_max=1)
    x = await stage.agent(merchant, "x")
    ann, ben = await stage.buyers(merchant, "Ann", "Ben")
    await ann.ask("Is the tent waterproof?")
    await ben.ask("And the lamp?")
    await expect(x.cache).to_have_text(["Ben"])

    await x.choose_state("Away")
    await expect(x.dialog).to_contain_text("Sessions that end: 1")
    await expect(x.dialog).to_contain_text("back to the queue with their waiting time: 1")
    await x.dialog.get_by_role("button", name="Cancel").click()
    await expect(x.sessions).to_have_text(["Ann"])
    await expect(x.status).to_contain_text("Online")

    await x.choose_state("Away")
    await x.dialog.get_by_role("button", name="End them and go away").click()
    await expect(x.status).to_contain_text("Away")
    await expect(x.sessions).to_have_count(0)
    await expect(x.cache).to_have_count(0)
    await expect(ann.note).to_have_text("This chat has ended")
    await expect(ann.notes.last).to_contain_text("Xenia had to leave; start another chat")
    await expect(ben.note).to_have_text("Message left")

    y = await stage.agent(merchant, "y")
    await expect(y.sessions).to_have_text(["Ben"])
    await ann.button("Start another chat").click()
    await ann.ask("Is it now?")
    await expect(ann.heading).to_have_text("Yves")
