"""A transaction is written whole or not at all."""

import pytest

from chatd.storage.errors import DuplicateCid, OwnershipLost
from chatd.storage.history import Page
from chatd.storage.store import Store
from tests.contract.rows import SLOT, Committer, contact, merchant, message, session, touch


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
