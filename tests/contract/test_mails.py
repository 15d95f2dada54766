"""The outbox: every step is one node's alone, and nothing that may have arrived is queued again."""

from typing import Any

import pytest

from chatd.storage.records import MailRecord
from chatd.storage.store import Store
from tests.contract.rows import Committer


def mail(name: str = "m1", **changes: Any) -> MailRecord:
    record = MailRecord(
        mail=name,
        merchant="acme",
        session="s1",
        seq=2,
        agent="x",
        sender="support@acme.example",
        reply_to="",
        recipient="ann@mail.example",
        subject="Re: Acme",
        text="It is.",
        created_ms=1_000,
        state="queued",
        attempts=0,
        next_ms=1_000,
        claim=None,
        claimed_ms=None,
        handed_ms=None,
        changed_ms=1_000,
        reason="",
    )
    return record._replace(**changes)


async def only(store: Store) -> MailRecord:
    (found,) = await store.mails_of("acme", "s1")
    return found


async def finish(store: Store, state: str, claim: str = "one") -> bool:
    return await store.finish_mail("m1", claim, state, reason="why", at_ms=3_000, next_ms=9_000)


async def test_a_mail_is_due_from_its_moment_on(store: Store, commit: Committer) -> None:
    await commit(mails=[mail(), mail("m2", next_ms=500), mail("m3", next_ms=5_000)])
    assert await store.due_mails(999, 10) == [mail("m2", next_ms=500)]
    assert [one.mail for one in await store.due_mails(1_000, 10)] == ["m2", "m1"]
    assert [one.mail for one in await store.due_mails(9_000, 2)] == ["m2", "m1"]
    assert await store.next_mail_ms() == 500
    assert await store.count_queued_mails("acme") == 3
    assert await store.mails_of("other", "s1") == []


async def test_one_claims_it_and_nobody_else(store: Store, commit: Committer) -> None:
    await commit(mails=[mail()])
    assert not await store.claim_mail("m1", "early", 999)
    assert await store.claim_mail("m1", "one", 2_000)
    assert not await store.claim_mail("m1", "two", 2_000)
    assert await store.due_mails(9_000, 10) == []
    assert not await store.hand_over_mail("m1", "two", 2_000)
    assert not await finish(store, "sent", "two")
    assert await store.hand_over_mail("m1", "one", 2_500)
    assert not await store.hand_over_mail("m1", "one", 2_500), "its content leaves once"
    assert await finish(store, "sent")
    found = await only(store)
    assert (found.state, found.attempts, found.claim) == ("sent", 1, None)
    assert await store.count_queued_mails("acme") == 0


async def test_a_claim_whose_node_is_gone_is_taken_back(store: Store, commit: Committer) -> None:
    await commit(mails=[mail()])
    await store.claim_mail("m1", "one", 2_000)
    assert await store.recover_mails(2_000, 8_000) == []
    assert (await only(store)).state == "sending"
    assert await store.recover_mails(2_001, 8_000) == []
    assert (await only(store)).state == "queued"
    assert not await store.hand_over_mail("m1", "one", 8_000), "it woke up too late"


async def test_what_may_have_arrived_is_unknown_and_not_queued(
    store: Store, commit: Committer
) -> None:
    await commit(mails=[mail()])
    await store.claim_mail("m1", "one", 2_000)
    await store.hand_over_mail("m1", "one", 2_100)
    (unknown,) = await store.recover_mails(2_001, 8_000)
    assert unknown.mail == "m1"
    assert (await only(store)).state == "unknown"
    assert await store.due_mails(99_000, 10) == []
    assert not await finish(store, "sent"), "it woke up too late"


@pytest.mark.parametrize("state", ["failed", "unknown"])
async def test_a_person_may_have_it_sent_again(store: Store, commit: Committer, state: str) -> None:
    await commit(mails=[mail(state=state, attempts=8)])
    assert not await store.retry_mail("other", "m1", 9_000, with_private=True)
    assert await store.retry_mail("acme", "m1", 9_000, with_private=True)
    assert not await store.retry_mail("acme", "m1", 9_000, with_private=True), (
        "it is queued already"
    )
    found = await only(store)
    assert (found.state, found.attempts, found.next_ms) == ("queued", 0, 9_000)


@pytest.mark.parametrize("state", ["queued", "sending", "sent"])
async def test_nothing_else_is_sent_again(store: Store, commit: Committer, state: str) -> None:
    await commit(mails=[mail(state=state)])
    assert not await store.retry_mail("acme", "m1", 9_000, with_private=True)
