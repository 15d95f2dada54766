"""One browser and one server for all browser tests; a stage for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.shop_site import ShopSite, open_shop_site
from tests.browser.stage import Stage
from tests.serving import LEFT_LIMITLESS, ServerProcess, serving
from tests.smtp import SmtpServer, smtp_server

_HERE: Final = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder: it shares a browser, and with it an event loop."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker("browser")
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def shop_site() -> Iterator[ShopSite]:
    """The shop's web site."""
    with open_shop_site() as site:
        yield site


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def post_office() -> AsyncIterator[SmtpServer]:
    """Where the server's e-mails go."""
    async with smtp_server() as office:
        yield office


@pytest.fixture
def mailbox(post_office: SmtpServer) -> SmtpServer:
    """The same, as if nothing had come yet."""
    post_office.reset()
    return post_office


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, post_office: SmtpServer
) -> Iterator[ServerProcess]:
    """The server that no test kills. All buyers of the run have one address."""
    mail = {
        "smtp_host": "127.0.0.1",
        "smtp_port": post_office.port,
        "smtp_tls": "none",
        "smtp_from": "shop@harbour.example",
    }
    directory = tmp_path_factory.mktemp("chatd")
    with serving(
        directory, file=None, outgoing_loopback="yes", **mail, **LEFT_LIMITLESS
    ) as process:
        yield process


@pytest_asyncio.fixture(loop_scope="session")
async def stage(
    chromium: Browser, server: ServerProcess, shop_site: ShopSite
) -> AsyncIterator[Stage]:
    """A stage on the shared server. Nobody on it may have complained at the end."""
    stage = Stage(chromium, server, shop_site)
    yield stage
    await stage.close()
    stage.quiet.check()
