"""A buyer on the shop's page, with the widget."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from playwright.async_api import FrameLocator, Locator, Page, expect

_FRAME: Final = "chatd-widget iframe"


@dataclass
class Buyer:
    """A shop's page, and the widget's frame in it.

    Args:
        page: The browser's tab.
        name: As the shop's page names them; empty for somebody who is not logged in there.
        heard: Every WebSocket frame that has come in.
    """

    page: Page
    name: str
    heard: list[str] = field(default_factory=list)

    # What they see

    @property
    def launcher(self) -> Locator:
        """The button on the page that opens the widget."""
        return self.page.get_by_role("button", name="Chat with us")

    @property
    def frame(self) -> FrameLocator:
        """The widget."""
        return self.page.frame_locator(_FRAME)

    @property
    def heading(self) -> Locator:
        """Whom they talk to."""
        return self.frame.get_by_role("heading", level=1)

    @property
    def note(self) -> Locator:
        """The line below the heading."""
        return self.frame.locator(".w-head small")

    @property
    def lines(self) -> Locator:
        """All bubbles, from oldest to newest, own ones on their way among them."""
        return self.frame.locator(".w-lines .w-say")

    @property
    def own_lines(self) -> Locator:
        """The buyer's bubbles."""
        return self.frame.locator(".w-lines .is-mine .w-say")

    @property
    def notes(self) -> Locator:
        """What is said between the lines."""
        return self.frame.locator(".w-note")

    @property
    def place(self) -> Locator:
        """Where they stand in a queue or a cache."""
        return self.frame.locator(".w-place")

    @property
    def typing(self) -> Locator:
        """The dots of an agent who types."""
        return self.frame.locator(".w-dots")

    @property
    def input(self) -> Locator:
        """Where they write."""
        return self.frame.get_by_role("textbox", name="Your message")

    @property
    def form(self) -> Locator:
        """The message form."""
        return self.frame.locator("form.w-form")

    @property
    def rating(self) -> Locator:
        """The card that asks how it was."""
        return self.frame.locator("form.w-rate")

    @property
    def dialog(self) -> Locator:
        """The question that lies over the widget."""
        return self.frame.get_by_role("dialog")

    def button(self, name: str) -> Locator:
        """A button of the widget."""
        return self.frame.get_by_role("button", name=name, exact=True)

    async def words(self) -> str:
        """All text of the widget, hidden ones included."""
        return str(await self.frame.locator("body").evaluate("body => body.innerHTML"))

    # What they do

    async def open(self) -> None:
        """Click the launcher, and wait until the server has answered."""
        await self.launcher.click()
        await expect(self.heading).not_to_have_text("Chat")

    async def choose(self, entry: str) -> None:
        """Open the menu and choose an entry."""
        await self.button("Menu").click()
        await self.frame.get_by_role("menuitem", name=entry).click()

    async def say(self, *lines: str) -> None:
        """Write lines, one after the other."""
        for line in lines:
            await self.input.fill(line)
            await self.input.press("Enter")
            await expect(self.input).to_have_value("")

    async def ask(self, line: str) -> None:
        """Write a line, and wait until the server has it."""
        await self.say(line)
        await expect(self.own_lines.last).to_have_text(line)
        await self.expect_sent()

    async def expect_sent(self) -> None:
        """Wait until no line is on its way."""
        await expect(self.frame.get_by_text("Sending", exact=True)).to_have_count(0)
        await expect(self.frame.locator(".is-waiting, .is-failed")).to_have_count(0)

    async def see_place(self, *words: str) -> None:
        """Wait until the place is described so."""
        for part in words:
            await expect(self.place).to_contain_text(part)
