"""The store in one SQLite file, the embedded default."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from chatd.errors import Unavailable
from chatd.storage import (
    accounts,
    checkpoints,
    desks,
    erasure,
    history,
    left,
    mails,
    provisioning,
    settings,
    uploads,
)
from chatd.storage.batch import Batch
from chatd.storage.claims import Claim
from chatd.storage.desks import Revisions, StoredDesk, StoredMerchant
from chatd.storage.engine import Database, async_engine, truncate_wal
from chatd.storage.history import Page
from chatd.storage.known import SqliteKnown
from chatd.storage.left import LeftCount, LeftRow
from chatd.storage.lookups import Attached, Lookups
from chatd.storage.records import (
    AgentRecord,
    CheckpointRecord,
    ContactRecord,
    ErasureRecord,
    JournalRecord,
    MailRecord,
    MessageRecord,
    RefreshRecord,
    SettingChangeRecord,
    SettingRecord,
    ShopRecord,
    UploadRecord,
)
from chatd.storage.sessions import StoredSession
from chatd.storage.settings import NewSetting
from chatd.storage.uploads import Usage
from chatd.storage.writer import Writer

_TRUNCATE_TRIES: Final = 20
_TRUNCATE_PAUSE_S: Final = 0.1
_PATIENCE_S: Final = 5.0
"""For who still reads when the store is closed: a read that hangs must not keep the server."""


class SqliteStore:
    """See `Store`. Batches go through the writer's thread, look-ups by key stay on the loop.

    Args:
        url: An SQLAlchemy URL of a file whose tables are up to date (`migrate`).
        on_read: Called for each query of the application's own, commits left out.
    """

    def __init__(self, url: str, on_read: Callable[[], None] = lambda: None) -> None:
        database = Database.of_url(url)
        self._claim = Claim(database.path)
        self._writer = Writer(database)
        self._lookups = Lookups(database, on_read)
        self._engine = async_engine(database, on_read)
        self._writing_engine = self._engine.execution_options(immediate=True)
        self._is_closed = False
        self._users = 0
        self._unused = asyncio.Event()
        self._unused.set()
        self.known = SqliteKnown(self._reading, self._writing)

    async def close(self) -> None:
        """Finish what was asked and let the database go."""
        self._is_closed = True
        self._writer.close()
        self._lookups.close()
        # Whoever reads gives the connection back first: its thread still tells the loop.
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                await self._unused.wait()
        await self._engine.dispose()
        self._claim.release()

    async def commit(self, batch: Batch) -> None:
        """One hop to the writer's thread."""
        await self._writer.submit(batch)

    async def slot_versions(self) -> dict[int, int]:
        """The version of each slot."""
        async with self._reading() as connection:
            return await connection.run_sync(desks.read_slots)

    async def find_message(
        self, merchant: str, role: str, author: str, cid: str
    ) -> MessageRecord | None:
        """The message an author sent under this id, ever."""
        return self._lookups.message(merchant, role, author, cid)

    async def find_cids(self, merchant: str, contact: str, most: int) -> list[str]:
        """The ids a contact has sent messages under, in no order, at most so many."""
        return self._lookups.cids(merchant, contact, most)

    async def find_contact(self, merchant: str, contact: str) -> ContactRecord | None:
        """What is known of a contact."""
        return self._lookups.contact(merchant, contact)

    async def find_session(self, merchant: str, session: str) -> StoredSession | None:
        """A session of this merchant."""
        return self._lookups.session(merchant, session)

    async def find_sessions_of(self, merchant: str, contact: str, most: int) -> list[str]:
        """The ids of a contact's sessions, the latest first."""
        return self._lookups.sessions_of(merchant, contact, most)

    async def find_upload(
        self, merchant: str, role: str, author: str, upload: str
    ) -> UploadRecord | None:
        """An upload of this author's."""
        return self._lookups.upload(merchant, role, author, upload)

    async def find_attached(self, merchant: str, session: str, upload: str) -> Attached | None:
        """An upload, if it was sent into this session."""
        return self._lookups.attached(merchant, session, upload)

    async def live_merchants(self) -> list[str]:
        """Merchants whose desks hold something live."""
        async with self._reading() as connection:
            return await connection.run_sync(desks.read_live_merchants)

    async def load_desk(self, merchant: str) -> StoredDesk | None:
        """What a desk is restored from, as of one moment."""
        async with self._reading() as connection:
            return await connection.run_sync(desks.read_desk, merchant)

    async def messages(self, merchant: str, page: Page) -> tuple[list[MessageRecord], bool]:
        """Messages in ascending order of seq, and whether there are more that way."""
        async with self._reading() as connection:
            return await connection.run_sync(history.read_messages, merchant, page)

    async def recent_contacts(self, merchant: str, agent: str, limit: int) -> list[ContactRecord]:
        """Contacts an agent was the last to reply to, the latest first."""
        async with self._reading() as connection:
            return await connection.run_sync(history.read_recent_contacts, merchant, agent, limit)

    async def journal(self, merchant: str, after_step: int, limit: int) -> list[JournalRecord]:
        """The next entries of the journal."""
        async with self._reading() as connection:
            return await connection.run_sync(desks.read_journal, merchant, after_step, limit)

    async def find_agent(self, merchant: str, agent: str) -> AgentRecord | None:
        """An account that may log in."""
        async with self._reading() as connection:
            return await connection.run_sync(accounts.read_agent, merchant, agent)

    async def find_shop(self, shop: str) -> ShopRecord | None:
        """A shop, whoever's it is."""
        return self._lookups.shop(shop)

    async def some_merchant_has(self, setting: str) -> bool:
        """Whether the settings of any merchant have a table of this name."""
        async with self._reading() as connection:
            return await connection.run_sync(accounts.some_merchant_has, setting)

    async def load_merchant(self, merchant: str) -> StoredMerchant | None:
        """A merchant as provisioned."""
        async with self._reading() as connection:
            return await connection.run_sync(desks.read_merchant, merchant)

    async def revisions(self) -> dict[str, Revisions]:
        """How often each merchant has changed."""
        async with self._reading() as connection:
            return await connection.run_sync(desks.read_revisions)

    async def provision(self, merchant: StoredMerchant) -> bool:
        """Make a merchant what is given; False if it was already."""
        async with self._writing() as connection:
            return await connection.run_sync(provisioning.write_merchant, merchant)

    async def find_setting(self, merchant: str, kind: str, subject: str) -> SettingRecord | None:
        """What somebody set in the console."""
        async with self._reading() as connection:
            return await connection.run_sync(settings.read_setting, merchant, kind, subject)

    async def change_setting(self, wanted: NewSetting) -> SettingRecord:
        """Replace a setting and write the change down."""
        async with self._writing() as connection:
            return await connection.run_sync(settings.write_setting, wanted)

    async def setting_changes(
        self, merchant: str, before: int | None, limit: int
    ) -> list[SettingChangeRecord]:
        """The latest changes, or those before one of them, the latest first."""
        async with self._reading() as connection:
            return await connection.run_sync(settings.read_setting_changes, merchant, before, limit)

    async def count_left(self, merchant: str) -> LeftCount:
        """How many left messages nobody has seen to, up to a bound."""
        async with self._reading() as connection:
            return await connection.run_sync(left.count_left, merchant)

    async def left(
        self,
        merchant: str,
        *,
        is_handled: bool,
        with_private: bool,
        before_ms: int | None,
        limit: int,
    ) -> list[LeftRow]:
        """Left messages; see `chatd.storage.left.read_left`."""
        async with self._reading() as connection:
            return await connection.run_sync(
                left.read_left,
                merchant,
                is_handled=is_handled,
                with_private=with_private,
                before_ms=before_ms,
                limit=limit,
            )

    async def due_mails(self, now_ms: int, limit: int) -> list[MailRecord]:
        """What may be claimed now, the longest due first."""
        async with self._reading() as connection:
            return await connection.run_sync(mails.read_due_mails, now_ms, limit)

    async def next_mail_ms(self) -> int | None:
        """When the next mail is due."""
        async with self._reading() as connection:
            return await connection.run_sync(mails.read_next_mail_ms)

    async def mails_of(self, merchant: str, session: str) -> list[MailRecord]:
        """Every mail about a session, the oldest first."""
        async with self._reading() as connection:
            return await connection.run_sync(mails.read_mails_of, merchant, session)

    async def count_queued_mails(self, merchant: str) -> int:
        """How many of a merchant's mails are on their way."""
        async with self._reading() as connection:
            return await connection.run_sync(mails.count_queued_mails, merchant)

    async def claim_mail(self, mail: str, claim: str, now_ms: int) -> bool:
        """Begin to send, if nobody else has."""
        async with self._writing() as connection:
            return await connection.run_sync(mails.claim_mail, mail, claim, now_ms)

    async def hand_over_mail(self, mail: str, claim: str, now_ms: int) -> bool:
        """The content leaves now, if the claim still holds."""
        async with self._writing() as connection:
            return await connection.run_sync(mails.hand_over_mail, mail, claim, now_ms)

    async def finish_mail(
        self, mail: str, claim: str, state: str, *, reason: str, at_ms: int, next_ms: int
    ) -> bool:
        """What came of it, if the claim still holds."""
        async with self._writing() as connection:
            return await connection.run_sync(
                mails.finish_mail, mail, claim, state, reason=reason, at_ms=at_ms, next_ms=next_ms
            )

    async def recover_mails(self, claimed_before_ms: int, now_ms: int) -> list[MailRecord]:
        """Take back old claims; returns those whose outcome nobody knows."""
        async with self._writing() as connection:
            return await connection.run_sync(mails.recover_mails, claimed_before_ms, now_ms)

    async def retry_mail(
        self, merchant: str, mail: str, now_ms: int, *, with_private: bool
    ) -> bool:
        """Queue one again that failed or may have arrived."""
        async with self._writing() as connection:
            return await connection.run_sync(
                mails.retry_mail, merchant, mail, now_ms, with_private=with_private
            )

    async def replace_password_hash(self, merchant: str, agent: str, password_hash: str) -> None:
        """Store a newer hash of the same password."""
        async with self._writing() as connection:
            await connection.run_sync(accounts.write_password_hash, merchant, agent, password_hash)

    async def add_refresh(self, record: RefreshRecord) -> None:
        """Keep a new log-in."""
        async with self._writing() as connection:
            await connection.run_sync(accounts.add_refresh, record)

    async def find_refresh(self, token_hash: str) -> RefreshRecord | None:
        """The log-in whose current or previous hash this is."""
        async with self._reading() as connection:
            return await connection.run_sync(accounts.read_refresh, token_hash)

    async def rotate_refresh(self, record: RefreshRecord, *, from_hash: str) -> bool:
        """Replace a log-in if its current hash is still `from_hash`."""
        async with self._writing() as connection:
            return await connection.run_sync(accounts.rotate_refresh, record, from_hash)

    async def remove_refresh(self, family: str) -> None:
        """Forget a log-in."""
        async with self._writing() as connection:
            await connection.run_sync(accounts.remove_refresh, family)

    async def ask_erasure(self, merchant: str, contact: str, now_ms: int) -> None:
        """Keep the wish that a contact be erased."""
        async with self._writing() as connection:
            await connection.run_sync(erasure.ask_erasure, merchant, contact, now_ms)

    async def open_erasures(self) -> list[ErasureRecord]:
        """The wishes that are not fulfilled."""
        async with self._reading() as connection:
            return await connection.run_sync(erasure.read_open_erasures)

    async def finish_erasure(self, merchant: str, contact: str, now_ms: int) -> None:
        """A wish is fulfilled."""
        async with self._writing() as connection:
            await connection.run_sync(erasure.finish_erasure, merchant, contact, now_ms)

    async def erase_contact(self, merchant: str, contact: str, step_max: int, blank: bytes) -> bool:
        """Erase some of what is stored of a contact."""
        async with self._writing() as connection:
            erase = erasure.erase_contact
            return await connection.run_sync(erase, merchant, contact, step_max, blank)

    async def erase_aged(self, merchant: str, before_ms: int, blank: bytes) -> list[str]:
        """Erase some of what is old."""
        async with self._writing() as connection:
            return await connection.run_sync(erasure.erase_aged, merchant, before_ms, blank)

    async def erase_about(self, merchant: str, contact: str) -> None:
        """Let go of where a contact has been, and of what was noted of them."""
        async with self._writing() as connection:
            await connection.run_sync(erasure.erase_about, merchant, contact)

    async def find_aged_contacts(self, merchant: str, before_ms: int) -> list[str]:
        """Some contacts with a name who have had no session since a moment."""
        async with self._reading() as connection:
            return await connection.run_sync(erasure.find_aged_contacts, merchant, before_ms)

    async def checkpoints(self, merchant: str) -> list[CheckpointRecord]:
        """A desk's checkpoints, the oldest first."""
        async with self._reading() as connection:
            return await connection.run_sync(checkpoints.read_checkpoints, merchant)

    async def last_checkpoint(self, merchant: str) -> tuple[int, int] | None:
        """Step and moment of the newest."""
        async with self._reading() as connection:
            return await connection.run_sync(checkpoints.read_last_checkpoint, merchant)

    async def trim_journal(self, merchant: str, before_ms: int) -> bool:
        """Let some of the journal go that a checkpoint stands for."""
        async with self._writing() as connection:
            return await connection.run_sync(checkpoints.trim_journal, merchant, before_ms)

    async def truncate_log(self) -> None:
        """Write the WAL's pages to their places and the WAL over."""
        for _ in range(_TRUNCATE_TRIES):
            async with self._reading() as connection:
                if await connection.run_sync(truncate_wal):
                    return
            await asyncio.sleep(_TRUNCATE_PAUSE_S)

    async def upload_usage(self, merchant: str, role: str, author: str, since_ms: int) -> Usage:
        """What an author has begun to upload since then."""
        async with self._reading() as connection:
            return await connection.run_sync(uploads.read_usage, merchant, role, author, since_ms)

    async def add_upload(self, record: UploadRecord) -> None:
        """Begin an upload."""
        async with self._writing() as connection:
            await connection.run_sync(uploads.add_upload, record)

    async def receive_upload(self, upload: str, *, from_byte: int, to_byte: int) -> bool:
        """So much more has come; False if it was not at `from_byte`."""
        async with self._writing() as connection:
            return await connection.run_sync(uploads.receive_upload, upload, from_byte, to_byte)

    async def place_upload(self, upload: str, content: str) -> bool:
        """From now on the content is in use."""
        async with self._writing() as connection:
            return await connection.run_sync(uploads.place_upload, upload, content)

    async def complete_upload(self, record: UploadRecord) -> bool:
        """Store what an upload turned out to be."""
        async with self._writing() as connection:
            return await connection.run_sync(uploads.complete_upload, record)

    async def find_avatar(self, upload: str) -> UploadRecord | None:
        """An upload that is somebody's avatar now."""
        async with self._reading() as connection:
            return await connection.run_sync(uploads.read_avatar, upload)

    async def unused_uploads(self, before_ms: int, limit: int) -> list[str]:
        """Uploads begun before then that nothing names, the oldest first."""
        async with self._reading() as connection:
            return await connection.run_sync(uploads.read_unused, before_ms, limit)

    async def remove_uploads(
        self,
        names: Sequence[str],
        drop: Callable[[Sequence[str]], Awaitable[None]],
        *,
        unused: bool = False,
    ) -> int:
        """Forget uploads; `drop` gets the contents that go with them."""
        async with self._writing() as connection:
            removed, contents = await connection.run_sync(
                uploads.remove_uploads, names, unused=unused
            )
            await drop(contents)
        return removed

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        """One state of the database."""
        try:
            with self._using():
                async with self._engine.connect() as connection:
                    yield connection
        except DBAPIError as error:
            raise Unavailable(f"the database could not be read: {error.orig}") from error

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that holds the write lock from its beginning."""
        try:
            with self._using():
                async with self._writing_engine.begin() as connection:
                    yield connection
        except DBAPIError as error:
            raise Unavailable(f"the database could not write: {error.orig}") from error

    @contextmanager
    def _using(self) -> Iterator[None]:
        """The engine is not let go of meanwhile, nor used afterwards."""
        if self._is_closed:
            raise Unavailable("the store is closed")
        self._users += 1
        self._unused.clear()
        try:
            yield
        finally:
            self._users -= 1
            if self._users == 0:
                self._unused.set()
