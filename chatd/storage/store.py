"""What the shell asks of a database: one interface, a twin for each kind of database.

Every coroutine raises `Unavailable` when the database cannot do it now. Merchants are apart: a
thing of another merchant is answered like one that does not exist.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from chatd.storage.batch import Batch
from chatd.storage.desks import Revisions, StoredDesk, StoredMerchant
from chatd.storage.history import Page
from chatd.storage.known import Known
from chatd.storage.left import LeftCount, LeftRow
from chatd.storage.lookups import Attached
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


class Store(Protocol):
    """A database that holds every merchant."""

    @property
    def known(self) -> Known:
        """What agents know and reuse."""

    async def commit(self, batch: Batch) -> None:
        """Write a batch, or nothing of it. One at a time.

        Raises:
            OwnershipLost: A slot's version was another.
            DuplicateCid: A message's `cid` is stored already.
            Unavailable: Nothing was written.
        """

    async def slot_versions(self) -> dict[int, int]:
        """The version of each slot."""

    # Look-ups by key. The embedded twin answers without giving up control.

    async def find_message(
        self, merchant: str, role: str, author: str, cid: str
    ) -> MessageRecord | None:
        """The message an author, or a visitor they turned out to be, sent under this id, ever."""

    async def find_cids(self, merchant: str, contact: str, most: int) -> list[str]:
        """The ids a contact has sent messages under, in no order, at most so many."""

    async def find_contact(self, merchant: str, contact: str) -> ContactRecord | None:
        """What is known of a contact."""

    async def find_session(self, merchant: str, session: str) -> StoredSession | None:
        """A session of this merchant."""

    async def find_sessions_of(self, merchant: str, contact: str, most: int) -> list[str]:
        """The ids of a contact's sessions, the latest first."""

    async def find_shop(self, shop: str) -> ShopRecord | None:
        """A shop, whoever's it is."""

    async def find_upload(
        self, merchant: str, role: str, author: str, upload: str
    ) -> UploadRecord | None:
        """An upload of this author's, or of a visitor they turned out to be."""

    async def find_attached(self, merchant: str, session: str, upload: str) -> Attached | None:
        """An upload, if it was sent into this session."""

    # Everything else

    async def live_merchants(self) -> list[str]:
        """Merchants whose desks hold something live."""

    async def load_desk(self, merchant: str) -> StoredDesk | None:
        """What a desk is restored from, as of one moment; None: there is no such merchant."""

    async def messages(self, merchant: str, page: Page) -> tuple[list[MessageRecord], bool]:
        """Messages in ascending order of seq, and whether there are more that way."""

    async def recent_contacts(self, merchant: str, agent: str, limit: int) -> list[ContactRecord]:
        """Contacts an agent was the last to reply to, the latest first."""

    async def journal(self, merchant: str, after_step: int, limit: int) -> list[JournalRecord]:
        """The next entries of the journal."""

    async def find_agent(self, merchant: str, agent: str) -> AgentRecord | None:
        """An account that may log in."""

    async def some_merchant_has(self, setting: str) -> bool:
        """Whether the settings of any merchant have a table of this name."""

    async def load_merchant(self, merchant: str) -> StoredMerchant | None:
        """A merchant as provisioned."""

    async def revisions(self) -> dict[str, Revisions]:
        """How often each merchant has changed."""

    async def provision(self, merchant: StoredMerchant) -> bool:
        """Make a merchant what is given; False if it was already.

        Raises:
            ShopsTaken: A shop is another merchant's.
        """

    async def find_setting(self, merchant: str, kind: str, subject: str) -> SettingRecord | None:
        """What somebody set in the console."""

    async def change_setting(self, wanted: NewSetting) -> SettingRecord:
        """Replace a setting and write the change down.

        Raises:
            SettingChanged: It has another version than the one to be replaced.
        """

    async def setting_changes(
        self, merchant: str, before: int | None, limit: int
    ) -> list[SettingChangeRecord]:
        """The latest changes, or those before one of them, the latest first."""

    async def count_left(self, merchant: str) -> LeftCount:
        """How many left messages nobody has seen to, up to a bound."""

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

    # E-mails: each step of `chatd.storage.mails`.

    async def due_mails(self, now_ms: int, limit: int) -> list[MailRecord]:
        """What may be claimed now, the longest due first."""

    async def next_mail_ms(self) -> int | None:
        """When the next mail is due."""

    async def mails_of(self, merchant: str, session: str) -> list[MailRecord]:
        """Every mail about a session, the oldest first."""

    async def count_queued_mails(self, merchant: str) -> int:
        """How many of a merchant's mails are on their way."""

    async def claim_mail(self, mail: str, claim: str, now_ms: int) -> bool:
        """Begin to send, if nobody else has."""

    async def hand_over_mail(self, mail: str, claim: str, now_ms: int) -> bool:
        """The content leaves now, if the claim still holds."""

    async def finish_mail(
        self, mail: str, claim: str, state: str, *, reason: str, at_ms: int, next_ms: int
    ) -> bool:
        """What came of it, if the claim still holds."""

    async def recover_mails(self, claimed_before_ms: int, now_ms: int) -> list[MailRecord]:
        """Take back old claims; returns those whose outcome nobody knows."""

    async def retry_mail(
        self, merchant: str, mail: str, now_ms: int, *, with_private: bool
    ) -> bool:
        """Queue one again that failed or may have arrived."""

    async def replace_password_hash(self, merchant: str, agent: str, password_hash: str) -> None:
        """Store a newer hash of the same password."""

    async def add_refresh(self, record: RefreshRecord) -> None:
        """Keep a new log-in."""

    async def find_refresh(self, token_hash: str) -> RefreshRecord | None:
        """The log-in whose current or previous hash this is."""

    async def rotate_refresh(self, record: RefreshRecord, *, from_hash: str) -> bool:
        """Replace a log-in if its current hash is still `from_hash`."""

    async def remove_refresh(self, family: str) -> None:
        """Forget a log-in."""

    # What is made to go. Each call is one short transaction

    async def ask_erasure(self, merchant: str, contact: str, now_ms: int) -> None:
        """Keep the wish that a contact be erased."""

    async def open_erasures(self) -> list[ErasureRecord]:
        """The wishes that are not fulfilled, the oldest first."""

    async def finish_erasure(self, merchant: str, contact: str, now_ms: int) -> None:
        """A wish is fulfilled."""

    async def erase_contact(self, merchant: str, contact: str, step_max: int, blank: bytes) -> bool:
        """Erase some of what is stored of a contact; True: there may be more."""

    async def erase_aged(self, merchant: str, before_ms: int, blank: bytes) -> list[str]:
        """Erase some of what is old; the sessions it was in, none when there is no more."""

    async def erase_about(self, merchant: str, contact: str) -> None:
        """Let go of where a contact has been, and of what was noted of them."""

    async def find_aged_contacts(self, merchant: str, before_ms: int) -> list[str]:
        """Some contacts with a name who have had no session since a moment."""

    async def checkpoints(self, merchant: str) -> list[CheckpointRecord]:
        """A desk's checkpoints, the oldest first."""

    async def last_checkpoint(self, merchant: str) -> tuple[int, int] | None:
        """Step and moment of the newest."""

    async def trim_journal(self, merchant: str, before_ms: int) -> bool:
        """Let some of the journal go that a checkpoint stands for; True: there may be more."""

    async def truncate_log(self) -> None:
        """Overwrite what the database's own log still holds of the past, if nobody reads it now."""

    async def upload_usage(self, merchant: str, role: str, author: str, since_ms: int) -> Usage:
        """What an author has begun to upload since then."""

    async def add_upload(self, record: UploadRecord) -> None:
        """Begin an upload."""

    async def receive_upload(self, upload: str, *, from_byte: int, to_byte: int) -> bool:
        """So much more has come; False if it was not at `from_byte`, or is not there any more."""

    async def place_upload(self, upload: str, content: str) -> bool:
        """From now on the content is in use; False if the upload is not there any more."""

    async def complete_upload(self, record: UploadRecord) -> bool:
        """Store what an upload turned out to be; False if it is not there any more."""

    async def find_avatar(self, upload: str) -> UploadRecord | None:
        """An upload that is somebody's avatar now, whoever asks."""

    async def unused_uploads(self, before_ms: int, limit: int) -> list[str]:
        """Uploads begun before then that nothing names, the oldest first."""

    async def remove_uploads(
        self,
        names: Sequence[str],
        drop: Callable[[Sequence[str]], Awaitable[None]],
        *,
        unused: bool = False,
    ) -> int:
        """Forget uploads, wherever they were sent to (`unused`: only those that were not).

        Returns how many there were. `drop` gets the contents that no upload has any more, before
        the transaction ends: until then nobody can begin to use one of them.
        """

    async def close(self) -> None:
        """Finish what was asked and let the database go."""
