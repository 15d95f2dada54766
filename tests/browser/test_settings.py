"""T1, T2, B1: what agents set is what buyers get, at once."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser.accessibility import check_accessible
from tests.browser.people.agent import Agent
from tests.browser.stage import Stage

WELCOME = "Welcome"
BUSY = "Agent busy"
SILENT = "Buyer silent"
CACHED = "Cache greeting"


async def switch_on(settings: Locator, name: str, text: str, after_s: int | None = None) -> None:
    """Switch an automatic answer on and say what it says."""
    card = settings.get_by_role("region", name=name)
    await card.get_by_role("switch").click()
    await card.get_by_role("textbox", name=f"Text: {name}").fill(text)
    if after_s is not None:
        seconds = card.get_by_role("spinbutton")
        await seconds.fill(str(after_s))
        await seconds.blur()


async def save(agent: Agent, settings: Locator) -> None:
    await settings.get_by_role("button", name="In force at once").click()
    await expect(agent.notice).to_have_text("In force.")


async def test_t1_nothing_is_answered_by_itself_until_it_is_switched_on(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    settings = await x.open_settings("Auto-answers")
    switches = settings.get_by_role("switch")
    await expect(switches).to_have_count(4)
    for at in range(4):
        await expect(switches.nth(at)).not_to_be_checked()
    await check_accessible(x.page, "automatic answers")
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Is it waterproof?")
    await expect(ann.heading).to_have_text("Xenia")
    await expect(ann.lines).to_have_text(["Is it waterproof?"])


async def test_t1_a_welcome_of_ones_own_reaches_the_buyer_with_the_names_in_it(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    settings = await x.open_settings("Auto-answers")
    await switch_on(settings, WELCOME, "Hello {buyer}, this is {agent}.")
    preview = settings.get_by_role("region", name=WELCOME).locator("figure p")
    await expect(preview).to_have_text("Hello Sample Buyer, this is Xenia.")
    await save(x, settings)
    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Is it waterproof?")
    await expect(ann.lines).to_have_text(["Is it waterproof?", "Hello Ann, this is Xenia."])


async def test_t1_who_waits_in_the_cache_is_greeted_with_their_place(stage: Stage) -> None:
    merchant = await stage.open_merchant(windows_max=1)
    x = await stage.agent(merchant, "x")
    settings = await x.open_settings("Auto-answers")
    await switch_on(settings, CACHED, "You are number {n} with {agent}.")
    await save(x, settings)
    ann, ben = await stage.buyers(merchant, "Ann", "Ben")
    await ann.ask("Is it waterproof?")
    await ben.ask("And the lamp?")
    await expect(ben.lines).to_have_text(["And the lamp?", "You are number 1 with Xenia."])


async def test_t1_a_busy_agent_and_a_silent_buyer_are_noticed_after_so_long(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    settings = await x.open_settings("Auto-answers")
    await switch_on(settings, BUSY, "One moment please.", after_s=5)
    await switch_on(settings, SILENT, "Anything else?", after_s=6)
    await save(x, settings)
    ann, ben = await stage.buyers(merchant, "Ann", "Ben")
    await ann.ask("Is it waterproof?")
    await ben.ask("And the lamp?")
    await x.turn_to("Reception")
    await (await x.select("Ben")).say("It is")
    await expect(ann.lines).to_have_text(["Is it waterproof?", "One moment please."])
    await expect(ben.lines.last).to_have_text("Anything else?")


async def test_t1_the_admin_replaces_everybodys_texts(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x = await stage.agent(merchant, "x")
    settings = await x.open_settings("Auto-answers")
    await expect(settings.get_by_text("For everybody")).to_have_count(0)
    await switch_on(settings, WELCOME, "My own words.")
    await save(x, settings)

    main = await stage.agent(merchant, "main")
    everybody = await main.open_settings("Auto-answers")
    await everybody.get_by_text("For everybody").click()
    await switch_on(everybody, WELCOME, "Everybody's words.")
    await everybody.get_by_role("switch", name="Replace the texts of all agents").click()
    await save(main, everybody)
    await main.set_state("Away")

    ann = await stage.buyer(merchant, "Ann")
    await ann.ask("Is it waterproof?")
    await expect(ann.lines).to_have_text(["Is it waterproof?", "Everybody's words."])
    await x.page.reload()
    settings = await x.open_settings("Auto-answers")
    await expect(settings.get_by_text("everybody answers with the shared texts")).to_be_visible()


async def test_t1_who_was_too_late_sees_what_is_in_force(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    stage.quiet.expect("409|/api/settings/answers/everybody")
    main, boss = await stage.agents(merchant, "main", "boss")
    pages = [await one.open_settings("Auto-answers") for one in (main, boss)]
    for page in pages:
        await page.get_by_text("For everybody").click()
        await switch_on(page, WELCOME, "Hello.")
    await save(main, pages[0])
    await pages[1].get_by_role("button", name="In force at once").click()
    await expect(boss.notice).to_contain_text("Somebody changed it just now")
    await expect(pages[1].get_by_role("textbox", name="Text: Welcome")).to_have_value("Hello.")


async def test_b1_a_buyer_finds_an_answer_by_themselves_or_goes_on_to_a_person(
    stage: Stage,
) -> None:
    (main,), (ann,) = await stage.meet("main", "Ann")
    await expect(ann.frame.get_by_text("Frequent questions")).to_have_count(0)

    settings = await main.open_settings("FAQ")
    await expect(settings.get_by_text("No questions yet")).to_be_visible()
    for number, (question, answer) in enumerate(
        [("When does it ship?", "Within a day."), ("Is it waterproof?", "Up to 3,000 mm.")], 1
    ):
        await settings.get_by_role("button", name="Add a question").click()
        await settings.get_by_role("textbox", name=f"Question {number}").fill(question)
        await settings.get_by_role("textbox", name=f"Answer {number}").fill(answer)
    await settings.get_by_role("button", name="Move question 2 up").click()
    await check_accessible(main.page, "frequent questions")
    await save(main, settings)

    questions = ann.frame.get_by_role("region", name="Frequent questions")
    await expect(questions.locator("summary")).to_have_text(
        ["Is it waterproof?", "When does it ship?"]
    )
    await questions.get_by_text("Is it waterproof?").click()
    await expect(questions.get_by_text("Up to 3,000 mm.")).to_be_visible()
    await questions.locator("details[open]").get_by_role("button", name="Ask us instead").click()
    await expect(ann.input).to_be_focused()
    await ann.ask("And in a storm?")
    await expect(main.sessions).to_have_count(0)
    await main.turn_to("Reception")
    await expect(main.sessions).to_have_text(["Ann"])
    await expect(questions).to_have_count(0)


async def test_b7_the_widget_says_in_the_shops_words_what_becomes_of_the_buyers(
    stage: Stage,
) -> None:
    merchant = await stage.open_merchant()
    ann = await stage.buyer(merchant, "Ann")
    await expect(ann.frame.get_by_text("What you write is used only to help you.")).to_be_visible()
    boss = await stage.agent(merchant, "boss")
    settings = await boss.open_settings("Consent line")
    await settings.get_by_label("Text, English").fill("We keep this for a year.")
    address = settings.get_by_label("Address of the privacy page, English")
    await address.fill("shop.test/privacy")
    await expect(settings.get_by_role("alert")).to_contain_text("https://")
    await check_accessible(boss.page, "consent line")
    await address.fill("https://shop.test/privacy")
    await save(boss, settings)
    await expect(ann.frame.get_by_text("We keep this for a year.")).to_be_visible()
    link = ann.frame.get_by_role("link", name="Privacy")
    await expect(link).to_have_attribute("href", "https://shop.test/privacy")
    await check_accessible(ann.page, "consent line", frames=True)
