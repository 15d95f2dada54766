"""Take the pictures of docs/images/."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from playwright.async_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from chatd.app import provision
from chatd.clock import Clock
from chatd.provision import parse_provision
from chatd.telemetry import configure_logging
from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.merchants import password_of
from tests.browser.people.buyer import Buyer
from tests.browser.screenshots.demo import DemoDesk
from tests.browser.screenshots.story import StagedClock, Story, merchant_file
from tests.browser.screenshots.words import CHINESE, ENGLISH, Words
from tests.serving import RunningServer, running_server

IMAGES: Final = Path(__file__).parents[3] / "docs/images"
STATIC: Final = Path(__file__).parents[3] / "chatd/static"
BYTES_MAX: Final = 300_000

LAPTOP: Final[ViewportSize] = {"width": 1440, "height": 900}
SCREEN: Final[ViewportSize] = {"width": 1920, "height": 1080}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
Scheme = Literal["light", "dark"]


@dataclass
class Camera:
    """Opens pages and takes pictures of them."""

    browser: Browser
    server: RunningServer

    async def take(self, name: str, shown: Page | Locator) -> None:
        """One picture, once everything stands still."""
        path = IMAGES / f"{name}.png"
        await shown.screenshot(path=path, animations="disabled", caret="hide")
        size = path.stat().st_size
        print(f"{path.relative_to(IMAGES.parent.parent)}  {size // 1000} kB")
        assert size <= BYTES_MAX, f"{path} is too large"

    @contextlib.asynccontextmanager
    async def context(
        self, words: Words, viewport: ViewportSize, scheme: Scheme = "light", **options: Any
    ) -> AsyncIterator[BrowserContext]:
        """A browser of somebody's."""
        context = await self.browser.new_context(
            locale=words.locale,
            timezone_id="Europe/London",
            viewport=viewport,
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        yield context
        await context.close()

    @contextlib.asynccontextmanager
    async def console(
        self, story: Story, username: str, viewport: ViewportSize, scheme: Scheme = "light"
    ) -> AsyncIterator[Page]:
        """An agent's console."""
        async with self.context(story.words, viewport, scheme) as context:
            credentials = {
                "merchant": story.merchant,
                "username": username,
                "password": password_of(username),
            }
            await context.request.post(f"{self.server.url}/api/login", data=credentials)
            page = await context.new_page()
            await page.goto(f"{self.server.url}/console/")
            await expect(page.locator(".status")).to_be_visible()
            yield page


async def take_reception(
    camera: Camera, story: Story, name: str, viewport: ViewportSize, scheme: Scheme
) -> None:
    """An agent with many buyers, one of them typing."""
    async with camera.console(story, "pre1", viewport, scheme) as page:
        await _select(page, "river_otter")
        await story.type()
        await expect(page.locator(".is-preview")).to_be_visible()
        await camera.take(name, page)


async def take_transfer(camera: Camera, story: Story) -> None:
    """A colleague is asked, with a note."""
    async with camera.console(story, "pre1", LAPTOP) as page:
        await _select(page, "moss_trail")
        await page.keyboard.press("Alt+r")
        dialog = page.get_by_role("dialog")
        await dialog.locator("label").filter(has_text=story.words.agents["aft1"]).click()
        await dialog.locator("textarea").fill(story.words.transfer)
        await page.mouse.move(0, 0)
        await camera.take("console-transfer", page)


async def take_team(camera: Camera, story: Story) -> None:
    """A supervisor looks on, and is about to whisper."""
    async with camera.console(story, "boss", LAPTOP) as page:
        await page.locator(".fn:has(.anticon-team)").click()
        await page.locator(".chip").filter(has_text="grey_heron").click()
        watched = page.locator(".watched textarea")
        await watched.fill(story.words.whisper)
        await expect(page.locator(".watched .msg").first).to_be_visible()
        await page.mouse.move(0, 0)
        await camera.take("console-team", page)


async def take_panes(camera: Camera, story: Story, name: str, scheme: Scheme) -> None:
    """Three conversations side by side."""
    async with camera.console(story, "pre1", SCREEN, scheme) as page:
        await _select(page, "river_otter")
        for beside in range(2):
            await page.keyboard.press("Alt+p")
            added = page.locator(".pane").nth(beside + 1)
            await expect(added.locator(".bubble").first).to_be_visible()
        await camera.take(name, page)


async def take_switcher(camera: Camera, story: Story, name: str, scheme: Scheme) -> None:
    """Ctrl K, before anything is written."""
    async with camera.console(story, "pre1", LAPTOP, scheme) as page:
        await _select(page, "river_otter")
        await page.keyboard.press("Control+k")
        await expect(page.locator(".switcher-list [role=option]").nth(8)).to_be_visible()
        await camera.take(name, page)


async def take_settings(camera: Camera, story: Story, name: str, scheme: Scheme) -> None:
    """Automatic answers, with what the buyer reads of one."""
    async with camera.console(story, "boss", LAPTOP, scheme) as page:
        await page.locator(".fn:has(.anticon-setting)").click()
        await page.locator(".subnav [data-menu-id$=answers]").click()
        card = page.locator(".settings-in section").first
        await card.get_by_role("switch").click()
        await card.get_by_role("textbox").fill(story.words.welcome)
        await page.mouse.move(0, 0)
        await camera.take(name, page)


async def take_demo(camera: Camera, words: Words, name: str) -> None:
    """The demo's page and its widget: greeting and conversation, on a phone, and in the queue."""
    desk = DemoDesk(camera.server.url)
    await desk.open()
    async with camera.context(words, LAPTOP) as context:
        buyer = await _visit(context, camera.server.url)
        panel = buyer.page.locator("chatd-widget .panel")
        await camera.take(f"widget-greeting{name}", panel)
        await _talk(buyer, desk, words)
        await camera.take(f"widget-conversation{name}", panel)
        await expect(buyer.page.locator(".doors")).to_contain_text("1/8")
        await camera.take(f"landing{name}", buyer.page)
    async with camera.context(words, PHONE, "dark", has_touch=True) as context:
        buyer = await _visit(context, camera.server.url)
        await _talk(buyer, desk, words)
        await camera.take(f"widget-phone{name}", buyer.page)
    await desk.fill()
    async with camera.context(words, LAPTOP) as context:
        buyer = await _visit(context, camera.server.url)
        await _write(buyer, words.demo[0])
        await expect(buyer.place).to_be_visible()
        panel = buyer.page.locator("chatd-widget .panel")
        await camera.take(f"widget-queue{name}", panel)
    await desk.close()


async def _talk(buyer: Buyer, desk: DemoDesk, words: Words) -> None:
    """Ask about the product, and be answered."""
    question, answer, thanks = words.demo
    await buyer.frame.locator(".w-card .w-link").click()
    await _write(buyer, question)
    await expect(buyer.own_lines).to_have_count(2)
    await expect(buyer.frame.locator(".is-waiting")).to_have_count(0)
    await desk.answer(answer)
    await expect(buyer.lines).to_have_count(3)
    await _write(buyer, thanks)
    await desk.read(thanks)
    await expect(buyer.frame.locator(".w-meta.is-mine").last).to_contain_text(
        {"zh-CN": "已读", "en-GB": "Read"}[words.locale]
    )


async def _write(buyer: Buyer, line: str) -> None:
    box = buyer.frame.locator(".w-type textarea")
    await box.fill(line)
    await box.press("Enter")


async def _select(page: Page, buyer: str) -> None:
    await page.locator(".row").filter(has_text=buyer).click()
    await expect(page.locator(".messages .bubble").first).to_be_visible()
    await expect(page.locator(".details .why-line").first).to_be_visible()


async def _visit(context: BrowserContext, url: str) -> Buyer:
    """The demo's page, with the widget open: it opens by itself where there is room."""
    page = await context.new_page()
    buyer = Buyer(page, "")
    await page.goto(f"{url}/demo/")
    if page.viewport_size == PHONE:
        await page.locator("chatd-widget .pill").click()
    await expect(buyer.frame.locator(".w-type textarea, form")).to_be_visible()
    return buyer


async def take_all() -> None:
    """One browser, every picture."""
    configure_logging(json=False, level="warning")
    IMAGES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        async with _told(browser, CHINESE) as (camera, story):
            await take_reception(camera, story, "console-reception-zh", LAPTOP, "light")
            await take_team(camera, story)
            await take_settings(camera, story, "console-settings", "light")
        async with _told(browser, ENGLISH) as (camera, story):
            await take_reception(camera, story, "console-reception", SCREEN, "dark")
            await take_transfer(camera, story)
            await take_panes(camera, story, "console-panes", "light")
            await take_switcher(camera, story, "console-switcher", "dark")
        for words, name in ((CHINESE, "-zh"), (ENGLISH, "")):
            async with _serving(browser) as camera:
                await take_demo(camera, words, name)
        await browser.close()


@contextlib.asynccontextmanager
async def _told(browser: Browser, words: Words) -> AsyncIterator[tuple[Camera, Story]]:
    """A server on which the story has just been played."""
    clock = StagedClock()
    async with _serving(browser, clock.clock()) as camera:
        server = camera.server
        file = merchant_file("harbour", words, server.url)
        await provision(server.config, parse_provision(file))
        (tent,) = (STATIC / "assets").glob("tent-*.svg")
        picture = f"{server.url}/assets/{tent.name}"
        story = Story(server.url, "harbour", words, clock, picture)
        await story.play()
        yield camera, story
        await story.close()


@contextlib.asynccontextmanager
async def _serving(browser: Browser, clock: Clock | None = None) -> AsyncIterator[Camera]:
    """A server with the demo, and nothing else yet."""
    with tempfile.TemporaryDirectory() as directory:
        async with running_server(Path(directory), file=None, demo=True, clock=clock) as server:
            yield Camera(browser, server)


if __name__ == "__main__":
    asyncio.run(take_all())
