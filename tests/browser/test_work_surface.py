"""The console's work surface: several panes, drafts, taking back, what is listed first."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.people.agent import Agent
from tests.browser.stage import Stage, open_console

_BOX = "element => element.getBoundingClientRect().toJSON()"


async def test_a14_four_sessions_stand_side_by_side_when_they_are_opened_so(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x", viewport={"width": 1920, "height": 1080})
    buyers = await stage.buyers(merchant, "Ann", "Ben", "Cleo", "Dan")
    for buyer in buyers:
        await buyer.ask(f"{buyer.name} asks")
    await x.select("Ann")
    await x.row("Ben").click(modifiers=["Control"])
    panes = x.page.locator(".pane")
    await expect(panes).to_have_count(2)
    await expect(x.details).to_contain_text("Ben")
    for name in ("Cleo", "Dan"):
        await x.row(name).click(modifiers=["Control"])
    await expect(panes).to_have_count(4)
    boxes = [await pane.evaluate(_BOX) for pane in await panes.all()]
    assert all(box["width"] >= 420 for box in boxes)
    assert {(round(box["x"]), round(box["y"])) for box in boxes} == {
        (round(x_at), round(y_at))
        for x_at in {box["x"] for box in boxes}
        for y_at in {box["y"] for box in boxes}
    }
    # Each composer speaks to its own buyer.
    for buyer in buyers:
        await x.conversation(buyer.name).say(f"To {buyer.name}")
    for buyer in buyers:
        await expect(buyer.lines).to_have_text([f"{buyer.name} asks", f"To {buyer.name}"])


async def test_a14_keys_walk_over_the_panes_and_close_one(stage: Stage) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben")
    await ann.ask("Ann asks")
    await ben.ask("Ben asks")
    await x.page.keyboard.press("Alt+j")
    await expect(x.conversation("Ann").composer).to_be_focused()
    await x.page.keyboard.press("Alt+p")
    await expect(x.conversation("Ben").composer).to_be_focused()
    widths = [(await one.evaluate(_BOX))["width"] for one in await x.page.locator(".pane").all()]
    assert len(widths) == 2
    assert min(widths) >= 420
    await expect(x.details).to_have_count(0)
    await x.page.keyboard.press("Alt+BracketLeft")
    await expect(x.conversation("Ann").composer).to_be_focused()
    await x.page.keyboard.type("For Ann")
    await x.page.keyboard.press("Alt+BracketRight")
    await x.page.keyboard.type("For Ben")
    await x.page.keyboard.press("Enter")
    await expect(ben.lines).to_have_text(["Ben asks", "For Ben"])
    await expect(x.conversation("Ann").composer).to_have_value("For Ann")
    await x.page.keyboard.press("Alt+x")
    await expect(x.conversation("Ben").region).to_have_count(0)
    await expect(x.conversation("Ann").composer).to_be_focused()
    await expect(x.sessions).to_have_count(2)
    await x.page.keyboard.press("Enter")
    await expect(ann.lines).to_have_text(["Ann asks", "For Ann"])


async def test_a14_panes_and_a_draft_of_each_session_are_there_after_a_reload(
    stage: Stage,
) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben")
    await ann.ask("Ann asks")
    await ben.ask("Ben asks")
    await x.select("Ann")
    await x.row("Ben").click(modifiers=["Control"])
    await x.conversation("Ann").composer.fill("Half an answer")
    await x.conversation("Ben").composer.fill("Another half")
    await x.page.reload()
    await expect(x.conversation("Ann").composer).to_have_value("Half an answer")
    await expect(x.conversation("Ben").composer).to_have_value("Another half")
    await expect(x.conversation("Ben").composer).to_be_focused()
    await x.page.keyboard.press("Enter")
    await expect(ben.lines).to_have_text(["Ben asks", "Another half"])
    await expect(ann.lines).to_have_text(["Ann asks"])


async def test_a14_a_message_is_never_sent_when_it_is_taken_back_in_time(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    await _hold_messages(x)
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("What does it cost?")
    conversation = await x.select("Ann")
    await conversation.composer.fill("1.29")
    await conversation.composer.press("Enter")
    await expect(conversation.region.get_by_text("Goes to Ann in")).to_be_visible()
    await expect(conversation.unsent).to_have_count(1)
    await conversation.composer.press("Control+z")
    await expect(conversation.unsent).to_have_count(0)
    await expect(conversation.composer).to_have_value("1.29")
    await x.page.clock.install()
    await conversation.composer.fill("129")
    await conversation.composer.press("Enter")
    await x.page.clock.fast_forward("00:05")
    await expect(ann.lines).to_have_text(["What does it cost?", "129"])
    assert not any("1.29" in frame for frame in ann.heard)


async def test_a14_a_held_message_goes_when_the_agent_goes_on(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    await _hold_messages(x)
    await _stop_time(x)
    ann, ben = await stage.buyers(merchant, "Ann", "Ben")
    await ann.ask("Ann asks")
    await ben.ask("Ben asks")
    conversation = await x.select("Ann")
    for line in ("One", "Two"):
        await conversation.composer.fill(line)
        await conversation.composer.press("Enter")
    # The next message sends the one before; the last is still held, as time stands still.
    await expect(ann.lines).to_have_text(["Ann asks", "One"])
    await expect(conversation.unsent).to_have_count(1)
    await x.select("Ben")
    await expect(ann.lines).to_have_text(["Ann asks", "One", "Two"])


async def test_a14_a_held_message_is_not_lost_when_the_tab_is_closed(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    await _hold_messages(x)
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Still there?")
    conversation = await x.select("Ann")
    async with stage.offline(x.page):
        await conversation.composer.fill("Yes")
        await conversation.composer.press("Enter")
        await expect(conversation.unsent).to_have_count(1)
        await x.page.close()
    again = await open_console(x.page.context, stage.server, "Xenia")
    await expect(again.sessions).to_have_text(["Ann"])
    await expect(ann.lines).to_have_text(["Still there?", "Yes"])


async def test_a14_nothing_is_held_when_that_is_switched_off(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    await _stop_time(x)
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Still there?")
    await (await x.select("Ann")).say("Yes")
    await expect(ann.lines).to_have_text(["Still there?", "Yes"])


async def test_a14_sending_asks_first_when_a_colleague_has_answered_meanwhile(
    stage: Stage,
) -> None:
    (x, boss), (ann,) = await stage.meet("x boss", "Ann")
    await ann.ask("Two tents, please")
    at_x = await x.select("Ann")
    await boss.show("Colleagues")
    at_boss = await boss.select("Ann")
    await at_boss.action("Step in").click()
    await expect(at_boss.composer).to_be_visible()
    async with stage.offline(x.page):
        await at_x.composer.fill("Two it is")
        await at_x.composer.press("Enter")
        await at_boss.say("They are sold out")
        await expect(ann.lines).to_have_count(2)
    question = at_x.region.get_by_role("alertdialog")
    await expect(question).to_contain_text("Bo wrote before you sent")
    await question.get_by_role("button", name="Send anyway").click()
    said = ["Two tents, please", "They are sold out", "Two it is"]
    await expect(ann.lines).to_have_text(said)


async def test_a05_what_arrived_during_a_suspension_is_listed_first(stage: Stage) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben")
    await ann.ask("Ann asks")
    await ben.ask("Ben asks")
    await (await x.select("Ben")).say("Thirty")
    await x.select("Ann")
    await x.set_state("Suspended")
    await ben.ask("And the small one?")
    await expect(x.sessions).to_have_text(["Ann", "Ben"])
    await x.set_state("Online")
    await expect(x.sessions).to_have_text(["Ben", "Ann"])
    await expect(x.page.locator(".band").first).to_have_text("While you were suspended 1")
    await (await x.select("Ben")).say("Twenty")
    await expect(x.sessions).to_have_text(["Ann", "Ben"])
    await expect(ben.lines).to_have_text(["Ben asks", "Thirty", "And the small one?", "Twenty"])


async def _hold_messages(agent: Agent) -> None:
    """Switch taking back on."""
    await agent.button("Settings and log-out").click()
    await agent.page.get_by_text("for 5 s", exact=True).click()
    await agent.page.keyboard.press("Escape")
    await expect(agent.page.get_by_text("for 5 s", exact=True)).to_have_count(0)


async def _stop_time(agent: Agent) -> None:
    """No timer of more than two seconds ever ends on this page from now on."""
    await agent.page.evaluate(
        """() => {
          const later = window.setTimeout
          window.setTimeout = (run, ms, ...rest) => ms > 2000 ? 0 : later(run, ms, ...rest)
        }"""
    )
