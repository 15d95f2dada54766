"""Rows as the database's driver takes and gives them: a tuple with a table's columns, named.

Storage knows nothing of what it keeps: phases, states and roles are words, blobs are bytes. Who
reads a flag must be content with 0 and 1.
"""

from __future__ import annotations

from typing import NamedTuple


class MerchantRecord(NamedTuple):
    """A tenant as provisioned. `revision` grows with every change of the file's content."""

    merchant: str
    name: str
    revision: int
    settings_json: str


class ShopRecord(NamedTuple):
    """A shop as provisioned; one that left the file stays, not enabled."""

    shop: str
    merchant: str
    position: int
    enabled: bool
    name: str
    origins_json: str
    identity_secret: str | None
    group: str
    priority: int
    settings_json: str


class AgentRecord(NamedTuple):
    """An agent as provisioned; one that left the file stays, not enabled."""

    merchant: str
    agent: str
    position: int
    enabled: bool
    name: str
    role: str
    password_hash: str
    main: bool
    receives: bool
    windows_max: int
    reception_max: int | None
    weight: int
    tier: int
    groups_json: str


class PrivateContactRecord(NamedTuple):
    """A contact the file names as private."""

    merchant: str
    contact: str
    shop: str
    buyer: str


class SettingRecord(NamedTuple):
    """What somebody set in the console. `version` counts its changes."""

    merchant: str
    kind: str
    subject: str
    version: int
    value_json: str
    changed_ms: int
    changed_by: str


class SettingChangeRecord(NamedTuple):
    """One change of a setting; `change` counts a merchant's. `before_json`: None, it was new."""

    merchant: str
    change: int
    at_ms: int
    agent: str
    kind: str
    subject: str
    before_json: str | None
    after_json: str


class DeskRecord(NamedTuple):
    """A desk's counters. `revision` is of the configuration its other rows were made with."""

    merchant: str
    slot: int
    step: int
    revision: int
    now_ms: int
    next_sequence: int
    next_turn: int
    full_groups: bytes
    next_deadline_ms: int | None
    is_live: bool


class DeskConfigRecord(NamedTuple):
    """The configuration a desk's rows were made with."""

    merchant: str
    revision: int
    config: bytes


class AgentStateRecord(NamedTuple):
    """An agent's routing state."""

    merchant: str
    agent: str
    intent: str | None
    connected: bool
    lost_since_ms: int | None
    windows_max: int
    last_turn: int
    enabled_ms: int


class ContactRecord(NamedTuple):
    """A buyer as one shop knows them, and what routing keeps of them."""

    merchant: str
    contact: str
    shop: str
    buyer: str | None
    name: str | None
    email: str | None
    created_ms: int
    recent_agent: str | None
    recent_at_ms: int | None
    private: bool
    blocked: bool
    priority: int
    mailbox: str | None
    connected: bool
    absent_since_ms: int | None
    gone: bool


class SessionRecord(NamedTuple):
    """A session: where it is, and when and by whom that was decided."""

    session: str
    merchant: str
    contact: str
    shop: str
    phase: str
    members: bytes
    guests: bytes
    created_ms: int
    arrived_ms: int
    sequence: int
    held_until_ms: int | None
    cache_sequence: int | None
    decision: bytes | None
    decided_ms: int
    decided_by: str | None
    opened_ms: int | None
    closed_ms: int | None
    close_reason: str | None
    merged_into: str | None


class TouchRecord(NamedTuple):
    """The rest of a session: who waits for an answer, since when, and what was said by itself."""

    session: str
    last_touched_ms: int
    unanswered_since_ms: int | None
    seen: bytes
    hops: int
    left: bool
    told_welcome_ms: int | None = None
    told_cached_ms: int | None = None
    told_busy_ms: int | None = None
    told_silent_ms: int | None = None


class ParticipantRecord(NamedTuple):
    """An agent who took part in a session, as member or guest, at some time."""

    session: str
    agent: str
    merchant: str
    joined_ms: int


class InvitationRecord(NamedTuple):
    """The latest invitation of an agent to a session; open while `end` is None."""

    session: str
    target: str
    merchant: str
    inviter: str
    mode: str
    note: str
    sent_ms: int
    end: str | None
    ended_ms: int | None
    reason: str | None


class JournalRecord(NamedTuple):
    """A desk's steps of one batch up to `step`: commands and what came of them."""

    merchant: str
    step: int
    now_ms: int
    entries: bytes


class CheckpointRecord(NamedTuple):
    """A desk whole, as of a step: its configuration and its rows."""

    merchant: str
    step: int
    now_ms: int
    config: bytes
    rows: bytes


class ErasureRecord(NamedTuple):
    """A contact whose words and names are to go; gone once `done_ms` is set."""

    merchant: str
    contact: str
    asked_ms: int
    done_ms: int | None


class MessageRecord(NamedTuple):
    """A message. `phase` and `position` are those its author was answered."""

    session: str
    channel: str
    seq: int
    merchant: str
    step: int
    at_ms: int
    role: str
    author: str
    kind: str
    body: bytes
    cid: str | None
    phase: str | None
    position: int | None
    automatic: bool = False


class ReadRecord(NamedTuple):
    """How far somebody has read a channel. A buyer's `reader` is ""."""

    session: str
    role: str
    reader: str
    channel: str
    seq: int


class SummaryRecord(NamedTuple):
    """What an agent wrote down about a session."""

    session: str
    category: str
    note: str
    agent: str
    at_ms: int


class RatingRecord(NamedTuple):
    """What the buyer thought of a session."""

    session: str
    score: int
    comment: str
    at_ms: int


class UploadRecord(NamedTuple):
    """A file, on its way while `completed_ms` is None. Only pictures have a size in pixels."""

    upload: str
    merchant: str
    role: str
    author: str
    name: str
    size: int
    received: int
    content: str | None
    type: str | None
    width: int | None
    height: int | None
    created_ms: int
    completed_ms: int | None


class AttachmentRecord(NamedTuple):
    """An upload that a message of a session's channel names."""

    upload: str
    session: str
    channel: str
    merchant: str


class HandledRecord(NamedTuple):
    """An agent has seen to a left message; or not, when `at_ms` is None."""

    session: str
    merchant: str
    agent: str
    at_ms: int | None


class MailRecord(NamedTuple):
    """An e-mail that sends message `seq` of a session to its buyer.

    `claim`, `claimed_ms`: who sends it, since when; `handed_ms`: when its content began to leave.
    """

    mail: str
    merchant: str
    session: str
    seq: int
    agent: str
    sender: str
    reply_to: str
    recipient: str
    subject: str
    text: str
    created_ms: int
    state: str
    attempts: int
    next_ms: int
    claim: str | None
    claimed_ms: int | None
    handed_ms: int | None
    changed_ms: int
    reason: str


class BlockRecord(NamedTuple):
    """The latest block of a contact; lifted when `lifted_ms` is set."""

    merchant: str
    contact: str
    agent: str
    reason: str
    at_ms: int
    lifted_ms: int | None


class RefreshRecord(NamedTuple):
    """One log-in, hashes only; `rotated_ms` is when `previous_hash` was replaced."""

    family: str
    merchant: str
    username: str
    current_hash: str
    previous_hash: str | None
    rotated_ms: int
    expires_ms: int
