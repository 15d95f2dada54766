"""One whole session without a mouse, on both sides."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from tests.browser.merchants import password_of
from tests.browser.people.agent import Agent
from tests.browser.stage import DESK, Stage

_HAS_FOCUS = "element => element.getRootNode().activeElement === element && document.hasFocus()"


async def test_b08_a_session_is_held_from_log_in_to_rating_when_there_is_no_mouse(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    context = await stage.context("Xenia", viewport=DESK)
    page = await context.new_page()
    await page.goto(f"{stage.server.url}/console/")
    await expect(page.get_by_label("Merchant")).to_be_focused()
    await _type(page, merchant.name, "Tab", "x", "Tab", password_of("x"), "Enter")
    x = Agent(page, "Xenia")
    await expect(x.status).to_contain_text("Online")

    ann = await stage.buyer(merchant, "Ann", opened=False)
    await _tab_to(ann.page, ann.launcher)
    await ann.page.keyboard.press("Enter")
    await expect(ann.input).to_be_focused()
    await _type(ann.page, "Does it come in green?", "Enter")
    await expect(x.sessions).to_have_text(["Ann"])

    await page.keyboard.press("Alt+j")
    conversation = x.conversation("Ann")
    await expect(conversation.composer).to_be_focused()
    await _type(page, "In moss", "Enter")
    await expect(ann.lines).to_have_text(["Does it come in green?", "In moss"])
    await _type(ann.page, "That one", "Enter")
    await expect(conversation.buyers_lines).to_have_text(["Does it come in green?", "That one"])
    await page.keyboard.press("Alt+i")
    await expect(conversation.whisper).to_be_focused()
    await _type(page, "Keep one aside", "Enter")
    await expect(conversation.internal).to_contain_text(["Keep one aside"])
    await page.keyboard.press("Alt+i")
    await _type(page, "Done", "Enter")

    await page.keyboard.press("Alt+m")
    await expect(x.dialog.get_by_role("combobox")).to_be_focused()
    await _type(page, "Siz", "Enter", "Tab", "Moss, reserved")
    await _tab_to(page, x.button("Save and close the session"))
    await page.keyboard.press("Enter")
    await expect(x.ended).to_contain_text(["Closed by an agent"])

    await expect(ann.rating).to_be_visible()
    await _tab_to(ann.page, ann.rating.get_by_role("radio").first)
    await ann.page.keyboard.press("Space")
    for _ in range(4):
        await ann.page.keyboard.press("ArrowRight")
    await _type(ann.page, "Tab", "Lovely")
    await _tab_to(ann.page, ann.button("Send rating"))
    await ann.page.keyboard.press("Enter")
    await expect(ann.frame.get_by_text("Thank you for your rating.")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await expect(ann.launcher).to_be_focused()


async def test_a08_a_session_is_handed_over_when_there_is_no_mouse(stage: Stage) -> None:
    (x, y), (ann,) = await stage.meet("x y", "Ann")
    await ann.ask("Which pegs go with it?")
    await x.page.keyboard.press("Control+k")
    await expect(x.page.get_by_role("combobox", name="Go to")).to_be_focused()
    await _type(x.page, "ann", "Enter")
    await expect(x.conversation("Ann").composer).to_be_focused()
    await x.page.keyboard.press("Alt+r")
    await _tab_to(x.page, x.dialog.get_by_role("radio", name="Yves"))
    await x.page.keyboard.press("Space")
    await _tab_to(x.page, x.dialog.get_by_label("Note"))
    await _type(x.page, "Knows tents")
    await x.page.keyboard.press("Control+Enter")
    await expect(y.invitation).to_contain_text("Knows tents")
    await y.page.keyboard.press("Alt+y")
    await expect(y.conversation("Ann").composer).to_be_focused()
    await _type(y.page, "Eight long ones", "Enter")
    await expect(ann.lines).to_have_text(["Which pegs go with it?", "Eight long ones"])
    await expect(x.conversation("Ann").region).to_contain_text("Transferred")


async def _type(page: Page, *keys: str) -> None:
    """Names of keys are pressed, everything else is typed."""
    for key in keys:
        if key in {"Tab", "Enter", "Escape"}:
            await page.keyboard.press(key)
        else:
            await page.keyboard.type(key)


async def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until this has the focus."""
    for _ in range(60):
        if await wanted.evaluate(_HAS_FOCUS):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {wanted}")
