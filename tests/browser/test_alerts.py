"""What tells an agent of itself: sounds, desktop notifications, mentions, the tab's title; keys."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.people.agent import Agent
from tests.browser.stage import Stage

_SPIES = """
window.told = []
window.notes = 0
class Spy {
  static permission = 'granted'
  static requestPermission() { return Promise.resolve('granted') }
  constructor(title, options) { window.told.push([title, options.body]); window.last = this }
  close() {}
}
window.Notification = Spy
AudioContext.prototype.createOscillator = new Proxy(AudioContext.prototype.createOscillator, {
  apply(target, self, args) { window.notes += 1; return Reflect.apply(target, self, args) },
})
document.hasFocus = () => window.inFront !== false
"""


async def test_a16_a_new_buyer_and_their_message_are_told_by_the_desktop_when_switched_on(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    x = await _spied(stage, merchant, "x")
    await x.open_settings("Alerts")
    for event in ("A buyer comes to you", "A buyer writes in one of your sessions"):
        await x.page.get_by_role("switch", name=f"{event}: On the desktop").click()
    await x.turn_to("Reception")
    await x.page.evaluate("window.inFront = false")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Is it waterproof?")
    await _expect(x, "told", [["Ann is new", "Is it waterproof?"]])
    await expect(x.page).to_have_title(re.compile(r"^\(1\) "))
    await ann.ask("Hello?")
    await _expect(x, "told.length", 2)
    assert (await x.page.evaluate("window.told"))[1] == ["Ann", "Hello?"]
    # A click leads to the session.
    await x.page.evaluate("window.inFront = true; window.last.onclick()")
    await expect(x.conversation("Ann").buyers_lines).to_have_count(2)
    await (await x.select("Ann")).say("It is")
    await expect(ann.lines).to_have_text(["Is it waterproof?", "Hello?", "It is"])


async def test_a16_a_sound_is_made_by_what_is_switched_on_and_by_nothing_else(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    x = await _spied(stage, merchant, "x")
    await x.open_settings("Alerts")
    await x.turn_to("Reception")
    ann, ben = await stage.buyers(merchant, "Ann", "Ben")
    await ann.ask("Ann asks")
    await _expect(x, "notes", 2)
    await ann.ask("Ann asks more")
    await expect(x.row("Ann")).to_contain_text("Ann asks more")
    assert await x.page.evaluate("window.notes") == 2
    await x.open_settings("Alerts")
    await x.page.get_by_role("switch", name="A buyer comes to you: Sound").click()
    await ben.ask("Ben asks")
    await x.turn_to("Reception")
    await expect(x.sessions).to_have_text(["Ann", "Ben"])
    assert await x.page.evaluate("window.notes") == 2


async def test_a17_a_member_is_told_when_a_colleague_mentions_them(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    y = await _spied(stage, merchant, "y")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Which pegs go with it?")
    conversation = await x.select("Ann")
    await x.invite("Ann", "Yves", "Three-way")
    await y.accept()
    await expect(y.conversation("Ann").region).to_be_visible()
    await y.turn_to("Team")
    await conversation.composer.press("Alt+i")
    await conversation.whisper.press_sequentially("Ask @yv")
    await expect(conversation.region.get_by_role("option", name="Yves")).to_be_visible()
    await conversation.whisper.press("Enter")
    await expect(conversation.whisper).to_have_value("Ask @Yves ")
    await conversation.whisper.press_sequentially("for the length")
    await conversation.whisper.press("Enter")
    note = y.page.locator(".ant-notification-notice")
    await expect(note).to_contain_text("Xenia mentioned you at Ann")
    await expect(note).to_contain_text("Ask @Yves for the length")
    await note.get_by_role("button", name="Go there").click()
    await expect(y.conversation("Ann").internal).to_contain_text(["for the length"])
    assert not any("for the length" in frame for frame in ann.heard)
    assert "@Yves" not in await ann.words()


async def test_a17_a_colleague_who_is_no_member_is_asked_to_join_when_mentioned(
    stage: Stage,
) -> None:
    (x, y), (ann,) = await stage.meet("x y", "Ann")
    await ann.ask("Which pegs go with it?")
    conversation = await x.select("Ann")
    await conversation.composer.press("Alt+i")
    await conversation.whisper.fill("@Yves do you know?")
    await expect(conversation.region).to_contain_text("Yves will be asked to join")
    await conversation.whisper.press("Enter")
    await expect(y.invitation).to_contain_text("Xenia asks you to join")
    await expect(y.invitation).to_contain_text("@Yves do you know?")
    await y.accept()
    await y.conversation("Ann").say("Eight long ones")
    await expect(ann.lines).to_have_text(["Which pegs go with it?", "Eight long ones"])
    assert not any("do you know" in frame for frame in ann.heard)


async def test_a17_a_whisper_is_yellow_and_locked_and_never_reaches_the_buyer(
    stage: Stage,
) -> None:
    (x, boss), (ann,) = await stage.meet("x boss", "Ann")
    await ann.ask("Can I have it cheaper?")
    conversation = await x.select("Ann")
    await boss.show("Colleagues")
    at_boss = await boss.select("Ann")
    await expect(at_boss.region.locator(".composer.is-whisper .lock")).to_be_visible()
    await at_boss.say_internally("Ten per cent at most")
    await expect(conversation.internal).to_contain_text(["Ten per cent at most"])
    await expect(conversation.internal.locator(".lock")).to_contain_text("hidden from the buyer")
    await conversation.say("Ten per cent off")
    await expect(ann.lines).to_have_text(["Can I have it cheaper?", "Ten per cent off"])
    assert not any("at most" in frame for frame in ann.heard)


async def test_a04_a_key_is_changed_and_leads_to_the_most_urgent_session(stage: Stage) -> None:
    (x,), (ann,) = await stage.meet("x", "Ann")
    await ann.ask("Ann asks")
    await x.open_settings("Keys")
    choice = x.page.get_by_role("button", name="Change the key for “Most urgent session”")
    await choice.click()
    await choice.press("Alt+w")
    await expect(x.page.get_by_text("This key does something else already")).to_be_visible()
    await choice.click()
    await choice.press("F8")
    await expect(choice).to_have_text("F8")
    await x.page.keyboard.press("Alt+j")
    await expect(x.conversation("Ann").region).to_have_count(0)
    await x.page.keyboard.press("F8")
    await expect(x.conversation("Ann").composer).to_be_focused()
    await x.page.keyboard.type("At once")
    await x.page.keyboard.press("Enter")
    await expect(ann.lines).to_have_text(["Ann asks", "At once"])
    await x.page.reload()
    await expect(x.button("F8")).to_be_visible()


async def test_a04_the_longest_overdue_comes_first_and_the_timer_stops_at_the_reply(
    stage: Stage,
) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben")
    await ann.ask("Ann asks")
    await ben.ask("Ben asks")
    await x.page.clock.install()
    await expect(x.sessions).to_have_text(["Ann", "Ben"])
    await expect(x.row("Ann").locator(".timer")).to_be_visible()
    await x.page.keyboard.press("Alt+j")
    await x.conversation("Ann").say("Seven")
    await expect(ann.lines).to_have_text(["Ann asks", "Seven"])
    await expect(x.row("Ann").locator(".timer")).to_have_count(0)
    await expect(x.sessions).to_have_text(["Ben", "Ann"])


async def test_a04_the_console_can_be_installed_as_an_app(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    manifest: dict[str, Any] = await x.page.evaluate(
        """async () => {
          const url = document.querySelector('link[rel=manifest]').href
          const manifest = await (await fetch(url)).json()
          const icons = await Promise.all(manifest.icons.map(async ({ src, sizes }) => {
            const picture = new Image()
            picture.src = new URL(src, url)
            await picture.decode()
            return [sizes, `${picture.naturalWidth}x${picture.naturalHeight}`]
          }))
          return { ...manifest, icons, start: new URL(manifest.start_url, url).pathname }
        }"""
    )
    assert manifest["display"] == "standalone"
    assert manifest["start"] == "/console/"
    assert {sizes for sizes, _ in manifest["icons"]} >= {"192x192", "512x512"}
    assert all(said == found for said, found in manifest["icons"])


async def test_a09_a_session_is_not_closed_without_a_summary_when_the_merchant_wants_one(
    stage: Stage,
) -> None:
    (x,), (ann,) = await stage.meet("x", "Ann", summary_required="true")
    await ann.ask("Does it come in large?")
    conversation = await x.select("Ann")
    await conversation.say("It does")
    await expect(ann.lines).to_have_count(2)
    await conversation.action("Close").click()
    await expect(x.dialog).to_contain_text("A session is closed with a summary here")
    await x.dialog.get_by_role("button", name="Save and close the session").click()
    await expect(x.dialog).to_contain_text("Choose or write a category")
    await x.dialog.get_by_role("combobox").fill("Siz")
    await x.dialog.get_by_role("combobox").press("Enter")
    await x.dialog.get_by_role("button", name="Save and close the session").click()
    await expect(ann.note).to_have_text("This chat has ended")
    await x.ended.click()
    await expect(x.details).to_contain_text("Sizes")


async def test_a06_one_click_clears_all_ended_sessions(stage: Stage) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben")
    for buyer in (ann, ben):
        await buyer.ask("Hello")
        await (await x.select(buyer.name)).say("Hello")
        await expect(buyer.lines).to_have_count(2)
        await x.close(buyer.name)
        await expect(buyer.note).to_have_text("This chat has ended")
    await expect(x.ended).to_have_count(2)
    await x.button("Close all").click()
    await expect(x.ended).to_have_count(0)
    await expect(x.conversation("Ben").region).to_have_count(0)


async def test_a03_a_recent_contact_is_grey_when_gone_and_is_written_to_by_a_click(
    stage: Stage,
) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben")
    for buyer in (ann, ben):
        await buyer.ask("Hello")
        await (await x.select(buyer.name)).say("Hello")
        await expect(buyer.lines).to_have_count(2)
        await x.close(buyer.name)
    await ben.page.close()
    await x.show("Recent")
    rows = x.page.locator(".recent-row")
    await expect(rows).to_have_count(2)
    gone = rows.filter(has_text="Ben")
    await expect(gone).to_contain_text("not there", timeout=60_000)
    await expect(gone.locator(".face.is-gone")).to_be_visible()
    await expect(rows.filter(has_text="Ann").locator(".face.is-gone")).to_have_count(0)
    await rows.filter(has_text="Ann").click()
    await x.conversation("Ann").say("One more thing")
    await expect(ann.lines.last).to_have_text("One more thing")


async def _spied(stage: Stage, merchant: Any, username: str) -> Agent:
    """An agent whose browser writes down what it sounds and shows."""
    x = await stage.agent(merchant, username)
    await x.page.add_init_script(_SPIES)
    await x.page.reload()
    await expect(x.status).to_be_visible()
    return x


async def _expect(agent: Agent, what: str, wanted: object) -> None:
    await agent.page.wait_for_function(
        """([what, wanted]) => {
          const found = what.split('.').reduce((value, name) => value[name], window)
          return JSON.stringify(found) === JSON.stringify(wanted)
        }""",
        arg=[what, wanted],
    )
