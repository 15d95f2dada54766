"""A7, B1: pictures and files from one side arrive at the other, byte for byte."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import FilePayload, Locator, Page, Route, expect

from tests.browser.accessibility import check_accessible
from tests.browser.people.buyer import Buyer
from tests.browser.samples import (
    MANUAL,
    drag_over,
    drop,
    large_picture,
    manual,
    natural_size,
    paste,
    picture,
    read,
)
from tests.browser.stage import Stage


async def pick(page: Page, button: Locator, *files: FilePayload) -> None:
    async with page.expect_file_chooser() as choosing:
        await button.click()
    await (await choosing.value).set_files(list(files))


def attach(buyer: Buyer) -> Locator:
    return buyer.button("Send pictures or files")


async def saved(page: Page, link: Locator) -> tuple[str, bytes]:
    async with page.expect_download() as downloading:
        await link.click()
    download = await downloading.value
    return download.suggested_filename, read(await download.path())


async def test_a07_the_agent_sees_the_picture_when_a_buyer_sends_one(stage: Stage) -> None:
    _, ann, conversation = await stage.talking()
    await pick(ann.page, attach(ann), picture(size=(900, 600)))
    small = conversation.buyers_lines.locator("img")
    await expect(small).to_have_attribute("alt", "tent.png")
    assert await natural_size(small) == (480, 320)
    await expect(small).to_have_js_property("clientWidth", 240)
    await expect(ann.own_lines.locator("img")).to_be_visible()
    await ann.expect_sent()

    await small.click()
    whole = conversation.page.locator(".ant-image-preview img").first
    await expect(whole).to_be_visible()
    assert await natural_size(whole) == (900, 600)


async def test_a07_the_buyer_gets_the_very_bytes_when_an_agent_sends_a_file(stage: Stage) -> None:
    x, ann, conversation = await stage.talking()
    await pick(x.page, conversation.action("Send files"), manual("../手册.exe"))
    tray = conversation.region.get_by_role("list", name="Attached to the next message")
    await expect(tray.get_by_role("listitem")).to_contain_text("10 KB")
    await expect(ann.lines).to_have_count(1)
    await conversation.composer.press("Enter")
    link = ann.lines.last.get_by_role("link")
    await expect(link).to_contain_text("手册.exe.pdf")
    assert await saved(ann.page, link) == ("手册.exe.pdf", MANUAL)
    await expect(tray).to_have_count(0)


async def test_a07_a_picture_that_an_agent_pastes_goes_with_the_next_message(stage: Stage) -> None:
    _, ann, conversation = await stage.talking()
    await paste(conversation.composer, picture("image.png"))
    await conversation.say("This one?")
    await expect(ann.lines).to_have_count(3)
    seen = ann.lines.locator("img")
    assert await natural_size(seen) == (320, 200)
    await expect(conversation.lines.filter(has_text="This one?")).to_be_visible()


async def test_a07_what_is_dropped_on_a_conversation_is_attached_and_can_be_removed(
    stage: Stage,
) -> None:
    _, ann, conversation = await stage.talking()
    files = [picture("one.png"), manual("two.pdf")]
    await drag_over(conversation.region, *files)
    await expect(conversation.region.get_by_text("Drop here to send to Ann")).to_be_visible()
    await drop(conversation.region, *files)
    await expect(conversation.region.get_by_text("Drop here to send to Ann")).to_have_count(0)
    await conversation.action("Remove one.png").click()
    await conversation.action("Send").click()
    await expect(ann.lines).to_have_count(2)
    await expect(ann.lines.last.get_by_role("link")).to_contain_text("two.pdf")


async def test_b01_a_buyer_pastes_and_drops(stage: Stage) -> None:
    _, ann, conversation = await stage.talking()
    await paste(ann.input, picture("pasted.png"))
    await expect(conversation.buyers_lines.locator("img")).to_have_count(1)
    await drag_over(ann.frame.locator("main"), picture("dropped.png"))
    await drop(ann.frame.locator("main"), picture("dropped.png"))
    await expect(conversation.buyers_lines.locator("img")).to_have_count(2)
    assert await natural_size(conversation.buyers_lines.locator("img").last) == (320, 200)


class Unreliable:
    """A network that is lost when so many parts have passed, until it is mended."""

    def __init__(self, parts: int) -> None:
        self.offsets: list[int] = []
        self.is_mended = False
        self._parts = parts

    async def pass_on(self, route: Route) -> None:
        request = route.request
        if not self.is_mended and len(self.offsets) >= self._parts:
            await route.abort("internetdisconnected")
            return
        if request.method == "PATCH":
            self.offsets.append(int(request.headers["upload-offset"]))
        await route.continue_()


async def test_a07_an_upload_goes_on_where_it_was_when_the_network_was_lost(stage: Stage) -> None:
    stage.quiet.expect("ERR_INTERNET_DISCONNECTED")
    x, ann, conversation = await stage.talking()
    photo = large_picture()
    network = Unreliable(parts=2)
    await ann.page.context.route(re.compile("/api/uploads/"), network.pass_on)
    await pick(ann.page, attach(ann), photo)
    await expect(ann.frame.locator(".w-sending").get_by_role("status")).to_be_visible()
    assert network.offsets == [0, 256 * 1024]
    await expect(conversation.lines).to_have_count(1)

    again = await ann.button("Send again").element_handle()
    network.is_mended = True
    await again.evaluate("(button) => button.click()")  # before it tries again by itself
    sent = conversation.buyers_lines.locator("img")
    await expect(sent).to_be_visible()
    assert network.offsets == list(range(0, len(photo["buffer"]), 256 * 1024))
    await expect(ann.frame.locator(".w-sending")).to_have_count(0)
    address = await sent.get_attribute("src")
    assert address is not None
    whole = address.replace("&view=thumbnail", "")
    answer = await x.page.context.request.get(f"{stage.server.url}{whole}")
    assert await answer.body() == photo["buffer"]


async def test_a07_a_file_that_is_not_taken_says_so_and_holds_up_nothing(stage: Stage) -> None:
    stage.quiet.expect("415")
    x, ann, conversation = await stage.talking()
    page: FilePayload = {"name": "page.txt", "mimeType": "text/plain", "buffer": b"<html>hi</html>"}
    await pick(x.page, conversation.action("Send files"), page, manual())
    await expect(conversation.region.get_by_role("alert")).to_have_text(
        "Files of this type are not taken"
    )
    await conversation.action("Send").click()
    await expect(ann.lines).to_have_count(2)
    await expect(ann.lines.last).to_contain_text("manual.pdf")
    await conversation.action("Remove page.txt").click()
    await expect(conversation.region.get_by_role("alert")).to_have_count(0)

    await pick(ann.page, attach(ann), page)
    await expect(ann.frame.get_by_role("alert")).to_have_text("This type is not taken")
    await ann.frame.get_by_role("button", name="Discard: page.txt").click()
    await expect(ann.frame.locator(".w-sending")).to_have_count(0)


async def test_a07_at_most_ten_files_are_attached_at_a_time(stage: Stage) -> None:
    x, _, conversation = await stage.talking()
    many = [manual(f"{number}.pdf") for number in range(11)]
    await pick(x.page, conversation.action("Send files"), *many)
    await expect(x.notice).to_contain_text("At most 10 files at a time")
    await expect(conversation.region.locator(".attachment")).to_have_count(10)


_SCREEN = """
navigator.mediaDevices.getDisplayMedia = async () => {
  const canvas = document.createElement('canvas')
  canvas.width = 1200
  canvas.height = 800
  const context = canvas.getContext('2d')
  const paint = () => {
    context.fillStyle = 'white'
    context.fillRect(0, 0, 1200, 800)
    context.fillStyle = 'red'
    context.fillRect(0, 0, 600, 400)
    requestAnimationFrame(paint)
  }
  paint()
  return canvas.captureStream()
}
"""


async def test_a07_the_buyer_sees_the_part_of_the_screen_that_the_agent_chose(stage: Stage) -> None:
    x, ann, conversation = await stage.talking()
    await x.page.evaluate(_SCREEN)
    await conversation.action("Screenshot").click()
    area = x.dialog.get_by_role("application", name="The part that is sent")
    await expect(area.locator("canvas")).to_be_visible()
    await check_accessible(x.page, "cutting out a part of the screen")
    box: Any = await area.bounding_box()
    await x.page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    await x.page.mouse.down()
    await x.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    await x.page.mouse.up()
    await expect(x.dialog).to_contain_text(re.compile(r"(299|300|301) × (199|200|201)"))
    await area.press("Shift+ArrowRight")
    await expect(x.dialog).to_contain_text(re.compile(r"(309|310|311) × (199|200|201)"))
    await x.dialog.get_by_role("button", name="Attach").click()
    await expect(x.dialog).to_have_count(0)
    await conversation.action("Send").click()
    seen = ann.lines.locator("img")
    width, height = await natural_size(seen)
    assert 305 <= width <= 315
    assert 195 <= height <= 205
    assert await seen.evaluate(_CENTRE) == [255, 0, 0]


_CENTRE = """
(image) => {
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth
  canvas.height = image.naturalHeight
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const data = context.getImageData(canvas.width / 3, canvas.height / 2, 1, 1).data
  return [...data.slice(0, 3)].map((part) => (part > 240 ? 255 : part < 16 ? 0 : part))
}
"""


async def test_a07_the_buyer_sees_the_font_that_the_agent_chose(stage: Stage) -> None:
    x, ann, conversation = await stage.talking()
    await conversation.say("Plain")
    await conversation.action("Font of my messages").click()
    await x.page.get_by_text("Large", exact=True).click()
    await x.page.get_by_role("radio", name="Red").click()
    await x.page.get_by_role("switch", name="Bold").click()
    await x.page.keyboard.press("Escape")
    await conversation.say("Important")
    line = ann.lines.filter(has_text="Important")
    await expect(line).to_have_css("font-weight", "600")
    await expect(line).to_have_css("font-size", "19px")
    await expect(line).to_have_css("color", "rgb(179, 38, 30)")
    await expect(ann.lines.filter(has_text="Plain")).to_have_css("font-weight", "400")


async def test_b05_a_buyers_line_is_sent_first_and_read_when_the_agent_has_looked(
    stage: Stage,
) -> None:
    (x,), (ann,) = await stage.meet("x", "Ann")
    await ann.ask("Is it waterproof?")
    meta = ann.frame.locator(".w-meta.is-mine").last
    await expect(meta).to_contain_text("Sent")
    await x.select("Ann")
    await expect(meta).to_contain_text("Read")
