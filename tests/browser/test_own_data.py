"""B7: what becomes of a buyer's words is said, and they can have them back or have them erased."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.async_api import expect

from tests.browser.merchants import WELCOME
from tests.browser.stage import Stage


def read(path: Path) -> Any:
    return json.loads(path.read_text())


async def test_b7_what_becomes_of_the_words_is_said_before_the_first(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    consent = ann.frame.get_by_text("What you write is used only to help you.")
    await expect(consent).to_be_visible()
    await ann.button("Your data").click()
    await expect(ann.frame.get_by_role("menuitem", name="Erase my data")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await ann.ask("Is it waterproof?")
    await expect(consent).to_have_count(0)


async def test_b7_a_buyer_gets_a_file_of_what_is_kept_of_them(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant)
    await ann.ask("Is it waterproof?")
    conversation = await x.select(await x.sessions.inner_text())
    await conversation.say("It is")
    await expect(ann.lines).to_have_text(["Is it waterproof?", "It is"])

    await ann.choose("Export my data")
    async with ann.page.expect_download() as download:
        await ann.button("Download").click()
    await expect(ann.dialog).to_contain_text("The file is in your downloads")
    kept = read(await (await download.value).path())
    messages = [message for session in kept["sessions"] for message in session["messages"]]
    texts = [message["body"].get("text") for message in messages]
    assert {"Is it waterproof?", "It is"} <= set(texts)


async def test_b7_nothing_is_left_of_a_buyer_who_has_their_data_erased(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant)
    await ann.ask("My number is 5550")
    name = await x.sessions.inner_text()
    conversation = await x.select(name)
    await expect(conversation.lines).to_have_text(["My number is 5550"])

    await ann.choose("Erase my data")
    await ann.button("Cancel").click()
    await expect(ann.lines).to_have_text(["My number is 5550"])
    await ann.choose("Erase my data")
    await ann.button("Erase for good").click()
    await expect(ann.dialog).to_contain_text("Your data is erased")
    await expect(x.sessions).to_have_count(0)
    await expect(x.page.get_by_text("My number is 5550")).to_have_count(0)
    await ann.button("Close").click()
    await expect(ann.lines).to_have_count(0)
    await expect(ann.frame.get_by_text(WELCOME)).to_be_visible()

    await ann.page.reload()
    await ann.open()
    await expect(ann.frame.get_by_text("My number is 5550")).to_have_count(0)
    await ann.ask("Hello, I am new")
    await expect(x.sessions).to_have_count(1)
    conversation = await x.select(await x.sessions.inner_text())
    await expect(conversation.lines).to_have_text(["Hello, I am new"])


async def test_b7_who_is_logged_in_at_the_shop_is_not_told_they_were_shown_out(
    stage: Stage,
) -> None:
    (x,), (ann,) = await stage.meet("x", "Ann")
    await ann.ask("My number is 5550")
    await ann.choose("Erase my data")
    await ann.button("Erase for good").click()
    await ann.button("Close").click()
    await expect(x.sessions).to_have_count(0)
    await expect(ann.notes.filter(has_text="This message was erased.").first).to_be_visible()
    await expect(ann.frame.get_by_text("does not accept")).to_have_count(0)
    await expect(ann.frame.get_by_text("My number is 5550")).to_have_count(0)
    await ann.button("Start another chat").click()
    await ann.ask("Hello again")
    await expect(x.sessions).to_have_count(1)


async def test_b8_a_language_that_does_not_load_is_spoken_from_the_next_page_on(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    ann = await stage.buyer(merchant, "Ann")
    async with stage.offline(ann.page):
        await ann.choose("简体中文")
        await expect(ann.frame.get_by_text("the next page will speak it")).to_be_visible()
    await ann.page.reload()
    await ann.page.get_by_role("button", name="联系客服").click()
    await expect(ann.frame.get_by_role("button", name="更多")).to_be_visible()
