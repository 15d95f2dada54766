"""What is found by its key."""

from chatd.storage.batch import MovedVisitor
from chatd.storage.history import Page
from chatd.storage.records import (
    ParticipantRecord,
    RatingRecord,
    ReadRecord,
    SummaryRecord,
)
from chatd.storage.store import Store
from tests.contract.rows import Committer, contact, merchant, message, session, touch


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


async def test_cids_of_a_contact_are_listed_up_to_a_bound(store: Store, commit: Committer) -> None:
    await commit(
        sessions=[session("s2")],
        touches=[touch("s2")],
        messages=[message(1, "c"), message(2), message(1, "d", session="s2")],
    )
    assert sorted(await store.find_cids("acme", "b", 10)) == ["c", "d"]
    assert len(await store.find_cids("acme", "b", 1)) == 1
    assert await store.find_cids("acme", "other", 10) == []
    assert await store.find_cids("other", "b", 10) == []


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
        assert await store.find_cids("acme", author, 10) == ["c"]
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
