"""B3, R1: what buyers leave is answered by e-mail, and no e-mail is sent again blindly."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser.accessibility import check_accessible
from tests.browser.merchants import Merchant
from tests.browser.people.agent import Agent
from tests.browser.people.buyer import Buyer
from tests.browser.stage import Stage
from tests.smtp import Behaviour, SmtpServer


async def leave(stage: Stage, merchant: Merchant, name: str, text: str, email: str) -> Buyer:
    """Leave a message while nobody is there."""
    buyer = await stage.buyer(merchant)
    await buyer.form.get_by_label("Your name").fill(name)
    await buyer.form.get_by_label("E-mail").fill(email)
    await buyer.form.get_by_label("Your question").fill(text)
    await buyer.form.get_by_role("button", name="Send the message").click()
    await expect(buyer.note).to_have_text("Message left")
    return buyer


def rows(agent: Agent) -> Locator:
    return agent.page.get_by_role("region", name="Left messages").locator(".left-row b")


def function(agent: Agent) -> Locator:
    """The button of the function bar, with its count."""
    functions = agent.page.get_by_role("navigation", name="Functions")
    return functions.get_by_role("button", name="Mailbox")


async def away(stage: Stage, merchant: Merchant, username: str = "x") -> Agent:
    """An agent whom no buyer reaches: what is left stays in the mailbox."""
    agent = await stage.agent(merchant, username)
    await agent.set_state("Away")
    return agent


async def open_message(agent: Agent, name: str) -> Locator:
    await agent.turn_to("Mailbox")
    await rows(agent).get_by_text(name, exact=True).click()
    shown = agent.page.get_by_role("region", name=f"Left message of {name}")
    await expect(shown).to_be_visible()
    return shown


async def answer(shown: Locator, words: str) -> None:
    await shown.get_by_role("textbox", name="Answer to").fill(words)
    await shown.get_by_role("button", name="Send the answer").click()


async def test_r1_the_function_bar_counts_what_is_left_as_it_comes(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await away(stage, merchant)
    await x.turn_to("Mailbox")
    await expect(x.page.get_by_text("Nothing is waiting.")).to_be_visible()
    await leave(stage, merchant, "Ann", "Is it waterproof?", "ann@mail.example")
    await expect(function(x).locator(".ant-badge-count")).to_have_text("1")
    await leave(stage, merchant, "Ben", "And the lamp?", "ben@mail.example")
    await expect(function(x).locator(".ant-badge-count")).to_have_text("2")
    await expect(rows(x)).to_have_text(["Ann", "Ben"])
    said = x.page.locator(".left-text")
    await expect(said).to_have_text(["Is it waterproof?", "And the lamp?"])


async def test_r1_a_left_message_is_answered_by_e_mail_and_in_the_conversation(
    stage: Stage, mailbox: SmtpServer
) -> None:
    merchant = await stage.open_merchant()
    x = await away(stage, merchant)
    ann = await leave(stage, merchant, "Ann", "Is it waterproof?", "ann@mail.example")
    shown = await open_message(x, "Ann")
    await expect(shown.locator(".bubble")).to_have_text(["Is it waterproof?"])
    await check_accessible(x.page, "left message")
    await answer(shown, "It is, up to 3,000 mm.")

    await expect(shown.get_by_text("The e-mail to ann@mail.example was sent")).to_be_visible()
    (mail,) = mailbox.accepted
    assert "ann@mail.example" in str(mail["to"])
    assert "It is, up to 3,000 mm." in mail.get_content()
    await expect(ann.lines).to_have_text(["Is it waterproof?", "It is, up to 3,000 mm."])
    await expect(function(x).locator(".ant-badge-count")).to_have_count(0)
    await expect(shown.get_by_text("Handled by Xenia")).to_be_visible()


async def answered(stage: Stage, mailbox: SmtpServer, behave: Behaviour) -> tuple[Agent, Locator]:
    """An agent answers what Ann has left, while the mail server behaves so."""
    merchant = await stage.open_merchant()
    x = await away(stage, merchant)
    await leave(stage, merchant, "Ann", "Is it waterproof?", "ann@mail.example")
    shown = await open_message(x, "Ann")
    mailbox.behave = behave
    await answer(shown, "It is.")
    return x, shown


async def test_r1_an_e_mail_that_was_refused_is_sent_again_on_demand(
    stage: Stage, mailbox: SmtpServer
) -> None:
    x, shown = await answered(stage, mailbox, "refuse_recipient")
    await expect(shown.get_by_text("The e-mail to ann@mail.example was not sent")).to_be_visible()
    await expect(shown.get_by_role("alert")).to_contain_text("no such user")
    await expect(function(x).locator(".ant-badge-count")).to_have_text("1")
    assert mailbox.accepted == []

    mailbox.behave = "accept"
    await shown.get_by_role("button", name="Send again").click()
    await expect(shown.get_by_text("The e-mail to ann@mail.example was sent")).to_be_visible()
    assert len(mailbox.accepted) == 1


async def test_r1_an_e_mail_of_unknown_fate_waits_for_a_decision(
    stage: Stage, mailbox: SmtpServer
) -> None:
    _, shown = await answered(stage, mailbox, "drop_after_data")
    await expect(shown.get_by_text("Nobody knows whether the e-mail")).to_be_visible()
    assert len(mailbox.received) == 1

    mailbox.behave = "accept"
    await shown.get_by_role("button", name="Send again, it may arrive twice").click()
    await expect(shown.get_by_text("The e-mail to ann@mail.example was sent")).to_be_visible()
    assert len(mailbox.received) == 2


async def test_r1_an_e_mail_of_unknown_fate_can_be_left_as_it_is(
    stage: Stage, mailbox: SmtpServer
) -> None:
    x, shown = await answered(stage, mailbox, "drop_after_data")
    await expect(function(x).locator(".ant-badge-count")).to_have_text("1")
    await shown.get_by_role("button", name="Leave it, it is handled").click()
    await expect(function(x).locator(".ant-badge-count")).to_have_count(0)
    assert len(mailbox.received) == 1


async def test_r1_a_message_is_marked_as_handled_and_back_for_everybody(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x, y = [await away(stage, merchant, one) for one in ("x", "boss")]
    await leave(stage, merchant, "Ann", "Is it waterproof?", "ann@mail.example")
    shown = await open_message(x, "Ann")
    await expect(function(y).locator(".ant-badge-count")).to_have_text("1")
    await shown.get_by_role("button", name="Mark as handled").click()
    await expect(function(y).locator(".ant-badge-count")).to_have_count(0)
    await y.turn_to("Mailbox")
    await expect(rows(y)).to_have_count(0)
    await y.page.get_by_text("Handled", exact=True).click()
    await expect(rows(y)).to_have_text(["Ann"])
    await shown.get_by_role("button", name="Mark as unhandled").click()
    await expect(function(y).locator(".ant-badge-count")).to_have_text("1")
