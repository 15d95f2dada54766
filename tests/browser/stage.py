"""Where a test's people meet: merchants on the server, and a browser of their own for each."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from chatd.app import provision
from chatd.config import load_config
from chatd.provision import parse_provision
from tests.browser.merchants import NAMES, Merchant, identity_of, next_name, password_of
from tests.browser.people.agent import Agent
from tests.browser.people.buyer import Buyer
from tests.browser.people.conversation import Conversation
from tests.browser.quiet import Quiet
from tests.browser.shop_site import ShopSite
from tests.serving import ServerProcess

TIMEOUT_MS: Final = 30_000
DESK: Final[ViewportSize] = {"width": 1440, "height": 900}
SHOP: Final[ViewportSize] = {"width": 1000, "height": 760}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}

expect.set_options(timeout=TIMEOUT_MS)


@dataclass
class Stage:
    """One test's stage. Everybody's browser is as good as another computer.

    Args:
        chromium: The browser of the whole run.
        server: What serves them.
        shop_site: The shop's pages.
        quiet: Hears what goes wrong in any of them.
        locale: What their browsers speak.
    """

    chromium: Browser
    server: ServerProcess
    shop_site: ShopSite
    quiet: Quiet = field(default_factory=Quiet)
    locale: str = "en-GB"
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def open_merchant(
        self,
        windows_max: int = 5,
        reception_max: int = 8,
        *,
        has_orders: bool = False,
        is_preview_shown: bool = True,
        **settings: Any,
    ) -> Merchant:
        """Provision a merchant that nobody else uses, on the running server."""
        merchant = Merchant(
            next_name(), windows_max, reception_max, settings, has_orders, is_preview_shown
        )
        config = load_config(self.server.environ)
        await provision(config, parse_provision(merchant.file(self.shop_site.origin)))
        return merchant

    async def meet(
        self, agents: str, buyers: str = "", **of_merchant: Any
    ) -> tuple[list[Agent], list[Buyer]]:
        """At a merchant of their own, agents are at their desks when buyers come.

        Args:
            agents: User names, with spaces between them.
            buyers: Names, likewise.
            of_merchant: As `open_merchant`.
        """
        merchant = await self.open_merchant(**of_merchant)
        at_desks = await self.agents(merchant, *agents.split())
        return at_desks, await self.buyers(merchant, *buyers.split())

    async def agents(self, merchant: Merchant, *usernames: str) -> list[Agent]:
        """Log several in at once."""
        return list(await asyncio.gather(*(self.agent(merchant, one) for one in usernames)))

    async def agent(self, merchant: Merchant, username: str, **options: Any) -> Agent:
        """Log an agent in and open the console.

        Args:
            merchant: Whose agent.
            username: Which one.
            options: Of the browser, such as `viewport`.
        """
        context = await self.context(NAMES[username], **{"viewport": DESK, **options})
        await log_in(context, self.server, merchant, username)
        agent = await open_console(context, self.server, NAMES[username])
        await expect(agent.status).to_be_visible()
        return agent

    async def buyer(
        self, merchant: Merchant, name: str = "", *, opened: bool = True, **options: Any
    ) -> Buyer:
        """Come to the shop's page, and open the widget.

        Args:
            merchant: Whose shop.
            name: As the shop's page names them by a signed token; empty: nobody in particular.
            opened: Click the launcher.
            options: Of the browser, such as `viewport`; or `to`, the agent who is addressed;
                or `referrer`, the page they came from.
        """
        to: str | None = options.pop("to", None)
        referrer: str | None = options.pop("referrer", None)
        context = await self.context(name or "buyer", **{"viewport": SHOP, **options})
        return await self.visit(context, merchant, name, to=to, opened=opened, referrer=referrer)

    async def buyers(self, merchant: Merchant, *names: str) -> list[Buyer]:
        """Several at once."""
        return list(await asyncio.gather(*(self.buyer(merchant, name) for name in names)))

    async def visit(
        self,
        context: BrowserContext,
        merchant: Merchant,
        name: str = "",
        *,
        to: str | None = None,
        opened: bool = True,
        referrer: str | None = None,
    ) -> Buyer:
        """Open the shop's page in another tab of somebody's browser."""
        page = await context.new_page()
        buyer = Buyer(page, name, hear(page))
        data = {"shop": merchant.name}
        if name:
            data["identity"] = identity_of(name)
        if to is not None:
            data["agent"] = to
        await page.goto(self.shop_site.page(self.server.url, **data), referer=referrer)
        if opened:
            await buyer.open()
        return buyer

    async def talking(
        self, line: str = "Is it waterproof?", merchant: Merchant | None = None
    ) -> tuple[Agent, Buyer, Conversation]:
        """Ann asks, and Xenia looks at it."""
        merchant = merchant or await self.open_merchant()
        x = await self.agent(merchant, "x")
        ann = await self.buyer(merchant, "Ann")
        await ann.ask(line)
        return x, ann, await x.select("Ann")

    @contextlib.asynccontextmanager
    async def offline(self, page: Page) -> AsyncIterator[None]:
        """Take somebody's network away for a while: of that their pages may complain."""
        self.quiet.expect("ERR_INTERNET_DISCONNECTED")
        await page.context.set_offline(True)
        yield
        await page.context.set_offline(False)

    async def context(self, who: str, **options: Any) -> BrowserContext:
        """Somebody's browser."""
        options = {"locale": self.locale, "reduced_motion": "reduce", **options}
        context = await self.chromium.new_context(timezone_id="Europe/Berlin", **options)
        context.set_default_timeout(TIMEOUT_MS)
        self.quiet.listen(context, who)
        self._contexts.append(context)
        return context

    async def close(self) -> None:
        """Send everybody home."""
        contexts, self._contexts = self._contexts, []
        await asyncio.gather(*(context.close() for context in contexts))


def hear(page: Page) -> list[str]:
    """Every WebSocket frame that a page or its frames receive from now on."""
    heard: list[str] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda payload: heard.append(str(payload))),
    )
    return heard


async def log_in(
    context: BrowserContext, server: ServerProcess, merchant: Merchant, username: str
) -> None:
    """What the log-in form does: its cookie is all that the console needs."""
    answer = await context.request.post(
        f"{server.url}/api/login",
        data={
            "merchant": merchant.name,
            "username": username,
            "password": password_of(username),
            "remember": True,
        },
    )
    assert answer.ok, await answer.text()


async def open_console(context: BrowserContext, server: ServerProcess, name: str) -> Agent:
    """The console in a new tab."""
    page = await context.new_page()
    agent = Agent(page, name, hear(page))
    await page.goto(f"{server.url}/console/")
    return agent
