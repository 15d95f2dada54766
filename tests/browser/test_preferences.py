"""Languages, light and dark."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.stage import Stage


async def test_the_console_speaks_another_language_and_remembers_it(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    await x.button("Settings and log-out").click()
    await x.page.get_by_text("中文").click()
    await expect(x.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(x.status).to_contain_text("在线")
    await x.page.reload()
    await expect(x.status).to_contain_text("在线")
    await expect(x.page.get_by_role("region", name="消息缓存")).to_be_visible()


async def test_the_console_follows_the_system_until_a_theme_is_chosen(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    root = x.page.locator("html")
    await expect(root).to_have_attribute("data-theme", "light")
    await x.page.emulate_media(color_scheme="dark")
    await expect(root).to_have_attribute("data-theme", "dark")
    await expect(x.page.locator("body")).to_have_css("background-color", "rgb(16, 18, 22)")
    await x.button("Settings and log-out").click()
    await x.page.get_by_text("Light", exact=True).click()
    await expect(root).to_have_attribute("data-theme", "light")
    await x.page.reload()
    await expect(root).to_have_attribute("data-theme", "light")


async def test_the_widget_speaks_another_language_and_remembers_it(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    await stage.agent(merchant, "x")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    await ann.button("Menu").click()
    await ann.frame.get_by_role("menuitem", name="中文").click()
    await expect(ann.note).to_have_text("Harbour Outdoor，正在为您服务")
    await ann.page.reload()
    await ann.page.get_by_role("button", name="联系客服").click()
    await expect(ann.note).to_have_text("Harbour Outdoor，正在为您服务")


async def test_everything_is_chinese_when_the_browser_is(stage: Stage) -> None:
    stage.locale = "zh-CN"
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    await expect(x.status).to_contain_text("在线")
    context = await stage.context("Ann")
    ann = await stage.visit(context, merchant, "Ann", opened=False)
    await ann.page.get_by_role("button", name="联系客服").click()
    await ann.frame.get_by_role("textbox", name="您的消息").fill("在吗")
    await ann.frame.get_by_role("button", name="发送", exact=True).click()
    await expect(x.sessions).to_have_text(["Ann"])
