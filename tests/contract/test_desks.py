"""What a desk is restored from, and its journal."""

from chatd.storage.batch import RemovedAgent
from chatd.storage.records import (
    AgentStateRecord,
    DeskConfigRecord,
    InvitationRecord,
    JournalRecord,
)
from chatd.storage.store import Store
from tests.contract.rows import Committer, contact, desk, session, touch


async def test_desk_is_loaded_as_it_was_committed(store: Store, commit: Committer) -> None:
    state = AgentStateRecord("acme", "x", "online", True, None, 5, 1, 1)
    gone = AgentStateRecord("acme", "y", "online", True, None, 5, 1, 1)
    offer = InvitationRecord("s1", "y", "acme", "x", "join", "please", 3, None, None, None)
    await commit(
        desks=[desk(2)],
        desk_configs=[DeskConfigRecord("acme", 1, b"config")],
        agent_states=[state, gone],
        invitations=[offer],
    )
    await commit(desks=[desk(3)], agents_removed=[RemovedAgent("acme", "y")])
    stored = await store.load_desk("acme")
    assert stored is not None
    assert stored.desk == desk(3)
    assert stored.config == DeskConfigRecord("acme", 1, b"config")
    assert stored.agent_states == (state,)
    assert stored.contacts == (contact(),)
    assert [one.record for one in stored.sessions] == [session()]
    assert stored.invitations == (offer,)
    await commit(invitations=[offer._replace(end="declined", ended_ms=4, reason="no")])
    stored = await store.load_desk("acme")
    assert stored is not None
    assert stored.invitations == ()


async def test_agent_removed_and_there_again_in_one_batch_is_there(
    store: Store, commit: Committer
) -> None:
    state = AgentStateRecord("acme", "x", "online", True, None, 5, 1, 1)
    await commit(agents_removed=[RemovedAgent("acme", "x")], agent_states=[state])
    stored = await store.load_desk("acme")
    assert stored is not None
    assert stored.agent_states == (state,)


async def test_only_what_a_desk_holds_is_loaded(store: Store, commit: Committer) -> None:
    await commit(
        contacts=[contact("left", mailbox="s3"), contact("held", mailbox="s4"), contact("past")],
        sessions=[
            session("s2", phase="closed", closed_ms=9),
            session("s3", contact="left", phase="mailbox"),
            session("s4", contact="held", phase="mailbox", held_until_ms=99),
            session("s5", contact="past", phase="closed", closed_ms=9, close_reason="agent"),
            session("s6", phase="mailbox"),
        ],
        touches=[touch(name) for name in ("s2", "s3", "s4", "s5", "s6")],
    )
    stored = await store.load_desk("acme")
    assert stored is not None
    assert {one.contact for one in stored.contacts} == {"b", "held"}
    assert [one.record.session for one in stored.sessions] == ["s1", "s4", "s6"]


async def test_handling_times_are_of_the_last_sessions_that_were_open(
    store: Store, commit: Committer
) -> None:
    closed = [
        session(
            f"c{number}",
            phase="closed",
            opened_ms=1_000,
            closed_ms=1_000 + number,
            close_reason="agent",
        )
        for number in range(60)
    ]
    merged = session("merged", phase="closed", closed_ms=99_000, close_reason="merged")
    never_open = session("never", phase="closed", opened_ms=None, closed_ms=99_000)
    sessions = [*closed, merged, never_open._replace(close_reason="blocked")]
    await commit(sessions=sessions, touches=[touch(one.session) for one in sessions])
    stored = await store.load_desk("acme")
    assert stored is not None
    assert stored.handling_ms == tuple(range(59, 9, -1))


async def test_only_live_merchants_are_listed(store: Store, commit: Committer) -> None:
    assert await store.live_merchants() == ["acme"]
    await commit(desks=[desk(is_live=False)])
    assert await store.live_merchants() == []


async def test_journal_is_read_in_order_and_in_pages(store: Store, commit: Committer) -> None:
    entries = [JournalRecord("acme", step, step, b"entries") for step in range(1, 8)]
    await commit(journal=entries)
    assert await store.journal("acme", 0, 3) == entries[:3]
    assert await store.journal("acme", 3, 10) == entries[3:]


async def test_merchant_nobody_provisioned_is_none(store: Store) -> None:
    assert await store.load_desk("nobody") is None
    assert await store.load_merchant("nobody") is None
