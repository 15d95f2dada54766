"""What is being typed is seen while it is typed, and kept nowhere."""

from __future__ import annotations

import uuid

from playwright.async_api import FloatRect, Locator, expect

from tests.browser.stage import Stage
from tests.browser.traces import files_with


async def test_a_preview_becomes_the_message_and_is_never_stored_when_a_buyer_types(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Good morning")
    conversation = await x.select("Ann")
    thought, said = f"thought-{uuid.uuid4().hex}", f"said-{uuid.uuid4().hex}"

    await ann.input.fill(thought)
    await expect(conversation.preview).to_have_text(thought)
    await expect(conversation.preview).to_have_css("outline-style", "dashed")
    await expect(conversation.region).to_contain_text("Preview, not sent yet")
    await expect(conversation.lines).to_have_text(["Good morning"])

    await ann.input.fill(said)
    await expect(conversation.preview).to_have_text(said)
    before = await _box(conversation.preview)
    await ann.input.press("Enter")
    await expect(conversation.lines).to_have_text(["Good morning", said])
    await expect(conversation.preview).to_have_count(0)
    after = await _box(conversation.lines.last)
    assert (after["x"], after["height"]) == (before["x"], before["height"])

    await ann.expect_sent()
    assert files_with(stage.server.directory, said)
    assert files_with(stage.server.directory, thought) == []


async def test_the_preview_goes_when_the_buyer_deletes_it(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Good morning")
    conversation = await x.select("Ann")
    await ann.input.fill("Never mind")
    await expect(conversation.preview).to_have_text("Never mind")
    await ann.input.fill("")
    await expect(conversation.preview).to_have_count(0)


async def test_a_buyer_sees_that_the_agent_types_but_not_what(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Good morning")
    conversation = await x.select("Ann")
    await conversation.composer.fill("A half-finished thought")
    await expect(ann.typing).to_be_visible()
    await conversation.say("Good morning!")
    await expect(ann.lines).to_have_text(["Good morning", "Good morning!"])
    await expect(ann.typing).to_have_count(0)
    assert any("Good morning!" in frame for frame in ann.heard)
    assert not any("half-finished" in frame for frame in ann.heard)


async def _box(locator: Locator) -> FloatRect:
    box = await locator.bounding_box()
    assert box is not None
    return box
