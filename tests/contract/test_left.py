"""Left messages: which nobody has seen to."""

import asyncio
from typing import Any

from chatd.storage.left import LeftCount
from chatd.storage.records import HandledRecord
from chatd.storage.store import Store
from tests.contract.rows import Committer, contact, message, session, touch
from tests.contract.test_mails import mail


async def leave(commit: Committer, name: str, last_ms: int = 5, **changes: Any) -> None:
    """A mailbox session of a contact of its own."""
    of_contact = {"private": changes.pop("private", False)}
    await commit(
        contacts=[contact(f"c-{name}", **of_contact)],
        sessions=[session(name, contact=f"c-{name}", **{"phase": "mailbox", **changes})],
        touches=[touch(name)._replace(last_touched_ms=last_ms)],
    )


def mark(name: str, at_ms: int | None) -> HandledRecord:
    return HandledRecord(name, "acme", "x", at_ms)


async def names(store: Store, *, is_handled: bool = False, **options: Any) -> list[str]:
    wanted = {"with_private": True, "before_ms": None, "limit": 10, **options}
    rows = await store.left("acme", is_handled=is_handled, **wanted)
    return [row.session.session for row in rows]


async def test_only_the_mailbox_counts(store: Store, commit: Committer) -> None:
    await leave(commit, "a", 20)
    await leave(commit, "b", 10)
    await leave(commit, "open", phase="open")
    assert await names(store) == ["b", "a"], "the longest waiting first"
    assert await names(store, limit=1) == ["b"]
    assert await store.count_left("acme") == LeftCount(2, 0)
    assert await store.count_left("other") == LeftCount(0, 0)


async def test_the_last_text_of_its_buyer_comes_along(store: Store, commit: Committer) -> None:
    await leave(commit, "a", 20)
    await leave(commit, "b", 10)
    await commit(
        messages=[
            message(1, session="a", body=b"first"),
            message(2, session="a", body=b"second"),
            message(3, session="a", body=b"a picture", kind="image"),
            message(4, session="a", body=b"an answer", role="agent"),
            message(5, session="a", body=b"a note", channel="internal"),
        ]
    )
    rows = await store.left("acme", is_handled=False, with_private=True, before_ms=None, limit=10)
    assert [row.said for row in rows] == [None, b"second"]


async def test_what_was_seen_to_counts_until_its_buyer_writes(
    store: Store, commit: Committer
) -> None:
    await leave(commit, "a", 20)
    await commit(handled=[mark("a", 30)])
    assert (await names(store), await names(store, is_handled=True)) == ([], ["a"])
    await commit(touches=[touch("a")._replace(last_touched_ms=31)])
    assert (await names(store), await names(store, is_handled=True)) == (["a"], [])


async def test_a_mark_can_be_taken_back(store: Store, commit: Committer) -> None:
    await leave(commit, "a", 20)
    await commit(handled=[mark("a", 30)])
    await commit(handled=[mark("a", None)])
    assert await names(store) == ["a"]


async def test_an_answer_that_did_not_arrive_needs_somebody_again(
    store: Store, commit: Committer
) -> None:
    await leave(commit, "a", 20)
    await commit(
        handled=[mark("a", 30)],
        mails=[mail(session="a", state="unknown", changed_ms=40)],
    )
    assert await names(store) == ["a"]
    await commit(handled=[mark("a", 50)])
    assert await names(store) == [], "somebody has seen that, too"


async def test_private_contacts_are_apart(store: Store, commit: Committer) -> None:
    await leave(commit, "a")
    await leave(commit, "vip", private=True)
    assert await store.count_left("acme") == LeftCount(2, 1)
    assert await names(store, with_private=False) == ["a"]


async def test_handled_ones_come_latest_first_in_pages(store: Store, commit: Committer) -> None:
    for at_ms, name in enumerate(["a", "b", "c"], start=30):
        await leave(commit, name)
        await commit(handled=[mark(name, at_ms)])
    assert await names(store, is_handled=True, limit=2) == ["c", "b"]
    assert await names(store, is_handled=True, before_ms=31) == ["a"]


async def test_who_still_reads_is_waited_for_when_the_store_is_closed(store: Store) -> None:
    await store.count_left("acme")
    reading = asyncio.create_task(store.count_left("acme"))
    await asyncio.sleep(0)
    await store.close()
    assert reading.done()
    assert reading.result() == LeftCount()
