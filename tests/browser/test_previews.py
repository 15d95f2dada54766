"""What is being typed is seen while it is typed, and kept nowhere."""

from __future__ import annotations

import uuid

from playwright.async_api import FloatRect, Locator, expect

from tests.browser.stage import Stage
from tests.browser.traces import files_with


async def test_a11_a_preview_becomes_the_message_and_is_never_stored_when_a_buyer_types(
    stage: Stage,
) -> None:
    _, ann, conversation = await stage.talking("Good morning")
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


async def test_a11_the_preview_goes_when_the_buyer_deletes_it(stage: Stage) -> None:
    _, ann, conversation = await stage.talking("Good morning")
    await ann.input.fill("Never mind")
    await expect(conversation.preview).to_have_text("Never mind")
    await ann.input.fill("")
    await expect(conversation.preview).to_have_count(0)


async def test_a11_a_buyer_sees_that_the_agent_types_but_not_what(stage: Stage) -> None:
    _, ann, conversation = await stage.talking("Good morning")
    await conversation.composer.fill("A half-finished thought")
    await expect(ann.typing).to_be_visible()
    await conversation.say("Good morning!")
    await expect(ann.lines).to_have_text(["Good morning", "Good morning!"])
    await expect(ann.typing).to_have_count(0)
    assert any("Good morning!" in frame for frame in ann.heard)
    assert not any("half-finished" in frame for frame in ann.heard)


async def test_b06_a_buyer_is_told_that_what_they_type_may_be_seen(stage: Stage) -> None:
    _, ann, conversation = await stage.talking()
    told = ann.frame.get_by_text("The agent may see what you type before you send it")
    await expect(told).to_be_visible()
    await ann.input.fill("And the")
    await expect(conversation.preview).to_have_text("And the")


async def test_b06_nothing_is_previewed_and_nothing_said_of_it_when_the_shop_does_not_want_it(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant(is_preview_shown=False)
    x, ann, conversation = await stage.talking(merchant=merchant)
    await expect(ann.frame.get_by_text("The agent may see what you type")).to_have_count(0)
    await ann.input.press_sequentially("Secret thought")
    await ann.input.press("Enter")
    await expect(conversation.buyers_lines).to_have_text(["Is it waterproof?", "Secret thought"])
    assert not any("typing.shown" in frame for frame in x.heard)


async def _box(locator: Locator) -> FloatRect:
    box = await locator.bounding_box()
    assert box is not None
    return box
