"""Messages: as stored, as seen, as events, and what their author is answered."""

from __future__ import annotations

from typing import Final

import msgspec

from chatd.desks.state import SessionState
from chatd.protocol.answers import MessageAccepted
from chatd.protocol.bodies import Body
from chatd.protocol.events import MessagePosted
from chatd.protocol.fields import Channel, MessageKind, Phase
from chatd.protocol.views import Author, MessageView
from chatd.storage.records import MessageRecord

_encode: Final = msgspec.msgpack.Encoder().encode
_BODY: Final = msgspec.msgpack.Decoder(Body)


class Posted(msgspec.Struct, frozen=True):
    """A message of this step; `own` is its author's copy, with the `cid`, if anybody wrote it."""

    session: SessionState
    plain: MessagePosted
    own: MessagePosted | None


def encode_body(body: Body) -> bytes:
    """A body as a blob."""
    return _encode(body)


def decode_body(blob: bytes) -> Body:
    """A stored body."""
    return _BODY.decode(blob)


def message_view(record: MessageRecord, author: Author, *, with_cid: bool = False) -> MessageView:
    """A stored message as clients see it; `with_cid` for its author's eyes."""
    return MessageView(
        session=record.session,
        channel=Channel(record.channel),
        seq=record.seq,
        at_ms=record.at_ms,
        author=author,
        kind=MessageKind(record.kind),
        body=decode_body(record.body),
        cid=record.cid if with_cid else None,
        automatic=bool(record.automatic),
    )


def posted_event(view: MessageView, cid: str | None) -> MessagePosted:
    """The event that tells of a message; `cid` in its author's copy."""
    return MessagePosted(
        session=view.session,
        channel=view.channel,
        seq=view.seq,
        at_ms=view.at_ms,
        author=view.author,
        kind=view.kind,
        body=view.body,
        cid=cid,
        automatic=view.automatic,
    )


def text_of(record: MessageRecord) -> str:
    """What a stored message says in words; "" if it is of another kind."""
    return str(decode_body(record.body).get("text", ""))


def answer_of(record: MessageRecord, command_id: int) -> MessageAccepted:
    """What the author was answered, and is answered whenever the message is sent again."""
    return MessageAccepted(
        re=command_id,
        session=record.session,
        channel=Channel(record.channel),
        seq=record.seq,
        at_ms=record.at_ms,
        phase=Phase(record.phase or Phase.CLOSED),
        position=record.position,
    )
