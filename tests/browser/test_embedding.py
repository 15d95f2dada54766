"""The widget on a shop's page: it moves nothing, and neither side's styles reach the other."""

from __future__ import annotations

from typing import Final

from playwright.async_api import expect

from tests.browser.merchants import WELCOME
from tests.browser.shop_site import HOST, PRODUCT
from tests.browser.stage import PHONE, Stage

SHOPS_GREEN: Final = "rgb(0, 102, 0)"
_BOXES: Final = """
() => [...document.querySelectorAll('main *')].map(one => {
  const {x, y, width, height} = one.getBoundingClientRect()
  return [x, y, width, height, getComputedStyle(one).font, getComputedStyle(one).color]
})
"""


async def test_b01_the_shops_page_stays_as_it_is_when_the_widget_opens(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, opened=False)
    await expect(ann.launcher).to_be_visible()
    before = await ann.page.evaluate(_BOXES)
    await expect(ann.launcher).not_to_have_css("background-color", SHOPS_GREEN)
    await ann.open()
    assert await ann.page.evaluate(_BOXES) == before
    await expect(ann.page.locator("main button")).to_have_css("background-color", SHOPS_GREEN)
    await expect(ann.input).not_to_have_css("background-color", SHOPS_GREEN)


async def test_b01_the_widget_greets_and_asks_about_the_product_of_the_page(
    stage: Stage,
) -> None:
    (x,), (ann,) = await stage.meet("x", "Ann")
    await expect(ann.frame.get_by_text(WELCOME)).to_be_visible()
    await ann.page.evaluate("product => window.chatd.product(product)", PRODUCT)
    card = ann.frame.locator(".w-card")
    await expect(card).to_contain_text(PRODUCT["title"])
    await expect(card).to_contain_text(PRODUCT["price"])
    await card.locator(".w-link").click()
    await ann.button("Emoji").click()
    await ann.frame.get_by_role("button", name="👍").click()
    await ann.input.press("Enter")
    conversation = await x.select("Ann")
    await expect(conversation.region.locator(".msg .card")).to_contain_text(PRODUCT["title"])
    await expect(conversation.buyers_lines.last).to_have_text("👍")
    await expect(ann.heading).to_have_text("Xenia")


async def test_b08_the_widget_is_mirrored_where_one_reads_from_right_to_left(
    stage: Stage,
) -> None:
    _, ann, conversation = await stage.talking()
    await conversation.say("It is")
    await expect(ann.lines).to_have_count(2)
    await ann.page.frames[-1].evaluate("document.documentElement.dir = 'rtl'")
    own, answer = [await ann.lines.nth(place).bounding_box() for place in (0, 1)]
    assert own
    assert answer
    assert own["x"] < answer["x"]
    for part in ("body", ".w-lines"):
        overflow = "part => part.scrollWidth - part.clientWidth"
        assert await ann.frame.locator(part).evaluate(overflow) <= 0


async def test_b08_the_widget_covers_the_whole_screen_of_a_phone(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, viewport=PHONE)
    box = await ann.page.locator("chatd-widget iframe").bounding_box()
    assert box == {"x": 0, "y": 0, **PHONE}
    await ann.button("Minimise").click()
    await expect(ann.launcher).to_be_visible()


async def test_b05_the_launcher_counts_what_came_when_the_widget_was_closed(stage: Stage) -> None:
    _, ann, conversation = await stage.talking()
    await ann.button("Minimise").click()
    await conversation.say("It is", "And light")
    unread = ann.page.get_by_role("button", name="Chat with us, 2 unread")
    await expect(unread).to_be_visible()
    await expect(conversation.region.get_by_text("Read", exact=True)).to_have_count(0)
    await unread.click()
    await expect(ann.lines).to_have_text(["Is it waterproof?", "It is", "And light"])
    await expect(conversation.region.get_by_text("Read", exact=True)).to_be_visible()


async def test_a12_the_agent_sees_which_page_the_buyer_is_on(stage: Stage) -> None:
    _, ann, conversation = await stage.talking()
    await expect(conversation.region).to_contain_text("On the shop page: Two-person tent")
    await ann.page.close()
    await expect(conversation.region).to_contain_text("Has left the shop page")


async def test_a_page_of_another_origin_cannot_frame_the_widget(stage: Stage) -> None:
    stage.quiet.expect("frame-ancestors|ERR_BLOCKED_BY_RESPONSE")
    merchant = await stage.open_merchant()
    context = await stage.context("stranger")
    page = await context.new_page()
    address = stage.shop_site.page(stage.server.url, shop=merchant.name)
    await page.goto(address.replace(HOST, "127.0.0.1", 1))
    async with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        await page.get_by_role("button", name="Chat with us").click()
