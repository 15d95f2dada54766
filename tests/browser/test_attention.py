"""B5: who looks elsewhere is called by a sound and by the tab's title, if they want that."""

from __future__ import annotations

import re
from typing import Final

from playwright.async_api import Frame, expect

from tests.browser.people.buyer import Buyer
from tests.browser.people.conversation import Conversation
from tests.browser.stage import Stage

_SPIES: Final = """
window.notes = 0
window.isAway = false
Object.defineProperty(Document.prototype, 'visibilityState', {
  get: () => (window.isAway ? 'hidden' : 'visible'),
})
AudioContext.prototype.createOscillator = new Proxy(AudioContext.prototype.createOscillator, {
  apply(target, self, args) { window.notes += 1; return Reflect.apply(target, self, args) },
})
"""
_GO: Final = """isAway => {
  window.isAway = isAway
  document.dispatchEvent(new Event('visibilitychange'))
}"""
TITLE: Final = "Two-person tent"
CALLS: Final = re.compile(r"^\(1\) New message")


async def test_b05_a_buyer_elsewhere_hears_a_sound_and_sees_the_title_change(
    stage: Stage,
) -> None:
    ann, conversation = await _talking(stage)
    await _look(ann, away=True)
    await conversation.say("It is")
    await expect(ann.page).to_have_title(CALLS)
    assert await _notes(ann) > 0
    await _look(ann, away=False)
    await expect(ann.page).to_have_title(TITLE)
    heard = await _notes(ann)
    await conversation.say("And light")
    await expect(ann.lines).to_have_count(3)
    assert await _notes(ann) == heard


async def test_b05_sound_and_title_are_switched_off_each_by_itself(stage: Stage) -> None:
    ann, conversation = await _talking(stage)
    await _switch(ann, "Sound")
    await _look(ann, away=True)
    await conversation.say("It is")
    await expect(ann.page).to_have_title(CALLS)
    assert await _notes(ann) == 0
    await _look(ann, away=False)
    await expect(ann.page).to_have_title(TITLE)
    await _switch(ann, "Sound")
    await _switch(ann, "Title blinks")
    await _look(ann, away=True)
    await conversation.say("And light")
    await expect(ann.lines).to_have_count(3)
    await _widget(ann).wait_for_function("window.notes > 0")
    await expect(ann.page).to_have_title(TITLE)


async def _talking(stage: Stage) -> tuple[Buyer, Conversation]:
    """Ann's browser writes down what it sounds, and says it is hidden when asked to."""
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    context = await stage.context("Ann")
    await context.add_init_script(_SPIES)
    ann = await stage.visit(context, merchant, "Ann")
    await ann.ask("Is it waterproof?")
    return ann, await x.select("Ann")


def _widget(ann: Buyer) -> Frame:
    return ann.page.frames[-1]


async def _look(ann: Buyer, *, away: bool) -> None:
    for frame in ann.page.frames:
        await frame.evaluate(_GO, away)


async def _notes(ann: Buyer) -> int:
    return int(await _widget(ann).evaluate("window.notes"))


async def _switch(ann: Buyer, name: str) -> None:
    await ann.button("Menu").click()
    await ann.frame.get_by_role("menuitemcheckbox", name=name).click()
    await ann.page.keyboard.press("Escape")
