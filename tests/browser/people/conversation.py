"""A conversation on the console: its lines, its composer, what can be done with it."""

from __future__ import annotations

import re
from typing import Final

from playwright.async_api import Locator, Page, expect

_LINE: Final = ".msg:not(.is-preview) .bubble"


def named(name: str) -> re.Pattern[str]:
    """The accessible name of a button, which that of its icon may precede."""
    return re.compile(rf"(^|\s){re.escape(name)}$")


class Conversation:
    """The middle column.

    Args:
        page: The console.
        buyer: With whom.
    """

    def __init__(self, page: Page, buyer: str) -> None:
        self.page = page
        self.buyer = buyer
        self.region: Final = page.get_by_role(
            "region", name=f"Conversation with {buyer}", exact=True
        )

    # What is seen

    @property
    def lines(self) -> Locator:
        """Bubbles of everybody, from oldest to newest; those on their way are among them."""
        return self.region.locator(_LINE)

    @property
    def buyers_lines(self) -> Locator:
        """The buyer's bubbles."""
        return self.region.locator(".msg.is-buyer:not(.is-preview) .bubble")

    @property
    def preview(self) -> Locator:
        """What is being typed."""
        return self.region.locator(".msg.is-preview .bubble")

    @property
    def internal(self) -> Locator:
        """Messages which the buyer does not see."""
        return self.region.locator(".msg.is-internal .bubble")

    @property
    def unsent(self) -> Locator:
        """Own lines that the server has not confirmed."""
        return self.region.locator(".msg.is-pending, .msg.is-failed")

    @property
    def banner(self) -> Locator:
        """What is said above the composer: invitations sent, watching."""
        return self.region.locator(".banner")

    @property
    def footer(self) -> Locator:
        """What stands in the composer's place when one cannot write."""
        return self.region.locator(".closed-note")

    @property
    def composer(self) -> Locator:
        """Where one writes to the buyer."""
        return self.region.get_by_role("textbox", name=f"Message to {self.buyer}", exact=True)

    @property
    def whisper(self) -> Locator:
        """Where one writes to colleagues."""
        return self.region.get_by_role(
            "textbox", name=f"Internal note, hidden from {self.buyer}", exact=True
        )

    def action(self, name: str) -> Locator:
        """A button of the head or the footer."""
        return self.region.get_by_role("button", name=named(name))

    # What is done

    async def say(self, *lines: str) -> None:
        """Write to the buyer."""
        for line in lines:
            await self.composer.fill(line)
            await self.composer.press("Enter")
            await expect(self.composer).to_have_value("")

    async def say_internally(self, line: str) -> None:
        """Write to colleagues alone."""
        if await self.whisper.count() == 0:
            await self.composer.press("Alt+i")
        await self.whisper.fill(line)
        await self.whisper.press("Enter")
        await expect(self.internal.filter(has_text=line)).to_be_visible()
