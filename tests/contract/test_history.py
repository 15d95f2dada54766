"""Pages of messages, and whom an agent replied to."""

import pytest

from chatd.storage.history import Page
from chatd.storage.records import (
    BlockRecord,
)
from chatd.storage.store import Store
from tests.contract.rows import Committer, contact, message


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
