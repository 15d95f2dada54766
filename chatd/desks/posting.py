"""Messages become numbered and stored; one that is sent again gets its first answer."""

from __future__ import annotations

from chatd.desks.live import LiveDesk
from chatd.desks.messages import answer_of, encode_body
from chatd.desks.publisher import Posted
from chatd.desks.repeats import ALL_CIDS, CIDS_MAX, SentCids
from chatd.desks.state import ContactState, SessionState
from chatd.desks.views import wire_phase
from chatd.protocol.answers import MessageAccepted
from chatd.protocol.commands import AgentMessageSend, BuyerMessageSend
from chatd.protocol.fields import AuthorRole, Channel, MessageKind
from chatd.protocol.views import Author, MessageView
from chatd.storage.records import MessageRecord
from chatd.storage.store import Store


class Posting:
    """Puts messages into the sessions of one live desk.

    Args:
        live: The desk.
        store: Where former messages are.
    """

    def __init__(self, live: LiveDesk, store: Store) -> None:
        self._live = live
        self._store = store

    async def first_answer(
        self,
        author: Author,
        command: AgentMessageSend | BuyerMessageSend,
        contact: ContactState | None = None,
    ) -> MessageAccepted | None:
        """What this `cid` was answered, should it have been sent before; by a contact if given."""
        sent = self.pending_answer(author, command)
        if sent is not None:
            return sent
        if contact is not None and not (await self._cids(contact)).may_hold(command.cid):
            return None
        stored = await self._store.find_message(
            self._live.merchant, author.role, author.id, command.cid
        )
        return None if stored is None else answer_of(stored, command.id)

    async def _cids(self, contact: ContactState) -> SentCids:
        if contact.cids is None:
            sent = await self._store.find_cids(
                self._live.merchant, AuthorRole.BUYER, contact.row.contact, CIDS_MAX + 1
            )
            cids = ALL_CIDS if len(sent) > CIDS_MAX else SentCids()
            for cid in sent:
                cids.add(cid)
            contact.cids = cids
        return contact.cids

    def pending_answer(
        self, author: Author, command: AgentMessageSend | BuyerMessageSend
    ) -> MessageAccepted | None:
        """As `first_answer`, of messages whose commit is still awaited."""
        sent = self._live.sent.get((author.role, author.id, command.cid))
        return None if sent is None else answer_of(sent, command.id)

    def post(
        self,
        session: SessionState,
        author: Author,
        command: AgentMessageSend | BuyerMessageSend,
        *,
        at_ms: int,
        position: int | None,
    ) -> tuple[Posted, MessageAccepted]:
        """Number a message in the present step, and collect it."""
        live, channel = self._live, command.channel
        record = MessageRecord(
            session=session.row.session,
            channel=channel.value,
            seq=session.next_seq(channel),
            merchant=live.merchant,
            step=live.steps,
            at_ms=at_ms,
            role=author.role.value,
            author=author.id,
            kind=command.kind.value,
            body=encode_body(command.body),
            cid=command.cid,
            phase=wire_phase(session.row.phase).value,
            position=position,
        )
        live.effects().messages.append(record)
        live.sent[record.role, record.author, command.cid] = record
        if author.role is AuthorRole.BUYER and session.contact.cids is not None:
            session.contact.cids.add(command.cid)
        view = _view(record, channel, author, command)
        if channel is Channel.PUBLIC:
            session.last_message = view
        return Posted(session, view, command.cid), answer_of(record, command.id)


def _view(
    record: MessageRecord,
    channel: Channel,
    author: Author,
    command: AgentMessageSend | BuyerMessageSend,
) -> MessageView:
    return MessageView(
        session=record.session,
        channel=channel,
        seq=record.seq,
        at_ms=record.at_ms,
        author=author,
        kind=MessageKind(command.kind.value),
        body=command.body,
    )
