"""The life of a message: numbered, stored, answered, told."""

from chatd.errors import ErrorCode
from chatd.protocol.events import BuyerSessionChanged, MessagePosted, SessionChanged
from chatd.protocol.fields import Phase
from tests.chatd.desks.world import World


async def test_message_reaches_agent_and_buyer_when_an_agent_is_there(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    answer = await buyer.say("hello", cid="c1")
    await world.settled()
    assert (answer.session, answer.seq, answer.phase) == ("s1", 1, Phase.OPEN)
    posted = x.last(MessagePosted)
    assert posted.body == {"text": "hello"}
    assert posted.cid is None
    assert buyer.last(MessagePosted).cid == "c1"
    assert x.last(SessionChanged).session.seq.public == 1
    assert buyer.last(BuyerSessionChanged).session.agents == ("Xenia",)
    reply = await x.say("hi", session="s1")
    await world.settled()
    assert reply.seq == 2
    assert buyer.last(MessagePosted).author.name == "Xenia"
    stored, more = await world.store.messages("acme", _page("s1"))
    assert [one.seq for one in stored] == [1, 2]
    assert not more


def _page(session: str):
    from chatd.storage.history import Page

    return Page(session, "public", 10)
