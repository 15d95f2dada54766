"""An agent at the console."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page, expect

from tests.browser.people.conversation import Conversation, named


@dataclass
class Agent:
    """A console, logged in.

    Args:
        page: The browser's tab.
        name: The account's display name.
        heard: Every WebSocket frame that has come in.
    """

    page: Page
    name: str
    heard: list[str] = field(default_factory=list)

    # What they see

    @property
    def sessions(self) -> Locator:
        """Names in the session list, from top to bottom."""
        return self.page.locator(".sessions .rows .row-head > b")

    @property
    def cache(self) -> Locator:
        """Names in the message cache."""
        return self.page.get_by_role("region", name="Message cache").locator(".slim > b")

    @property
    def queue(self) -> Locator:
        """Position and name of each entry of the waiting queue, such as `1 Ann`."""
        return self.page.get_by_role("region", name="Waiting queue").locator(".slim")

    @property
    def ended(self) -> Locator:
        """Entries of the ended sessions: name and why."""
        return self.page.get_by_role("region", name="Ended").locator(".slim")

    @property
    def invitation(self) -> Locator:
        """The card of an invitation."""
        return self.page.get_by_role("region", name="Invitations").get_by_role("article")

    @property
    def dialog(self) -> Locator:
        """The dialog that is open."""
        return self.page.get_by_role("dialog")

    @property
    def details(self) -> Locator:
        """The right column."""
        return self.page.get_by_role("complementary", name="Details")

    @property
    def status(self) -> Locator:
        """The button that shows the own state."""
        return self.page.locator("button.status")

    @property
    def load(self) -> Locator:
        """The own load, as `2/3`."""
        return self.page.locator(".own-load b")

    @property
    def notice(self) -> Locator:
        """A short message at the top."""
        return self.page.locator(".ant-message-notice")

    def section(self, title: str) -> Locator:
        """A part of the right column."""
        heading = self.page.get_by_role("button", name=named(title))
        return self.details.locator("section.sec").filter(has=heading)

    def row(self, buyer: str) -> Locator:
        """A session in the list."""
        return self._named("button.row", ".row-head > b", buyer)

    def cached_row(self, buyer: str) -> Locator:
        """A session in the cache."""
        return self._named("button.slim", "b", buyer)

    def conversation(self, buyer: str) -> Conversation:
        """The conversation with a buyer, if it is open."""
        return Conversation(self.page, buyer)

    def button(self, name: str) -> Locator:
        """Any button of this name."""
        return self.page.get_by_role("button", name=named(name))

    # What they do

    async def select(self, buyer: str) -> Conversation:
        """Look at a session of the list."""
        await self.row(buyer).click()
        conversation = self.conversation(buyer)
        await expect(conversation.region).to_be_visible()
        return conversation

    async def show(self, tab: str) -> None:
        """Turn to another list: Open, Recent, Colleagues."""
        await self.page.get_by_role("tab", name=tab).click()

    async def turn_to(self, page: str) -> None:
        """Turn to another page: Reception, Team."""
        await self.page.get_by_role("navigation", name="Functions").get_by_text(page).click()

    async def open_settings(self, page: str) -> Locator:
        """Turn to a page of the settings, and what stands on it."""
        await self.turn_to("Settings")
        await self.page.get_by_role("menuitem", name=page).click()
        return self.page.locator(".settings-in")

    async def invite(self, buyer: str, colleague: str, mode: str, note: str = "") -> None:
        """Ask a colleague from the transfer dialog: Transfer or Three-way."""
        await self.conversation(buyer).action("Transfer").click()
        await self.dialog.locator(".ant-segmented-item").filter(has_text=mode).click()
        await self.dialog.locator("label").filter(has_text=colleague).click()
        await self.dialog.get_by_label("Note").fill(note)
        await self.dialog.get_by_role("button", name="Send invitation").click()
        await expect(self.dialog).to_have_count(0)

    async def accept(self) -> None:
        """Take the invitation."""
        await self.invitation.get_by_role("button", name="Accept").click()

    async def choose_state(self, state: str) -> None:
        """Choose a state in the status menu."""
        await self.status.click()
        await self.page.get_by_role("menuitemradio", name=re.compile(f"^{state}")).click()

    async def set_state(self, state: str) -> None:
        """Choose a state that asks no question, and see it."""
        await self.choose_state(state)
        await expect(self.status).to_contain_text(state)

    async def close(self, buyer: str) -> None:
        """Close a session, whether or not its buyer waits."""
        conversation = await self.select(buyer)
        await conversation.action("Close").click()
        if await self.dialog.count() > 0:
            await self.dialog.get_by_role("button", name="Close anyway").click()
        await expect(self.row(buyer)).to_have_count(0)

    async def dismiss(self) -> None:
        """Put the open dialog away. The tip of a button under the mouse would be first."""
        await self.page.mouse.move(0, 0)
        await expect(self.page.get_by_role("tooltip")).to_have_count(0)
        await self.page.keyboard.press("Escape")
        await expect(self.dialog).to_have_count(0)

    def _named(self, row: str, name: str, text: str) -> Locator:
        named = self.page.locator(name).get_by_text(text, exact=True)
        return self.page.locator(row).filter(has=named)


async def open_status_menu(agent: Agent) -> Locator:
    """The menu of states, opened."""
    await agent.status.click()
    menu = agent.page.locator(".status-menu")
    await expect(menu).to_be_visible()
    return menu
