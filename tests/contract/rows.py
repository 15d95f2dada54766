"""Rows to try a store with."""

from dataclasses import replace
from typing import Any

from chatd.storage.batch import Batch, Writes
from chatd.storage.desks import StoredMerchant
from chatd.storage.records import (
    AgentRecord,
    ContactRecord,
    DeskRecord,
    MerchantRecord,
    MessageRecord,
    PrivateContactRecord,
    SessionRecord,
    ShopRecord,
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
