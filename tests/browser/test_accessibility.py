"""Every page and every state can be used with a screen reader and is legible, light or dark."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.accessibility import check_accessible
from tests.browser.people.agent import open_status_menu
from tests.browser.samples import manual, paste, picture
from tests.browser.shop_site import PRODUCT
from tests.browser.stage import DESK, PHONE, Stage


async def test_the_log_in_is_accessible(stage: Stage) -> None:
    stage.quiet.expect("401.*/api/login")
    context = await stage.context("Xenia", viewport=DESK)
    page = await context.new_page()
    await page.goto(f"{stage.server.url}/console/")
    await expect(page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    await check_accessible(page, "log-in")
    await page.get_by_label("Merchant").fill("nobody")
    await page.get_by_label("User name").fill("nobody")
    await page.get_by_role("textbox", name="Password").fill("password")
    await page.get_by_role("button", name="Log in", exact=True).click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await check_accessible(page, "log-in refused")


async def test_the_reception_is_accessible(stage: Stage) -> None:
    merchant = await stage.open_merchant(windows_max=2, reception_max=3)
    x, y = await stage.agents(merchant, "x", "y")
    await check_accessible(x.page, "no session")
    await x.show("Recent")
    await expect(x.page.get_by_text("No recent contacts")).to_be_visible()
    await check_accessible(x.page, "no recent contact")
    await x.show("Open")
    await y.set_state("Busy")
    buyers = await stage.buyers(merchant, "Ann", "Ben", "Cleo", "Dan")
    for buyer in buyers:
        await buyer.ask("Is it waterproof? See https://shop.test/tent")
    await expect(x.queue).to_have_count(1)
    conversation = await x.select("Ann")
    await conversation.say("It is")
    await conversation.say_internally("She asks that each year")
    await buyers[0].input.fill("And the")
    await expect(conversation.preview).to_be_visible()
    await check_accessible(x.page, "conversation")

    await conversation.action("Why me?").click()
    await expect(x.page.locator(".why li").first).to_be_visible()
    await check_accessible(x.page, "why me", within=".ant-popover")
    await x.page.keyboard.press("Escape")
    await x.cached_row("Cleo").click()
    await expect(x.conversation("Cleo").footer).to_be_visible()
    await check_accessible(x.page, "cached")
    await x.close("Ben")
    await x.ended.click()
    await expect(x.conversation("Ben").footer).to_be_visible()
    await check_accessible(x.page, "ended")
    await x.show("Recent")
    await expect(x.page.locator(".recent-row").first).to_be_visible()
    await check_accessible(x.page, "recent contacts")


async def test_the_consoles_dialogs_and_menus_are_accessible(stage: Stage) -> None:
    (x, y), (ann,) = await stage.meet("x y", "Ann")
    await ann.ask("Is it waterproof?")
    conversation = await x.select("Ann")
    for action in ("Transfer", "Summary", "Block", "Close"):
        await conversation.action(action).click()
        await expect(x.dialog).to_be_visible()
        await check_accessible(x.page, action)
        await x.dismiss()
    await x.choose_state("Away")
    await expect(x.dialog).to_be_visible()
    await check_accessible(x.page, "away")
    await x.dismiss()
    await x.button("Keys").click()
    await expect(x.dialog).to_be_visible()
    await check_accessible(x.page, "keys")
    await x.dismiss()
    await open_status_menu(x)
    await check_accessible(x.page, "states", within=".ant-popover")
    await x.page.keyboard.press("Escape")
    await x.button("Settings and log-out").click()
    await expect(x.button("Log out")).to_be_visible()
    await check_accessible(x.page, "settings", within=".ant-popover")
    await x.page.keyboard.press("Escape")

    await conversation.action("Transfer").click()
    await x.dialog.locator("label").filter(has_text="Yves").click()
    await x.dialog.get_by_role("button", name="Send invitation").click()
    await expect(conversation.banner).to_be_visible()
    await check_accessible(x.page, "invitation sent")
    await expect(y.invitation).to_be_visible()
    await check_accessible(y.page, "invitation received")


async def test_what_agents_write_with_is_accessible(stage: Stage) -> None:
    merchant = await stage.open_merchant(has_orders=True)
    await stage.agent(merchant, "y")
    x, ann, conversation = await stage.talking(merchant=merchant)
    await ann.page.evaluate("product => window.chatd.product(product)", PRODUCT)
    await paste(conversation.composer, picture(), manual())
    await expect(conversation.region.locator(".attachment")).to_have_count(2)
    await check_accessible(x.page, "files to send, orders, trail")
    await conversation.composer.press("Enter")
    await expect(ann.lines).to_have_count(3)
    await check_accessible(x.page, "files sent")
    await check_accessible(ann.page, "files received", frames=True)
    for tool in ("Font of my messages", "Emoji", "Send a product"):
        await conversation.action(tool).click()
        await expect(x.page.locator(".ant-popover:not(.ant-popover-hidden)")).to_be_visible()
        await check_accessible(x.page, tool, within=".ant-popover:not(.ant-popover-hidden)")
        await conversation.action(tool).click()
        await expect(x.page.locator(".ant-popover:not(.ant-popover-hidden)")).to_have_count(0)
    await conversation.composer.press("Alt+i")
    await conversation.whisper.press_sequentially("Ask @yv")
    await expect(conversation.region.get_by_role("option", name="Yves")).to_be_visible()
    await check_accessible(x.page, "mention")
    await x.section("Buyer").get_by_role("button", name="Edit").click()
    await expect(x.dialog).to_be_visible()
    await check_accessible(x.page, "note")


async def test_panes_and_phrases_are_accessible(stage: Stage) -> None:
    (x, boss), (ann, ben) = await stage.meet("x boss", "Ann Ben")
    await ann.ask("Is it waterproof?")
    await ben.ask("And the lamp?")
    await boss.open_settings("Phrases")
    await check_accessible(boss.page, "no phrases")
    await boss.button("New").click()
    await check_accessible(boss.page, "phrase")
    await boss.dialog.get_by_label("Group").fill("End")
    await boss.dialog.get_by_label("Text").fill("【bye】Thank you, bye.")
    await boss.dialog.get_by_role("button", name="Apply now").click()
    await expect(boss.page.locator(".settings-in")).to_contain_text("Thank you")
    await check_accessible(boss.page, "phrases")
    for page in ("Alerts", "Keys", "Summary types", "Blacklist"):
        await boss.open_settings(page)
        await check_accessible(boss.page, page)
    await x.select("Ann")
    await x.row("Ben").click(modifiers=["Control"])
    await expect(x.page.locator(".pane")).to_have_count(2)
    conversation = x.conversation("Ben")
    await conversation.composer.press_sequentially("/")
    await expect(conversation.region.locator(".phrase-menu")).to_be_visible()
    await check_accessible(x.page, "two panes, phrases")


async def test_the_team_page_is_accessible(stage: Stage) -> None:
    merchant = await stage.open_merchant(windows_max=1, reception_max=1)
    _, boss = await stage.agents(merchant, "x", "boss")
    await check_accessible(boss.page, "supervisor without sessions")
    ann, ben = await stage.buyers(merchant, "Ann", "Ben")
    await ann.ask("Is it waterproof?")
    await ben.ask("And the lamp?")
    await ben.see_place("You are number", "1")
    await boss.turn_to("Team")
    await boss.page.locator(".chip").filter(has_text="Ann").click()
    await expect(boss.conversation("Ann").banner).to_be_visible()
    await check_accessible(boss.page, "team, watching")
    await boss.button("Assign").click()
    await expect(boss.page.locator(".assign label").first).to_be_visible()
    await check_accessible(boss.page, "team, assigning", within=".ant-popover")


async def test_the_widget_is_accessible(stage: Stage) -> None:
    merchant = await stage.open_merchant(windows_max=1, reception_max=2)
    cleo = await stage.buyer(merchant)
    await check_accessible(cleo.page, "form", frames=True)
    await cleo.form.get_by_role("button", name="Send the message").click()
    await expect(cleo.form.get_by_role("alert")).to_be_visible()
    await check_accessible(cleo.page, "form refused", frames=True)

    x = await stage.agent(merchant, "x")
    ann, ben, dan = await stage.buyers(merchant, "Ann", "Ben", "Dan")
    await check_accessible(ann.page, "greeting", frames=True)
    await ann.ask("Is it waterproof?")
    conversation = await x.select("Ann")
    await conversation.say("It is, see https://shop.test/tent")
    await expect(ann.lines).to_have_count(2)
    await check_accessible(ann.page, "conversation", frames=True)
    await ann.button("Emoji").click()
    await check_accessible(ann.page, "emoji", frames=True)
    await ann.page.keyboard.press("Escape")
    await ann.button("Menu").click()
    await check_accessible(ann.page, "menu", frames=True)
    await ann.frame.get_by_role("menuitem", name="End this chat").click()
    await expect(ann.frame.get_by_role("dialog")).to_be_visible()
    await check_accessible(ann.page, "leaving", frames=True)
    await ann.page.keyboard.press("Escape")

    await ben.ask("And the lamp?")
    await expect(ben.place).to_be_visible()
    await check_accessible(ben.page, "cached", frames=True)
    await dan.ask("And the pack?")
    await dan.see_place("You are number")
    await check_accessible(dan.page, "queued", frames=True)
    await dan.button("Leave a message").click()
    await check_accessible(dan.page, "message instead of waiting", frames=True)

    await x.close("Ann")
    await expect(ann.rating).to_be_visible()
    await check_accessible(ann.page, "ended", frames=True)
    await x.select("Ben")
    await x.conversation("Ben").action("Block").click()
    await x.dialog.get_by_role("button", name="Block", exact=True).click()
    await ben.button("Start another chat").click()
    await ben.input.fill("Hello?")
    await ben.input.press("Enter")
    await expect(ben.frame.get_by_text("You cannot write here")).to_be_visible()
    await check_accessible(ben.page, "blocked", frames=True)


async def test_the_launcher_is_accessible_on_a_phone(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, viewport=PHONE, opened=False, has_touch=True)
    await expect(ann.launcher).to_be_visible()
    await check_accessible(ann.page, "launcher")
    await ann.open()
    await check_accessible(ann.page, "greeting on a phone", frames=True)
