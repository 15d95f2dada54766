"""What agents know and reuse: phrases, products, orders, and what is known of a buyer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from tests.browser.merchants import Merchant, password_of
from tests.browser.shop_site import ORDER, PRODUCT
from tests.browser.stage import Stage

SIZES = "【尺码】{buyer}，均码 160 到 175 可穿。"
SIZES_TO_ANN = "Ann，均码 160 到 175 可穿。"
SEND_PRODUCT = re.compile(f"^Send.*{PRODUCT['title']}")
RETURNS = "【退换】七天无理由退换。"
BYE = "Thank you, bye. {agent}, {shop}"


@pytest_asyncio.fixture(loop_scope="session")
async def merchant(stage: Stage) -> Merchant:
    return await stage.open_merchant(has_orders=True)


async def write_phrases(stage: Stage, merchant: Merchant, *phrases: tuple[str, str]) -> None:
    """As a supervisor would, by the interface that the settings use."""
    context = await stage.context("Bo")
    login = {"merchant": merchant.name, "username": "boss", "password": password_of("boss")}
    answer = await context.request.post(f"{stage.server.url}/api/login", data=login)
    headers = {"authorization": f"Bearer {(await answer.json())['access_token']}"}
    for group, text in phrases:
        answer = await context.request.post(
            f"{stage.server.url}/api/phrases/shared",
            headers=headers,
            data={"group": group, "text": text},
        )
        assert answer.ok, await answer.text()


async def test_a13_a_phrase_found_by_pinyin_reaches_the_buyer_without_its_hint(
    stage: Stage, merchant: Merchant
) -> None:
    _, ann, conversation = await stage.talking("Which size?", merchant)
    await write_phrases(stage, merchant, ("售前", SIZES), ("售后", RETURNS))
    await conversation.composer.press_sequentially("/cm")
    menu = conversation.region.locator(".phrase-menu li")
    await expect(menu).to_have_count(1)
    await expect(menu).to_contain_text("【尺码】")
    await conversation.composer.press("Enter")
    await expect(conversation.composer).to_have_value(SIZES_TO_ANN)
    await conversation.composer.press_sequentially(" /qt")
    await expect(menu).to_contain_text("七天")
    await conversation.composer.press("+")
    both = f"{SIZES_TO_ANN}\n七天无理由退换。"
    await expect(conversation.composer).to_have_value(both)
    await conversation.composer.press("Enter")
    await expect(ann.lines.last).to_have_text(re.compile("七天无理由退换"))
    assert "【" not in await ann.words()


async def test_a13_a_phrase_written_in_the_settings_is_at_once_on_a_colleagues_key(
    stage: Stage, merchant: Merchant
) -> None:
    x, boss = await stage.agents(merchant, "x", "boss")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    conversation = await x.select("Ann")
    settings = await boss.open_settings("Phrases")
    await boss.page.get_by_role("button", name=re.compile("New$")).click()
    await boss.dialog.get_by_label("Group").fill("End")
    await boss.dialog.get_by_label("Text").fill(BYE)
    await boss.dialog.get_by_role("button", name="Apply now").click()
    await expect(settings).to_contain_text("Thank you, bye.")
    await expect(x.section("Phrases")).to_contain_text("Thank you, bye.")
    theirs = await x.open_settings("Phrases")
    await theirs.get_by_role("combobox", name="Key").click()
    await x.page.get_by_title("Alt 1").click()
    await x.turn_to("Reception")
    await expect(conversation.region.locator(".pinned button")).to_have_count(1)
    await conversation.composer.press("Alt+1")
    await expect(conversation.composer).to_have_value("Thank you, bye. Xenia, Harbour Outdoor")
    await conversation.composer.press("Enter")
    await expect(ann.lines.last).to_have_text("Thank you, bye. Xenia, Harbour Outdoor")


async def test_a13_phrases_are_put_in_order_by_keys_and_by_drag(
    stage: Stage, merchant: Merchant
) -> None:
    x, boss = await stage.agents(merchant, "x", "boss")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    await x.select("Ann")
    await write_phrases(stage, merchant, ("a", "one"), ("a", "two"), ("b", "three"))
    listed = x.section("Phrases").locator(".phrase .said")
    await expect(listed).to_have_text(["one", "two", "three"])
    settings = await boss.open_settings("Phrases")
    await settings.get_by_role("button", name=re.compile("Move “one”")).press("ArrowDown")
    await expect(listed).to_have_text(["two", "one", "three"])
    await settings.get_by_role("button", name=re.compile("Move “three”")).drag_to(
        settings.locator("li").filter(has_text="two")
    )
    await expect(listed).to_have_text(["three", "two", "one"])
    await expect(settings.locator("section")).to_have_count(1)


async def test_a13_a_file_with_a_bad_row_changes_nothing_and_a_good_one_all(
    stage: Stage, merchant: Merchant, tmp_path: Path
) -> None:
    x, boss = await stage.agents(merchant, "x", "boss")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    await x.select("Ann")
    settings = await boss.open_settings("Phrases")
    stage.quiet.expect("/import")
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text("group,text\na,fine\nb\n", encoding="utf-8")
    # As a Chinese spreadsheet saves it.
    good.write_bytes('分组,内容\r\n售前,"【尺码】两行\n第二行"\r\n'.encode("gb18030"))
    upload = settings.locator("input[type=file]")
    await upload.set_input_files(bad)
    await expect(boss.dialog).to_contain_text("Line 3: there must be two columns")
    await boss.dialog.get_by_role("button", name="OK").click()
    await expect(settings).not_to_contain_text("fine")
    await upload.set_input_files(good)
    await expect(x.section("Phrases")).to_contain_text("【尺码】")
    async with boss.page.expect_download() as saved:
        await boss.page.get_by_role("button", name=re.compile("Export CSV$")).click()
    download = await saved.value
    await download.save_as(good)
    text = good.read_bytes().decode("utf-8")
    assert text == '\ufeffgroup,text\r\n售前,"【尺码】两行\n第二行"\r\n'


async def test_a13_a_product_the_buyer_looked_at_is_sent_as_a_card_and_kept_for_colleagues(
    stage: Stage, merchant: Merchant
) -> None:
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    await ann.page.evaluate("product => window.chatd.product(product)", PRODUCT)
    await ann.ask("Is it there?")
    conversation = await x.select("Ann")
    await expect(x.section("Product on the page")).to_contain_text(PRODUCT["title"])
    await conversation.region.get_by_role("button", name="Send a product").click()
    await x.page.get_by_role("button", name=SEND_PRODUCT).click()
    card = ann.frame.locator(".w-lines .w-product").last
    await expect(card).to_contain_text(PRODUCT["title"])
    await expect(card).to_contain_text(PRODUCT["price"])
    await expect(conversation.region.locator(".msg .card")).to_contain_text(PRODUCT["title"])
    bob = await stage.buyer(merchant, "Bob")
    await bob.ask("Hello")
    other = await x.select("Bob")
    await other.region.get_by_role("button", name="Send a product").click()
    await expect(x.page.locator(".products")).to_contain_text("The shop’s")
    await x.page.get_by_role("button", name=SEND_PRODUCT).click()
    await expect(bob.frame.locator(".w-lines .w-product")).to_contain_text(PRODUCT["title"])


async def test_a12_an_order_of_the_shops_own_system_reaches_the_buyer_as_a_card(
    stage: Stage, merchant: Merchant
) -> None:
    x, ann, _ = await stage.talking("Where is my order?", merchant)
    orders = x.section("Orders (ERP)")
    await expect(orders).to_contain_text(ORDER["id"])
    await expect(orders).to_contain_text("Tent × 2")
    await expect(orders).to_contain_text("SF-1")
    await orders.get_by_role("button", name=f"Send order {ORDER['id']}").click()
    await expect(ann.lines.last).to_contain_text(ORDER["id"])
    await expect(ann.lines.last).to_contain_text("paid · ¥ 899.00")


async def test_a12_a_visitors_orders_are_asked_once_their_phone_is_written_down(
    stage: Stage, merchant: Merchant
) -> None:
    x, boss = await stage.agents(merchant, "x", "boss")
    visitor = await stage.buyer(merchant)
    await visitor.ask("Hello")
    await x.page.locator("button.row").first.click()
    orders = x.section("Orders (ERP)")
    await expect(orders).to_contain_text("Not known who the buyer is")
    await x.section("Buyer").get_by_role("button", name="Edit").click()
    await x.dialog.get_by_label("Phone").fill("138 0000")
    await x.dialog.get_by_label("Note").fill("Likes green.")
    await x.dialog.get_by_role("button", name="Save").click()
    await expect(x.section("Buyer")).to_contain_text("138 0000")
    await expect(orders).to_contain_text(ORDER["id"])
    await boss.show("Colleagues")
    await boss.page.locator("button.row").first.click()
    await expect(boss.section("Buyer")).to_contain_text("Likes green.")


async def test_a12_source_keywords_and_trail_follow_the_buyer(
    stage: Stage, merchant: Merchant
) -> None:
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(
        merchant, "Ann", referrer="https://www.baidu.com/s?wd=%E5%8F%8C%E4%BA%BA%E5%B8%90%E7%AF%B7"
    )
    await ann.ask("Hello")
    await x.select("Ann")
    await expect(x.section("Buyer")).to_contain_text("baidu.com")
    await expect(x.section("Buyer")).to_contain_text("双人帐篷")
    trail = x.section("Trail").locator("li")
    await expect(trail).to_have_count(1)
    await expect(trail.first).to_contain_text("now")
    await ann.page.evaluate(
        "document.title = 'The next page'; history.pushState({}, '', '/next' + location.search)"
    )
    await expect(trail).to_have_count(2)
    await expect(trail.first).to_contain_text("The next page")


async def test_a12_what_was_said_to_a_colleague_is_read_by_who_serves_the_buyer_now(
    stage: Stage, merchant: Merchant
) -> None:
    x, ann, conversation = await stage.talking("My zip is broken", merchant)
    await conversation.say("We send a new one.")
    await conversation.say_internally("third time this week")
    await x.close("Ann")
    await x.set_state("Busy")
    y = await stage.agent(merchant, "y")
    await ann.button("Start another chat").click()
    await ann.ask("Me again")
    await y.select("Ann")
    await y.section("Former sessions").get_by_role("button", name=re.compile("Xenia")).click()
    await expect(y.dialog).to_contain_text("My zip is broken")
    await expect(y.dialog).to_contain_text("We send a new one.")
    await expect(y.dialog).not_to_contain_text("third time")


async def test_a10_a_block_is_lifted_in_the_settings_and_the_buyer_can_write(
    stage: Stage, merchant: Merchant
) -> None:
    x, ann, conversation = await stage.talking("Rude words", merchant)
    await conversation.action("Block").click()
    await x.dialog.get_by_label("Reason").fill("insults")
    await x.dialog.get_by_role("button", name="Block").click()
    settings = await x.open_settings("Blacklist")
    await expect(settings).to_contain_text("insults")
    await expect(settings).to_contain_text("Xenia")
    await settings.get_by_role("button", name="Lift the block of Ann").click()
    await x.page.get_by_role("tooltip").get_by_role("button", name="Lift").click()
    await expect(settings).to_contain_text("Nobody is blocked.")
    await ann.button("Start another chat").click()
    await ann.ask("Sorry")


async def test_t2_summary_types_of_the_settings_are_in_a_colleagues_dialog_at_once(
    stage: Stage, merchant: Merchant
) -> None:
    x, boss = await stage.agents(merchant, "x", "boss")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    conversation = await x.select("Ann")
    settings = await boss.open_settings("Summary types")
    await boss.page.get_by_role("button", name=re.compile("New group$")).click()
    await settings.get_by_label("Name of the group").last.fill("After sale")
    types = settings.get_by_role("combobox").last
    await types.fill("Broken zip")
    await types.press("Enter")
    await boss.page.get_by_role("button", name="Apply now").click()
    await expect(boss.notice).to_contain_text("In force")
    await conversation.action("Summary").click()
    await x.dialog.get_by_role("combobox").click()
    await expect(x.page.get_by_title("After sale")).to_be_visible()
    await x.page.get_by_title("Broken zip").click()
    await x.dialog.get_by_role("button", name="Save", exact=True).click()
    await expect(x.section("Summary")).to_contain_text("Broken zip")


async def test_b04b_what_was_learned_of_a_visitor_stays_with_them_when_they_log_in(
    stage: Stage, merchant: Merchant
) -> None:
    x = await stage.agent(merchant, "x")
    visitor = await stage.buyer(merchant)
    await visitor.ask("Is it waterproof?")
    await x.page.locator("button.row").first.click()
    await x.section("Buyer").get_by_role("button", name="Edit").click()
    await x.dialog.get_by_label("Note").fill("Likes green.")
    await x.dialog.get_by_role("button", name="Save").click()
    await expect(x.section("Buyer")).to_contain_text("Likes green.")
    await visitor.page.goto("about:blank")
    ann = await stage.visit(visitor.page.context, merchant, "Ann")
    await expect(ann.lines).to_have_text(["Is it waterproof?"])
    await ann.ask("It is me")
    await expect((await x.select("Ann")).lines).to_have_text(["Is it waterproof?", "It is me"])
    await expect(x.section("Buyer")).to_contain_text("Likes green.")
