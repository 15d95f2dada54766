"""Whatever people write is shown as they wrote it, and nothing of it becomes part of a page."""

from __future__ import annotations

from typing import Final

from playwright.async_api import expect

from tests.browser.stage import Stage
from tests.clients import buyer

EVIL: Final = """<img src=x onerror=pwn()><a href="javascript:pwn()">'"&amp;{{1}}</a>"""
SCRIPT: Final = "<script>pwn()</script><svg onload=pwn()>"
SCHEME: Final = "javascript:pwn() data:text/html,x vbscript:x"
BECAME: Final = 'img[src="x"], [onerror], [onload], a[href^="javascript"], a[href^="data"]'


async def test_a_buyers_words_stay_words_on_the_console(stage: Stage) -> None:
    merchant = await stage.open_merchant()
    x, boss = await stage.agents(merchant, "x", "boss")
    page = {"url": "https://shop.test/<script>", "title": SCRIPT}
    async with buyer(stage.server.websocket_url, shop=merchant.name, page=page) as ann:
        await ann.call(t="contact.update", name=EVIL)
        session = (await ann.say(EVIL, cid="first"))["session"]
        await ann.say(SCHEME)
        card = {"id": SCRIPT, "title": EVIL, "url": "https://shop.test/", "price": SCRIPT}
        await ann.call(t="message.send", cid="card", kind="product", body=card)
        conversation = await x.select(EVIL)
        await expect(conversation.lines).to_contain_text([EVIL, SCHEME, EVIL])
        await expect(conversation.region).to_contain_text(SCRIPT)
        await ann.call(t="typing.set", session=session, text=SCRIPT)
        await expect(conversation.preview).to_have_text(SCRIPT)
        await conversation.say_internally(EVIL)
        await x.close(EVIL)
        await ann.call(t="session.rate", session=session, score=5, comment=EVIL)
        for agent in (x, boss):
            await agent.show("Recent" if agent is x else "Colleagues")
            await expect(agent.page.locator(BECAME)).to_have_count(0)


async def test_an_agents_words_stay_words_in_the_widget(stage: Stage) -> None:
    (x,), (ann,) = await stage.meet("x", "Ann")
    await ann.ask(EVIL)
    conversation = await x.select("Ann")
    await conversation.say(EVIL, SCRIPT, SCHEME)
    await expect(ann.lines).to_have_text([EVIL, EVIL, SCRIPT, SCHEME])
    await expect(ann.frame.locator(BECAME)).to_have_count(0)
    await expect(x.page.locator(BECAME)).to_have_count(0)
