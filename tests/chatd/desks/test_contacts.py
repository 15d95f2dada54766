"""Who a buyer is: visitors who turn out to be known, and what memory keeps of contacts."""

import asyncio

from chatd.desks.contact_ids import contact_of_buyer
from chatd.protocol.bodies import ProductBody
from chatd.protocol.commands import PageInfo
from chatd.protocol.events import BuyerSessionChanged, ContactChanged, SessionChanged
from chatd.protocol.fields import Phase
from tests.chatd.desks.world import ACME, World

ANN = contact_of_buyer("acme", "acme", "ann")


async def test_visitors_session_becomes_the_contacts(world: World) -> None:
    x = await world.agent("x")
    visitor = await world.visitor("b")
    await visitor.ask("contact.update", name="nickname", email="b@example.org")
    await visitor.say("who am I?")
    ann = await world.identified("ann", visitor="b", name="Ann")
    assert [view.id for view in ann.snapshot.sessions] == ["s1"]
    assert (ann.snapshot.you.name, ann.snapshot.you.identified) == ("Ann", True)
    assert ann.snapshot.you.email == "b@example.org"
    await world.settled()
    contact = x.last(SessionChanged).session.contact
    assert (contact.id, contact.buyer, contact.name) == (ANN, "ann", "Ann")
    page = await ann.ask("history.fetch", session="s1")
    assert [message.author.id for message in page.messages] == [ANN]
    assert visitor.messages()[-1].session == "s1"


async def test_repeat_of_what_a_visitor_sent_is_found_under_the_contact(world: World) -> None:
    await world.agent("x")
    visitor = await world.visitor("b")
    first = await visitor.say(cid="c")
    ann = await world.identified("ann", visitor="b")
    assert (await ann.say(cid="c")).seq == first.seq
    assert (await visitor.say(cid="c")).seq == first.seq
    again = await world.crash()
    assert (await (await again.identified("ann")).say(cid="c")).seq == first.seq
    assert (await (await again.visitor("b")).say(cid="c")).seq == first.seq
    await again.stop()


async def test_repeat_is_found_when_the_contact_wrote_before_the_visitor_was_stored_as_them(
    world: World,
) -> None:
    await world.agent("x")
    first = await (await world.visitor("b")).say(cid="c")
    elsewhere = await world.identified("ann")
    world.store.hold()
    arriving = asyncio.create_task(world.identified("ann", visitor="b"))
    await world.turn()
    saying = elsewhere.begin_saying(cid="d")
    await world.turn()
    world.store.release()
    ann = await arriving
    assert (await saying).session == first.session
    assert (await ann.say(cid="c")).seq == first.seq


async def test_closed_sessions_and_the_mailbox_come_along(world: World) -> None:
    x = await world.agent("x")
    visitor = await world.visitor("b")
    await visitor.say()
    await x.say(session="s1")
    await x.ask("session.close", session="s1")
    await x.ask("presence.set", state="offline")
    assert (await visitor.say()).phase is Phase.MAILBOX
    again = await world.crash()
    ann = await again.identified("ann", visitor="b")
    assert [view.id for view in ann.snapshot.sessions] == ["s1", "s2"]
    assert (await again.visitor("b")).snapshot.sessions == ()
    x = await again.agent("x")
    await x.ask("presence.set", state="online")
    assert (await ann.say()).session == "s2"
    assert again.rows("SELECT DISTINCT contact FROM sessions") == [(ANN,)]
    await again.stop()


async def test_known_visitor_is_handed_over_once(world: World) -> None:
    await world.agent("x")
    await (await world.visitor("b")).say()
    await world.identified("ann", visitor="b")
    await world.settled()
    batches = len(world.store.batches)
    await world.identified("ann", visitor="b")
    await world.settled()
    assert len(world.store.batches) == batches


async def test_nothing_is_stored_of_somebody_who_only_looks(world: World) -> None:
    await world.agent("x")
    await world.settled()
    batches = len(world.store.batches)
    ann = await world.identified("ann", name="Ann", email="ann@example.org")
    await ann.ask("page.visit", url="https://shop.test/", title="Shop")
    ann.leave()
    await world.settled()
    assert len(world.store.batches) == batches
    assert world.rows("SELECT count(*) FROM contacts") == [(0,)]


async def test_what_the_shop_signed_anew_is_stored_and_told(world: World) -> None:
    x = await world.agent("x")
    ann = await world.identified("ann", name="Ann")
    await ann.say()
    await world.identified("ann", name="Ann Lee")
    await world.settled()
    assert x.last(ContactChanged).contact.name == "Ann Lee"
    assert world.rows("SELECT name FROM contacts") == [("Ann Lee",)]


async def test_contact_named_private_in_the_file_is_mains(world: World) -> None:
    main = await world.agent("m")
    await world.agent("x")
    private = '[[private_contacts]]\nshop = "acme"\nbuyer = "ann"\n'
    assert await world.provision(ACME + private)
    await main.runtime.reconfigure()
    ann = await world.identified("ann")
    await ann.say()
    await world.settled()
    assert ann.last(BuyerSessionChanged).session.agents == ("Main",)


async def test_buyers_absence_counts_from_the_last_tab(world: World) -> None:
    x = await world.agent("x")
    buyer, tab = await world.visitor("b"), await world.visitor("b")
    await buyer.say()
    buyer.leave()
    await world.settled()
    assert x.last(SessionChanged).session.buyer_connected
    tab.leave()
    await world.settled()
    assert not x.last(SessionChanged).session.buyer_connected
    await world.wait(600_000)
    view = x.last(SessionChanged).session
    assert view.id == "s1"
    assert (await world.visitor("b")).snapshot.sessions[0].phase is Phase.MAILBOX


async def test_product_of_the_page_reaches_the_agent_and_goes_with_the_page(world: World) -> None:
    x = await world.agent("x")
    page = PageInfo("https://shop.test/tent", "Tent", "https://search.test/")
    buyer = await world.visitor("b", page=page)
    tent = {"id": "t1", "title": "Tent", "url": "https://shop.test/tent", "price": "¥ 899"}
    await buyer.ask("page.visit", url=page.url, title="Tent", product=tent)
    await buyer.say()
    await world.settled()
    seen = x.last(SessionChanged).session.contact.page
    assert seen.product == ProductBody("t1", "Tent", "https://shop.test/tent", "¥ 899")
    assert seen.referrer == "https://search.test/", "where the buyer came from is not forgotten"
    await buyer.ask("page.visit", url="https://shop.test/", title="Shop")
    await world.settled()
    assert x.last(ContactChanged).contact.page.product is None
    assert x.last(ContactChanged).contact.page.referrer is None
