"""Waiting buyers keep their place, whatever happens to their page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from playwright.async_api import BrowserContext, WebSocketRoute, expect

from tests.browser.stage import Stage


@dataclass
class Network:
    """What lies between a browser's connections and the server, and can be taken away."""

    is_lost: bool = False
    _open: list[WebSocketRoute] = field(default_factory=list)

    @classmethod
    async def under(cls, context: BrowserContext) -> Self:
        """From now on, under everything this browser opens."""
        network = cls()
        await context.route_web_socket(lambda url: url.endswith("/ws"), network._carry)
        return network

    async def lose(self) -> None:
        """Cut what is open; nothing else opens until it is back."""
        self.is_lost = True
        for socket in self._open:
            await socket.close()

    async def _carry(self, socket: WebSocketRoute) -> None:
        if self.is_lost:
            await socket.close()
            return
        socket.connect_to_server()
        self._open.append(socket)


async def test_b02_a_waiting_buyer_keeps_the_place_when_the_page_is_loaded_again(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant(windows_max=1, reception_max=1)
    x = await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("I am first")
    ben = await stage.buyer(merchant)
    await ben.ask("Nobody knows my name")
    cleo = await stage.buyer(merchant, "Cleo")
    await cleo.ask("I am last")
    await ben.see_place("You are number", "1")
    await cleo.see_place("You are number", "2")

    await ben.page.reload()
    await ben.open()
    await ben.see_place("You are number", "1")
    await expect(ben.lines).to_have_text(["Nobody knows my name"])
    await cleo.see_place("You are number", "2")
    await expect(x.queue.locator("b")).to_contain_text(["visitor", "Cleo"])


async def test_b02_all_tabs_show_one_conversation_when_a_buyer_opens_another(stage: Stage) -> None:
    merchant = await stage.open_merchant(windows_max=1, reception_max=1)
    x = await stage.agent(merchant, "x")
    ann, ben = await stage.buyers(merchant, "Ann", "Ben")
    await ann.ask("I am first")
    await ben.ask("I wait")
    await ben.see_place("You are number", "1")

    again = await stage.visit(ben.page.context, merchant, "Ben")
    await again.see_place("You are number", "1")
    await again.ask("From the other tab")
    for tab in (ben, again):
        await expect(tab.own_lines).to_have_text(["I wait", "From the other tab"])
    await expect(x.queue).to_have_count(1)

    await x.close("Ann")
    for tab in (ben, again):
        await expect(tab.heading).to_have_text("Xenia")
    conversation = await x.select("Ben")
    await conversation.say("Your turn")
    for tab in (ben, again):
        await expect(tab.lines).to_have_text(["I wait", "From the other tab", "Your turn"])


async def test_b02_the_place_goes_to_the_next_when_a_buyer_stops_waiting(stage: Stage) -> None:
    (x,), (ann, ben, cleo) = await stage.meet("x", "Ann Ben Cleo", windows_max=1, reception_max=1)
    await ann.ask("I am first")
    await ben.ask("I wait")
    await ben.see_place("You are number", "1")
    await cleo.ask("I wait too")
    await cleo.see_place("You are number", "2")
    await ben.button("Stop waiting").click()
    await expect(ben.note).to_have_text("Message left")
    await cleo.see_place("You are number", "1")
    await expect(x.queue.locator("b")).to_have_text(["Cleo"])


async def test_b03_a_message_is_left_when_a_buyer_would_rather_not_wait(stage: Stage) -> None:
    (x,), (ann, ben) = await stage.meet("x", "Ann Ben", windows_max=1, reception_max=1)
    await ann.ask("I am first")
    await ben.ask("I wait")
    await ben.button("Leave a message").click()
    await ben.form.get_by_label("E-mail").fill("ben@mail.example")
    await ben.form.get_by_label("Your question").fill("Call me when there is time")
    await ben.form.get_by_role("button", name="Send the message").click()
    await expect(ben.frame.get_by_text("We will answer to ben@mail.example")).to_be_visible()
    await expect(ben.own_lines).to_have_text(["I wait", "Call me when there is time"])
    await expect(x.queue).to_have_count(0)


async def test_b02_a_waiting_buyer_keeps_the_place_over_a_lost_network(stage: Stage) -> None:
    merchant = await stage.open_merchant(windows_max=1, reception_max=1)
    x = await stage.agent(merchant, "x")
    ann, cleo = await stage.buyers(merchant, "Ann", "Cleo")
    context = await stage.context("Ben")
    network = await Network.under(context)
    ben = await stage.visit(context, merchant, "Ben")
    await ann.ask("I am first")
    await ben.ask("I wait")
    await ben.see_place("You are number", "1")
    await network.lose()
    await expect(ben.frame.get_by_text("Reconnecting, nothing you wrote is lost")).to_be_visible()
    await cleo.ask("I wait too")
    await cleo.see_place("You are number", "2")
    await ben.say("Still here")
    await expect(ben.frame.locator(".is-waiting")).to_have_count(1)
    network.is_lost = False
    await ben.expect_sent()
    await ben.see_place("You are number", "1")
    await expect(x.queue.locator("b")).to_have_text(["Ben", "Cleo"])
    await x.close("Ann")
    await expect((await x.select("Ben")).lines).to_have_text(["I wait", "Still here"])
    await cleo.see_place("You are number", "1")


async def test_b04_nothing_that_a_cached_buyer_writes_is_lost(stage: Stage) -> None:
    (x,), (ann, ben, cleo) = await stage.meet("x", "Ann Ben Cleo", windows_max=1, reception_max=3)
    await ann.ask("I am first")
    await ben.ask("One")
    await cleo.ask("Me too")
    await ben.see_place("You are number", "1")
    await cleo.see_place("You are number", "2")
    await expect(ben.heading).to_have_text("Xenia")
    await expect(ben.note).to_have_text("is finishing another chat")
    await ben.ask("Two")
    await ben.page.reload()
    await ben.open()
    await ben.see_place("You are number", "1")
    await ben.ask("Three")
    said = ["One", "Two", "Three"]
    await x.cached_row("Ben").click()
    await expect(x.conversation("Ben").lines).to_have_text(said)
    await x.close("Ann")
    await expect(ben.note).to_have_text("Harbour Outdoor, here for you")
    conversation = await x.select("Ben")
    await conversation.say("Four")
    await expect(ben.lines).to_have_text([*said, "Four"])
    await cleo.see_place("You are number", "1")
