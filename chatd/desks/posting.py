"""Messages become numbered and stored; one that is sent again gets its first answer."""

from __future__ import annotations

from typing import Final

import msgspec

from chatd.desks.chronicle import Line
from chatd.desks.live import LiveDesk
from chatd.desks.messages import Posted, answer_of, encode_body
from chatd.desks.repeats import ALL_CIDS, CIDS_MAX, SentCids
from chatd.desks.state import ContactState, SessionState
from chatd.desks.views import SYSTEM, wire_phase
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.answers import MessageAccepted
from chatd.protocol.bodies import Body, SystemBody
from chatd.protocol.commands import AgentMessageSend, BuyerMessageSend
from chatd.protocol.events import MessagePosted
from chatd.protocol.fields import AuthorRole, Channel, MessageKind, SentKind
from chatd.protocol.views import Author
from chatd.storage.records import AttachmentRecord, MessageRecord
from chatd.storage.store import Store

SENT_WITHIN_MS: Final = 23 * 60 * 60_000
"""So long after it was begun an upload may be sent; one that was not goes an hour later."""

UPLOADED: Final = frozenset({SentKind.IMAGE, SentKind.FILE})
_KINDS: Final = {kind: MessageKind(kind.value) for kind in SentKind}


class Posting:
    """Puts messages into the sessions of one live desk.

    Args:
        live: The desk.
        store: Where former messages are.
    """

    def __init__(self, live: LiveDesk, store: Store) -> None:
        self._live = live
        self._store = store

    def is_surely_new(self, command: BuyerMessageSend, contact: ContactState) -> bool:
        """Whether a contact's message is known to be new without asking the database."""
        return contact.cids is not None and not contact.cids.may_hold(command.cid)

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
                self._live.merchant, contact.row.contact, CIDS_MAX + 1
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

    async def uploaded(self, author: Author, command: AgentMessageSend | BuyerMessageSend) -> Body:
        """What a message of a kind in `UPLOADED` says: the server's word, not its author's.

        Raises:
            CommandRejected: `not_found`: no such upload of theirs is complete; `bad_request`: it
                is no picture.
        """
        upload = await self._store.find_upload(
            self._live.merchant, author.role, author.id, command.body["upload"]
        )
        if upload is None or upload.completed_ms is None:
            raise CommandRejected(ErrorCode.NOT_FOUND, "No such upload of yours is complete.")
        if upload.created_ms < self._live.now_ms() - SENT_WITHIN_MS:
            raise CommandRejected(ErrorCode.NOT_FOUND, "The upload is too old to be sent.")
        body = {"upload": upload.upload, "name": upload.name, "size": upload.size}
        body |= {"type": upload.type}
        if command.kind is SentKind.FILE:
            return body
        if upload.width is None:
            raise CommandRejected(ErrorCode.BAD_REQUEST, "The upload is no picture.")
        return body | {"width": upload.width, "height": upload.height}

    def post(
        self,
        session: SessionState,
        author: Author,
        command: AgentMessageSend | BuyerMessageSend,
        body: Body,
        *,
        at_ms: int,
        position: int | None,
    ) -> tuple[Posted, MessageAccepted]:
        """Number a message in the present step, and collect it."""
        live, channel, role = self._live, command.channel, author.role
        phase, name = wire_phase(session.row.phase), session.row.session
        seq, contact = session.next_seq(channel), session.contact
        record = MessageRecord(
            name,
            str(channel),
            seq,
            live.merchant,
            live.steps,
            at_ms,
            str(role),
            author.id,
            str(command.kind),
            encode_body(body),
            command.cid,
            str(phase),
            position,
        )
        effects = live.effects()
        effects.messages.append(record)
        if command.kind in UPLOADED:
            attachment = AttachmentRecord(body["upload"], name, str(channel), live.merchant)
            effects.attachments.append(attachment)
        live.sent[role, author.id, command.cid] = record
        if role is AuthorRole.BUYER and contact.cids is not None:
            contact.cids.add(command.cid)
        kind = _KINDS[command.kind]
        plain = MessagePosted(name, channel, seq, at_ms, author, kind, body)
        own = MessagePosted(name, channel, seq, at_ms, author, kind, body, command.cid)
        if channel is Channel.PUBLIC:
            session.last_message = plain
        answer = MessageAccepted(command.id, name, channel, seq, at_ms, phase, position)
        return Posted(session, plain, own), answer

    def post_line(self, line: Line, at_ms: int) -> Posted:
        """Number a line of the server's own in the present step, and collect it.

        It is nobody's answer: it changes neither who waits, nor the last message.
        """
        live, session, name = self._live, line.session, line.session.row.session
        body = msgspec.to_builtins(SystemBody(line.key, line.args))
        seq = session.next_seq(line.channel)
        live.effects().messages.append(
            MessageRecord(
                session=name,
                channel=str(line.channel),
                seq=seq,
                merchant=live.merchant,
                step=live.steps,
                at_ms=at_ms,
                role=str(AuthorRole.SYSTEM),
                author="",
                kind=str(MessageKind.SYSTEM),
                body=encode_body(body),
                cid=None,
                phase=None,
                position=None,
            )
        )
        plain = MessagePosted(name, line.channel, seq, at_ms, SYSTEM, MessageKind.SYSTEM, body)
        return Posted(session, plain, None)

    def post_automatic(
        self, session: SessionState, author: Author, text: str, *, at_ms: int
    ) -> Posted:
        """Number a text of the server's in an agent's name, in the present step; collect it."""
        live, name, body = self._live, session.row.session, {"text": text}
        seq = session.next_seq(Channel.PUBLIC)
        record = MessageRecord(
            session=name,
            channel=str(Channel.PUBLIC),
            seq=seq,
            merchant=live.merchant,
            step=live.steps,
            at_ms=at_ms,
            role=str(author.role),
            author=author.id,
            kind=str(MessageKind.TEXT),
            body=encode_body(body),
            cid=None,
            phase=None,
            position=None,
            automatic=True,
        )
        live.effects().messages.append(record)
        event = MessagePosted(
            name, Channel.PUBLIC, seq, at_ms, author, MessageKind.TEXT, body, automatic=True
        )
        session.last_message = event
        return Posted(session, event, None)
