"""Colleagues hand sessions over, and serve a buyer together."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from tests.browser.stage import Stage

NOTE = "Promised a reply before six, keep it short"


async def test_a08_a_transferred_buyer_keeps_the_conversation_when_the_colleague_accepts(
    stage: Stage,
) -> None:
    (x, y), (ann,) = await stage.meet("x y", "Ann")
    await ann.ask("Which pegs go with it?")
    conversation = await x.select("Ann")
    await conversation.say("A colleague knows that better")
    await x.invite("Ann", "Yves", "Transfer", NOTE)
    await expect(conversation.banner).to_have_text("Yves was asked to take it over")

    await expect(y.invitation).to_contain_text("Xenia transfers to you")
    await expect(y.invitation).to_contain_text(NOTE)
    await expect(y.invitation).to_contain_text("Which pegs go with it?")
    await y.accept()

    said = ["Which pegs go with it?", "A colleague knows that better"]
    await expect(y.sessions).to_have_text(["Ann"])
    await expect(y.conversation("Ann").lines).to_have_text(said)
    await expect(x.sessions).to_have_count(0)
    await expect(x.ended).to_contain_text(["Transferred"])
    await expect(ann.heading).to_have_text("Yves")
    await y.conversation("Ann").say("Eight long ones")
    await expect(ann.lines).to_have_text([*said, "Eight long ones"])
    assert not any(NOTE in frame for frame in ann.heard)


async def test_a08_the_session_stays_when_the_colleague_declines(stage: Stage) -> None:
    (x, y), (ann,) = await stage.meet("x y", "Ann")
    await ann.ask("Which pegs go with it?")
    conversation = await x.select("Ann")
    await x.invite("Ann", "Yves", "Transfer")
    await y.invitation.get_by_role("button", name="Decline").click()
    await y.invitation.get_by_role("textbox", name="Reason").fill("In a meeting")
    await y.invitation.get_by_role("textbox", name="Reason").press("Enter")
    await expect(y.invitation).to_have_count(0)
    await expect(conversation.banner).to_contain_text("Yves declined: In a meeting")
    await expect(x.sessions).to_have_text(["Ann"])
    await expect(ann.heading).to_have_text("Xenia")


async def test_a08_the_session_stays_when_the_colleague_does_not_answer_in_time(
    stage: Stage,
) -> None:
    (x, y), (ann,) = await stage.meet("x y", "Ann", invitation_ttl_ms=2_000)
    await ann.ask("Which pegs go with it?")
    conversation = await x.select("Ann")
    # Looked for at each frame, from before it is sent: it is not there for long.
    shown = y.page.wait_for_function("() => document.querySelector('.invites article')")
    await asyncio.gather(shown, x.invite("Ann", "Yves", "Transfer"))
    await expect(y.invitation).to_have_count(0)
    await expect(conversation.banner).to_contain_text("Yves did not answer in time")
    await expect(x.sessions).to_have_text(["Ann"])


async def test_a08_both_agents_serve_the_buyer_when_one_joins_and_the_last_cannot_leave(
    stage: Stage,
) -> None:
    (x, y), (ann,) = await stage.meet("x y", "Ann")
    await ann.ask("Do you ship to Oslo?")
    at_x = await x.select("Ann")
    await expect(at_x.action("Leave")).to_have_count(0)
    await x.invite("Ann", "Yves", "Three-way")
    await expect(y.invitation).to_contain_text("Xenia asks you to join")
    await y.accept()
    at_y = y.conversation("Ann")

    await expect(ann.heading).to_have_text("Xenia, Yves")
    await expect(ann.notes.last).to_have_text("Yves joined")
    await at_y.say("We do, by post")
    await expect(at_x.lines).to_have_count(2)
    await at_x.say("Four days")
    await ann.ask("Fine")
    said = ["Do you ship to Oslo?", "We do, by post", "Four days", "Fine"]
    for lines in (ann.lines, at_x.lines, at_y.lines):
        await expect(lines).to_have_text(said)

    await at_x.action("Leave").click()
    await expect(x.ended).to_contain_text(["You left"])
    await expect(ann.heading).to_have_text("Yves")
    await expect(at_y.region.get_by_text("3-way")).to_have_count(0)
    await expect(at_y.action("Leave")).to_have_count(0)
    await ann.ask("Are you still there?")
    await expect(at_y.lines).to_have_text([*said, "Are you still there?"])
