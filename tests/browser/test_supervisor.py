"""A supervisor looks on unseen, whispers, steps in, takes over and reassigns."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.people.agent import Agent
from tests.browser.people.buyer import Buyer
from tests.browser.people.conversation import Conversation
from tests.browser.stage import Stage

WHISPER = "Offer her ten percent"
HIDDEN = re.compile(rf"{WHISPER}|\b(Bo|boss)\b")


async def test_s01_a_watching_supervisor_whispers_and_the_buyer_hears_nothing(stage: Stage) -> None:
    x, boss, ann, watched = await _watched(stage)
    at_x = await x.select("Ann")
    await expect(at_x.region.get_by_text("Bo", exact=True)).to_have_count(0)
    await ann.ask("Is there a discount?")
    await expect(watched.lines).to_have_text(["Hello", "Is there a discount?"])
    await ann.input.fill("Because otherwise")
    await expect(watched.preview).to_have_text("Because otherwise")

    await watched.say_internally(WHISPER)
    await expect(at_x.internal).to_contain_text([WHISPER])
    await expect(at_x.internal).to_contain_text(["Internal, hidden from the buyer"])
    await at_x.say("Ten percent for you")
    await expect(ann.lines.last).to_have_text("Ten percent for you")
    await expect(ann.heading).to_have_text("Xenia")
    everything = [await ann.words(), *ann.heard]
    assert any("Ten percent for you" in words for words in everything[1:])
    assert [words for words in everything if HIDDEN.search(words)] == []

    await boss.button("Stop").click()
    await expect(watched.region).to_have_count(0)


async def test_s01_the_buyer_sees_a_supervisor_who_steps_in(stage: Stage) -> None:
    x, boss, ann, watched = await _watched(stage)
    await watched.action("Step in").click()
    await expect(ann.notes.last).to_have_text("Bo joined")
    await watched.say("I am the manager, how can I help?")
    await expect(ann.lines.last).to_have_text("I am the manager, how can I help?")
    at_x = await x.select("Ann")
    await expect(at_x.lines.last).to_have_text("I am the manager, how can I help?")
    await expect(at_x.region).to_contain_text("stepped in")
    await watched.action("Leave").click()
    await expect(ann.heading).to_have_text("Xenia")
    await expect(boss.sessions.filter(has_text="Ann")).to_have_count(0)


async def test_s01_the_session_is_the_supervisors_when_taken_over(stage: Stage) -> None:
    x, boss, ann, watched = await _watched(stage)
    await watched.action("Take over").click()
    await expect(boss.page.get_by_role("tooltip")).to_contain_text("Take Ann over?")
    await boss.page.get_by_role("tooltip").get_by_role("button", name="Take over").click()
    await expect(ann.heading).to_have_text("Bo")
    await expect(x.ended).to_contain_text(["Taken over or reassigned"])
    await watched.say("Now you have me")
    await expect(ann.lines).to_have_text(["Hello", "Now you have me"])


async def test_s01_the_session_is_a_colleagues_when_reassigned(stage: Stage) -> None:
    x, boss, ann, watched = await _watched(stage)
    await watched.action("Reassign").click()
    await expect(boss.dialog).to_contain_text("Reassign Ann to")
    await expect(boss.dialog.locator("label").filter(has_text="Xenia")).to_contain_text(
        "already in this session"
    )
    await boss.dialog.locator("label").filter(has_text="Yves").click()
    await boss.dialog.get_by_role("button", name="Reassign").click()
    await expect(ann.heading).to_have_text("Yves")
    await expect(x.sessions).to_have_count(0)
    await ann.ask("Hello again")
    await expect(x.ended).to_contain_text(["Taken over or reassigned"])
    await expect(watched.lines).to_have_text(["Hello", "Hello again"])


async def test_s03_a_supervisor_sets_the_state_of_a_colleague(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x, boss = await stage.agents(merchant, "x", "boss")
    await boss.turn_to("Team")
    await boss.page.get_by_role("combobox", name="Set the state of Xenia").click()
    await boss.page.locator(".ant-select-item-option").filter(has_text="Busy").click()
    await expect(x.status).to_contain_text("Busy")
    await expect(x.notice).to_have_text("Bo has set you to “Busy”")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    await ann.see_place("You are number", "1")


async def test_s01_a_waiting_buyer_is_assigned_from_the_team_page(stage: Stage) -> None:
    (x, boss), (ann, ben) = await stage.meet("x boss", "Ann Ben", windows_max=1, reception_max=1)
    await ann.ask("Hello")
    await ben.ask("Me too")
    await ben.see_place("You are number", "1")
    await boss.turn_to("Team")
    await boss.button("Assign").click()
    await boss.page.locator(".assign label").filter(has_text="Xenia").click()
    await expect(ben.heading).to_have_text("Xenia")
    await expect(x.sessions).to_have_text(["Ann", "Ben"])


async def _watched(stage: Stage) -> tuple[Agent, Agent, Buyer, Conversation]:
    """Xenia serves Ann, Yves is there, and the supervisor looks on."""
    (x, _, boss), (ann,) = await stage.meet("x y boss", "Ann")
    await ann.ask("Hello")
    await expect(ann.heading).to_have_text("Xenia")
    await boss.show("Colleagues")
    watched = await boss.select("Ann")
    await expect(watched.banner).to_contain_text("Watching, unseen by buyer and colleague")
    await expect(watched.lines).to_have_text(["Hello"])
    return x, boss, ann, watched
