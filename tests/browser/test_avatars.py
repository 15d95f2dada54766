"""A5, B1: pictures instead of letters, moving ones too, for colleagues and buyers."""

from __future__ import annotations

import io
import re
from typing import Any, Final

from PIL import Image
from playwright.async_api import FilePayload, Locator, expect

from tests.browser.accessibility import check_accessible
from tests.browser.people.agent import Agent
from tests.browser.samples import natural_size
from tests.browser.stage import Stage
from tests.browser.test_files import pick

STILL: Final = re.compile(r"\?view=still$")
MOVING: Final[dict[str, Any]] = {"reduced_motion": "no-preference"}


def portrait() -> FilePayload:
    """Red on the left, blue in the middle, red on the right."""
    image = Image.new("RGB", (900, 300), "red")
    image.paste("blue", (300, 0, 600, 300))
    return _payload("portrait.png", "PNG", image)


def film() -> FilePayload:
    """Red and blue, for ever."""
    first, second = (Image.new("RGB", (64, 64), color) for color in ("red", "blue"))
    options: dict[str, Any] = {"append_images": [second], "duration": 100, "loop": 0}
    return _payload("film.gif", "GIF", first, save_all=True, **options)


def _payload(name: str, kind: str, image: Image.Image, **options: Any) -> FilePayload:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return {"name": name, "mimeType": f"image/{kind.lower()}", "buffer": out.getvalue()}


async def colour(image: Locator) -> str:
    """Which of red, green and blue the middle of a shown picture mostly is."""
    return str(
        await image.evaluate("""async (image) => {
          await image.decode()
          const canvas = document.createElement('canvas')
          canvas.width = canvas.height = 1
          const context = canvas.getContext('2d')
          const [x, y] = [image.naturalWidth >> 1, image.naturalHeight >> 1]
          context.drawImage(image, x, y, 1, 1, 0, 0, 1, 1)
          const [red, green, blue] = context.getImageData(0, 0, 1, 1).data
          return red > green && red > blue ? 'red' : blue > green ? 'blue' : 'green'
        }""")
    )


async def choose_avatar(agent: Agent, file: FilePayload, page: str = "My picture") -> Locator:
    """Choose a picture and take the square as it is; the settings are open then."""
    settings = await agent.open_settings(page)
    await pick(agent.page, settings.get_by_role("button", name="Choose a picture"), file)
    await agent.dialog.get_by_role("button", name="Use it").click()
    await expect(agent.notice).to_have_text("In force.")
    return settings


async def test_a05_colleagues_and_buyers_see_the_picture_an_agent_has_cut(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    boss = await stage.agent(merchant, "boss")
    x, ann, conversation = await stage.talking(merchant=merchant)
    await conversation.say("It is.")
    settings = await choose_avatar(x, portrait())
    own = settings.get_by_role("img", name="Picture of Xenia").locator("img")
    assert await natural_size(own) == (160, 160)
    assert await colour(own) == "blue"
    await check_accessible(x.page, "my picture")
    for seen in (ann.frame.locator(".w-head img"), ann.lines.last.locator("..").locator("img")):
        await expect(seen).to_have_count(1)
        assert await colour(seen) == "blue"
    await boss.show("Colleagues")
    watched = await boss.select("Ann")
    for place in (x.status, boss.row("Ann"), watched.region.locator(".msg").last):
        await expect(place.locator(".face.is-agent img")).to_be_visible()
    await boss.turn_to("Team")
    await expect(boss.page.locator("tr", has_text="Xenia").locator(".face img")).to_be_visible()


async def test_a05_the_square_is_moved_by_mouse_and_keys_before_it_is_cut(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    settings = await x.open_settings("My picture")
    await pick(x.page, settings.get_by_role("button", name="Choose a picture"), portrait())
    area = x.dialog.get_by_role("application", name="The part that is shown")
    await expect(x.dialog.get_by_text("300 × 300")).to_be_visible()
    await check_accessible(x.page, "cutting a picture")
    box = await area.bounding_box()
    assert box is not None
    middle, step = box["x"] + box["width"] / 2, box["width"] / 3
    await x.page.mouse.move(middle, box["y"] + box["height"] / 2)
    await x.page.mouse.down()
    await x.page.mouse.move(middle - step, box["y"] + box["height"] / 2)
    await x.page.mouse.up()
    await area.focus()
    await x.page.keyboard.press("Shift+ArrowLeft")
    await expect(x.dialog.get_by_text("290 × 290")).to_be_visible()
    await x.dialog.get_by_role("button", name="Use it").click()
    await expect(x.notice).to_have_text("In force.")
    assert await colour(settings.locator(".face img")) == "red"


async def test_a05_moving_pictures_move_where_the_agent_and_the_computer_want_it(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x", **MOVING)
    settings = await choose_avatar(x, film())
    own = settings.locator(".face img")
    await expect(own).not_to_have_attribute("src", STILL)
    await settings.get_by_role("switch", name="Animated pictures move").click()
    await expect(own).to_have_attribute("src", STILL)
    await settings.get_by_role("switch", name="Animated pictures move").click()
    await x.page.emulate_media(reduced_motion="reduce")
    await expect(own).to_have_attribute("src", STILL)
    await expect(settings.get_by_text("asks for reduced motion")).to_be_visible()
    calm, lively = await stage.buyer(merchant, "Ann"), await stage.buyer(merchant, "Ben", **MOVING)
    for buyer, is_still in ((calm, True), (lively, False)):
        await buyer.ask("Is it waterproof?")
        shown = buyer.frame.locator(".w-head img")
        await expect(shown).to_be_visible()
        url = await shown.evaluate("(image) => image.decode().then(() => image.currentSrc)")
        assert url.endswith("?view=still") is is_still


async def test_a05_letters_come_back_when_the_picture_goes(stage: Stage) -> None:
    x, ann, _ = await stage.talking()
    settings = await choose_avatar(x, portrait())
    shown = ann.frame.locator(".w-head img")
    await expect(shown).to_be_visible()
    await settings.get_by_role("button", name="Remove").click()
    await x.page.get_by_role("tooltip").get_by_role("button", name="Remove").click()
    await expect(settings.get_by_role("img", name="Xenia has no picture yet")).to_be_visible()
    await expect(shown).to_have_count(0)
    await expect(ann.frame.locator(".w-head .w-face")).to_have_text("X")


async def test_a05_letters_stand_where_the_picture_cannot_be_had(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x, y = await stage.agents(merchant, "x", "y")
    stage.quiet.expect("404")
    ann = await stage.buyer(merchant, "Ann", to="x")
    for page in (ann.page, y.page):
        await page.route("**/api/avatars/**", lambda route: route.fulfill(status=404))
    await choose_avatar(x, portrait())
    await ann.ask("Is it waterproof?")
    face = ann.frame.locator(".w-head .w-face")
    await expect(face.locator("img")).to_be_hidden()
    await expect(face).to_have_text("X")
    await y.turn_to("Team")
    row = y.page.locator("tr", has_text="Xenia")
    await expect(row.locator(".face")).to_have_text("X")
    await expect(row.locator(".face img")).to_have_count(0)


async def test_b01_the_shops_picture_stands_in_the_widget_until_an_agent_is_there(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    boss = await stage.agent(merchant, "boss")
    await choose_avatar(boss, portrait(), "Shop pictures")
    x = await stage.agent(merchant, "x")
    assert await x.page.get_by_role("menuitem", name="Shop pictures").count() == 0
    ann = await stage.buyer(merchant, "Ann")
    assert await colour(ann.frame.locator(".w-head img")) == "blue"
    await expect(ann.frame.locator(".w-body .w-face img")).to_be_visible()
    await ann.ask("Is it waterproof?")
    await expect(ann.heading).to_have_text("Xenia")
    await expect(ann.frame.locator(".w-head img")).to_have_count(0)
