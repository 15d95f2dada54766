"""A16b: logging in with the company's own accounts, there and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from chatd.app import provision
from chatd.config import load_config
from chatd.provision import parse_provision
from tests.browser.accessibility import check_accessible
from tests.browser.merchants import Merchant
from tests.browser.people.agent import Agent
from tests.browser.shop_site import HOST
from tests.browser.stage import DESK, Stage
from tests.oidc_provider import Provider, oidc_table, open_provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    """To the browser it is another site, as in life; the server asks it by another name."""
    with open_provider() as opened:
        opened.people["ana"] = {"email": "ana@acme.test", "email_verified": True}
        opened.people["eve"] = {"email": "eve@acme.test", "email_verified": True}
        there = f"http://{HOST}:{opened.port}/realm/authorize"
        opened.metadata = {"authorization_endpoint": there}
        yield opened


async def open_merchant(stage: Stage, provider: Provider) -> Merchant:
    """A merchant whose agent x the provider calls Ana."""
    merchant = await stage.open_merchant()
    file = merchant.file(stage.shop_site.origin)
    named = file.replace('username = "x"', 'username = "x"\noidc = "ana@acme.test"', 1)
    config = load_config(stage.server.environ)
    await provision(config, parse_provision(named + oidc_table(provider)))
    return merchant


async def go_elsewhere(stage: Stage, merchant: str) -> Page:
    """Press the button on the log-in page."""
    context = await stage.context("somebody", viewport=DESK)
    page = await context.new_page()
    await page.goto(f"{stage.server.url}/console/")
    await page.get_by_label("Merchant").fill(merchant)
    await page.get_by_role("button", name="Log in with the company account").click()
    return page


async def test_a16b_the_company_account_opens_the_desk_and_logging_out_closes_it(
    stage: Stage, provider: Provider
) -> None:
    merchant = await open_merchant(stage, provider)
    page = await go_elsewhere(stage, merchant.name)
    await expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
    await page.get_by_role("link", name="ana").click()
    x = Agent(page, "Xenia")
    await expect(x.status).to_contain_text("Online")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Hello")
    await expect(ann.heading).to_have_text("Xenia")
    await page.reload()
    await expect(x.sessions).to_have_text(["Ann"])
    await x.button("Settings and log-out").click()
    await x.button("Log out").click()
    await x.dialog.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("heading", name="Agent console")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="Agent console")).to_be_visible()


async def test_a16b_who_is_no_agent_is_told_so_and_may_try_again(
    stage: Stage, provider: Provider
) -> None:
    merchant = await open_merchant(stage, provider)
    page = await go_elsewhere(stage, merchant.name)
    await page.get_by_role("link", name="eve").click()
    alert = page.get_by_role("alert")
    await expect(alert).to_have_text(
        "Your account is no agent here. Ask your administrator to add it."
    )
    await expect(page.get_by_label("Merchant")).to_have_value(merchant.name)
    await check_accessible(page, "log-in elsewhere that failed")
    await page.reload()
    await expect(page.get_by_label("Merchant")).to_be_visible()
    await expect(alert).to_have_count(0)
    await page.get_by_role("button", name="Log in with the company account").click()
    await page.get_by_role("link", name="nobody").click()
    await expect(alert).to_contain_text("has let nobody in")


async def test_a16b_a_merchant_without_one_is_told_like_one_that_does_not_exist(
    stage: Stage, provider: Provider
) -> None:
    await open_merchant(stage, provider)
    plain = await stage.open_merchant()
    stage.quiet.expect(r"404.*/api/oidc/login|status of 404 .*/api/oidc/login")
    for name in (plain.name, "nobody"):
        page = await go_elsewhere(stage, name)
        await expect(page.get_by_role("alert")).to_contain_text("There is no such log-in")
    page = await go_elsewhere(stage, "")
    await expect(page.get_by_text("Please fill this in")).to_have_count(1)
    await expect(page.get_by_label("Merchant")).to_be_focused()


async def test_a16b_a_provider_that_is_down_is_told(stage: Stage, provider: Provider) -> None:
    merchant = await open_merchant(stage, provider)
    provider.is_down = True
    stage.quiet.expect(r"503.*/api/oidc/login|status of 503 .*/api/oidc/login")
    page = await go_elsewhere(stage, merchant.name)
    await expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
