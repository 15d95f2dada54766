"""Everything that is kept of a contact as one JSON document, a session at a time.

    {"contact": {…}, "sessions": [{…, "messages": [{…}, …]}, …]}

The buyer's own copy has what they wrote and were told; the merchant's has all there is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import msgspec

from chatd.protocol.bodies import Body
from chatd.protocol.fields import Channel
from chatd.storage.history import Page
from chatd.storage.records import ContactRecord, MessageRecord
from chatd.storage.sessions import StoredSession
from chatd.storage.store import Store

_SESSIONS_MAX: Final = 1_000_000
_MESSAGES_AT_ONCE: Final = 500
_encode: Final = msgspec.json.Encoder().encode
_BODY: Final = msgspec.msgpack.Decoder(Body)


async def export(store: Store, contact: ContactRecord, *, inside: bool) -> AsyncIterator[bytes]:
    """The document in pieces.

    Args:
        store: Where everything is.
        contact: Whose data.
        inside: What colleagues wrote to each other and about the contact is part of it.
    """
    merchant = contact.merchant
    about = _contact(contact, inside=inside) | await _about(store, contact, inside=inside)
    yield b'{"contact":' + _encode(about) + b',"sessions":['
    names = await store.find_sessions_of(merchant, contact.contact, _SESSIONS_MAX)
    is_first = True
    for name in reversed(names):
        session = await store.find_session(merchant, name)
        if session is not None:
            shown = _encode(await _session(store, session, inside=inside))
            yield shown if is_first else b"," + shown
            is_first = False
    yield b"]}"


def _contact(contact: ContactRecord, *, inside: bool) -> dict[str, Any]:
    shown = {
        "id": contact.contact,
        "shop": contact.shop,
        "buyer": contact.buyer,
        "name": contact.name,
        "email": contact.email,
        "created_ms": contact.created_ms,
    }
    if inside:
        shown |= {
            "recent_agent": contact.recent_agent,
            "private": bool(contact.private),
            "blocked": bool(contact.blocked),
            "priority": contact.priority,
        }
    return shown


async def _about(store: Store, contact: ContactRecord, *, inside: bool) -> dict[str, Any]:
    """Where they have been; and what was noted of them, for the merchant."""
    merchant, name = contact.merchant, contact.contact
    trail = await store.known.visits(merchant, name)
    shown: dict[str, Any] = {
        "trail": [
            {"at_ms": one.at_ms, "url": one.url, "title": one.title, "referrer": one.referrer}
            for one in trail
        ]
    }
    note = await store.known.note(merchant, name)
    if inside and note is not None:
        shown["note"] = {"phone": note.phone, "company": note.company, "note": note.note}
    return shown


async def _session(store: Store, session: StoredSession, *, inside: bool) -> dict[str, Any]:
    record = session.record
    shown: dict[str, Any] = {
        "id": record.session,
        "phase": record.phase,
        "created_ms": record.created_ms,
        "closed_ms": record.closed_ms,
        "rating": session.rating
        and {
            "score": session.rating.score,
            "comment": session.rating.comment,
            "at_ms": session.rating.at_ms,
        },
    }
    channels = [Channel.PUBLIC]
    if inside:
        channels.append(Channel.INTERNAL)
        shown["agents"] = [one.agent for one in session.participants]
        shown["summary"] = session.summary and session.summary._asdict()
    shown["messages"] = [
        _message(one)
        for channel in channels
        for one in await _messages(store, record.merchant, record.session, channel)
    ]
    return shown


async def _messages(
    store: Store, merchant: str, session: str, channel: Channel
) -> list[MessageRecord]:
    found: list[MessageRecord] = []
    more = True
    while more:
        after_seq = found[-1].seq if found else 0
        page = Page(session, channel.value, _MESSAGES_AT_ONCE, after_seq=after_seq)
        records, more = await store.messages(merchant, page)
        found += records
    return found


def _message(message: MessageRecord) -> dict[str, Any]:
    return {
        "channel": message.channel,
        "seq": message.seq,
        "at_ms": message.at_ms,
        "role": message.role,
        "author": message.author,
        "kind": message.kind,
        "body": _BODY.decode(message.body),
    }
