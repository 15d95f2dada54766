"""What ends a session and what is said of it: closing, rating, summary, block, private, caps."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.people.agent import open_status_menu
from tests.browser.stage import Stage


async def test_b05_the_agent_sees_the_rating_when_a_closed_session_is_rated(stage: Stage) -> None:
    x, ann, conversation = await stage.talking()
    await conversation.say("It is")
    await expect(ann.lines).to_have_text(["Is it waterproof?", "It is"])
    await x.close("Ann")

    await expect(ann.note).to_have_text("This chat has ended")
    await ann.rating.get_by_role("radio", name="4 stars").check(force=True)
    await ann.rating.get_by_role("textbox").fill("Quick")
    await ann.rating.get_by_role("button", name="Send rating").click()
    await expect(ann.frame.get_by_text("Thank you for your rating.")).to_be_visible()
    await expect(ann.rating).to_have_count(0)
    await x.ended.filter(has_text="Ann").click()
    await expect(x.details.get_by_role("img", name="4 of 5")).to_be_visible()
    await expect(x.details).to_contain_text("Quick")


async def test_closing_asks_first_when_the_buyer_waits_for_an_answer(stage: Stage) -> None:
    x, ann, conversation = await stage.talking()
    await conversation.action("Close").click()
    await expect(x.dialog).to_contain_text("still waits for an answer")
    await x.dialog.get_by_role("button", name="Cancel").click()
    await conversation.say("It is")
    await expect(ann.lines).to_have_text(["Is it waterproof?", "It is"])
    await conversation.action("Close").click()
    await expect(ann.note).to_have_text("This chat has ended")
    await expect(x.dialog).to_have_count(0)


async def test_a_buyer_leaves_after_a_question(stage: Stage) -> None:
    (x,), (ann,) = await stage.meet("x", "Ann")
    await ann.ask("Is it waterproof?")
    await (await x.select("Ann")).say("It is")
    await expect(ann.lines).to_have_count(2)
    await ann.button("Menu").click()
    await ann.frame.get_by_role("menuitem", name="End this chat").click()
    await ann.frame.get_by_role("dialog").get_by_role("button", name="End chat").click()
    await expect(ann.note).to_have_text("This chat has ended")
    await expect(x.ended).to_contain_text(["The buyer left"])


async def test_a09_a_summary_is_seen_by_the_supervisor_when_an_agent_writes_it(
    stage: Stage,
) -> None:
    (x, boss), (ann,) = await stage.meet("x boss", "Ann")
    await ann.ask("Does it come in large?")
    conversation = await x.select("Ann")
    await boss.show("Colleagues")
    await boss.select("Ann")
    await conversation.action("Summary").click()
    await x.dialog.get_by_role("button", name="Save", exact=True).click()
    await expect(x.dialog).to_contain_text("Choose or write a category")
    await x.dialog.get_by_role("combobox").fill("Siz")
    await x.dialog.get_by_role("combobox").press("Enter")
    await x.dialog.get_by_label("Note").fill("Wants the large one")
    await x.dialog.get_by_role("button", name="Save", exact=True).click()
    await expect(x.dialog).to_have_count(0)
    for agent in (x, boss):
        await expect(agent.details).to_contain_text("Sizes")
        await expect(agent.details).to_contain_text("Wants the large one")
    assert not any("Wants the large one" in frame for frame in ann.heard)


async def test_a10_a_buyer_cannot_write_when_blocked_and_can_when_the_block_is_lifted(
    stage: Stage,
) -> None:
    x, ann, conversation = await stage.talking("Buy my watches")
    await conversation.action("Block").click()
    await expect(x.dialog).to_contain_text("Block Ann?")
    await x.dialog.get_by_label("Reason").fill("Advertising")
    await x.dialog.get_by_role("button", name="Block", exact=True).click()

    await expect(x.ended).to_contain_text(["Contact blocked"])
    await expect(ann.notes.last).to_contain_text("does not accept further messages")
    await ann.button("Start another chat").click()
    await ann.input.fill("More watches")
    await ann.input.press("Enter")
    await expect(ann.frame.get_by_text("You cannot write here")).to_be_visible()
    await expect(x.sessions).to_have_count(0)
    assert not any("Advertising" in frame for frame in ann.heard)

    await conversation.action("Unblock").click()
    await expect(x.notice).to_contain_text("Ann may write again")
    await ann.button("Send again").click()
    await expect(x.sessions).to_have_text(["Ann"])


async def test_a08b_a_private_contact_goes_to_the_main_account_when_subs_are_idle(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    main = await stage.agent(merchant, "main")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("It is me again")
    conversation = await main.select("Ann")
    await conversation.say("Welcome back")
    await conversation.action("Make private contact").click()
    await expect(main.notice).to_contain_text("Ann is a private contact of the main account now")
    await expect(main.details).to_contain_text("Private contact")
    await main.close("Ann")
    x = await stage.agent(merchant, "x")
    await ann.button("Start another chat").click()
    await ann.ask("One more thing")
    await expect(ann.heading).to_have_text("Mara")
    await expect(main.sessions).to_have_text(["Ann"])

    ben = await stage.buyer(merchant, "Ben")
    await ben.ask("I am anybody")
    await expect(ben.heading).to_have_text("Xenia")
    await expect(x.sessions).to_have_text(["Ben"])


async def test_a05_the_cache_opens_when_an_agent_wants_more_windows(stage: Stage) -> None:
    (x,), (ann, ben, cleo) = await stage.meet("x", "Ann Ben Cleo", windows_max=1, reception_max=3)
    for buyer in (ann, ben, cleo):
        await buyer.ask("Hello")
    await expect(x.cache).to_have_text(["Ben", "Cleo"])
    menu = await open_status_menu(x)
    windows = menu.get_by_role("spinbutton", name="Windows opened at once")
    await windows.fill("2")
    await windows.press("Enter")
    await expect(ben.note).to_have_text("Harbour Outdoor, here for you")
    await expect(x.sessions).to_have_text(["Ann", "Ben"])
    await expect(x.cache).to_have_text(["Cleo"])


async def test_a05_a_cached_buyer_is_served_when_the_agent_opens_them_by_hand(stage: Stage) -> None:
    (x,), (ann, ben, cleo) = await stage.meet("x", "Ann Ben Cleo", windows_max=1, reception_max=3)
    for buyer in (ann, ben, cleo):
        await buyer.ask(f"{buyer.name} asks")
    await x.cached_row("Cleo").click()
    conversation = x.conversation("Cleo")
    await expect(conversation.lines).to_have_text(["Cleo asks"])
    await expect(conversation.composer).to_have_count(0)
    await conversation.action("Open now").click()
    await conversation.say("You first")
    await expect(cleo.lines).to_have_text(["Cleo asks", "You first"])
    await expect(x.cache).to_have_text(["Ben"])


async def test_a14_sending_asks_first_when_the_buyer_wrote_meanwhile(stage: Stage) -> None:
    x, ann, conversation = await stage.talking("Two tents, please")
    async with stage.offline(x.page):
        await conversation.composer.fill("Two it is")
        await conversation.composer.press("Enter")
        await ann.ask("No, three!")
    question = conversation.region.get_by_role("alertdialog")
    await expect(question).to_contain_text("Ann wrote before you sent")
    await expect(question).to_contain_text("No, three!")
    await question.get_by_role("button", name="Let me look").click()
    await expect(conversation.composer).to_have_value("Two it is")
    await conversation.say("Three it is")
    await expect(ann.lines).to_have_text(["Two tents, please", "No, three!", "Three it is"])
