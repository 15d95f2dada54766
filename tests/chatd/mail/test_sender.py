"""The outbox on a real database and a real server: sent once, or said that nobody knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chatd.mail.sender import CLAIM_LASTS_MS, MailSender, SenderOptions
from chatd.storage.records import MailRecord
from chatd.storage.sqlite import SqliteStore
from chatd.storage.store import Store
from tests.chatd.fake_clock import FakeClock
from tests.chatd.mail.test_smtp import transport
from tests.contract.rows import Committer, contact, merchant, session, touch
from tests.contract.test_mails import mail
from tests.databases import new_database
from tests.smtp import SmtpServer, smtp_server

NOW_MS = 1_700_000_000_000
OPTIONS = SenderOptions(first_wait_ms=60_000, last_wait_ms=600_000, attempts_max=4)


class Office:
    """An outbox, its server and its sender, at a time of our own."""

    def __init__(self, store: Store, commit: Committer, server: SmtpServer) -> None:
        self.store = store
        self.commit = commit
        self.server = server
        self.clock = FakeClock(NOW_MS)
        self.told: list[MailRecord] = []
        self.sender = self.new_sender()

    def new_sender(self) -> MailSender:
        return MailSender(
            self.store, transport(self.server.port), self.clock, OPTIONS, tell=self._tell
        )

    async def _tell(self, told: MailRecord) -> None:
        self.told.append(told)

    async def queue(self, name: str = "m1") -> None:
        await self.commit(mails=[mail(name, next_ms=self.clock.now_ms())])

    async def state(self) -> tuple[str, int]:
        (found,) = await self.store.mails_of("acme", "s1")
        return found.state, found.attempts


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    path = new_database(tmp_path / "chatd.db")
    store = SqliteStore(f"sqlite+aiosqlite:///{path}")
    await store.provision(merchant())
    commit = Committer(store)
    await commit(contacts=[contact()], sessions=[session()], touches=[touch()])
    async with smtp_server() as server:
        yield Office(store, commit, server)
    await store.close()


async def test_a_mail_is_sent_once(office: Office) -> None:
    await office.queue()
    assert await office.sender.send_due() == 1
    assert await office.state() == ("sent", 1)
    office.clock.advance(10 * CLAIM_LASTS_MS)
    assert await office.sender.send_due() == 0
    assert len(office.server.received) == 1
    assert [one.state for one in office.told] == ["sent"]


async def test_two_senders_send_one_mail_once(office: Office) -> None:
    for name in range(8):
        await office.queue(f"m{name}")
    senders = [office.new_sender() for _ in range(4)]
    for _ in range(4):
        await asyncio.gather(*(one.send_due() for one in senders))
    assert sorted(one["Message-ID"] for one in office.server.received) == [
        f"<m{name}@acme.example>" for name in range(8)
    ]


async def test_a_refusal_for_now_is_tried_again_later_and_later(office: Office) -> None:
    await office.queue()
    office.server.behave = "refuse_now"
    for tries, wait_ms in enumerate([60_000, 240_000, 600_000], start=1):
        assert await office.sender.send_due() == 1
        assert await office.state() == ("queued", tries)
        office.clock.advance(wait_ms - 1)
        assert await office.sender.send_due() == 0
        office.clock.advance(1)
    await office.sender.send_due()
    assert await office.state() == ("failed", 4), "it does not go on for ever"
    office.server.behave = "accept"
    office.clock.advance(86_400_000)
    assert await office.sender.send_due() == 0


async def test_it_arrives_when_the_server_is_well_again(office: Office) -> None:
    await office.queue()
    office.server.behave = "refuse_data"
    await office.sender.send_due()
    office.server.behave = "accept"
    office.clock.advance(60_000)
    await office.sender.send_due()
    assert await office.state() == ("sent", 2)
    assert len(office.server.accepted) == 1


async def test_a_lost_reply_is_never_sent_twice_blindly(office: Office) -> None:
    await office.queue()
    office.server.behave = "drop_after_data"
    await office.sender.send_due()
    assert await office.state() == ("unknown", 1)
    office.server.behave = "accept"
    for _ in range(5):
        office.clock.advance(CLAIM_LASTS_MS)
        await office.sender.send_due()
        await office.new_sender().send_due()
    assert len(office.server.received) == 1
    assert [one.state for one in office.told] == ["unknown"]
    await office.store.retry_mail("acme", "m1", office.clock.now_ms(), with_private=False)
    await office.sender.send_due()
    assert await office.state() == ("sent", 1)
    ids = [one["Message-ID"] for one in office.server.received]
    assert ids == ["<m1@acme.example>"] * 2, "a receiver can tell that they are one"


async def test_a_sender_killed_before_the_content_left_is_made_up_for(office: Office) -> None:
    await office.queue()
    await office.store.claim_mail("m1", "dead", office.clock.now_ms())
    await office.sender.send_due()
    assert office.server.received == []
    office.clock.advance(CLAIM_LASTS_MS + 1)
    await office.sender.send_due()
    assert await office.state() == ("sent", 2)


async def test_a_sender_killed_after_the_content_left_leaves_it_to_a_person(
    office: Office,
) -> None:
    await office.queue()
    await office.store.claim_mail("m1", "dead", office.clock.now_ms())
    await office.store.hand_over_mail("m1", "dead", office.clock.now_ms())
    office.clock.advance(CLAIM_LASTS_MS + 1)
    await office.sender.send_due()
    assert (await office.state())[0] == "unknown"
    assert office.server.received == []
    assert [one.mail for one in office.told] == ["m1"]


async def test_what_cannot_be_addressed_fails_alone(office: Office) -> None:
    await office.commit(mails=[mail("bad", recipient="no address", next_ms=0)])
    await office.queue()
    await office.sender.send_due()
    found = {one.mail: one.state for one in await office.store.mails_of("acme", "s1")}
    assert found == {"bad": "failed", "m1": "sent"}


async def test_a_running_sender_is_woken_and_stops(office: Office) -> None:
    office.sender.start()
    await office.queue()
    office.sender.wake()
    async with asyncio.timeout(10):
        await office.server.arrived.wait()
    await office.sender.stop()
    assert await office.state() == ("sent", 1)
