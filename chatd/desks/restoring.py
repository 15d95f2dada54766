"""A live desk from what is stored of it."""

from __future__ import annotations

from dataclasses import replace

from chatd.desks import rows
from chatd.desks.connections import Connections
from chatd.desks.facts import Facts
from chatd.desks.hooks import Hooks
from chatd.desks.live import LiveDesk, Steps
from chatd.desks.merchants import Merchant, read_merchant
from chatd.desks.parts import DeskParts, Services, assemble
from chatd.errors import CommandRejected, ErrorCode
from chatd.storage.desks import StoredDesk
from chatd.telemetry import LogEvent, logger
from routing import commands
from routing.desk import Desk

_log = logger(__name__)


async def restore(
    merchant: str, *, connections: Connections, services: Services, hooks: Hooks, steps: Steps
) -> DeskParts:
    """Read a desk and put it together; a merchant's first one is made.

    Args:
        merchant: Whose.
        connections: Who is there.
        services: What all desks share.
        hooks: The runtime's.
        steps: Counts them.

    Raises:
        CommandRejected: `not_found`: there is no such merchant.
        Unavailable: The database cannot be read.
    """
    stored = await services.store.load_desk(merchant)
    if stored is None:
        raise CommandRejected(ErrorCode.NOT_FOUND)
    config = read_merchant(stored.provisioned)
    former = _former(config, stored)
    desk = _desk(former, stored, services.clock.now_ms())
    steps.last = max(steps.last, 0 if stored.desk is None else stored.desk.step)
    live = LiveDesk(
        config=former,
        desk=desk,
        facts=Facts(
            services.store,
            merchant,
            is_held=desk.holds,
            is_connected=connections.has_contact,
        ),
        group=services.group,
        clock=services.clock,
        lease=services.lease,
        steps=steps,
        hooks=hooks,
    )
    _fill(live, stored)
    parts = assemble(live, connections, services)
    await parts.left.restore()
    if stored.desk is None:
        live.open_journal()
    if former.revision != config.revision or stored.desk is None:
        await reconfigure(parts, config)
    return parts


def _former(config: Merchant, stored: StoredDesk) -> Merchant:
    """The configuration the rows were made with, under today's names."""
    if stored.config is None:
        return config
    desk = rows.decode_config(stored.config.config)
    return replace(config, desk=desk, revision=stored.config.revision)


def _desk(former: Merchant, stored: StoredDesk, now_ms: int) -> Desk:
    if stored.desk is None:
        return Desk.new(former.desk, now_ms)
    return Desk.restore(former.desk, rows.desk_rows(stored))


def _fill(live: LiveDesk, stored: StoredDesk) -> None:
    """What the desk holds is in memory from the beginning."""
    for contact in stored.contacts:
        live.facts.add_contact(contact)
    for session in stored.sessions:
        live.facts.add_session(session)
    for invitation in stored.invitations:
        live.invitations[invitation.session, invitation.target] = invitation
    live.handling_ms.extend(reversed(stored.handling_ms))
    if stored.desk is not None:
        record = stored.desk
        live.note_row(rows.desk_row(record), record.next_deadline_ms, is_live=bool(record.is_live))


async def reconfigure(parts: DeskParts, config: Merchant) -> None:
    """Have the desk take a configuration; one that it refuses leaves the former in force.

    Raises:
        CommandRejected: The desk refused it.
    """
    live = parts.live
    try:
        outcome = live.step(commands.Configure(config.desk))
    except CommandRejected as error:
        _log.error(LogEvent.COMMAND_FAILED, merchant=live.merchant, why=error.message)
        raise
    live.reconfigured(config)
    parts.publisher.tell(outcome)
    for private in config.private_contacts:
        contact = await live.facts.contact_or_new(private.contact, private.shop, live.now_ms)
        facts = await live.facts.for_desk(contact)
        if not contact.row.private:
            contact.buyer = private.buyer
            step = commands.SetPrivate(private.contact, private=True, facts=facts)
            parts.publisher.tell(live.step(step))
