"""What agents and buyers do to sessions, seen from their connections and from the rows."""

from chatd.errors import ErrorCode
from chatd.protocol.events import (
    BuyerSessionChanged,
    InvitationEnded,
    InvitationReceived,
    Notice,
    SessionChanged,
)
from chatd.protocol.fields import AvailabilityState, InvitationMode, NoticeLevel, Phase
from chatd.protocol.fields import InvitationEnd as End
from tests.chatd.desks.world import ACME, Client, World


async def talk(world: World) -> tuple[Client, Client, Client]:
    """x serves the buyer b in session s1; y is there."""
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    y = await world.agent("y")
    await world.settled()
    return x, y, buyer


async def test_transfer_carries_its_note_and_the_inviter_leaves(world: World) -> None:
    x, y, buyer = await talk(world)
    await x.ask("invitation.send", session="s1", to="y", mode="transfer", note="please")
    await world.settled()
    offer = y.last(InvitationReceived)
    assert (offer.inviter, offer.mode, offer.note) == ("x", InvitationMode.TRANSFER, "please")
    assert (await world.agent("y")).snapshot.invitations[0].note == "please"
    await y.ask("invitation.accept", session="s1")
    await world.settled()
    assert y.last(SessionChanged).session.owner == "y"
    assert y.last(SessionChanged).session.reason.by == "y"
    assert buyer.last(BuyerSessionChanged).session.agents == ("Yves",)
    for client in (x, y):
        assert client.last(InvitationEnded).why is End.ACCEPTED
    assert world.rows('SELECT note, "end" FROM invitations') == [("please", "accepted")]


async def test_declined_invitation_comes_back_with_its_reason(world: World) -> None:
    x, y, _ = await talk(world)
    await x.ask("invitation.send", session="s1", to="y", mode="join")
    await y.ask("invitation.decline", session="s1", reason="lunch")
    await world.settled()
    ended = x.last(InvitationEnded)
    assert (ended.why, ended.reason) == (End.DECLINED, "lunch")
    assert world.rows("SELECT reason FROM invitations") == [("lunch",)]


async def test_invitation_expires_when_its_time_is_over(world: World) -> None:
    x, y, _ = await talk(world)
    await x.ask("invitation.send", session="s1", to="y", mode="join")
    await world.wait(60_000)
    assert x.last(InvitationEnded).why is End.EXPIRED
    assert await y.refused("invitation.accept", session="s1") is ErrorCode.INVITATION_GONE


async def test_three_way_session_goes_on_when_one_leaves(world: World) -> None:
    x, y, buyer = await talk(world)
    await x.ask("invitation.send", session="s1", to="y", mode="join")
    await y.ask("invitation.accept", session="s1")
    await world.settled()
    assert buyer.last(BuyerSessionChanged).session.agents == ("Xenia", "Yves")
    await x.ask("session.leave", session="s1")
    assert await y.refused("session.leave", session="s1") is ErrorCode.LAST_MEMBER
    assert (await y.say(session="s1")).seq == 4
    body = {"text": "?"}
    assert (
        await x.refused("message.send", session="s1", cid="c", kind="text", body=body)
        is ErrorCode.NOT_MEMBER
    )


async def test_former_member_still_reads_what_was_written(world: World) -> None:
    x, y, _ = await talk(world)
    await x.ask("session.close", session="s1")
    assert len((await x.ask("history.fetch", session="s1")).messages) == 2
    assert await y.refused("history.fetch", session="s1") is ErrorCode.NOT_MEMBER
    boss = await world.agent("boss")
    assert len((await boss.ask("history.fetch", session="s1")).messages) == 2


async def test_member_of_a_session_reads_what_was_merged_into_it(world: World) -> None:
    x, y, buyer = await talk(world)
    await buyer.say(to="agent:y")
    await buyer.say(session="s1")
    await y.ask("presence.set", state="offline")
    await world.settled()
    merged = await x.ask("history.fetch", session="s2")
    assert len(merged.messages) == 1
    assert await (await world.agent("m")).ask("history.fetch", session="s2")
    assert (await world.visitor("b")).snapshot.sessions[-1].phase is Phase.CLOSED


async def test_everything_about_a_closed_session_is_not_open(world: World) -> None:
    x, _, buyer = await talk(world)
    await x.ask("session.close", session="s1")
    for t, fields in [
        ("session.close", {}),
        ("session.open", {}),
        ("session.claim", {}),
        ("session.leave", {}),
        ("invitation.send", {"to": "y", "mode": "join"}),
    ]:
        assert await x.refused(t, session="s1", **fields) is ErrorCode.NOT_OPEN
    boss = await world.agent("boss")
    for t, fields in [
        ("session.watch", {}),
        ("session.join", {}),
        ("session.take_over", {}),
        ("session.reassign", {"to": "y"}),
    ]:
        assert await boss.refused(t, session="s1", **fields) is ErrorCode.NOT_OPEN
    assert await buyer.refused("session.leave", session="s1") is ErrorCode.NOT_OPEN


async def test_session_cannot_be_closed_without_a_summary_when_the_merchant_wants_one(
    world: World,
) -> None:
    assert await world.provision(ACME.replace("[settings]", "[settings]\nsummary_required = true"))
    x, _, _ = await talk(world)
    assert x.snapshot.settings.summary_required
    assert await x.refused("session.close", session="s1") is ErrorCode.NOT_ALLOWED
    await x.ask("session.summarize", session="s1", category="other")
    await x.ask("session.close", session="s1")
    await world.settled()
    assert x.last(SessionChanged).session.phase is Phase.CLOSED


async def test_summary_and_rating_stay_with_the_session(world: World) -> None:
    x, _, buyer = await talk(world)
    boss = await world.agent("boss")
    assert (
        await x.refused("session.summarize", session="s1", category="nonsense")
        is ErrorCode.BAD_REQUEST
    )
    await x.ask("session.close", session="s1")
    await x.ask("session.summarize", session="s1", category="delivery", note="late")
    await buyer.ask("session.rate", session="s1", score=4, comment="fine")
    await world.settled()
    view = boss.last(SessionChanged).session
    assert (view.summary.category, view.summary.by, view.rating.score) == ("delivery", "x", 4)
    again = await world.crash()
    boss = await again.agent("boss")
    explained = await boss.ask("session.explain", session="s1")
    assert explained.phase is Phase.CLOSED
    await again.stop()


async def test_start_writes_to_a_contact_first(world: World) -> None:
    x, _, buyer = await talk(world)
    await x.say(session="s1")
    await x.ask("session.close", session="s1")
    answer = await x.ask("session.start", contact="v_b")
    assert (answer.session.id, answer.session.owner) == ("s2", "x")
    await x.say("still there?", session="s2")
    await world.settled()
    assert buyer.last(BuyerSessionChanged).session.agents == ("Xenia",)
    recent = await x.runtime.recent_contacts("x", 50)
    assert [contact.id for contact in recent] == ["v_b"]
    assert recent[0].connected


async def test_block_closes_and_its_reason_is_kept(world: World) -> None:
    x, y, buyer = await talk(world)
    assert await y.refused("contact.block", contact="v_b") is ErrorCode.NOT_MEMBER
    await x.ask("contact.block", contact="v_b", reason="spam")
    await world.settled()
    assert buyer.last(BuyerSessionChanged).session.phase is Phase.CLOSED
    assert world.rows("SELECT reason, lifted_ms FROM blocks") == [("spam", None)]
    await x.ask("contact.unblock", contact="v_b")
    assert world.rows("SELECT lifted_ms IS NOT NULL FROM blocks") == [(1,)]
    assert (await buyer.say()).phase is Phase.OPEN


async def test_only_main_makes_a_contact_private(world: World) -> None:
    x, _, buyer = await talk(world)
    main = await world.agent("m")
    assert (
        await x.refused("contact.set_private", contact="v_b", private=True) is ErrorCode.NOT_ALLOWED
    )
    await main.ask("contact.set_private", contact="v_b", private=True)
    await x.ask("session.close", session="s1")
    await buyer.say()
    await world.settled()
    assert main.last(SessionChanged).session.owner == "m"


async def test_mailbox_is_offered_when_nobody_is_there_and_revived_with_its_history(
    world: World,
) -> None:
    buyer = await world.visitor("b")
    assert buyer.snapshot.availability.state is AvailabilityState.MAILBOX
    answer = await buyer.say("call me")
    assert answer.phase is Phase.MAILBOX
    x = await world.agent("x")
    assert x.snapshot.sessions == ()
    assert (await buyer.say("still here")).phase is Phase.OPEN
    page = await x.ask("history.fetch", session="s1")
    said = [message.body for message in page.messages]
    assert said[:2] == [{"text": "call me"}, {"text": "still here"}]
    assert said[2]["key"] == "joined"


async def test_mailbox_is_claimed_after_a_restart(world: World) -> None:
    await (await world.visitor("b")).say("call me")
    again = await world.crash()
    x = await again.agent("x")
    await x.ask("session.claim", session="s1")
    await again.settled()
    assert x.last(SessionChanged).session.owner == "x"
    assert (await x.say("hello", session="s1")).seq == 3
    await again.stop()


async def test_mailbox_of_a_private_contact_is_mains_alone(world: World) -> None:
    main = await world.agent("m")
    buyer = await world.visitor("b")
    await buyer.say()
    await main.ask("contact.set_private", contact="v_b", private=True)
    await main.ask("presence.set", state="offline")
    x = await world.agent("x")
    assert await x.refused("history.fetch", session="s1") is ErrorCode.NOT_ALLOWED
    assert await x.refused("session.claim", session="s1") is ErrorCode.NOT_ALLOWED
    await main.ask("presence.set", state="online")
    await main.ask("session.claim", session="s1")
    await world.settled()
    assert main.last(SessionChanged).session.phase is Phase.OPEN


async def test_supervisor_takes_over_and_reassigns(world: World) -> None:
    x, y, buyer = await talk(world)
    boss = await world.agent("boss")
    assert await x.refused("session.take_over", session="s1") is ErrorCode.NOT_ALLOWED
    await boss.ask("session.take_over", session="s1")
    await world.settled()
    assert buyer.last(BuyerSessionChanged).session.agents == ("Boss",)
    await boss.ask("session.reassign", session="s1", to="y")
    await world.settled()
    assert y.last(SessionChanged).session.reason.by == "boss"
    assert boss.last(SessionChanged).session.owner == "y"


async def test_supervisor_sets_a_colleagues_state(world: World) -> None:
    x, y, _ = await talk(world)
    boss = await world.agent("boss")
    assert await y.refused("presence.set", state="busy", agent="x") is ErrorCode.NOT_ALLOWED
    await boss.ask("presence.set", state="busy", agent="x")
    assert (await world.agent("x")).snapshot.you.intent == "busy"
    await world.settled()
    told = Notice(NoticeLevel.INFO, "presence_set", {"state": "busy", "by": "Boss"})
    assert (x.events(Notice), y.events(Notice), boss.events(Notice)) == ([told], [], [])
    await x.ask("presence.set", state="online", agent="x")
    await world.settled()
    assert x.events(Notice) == [told]
    assert await boss.refused("presence.set", state="busy", agent="nobody") is ErrorCode.NOT_FOUND


async def test_explanation_names_every_agent(world: World) -> None:
    x, _, _ = await talk(world)
    answer = await x.ask("session.explain", session="s1")
    assert [candidate.agent for candidate in answer.candidates] == ["m", "x", "y", "boss"]
    assert answer.reason.rule == "R8"
    assert answer.reason.agent == "x"


async def test_whole_session_survives_a_restart_as_it_was_seen(world: World) -> None:
    x, _, buyer = await talk(world)
    await x.say(session="s1")
    await buyer.ask("contact.update", name="Ann")
    await buyer.ask("read.mark", session="s1", seq=2)
    await x.ask("read.mark", session="s1", seq=1)
    before = (await world.agent("x")).snapshot.sessions
    again = await world.crash()
    await again.visitor("b")
    x = await again.agent("x")
    assert x.snapshot.sessions == before
    await again.stop()


async def test_older_question_that_a_merge_hands_on_is_told(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say("to x", to="agent:x")
    y = await world.agent("y")
    await world.wait(1_000)
    await buyer.say("to y", to="agent:y")
    await world.settled()
    first_ms = x.last(SessionChanged).session.unanswered_since_ms
    y.forget()
    await x.ask("presence.set", state="offline")
    await world.settled()
    assert y.last(SessionChanged).session.id == "s2"
    assert y.last(SessionChanged).session.unanswered_since_ms == first_ms


async def test_question_that_a_merge_hands_to_an_answered_session_is_told(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    asked = await buyer.say("to x", to="agent:x")
    y = await world.agent("y")
    answered = await buyer.say("to y", to="agent:y")
    await y.say(session=answered.session)
    await world.settled()
    y.forget()
    await x.ask("presence.set", state="offline")
    await world.settled()
    view = y.last(SessionChanged).session
    assert (view.id, view.unanswered_since_ms) == (answered.session, asked.at_ms)
