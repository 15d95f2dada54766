"""What the shell relies on, whatever database is behind it."""

from dataclasses import replace
from typing import Any

import pytest

from chatd.storage.batch import Batch, MovedVisitor, RemovedAgent, Writes
from chatd.storage.desks import StoredMerchant
from chatd.storage.errors import DuplicateCid, OwnershipLost, ShopsTaken
from chatd.storage.history import Page
from chatd.storage.records import (
    AgentRecord,
    AgentStateRecord,
    BlockRecord,
    ContactRecord,
    DeskConfigRecord,
    DeskRecord,
    InvitationRecord,
    JournalRecord,
    MerchantRecord,
    MessageRecord,
    ParticipantRecord,
    PrivateContactRecord,
    RatingRecord,
    ReadRecord,
    RefreshRecord,
    SessionRecord,
    ShopRecord,
    SummaryRecord,
    TouchRecord,
)
from chatd.storage.store import Store

SLOT = 7


def merchant(name: str = "acme", **changes: Any) -> StoredMerchant:
    return replace(
        StoredMerchant(
            merchant=MerchantRecord(name, "Acme", 0, "{}"),
            shops=(ShopRecord(f"{name}-1", name, 0, True, "Shop", "[]", None, "", 0, "{}"),),
            agents=(agent(name, "m", 0), agent(name, "x", 1)),
            private_contacts=(PrivateContactRecord(name, "b_1", f"{name}-1", "vip"),),
        ),
        **changes,
    )


def agent(merchant: str, name: str, position: int) -> AgentRecord:
    return AgentRecord(
        merchant=merchant,
        agent=name,
        position=position,
        enabled=True,
        name=name.upper(),
        role="agent",
        password_hash="hash",
        main=position == 0,
        receives=True,
        windows_max=5,
        reception_max=None,
        weight=1,
        tier=0,
        groups_json="[]",
    )


def desk(step: int = 1, *, is_live: bool = True) -> DeskRecord:
    return DeskRecord("acme", SLOT, step, 1, 1_000, 5, 2, b"\x90", 9_000, is_live)


def contact(name: str = "b", **changes: Any) -> ContactRecord:
    record = ContactRecord(
        merchant="acme",
        contact=name,
        shop="acme-1",
        buyer=None,
        name="Ann",
        email=None,
        created_ms=1,
        recent_agent=None,
        recent_at_ms=None,
        private=False,
        blocked=False,
        priority=0,
        mailbox=None,
        connected=True,
        absent_since_ms=None,
        gone=False,
    )
    return record._replace(**changes)


def session(name: str = "s1", **changes: Any) -> SessionRecord:
    record = SessionRecord(
        session=name,
        merchant="acme",
        contact="b",
        shop="acme-1",
        phase="open",
        members=b"\x90",
        guests=b"\x90",
        created_ms=1,
        arrived_ms=1,
        sequence=1,
        held_until_ms=None,
        cache_sequence=None,
        decision=None,
        decided_ms=1,
        decided_by=None,
        opened_ms=1,
        closed_ms=None,
        close_reason=None,
        merged_into=None,
    )
    return record._replace(**changes)


def touch(name: str = "s1") -> TouchRecord:
    return TouchRecord(name, 5, None, b"\x90", 0, False)


def message(seq: int, cid: str | None = None, **changes: Any) -> MessageRecord:
    record = MessageRecord(
        session="s1",
        channel="public",
        seq=seq,
        merchant="acme",
        step=seq,
        at_ms=seq,
        role="buyer",
        author="b",
        kind="text",
        body=b"\x80",
        cid=cid,
        phase="open",
        position=None,
    )
    return record._replace(**changes)


class Committer:
    """Commits one after the other in one slot."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.version = 0

    async def __call__(self, **rows: Any) -> None:
        writes = Writes("acme", SLOT, **{"desks": [desk()], **rows})
        await self.store.commit(Batch(f"batch-{self.version}", {SLOT: self.version}, (writes,)))
        self.version += 1


@pytest.fixture
async def commit(store: Store) -> Committer:
    """Merchant acme with contact b in session s1."""
    await store.provision(merchant())
    committer = Committer(store)
    await committer(contacts=[contact()], sessions=[session()], touches=[touch()])
    return committer


# --------------------------------------------------------------------------------------- commit


async def test_commit_advances_the_slots_it_names(store: Store, commit: Committer) -> None:
    versions = await store.slot_versions()
    assert versions[SLOT] == 1
    assert len(versions) == 256
    assert sum(versions.values()) == 1


async def test_commit_is_refused_whole_when_the_slot_has_another_version(
    store: Store, commit: Committer
) -> None:
    commit.version = 0
    with pytest.raises(OwnershipLost) as lost:
        await commit(messages=[message(1)])
    assert lost.value.slot == SLOT
    assert (await store.messages("acme", Page("s1", "public", 10)))[0] == []
    assert (await store.slot_versions())[SLOT] == 1


async def test_commit_is_refused_whole_when_a_cid_is_there_already(
    store: Store, commit: Committer
) -> None:
    await commit(messages=[message(1, "c")])
    with pytest.raises(DuplicateCid):
        await commit(messages=[message(2, "d"), message(3, "c")])
    assert len((await store.messages("acme", Page("s1", "public", 10)))[0]) == 1
    await commit(messages=[message(2, "d")])


async def test_same_cid_of_another_author_or_none_is_no_duplicate(commit: Committer) -> None:
    await commit(messages=[message(1, "c"), message(2, "c", role="agent", author="x")])
    await commit(messages=[message(3), message(4)])


async def test_same_number_twice_is_refused(commit: Committer) -> None:
    await commit(messages=[message(1)])
    with pytest.raises(Exception, match=r".*") as refused:
        await commit(messages=[message(1)])
    assert not isinstance(refused.value, DuplicateCid | OwnershipLost)


async def test_session_without_its_contact_is_refused(store: Store) -> None:
    await store.provision(merchant())
    with pytest.raises(Exception, match="FOREIGN KEY"):
        await Committer(store)(sessions=[session()], touches=[touch()])


async def test_newest_row_replaces_the_older(store: Store, commit: Committer) -> None:
    await commit(
        contacts=[contact()._replace(name="Anna")],
        sessions=[session(phase="closed", closed_ms=9)],
        touches=[touch()._replace(last_touched_ms=9)],
    )
    stored = await store.find_session("acme", "s1")
    assert stored is not None
    assert (stored.record.phase, stored.touch.last_touched_ms) == ("closed", 9)
    found = await store.find_contact("acme", "b")
    assert found is not None
    assert found.name == "Anna"


# -------------------------------------------------------------------------------------- look-ups


async def test_message_is_found_by_its_cid_and_only_by_its_author(
    store: Store, commit: Committer
) -> None:
    await commit(messages=[message(1, "c")])
    found = await store.find_message("acme", "buyer", "b", "c")
    assert found == message(1, "c")
    assert await store.find_message("acme", "buyer", "b", "d") is None
    assert await store.find_message("acme", "agent", "b", "c") is None
    assert await store.find_message("acme", "buyer", "other", "c") is None
    assert await store.find_message("other", "buyer", "b", "c") is None


async def test_cids_of_an_author_are_listed_up_to_a_bound(store: Store, commit: Committer) -> None:
    await commit(messages=[message(1, "c"), message(2), message(3, "d")])
    assert sorted(await store.find_cids("acme", "buyer", "b", 10)) == ["c", "d"]
    assert len(await store.find_cids("acme", "buyer", "b", 1)) == 1


async def test_visitors_messages_and_sessions_are_the_contacts_after_the_move(
    store: Store, commit: Committer
) -> None:
    await commit(sessions=[session(phase="closed")], touches=[touch()], messages=[message(1, "c")])
    await commit(
        contacts=[contact("known")],
        moved_visitors=[MovedVisitor("known", "acme", "b")],
        sessions=[session("s2", contact="b")],
        touches=[touch("s2")],
    )
    for author in ("b", "known"):
        assert await store.find_message("acme", "buyer", author, "c") == message(1, "c")
    assert await store.find_cids("acme", "buyer", "known", 10) == ["c"]
    assert await store.find_sessions_of("acme", "known", 10) == ["s1"]
    assert await store.find_sessions_of("acme", "b", 10) == ["s2"]


async def test_session_comes_with_all_that_belongs_to_it(store: Store, commit: Committer) -> None:
    read, participant = (
        ReadRecord("s1", "agent", "x", "public", 2),
        ParticipantRecord("s1", "x", "acme", 4),
    )
    await commit(
        messages=[message(1), message(2), message(1, channel="internal")],
        reads=[read],
        participants=[participant],
        summaries=[SummaryRecord("s1", "delivery", "late", "x", 5)],
        ratings=[RatingRecord("s1", 5, "fine", 6)],
    )
    await commit(participants=[participant._replace(joined_ms=99)])
    stored = await store.find_session("acme", "s1")
    assert stored is not None
    assert (stored.public_seq, stored.internal_seq) == (2, 1)
    assert stored.last_message == message(2)
    assert stored.reads == [read]
    assert stored.participants == [participant]
    assert stored.summary is not None
    assert stored.rating is not None


async def test_thing_of_another_merchant_is_as_if_there_were_none(
    store: Store, commit: Committer
) -> None:
    await store.provision(merchant("other"))
    await commit(messages=[message(1, "c")])
    assert await store.find_session("other", "s1") is None
    assert await store.find_contact("other", "b") is None
    assert await store.find_sessions_of("other", "b", 10) == []
    assert await store.messages("other", Page("s1", "public", 10)) == ([], False)
    assert await store.recent_contacts("other", "x", 10) == []
    assert await store.journal("other", 0, 10) == []


async def test_look_up_sees_what_was_committed_before_it(store: Store, commit: Committer) -> None:
    for seq in range(1, 5):
        assert await store.find_message("acme", "buyer", "b", f"c{seq}") is None
        await commit(messages=[message(seq, f"c{seq}")])
        assert await store.find_message("acme", "buyer", "b", f"c{seq}") is not None


# ------------------------------------------------------------------------------------------ desks


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
    entries = [JournalRecord("acme", step, step, b"command", b"events") for step in range(1, 8)]
    await commit(journal=entries)
    assert await store.journal("acme", 0, 3) == entries[:3]
    assert await store.journal("acme", 3, 10) == entries[3:]


async def test_merchant_nobody_provisioned_is_none(store: Store) -> None:
    assert await store.load_desk("nobody") is None
    assert await store.load_merchant("nobody") is None


# ---------------------------------------------------------------------------------------- history


@pytest.mark.parametrize(
    ("page", "seqs", "more"),
    [
        (Page("s1", "public", 3), [8, 9, 10], True),
        (Page("s1", "public", 10), list(range(1, 11)), False),
        (Page("s1", "public", 3, after_seq=2), [3, 4, 5], True),
        (Page("s1", "public", 3, after_seq=7), [8, 9, 10], False),
        (Page("s1", "public", 3, before_seq=3), [1, 2], False),
        (Page("s1", "public", 3, before_seq=9), [6, 7, 8], True),
        (Page("s1", "public", 3, after_seq=1, newest=True), [8, 9, 10], True),
        (Page("s1", "public", 3, after_seq=1, newest=True, step_max=6), [4, 5, 6], True),
        (Page("s1", "internal", 3), [], False),
        (Page("s2", "public", 3), [], False),
    ],
)
async def test_page_has_the_messages_it_names(
    store: Store, commit: Committer, page: Page, seqs: list[int], *, more: bool
) -> None:
    await commit(messages=[message(seq) for seq in range(1, 11)])
    found, further = await store.messages("acme", page)
    assert ([record.seq for record in found], further) == (seqs, more)


async def test_recent_contacts_are_the_agents_own_the_latest_first(
    store: Store, commit: Committer
) -> None:
    await commit(
        contacts=[
            contact("one", recent_agent="x", recent_at_ms=1),
            contact("two", recent_agent="x", recent_at_ms=2),
            contact("three", recent_agent="y", recent_at_ms=3),
        ],
        blocks=[BlockRecord("acme", "one", "x", "spam", 1, None)],
    )
    assert [one.contact for one in await store.recent_contacts("acme", "x", 9)] == ["two", "one"]
    assert [one.contact for one in await store.recent_contacts("acme", "x", 1)] == ["two"]


# ------------------------------------------------------------------------------------ provisioning


async def test_provisioning_the_same_again_changes_nothing(store: Store) -> None:
    assert await store.provision(merchant())
    assert not await store.provision(merchant())
    assert await store.revisions() == {"acme": 1}
    changed = merchant(merchant=MerchantRecord("acme", "New name", 0, "{}"))
    assert await store.provision(changed)
    assert not await store.provision(changed)
    assert await store.revisions() == {"acme": 2}


async def test_who_is_not_wanted_any_more_is_disabled_and_logged_out(store: Store) -> None:
    await store.provision(merchant())
    await store.add_refresh(RefreshRecord("f", "acme", "x", "now", None, 1, 9_000))
    await store.provision(merchant(agents=(agent("acme", "m", 0),), shops=()))
    assert await store.find_agent("acme", "x") is None
    assert await store.find_shop("acme-1") is None
    assert await store.find_refresh("now") is None
    stored = await store.load_merchant("acme")
    assert stored is not None
    assert [(one.agent, bool(one.enabled)) for one in stored.agents] == [("m", True), ("x", False)]
    assert [bool(one.enabled) for one in stored.shops] == [False]
    assert not await store.provision(merchant(agents=(agent("acme", "m", 0),), shops=()))
    assert await store.provision(merchant())
    assert await store.find_agent("acme", "x") is not None


async def test_shop_of_another_merchant_is_not_taken(store: Store) -> None:
    await store.provision(merchant())
    with pytest.raises(ShopsTaken) as taken:
        await store.provision(merchant("other", shops=merchant().shops))
    assert taken.value.shops == ["acme-1"]
    assert await store.load_merchant("other") is None


# ---------------------------------------------------------------------------------------- accounts


async def test_log_in_is_found_by_its_present_and_previous_token(store: Store) -> None:
    await store.provision(merchant())
    first = RefreshRecord("family", "acme", "x", "one", None, 1, 9_000)
    await store.add_refresh(first)
    assert await store.find_refresh("one") == first
    second = first._replace(current_hash="two", previous_hash="one")
    assert await store.rotate_refresh(second, from_hash="one")
    assert not await store.rotate_refresh(second, from_hash="one")
    assert await store.find_refresh("one") == await store.find_refresh("two") == second
    await store.remove_refresh("family")
    assert await store.find_refresh("two") is None


async def test_expired_log_ins_go_with_the_next_one(store: Store) -> None:
    await store.provision(merchant())
    await store.add_refresh(RefreshRecord("old", "acme", "x", "old", None, 1, 100))
    await store.add_refresh(RefreshRecord("new", "acme", "x", "new", None, 200, 9_000))
    assert await store.find_refresh("old") is None
    assert await store.find_refresh("new") is not None


async def test_password_hash_is_replaced(store: Store) -> None:
    await store.provision(merchant())
    await store.replace_password_hash("acme", "x", "better")
    found = await store.find_agent("acme", "x")
    assert found is not None
    assert found.password_hash == "better"
