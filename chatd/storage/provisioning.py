"""Writing a merchant as provisioned. The same content again changes nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from chatd.storage.desks import StoredMerchant, read_merchant
from chatd.storage.errors import ShopsTaken
from chatd.storage.records import AgentRecord, ShopRecord
from chatd.storage.tables import (
    agents,
    merchants,
    private_contacts,
    refresh_tokens,
    settings,
    shops,
)


def write_merchant(connection: Connection, wanted: StoredMerchant) -> bool:
    """Make the stored merchant the wanted one; False if it was already.

    Whoever is not wanted any more is disabled and logged out. The revision grows by one with
    every change; the wanted one's is not read.
    """
    _check_shops(connection, wanted)
    stored = read_merchant(connection, wanted.merchant.merchant)
    complete = wanted if stored is None else _with_disabled(stored, wanted)
    if stored is not None and _content(stored) == _content(complete):
        return False
    revision = 1 if stored is None else stored.merchant.revision + 1
    _replace(connection, merchants, [complete.merchant._replace(revision=revision)])
    _replace(connection, shops, complete.shops)
    _replace(connection, agents, complete.agents)
    _write_private_contacts(connection, complete)
    _log_out(connection, complete)
    _drop_avatars(connection, complete)
    return True


def _check_shops(connection: Connection, wanted: StoredMerchant) -> None:
    ids = [shop.shop for shop in wanted.shops]
    is_foreign = shops.c.shop.in_(ids) & (shops.c.merchant != wanted.merchant.merchant)
    statement = select(shops.c.shop).where(is_foreign).order_by(shops.c.shop)
    if taken := list(connection.execute(statement).scalars()):
        raise ShopsTaken(taken)


def _with_disabled(stored: StoredMerchant, wanted: StoredMerchant) -> StoredMerchant:
    """The wanted merchant, and behind it who is stored and no longer wanted."""
    shop_ids = {shop.shop for shop in wanted.shops}
    usernames = {agent.agent for agent in wanted.agents}
    gone_shops = [shop for shop in stored.shops if shop.shop not in shop_ids]
    gone_agents = [agent for agent in stored.agents if agent.agent not in usernames]
    return StoredMerchant(
        merchant=wanted.merchant,
        shops=wanted.shops + _disabled_shops(gone_shops, len(wanted.shops)),
        agents=wanted.agents + _disabled_agents(gone_agents, len(wanted.agents)),
        private_contacts=wanted.private_contacts,
    )


def _disabled_shops(gone: list[ShopRecord], first: int) -> tuple[ShopRecord, ...]:
    return tuple(
        shop._replace(enabled=False, position=first + index) for index, shop in enumerate(gone)
    )


def _disabled_agents(gone: list[AgentRecord], first: int) -> tuple[AgentRecord, ...]:
    return tuple(
        agent._replace(enabled=False, position=first + index) for index, agent in enumerate(gone)
    )


def _content(merchant: StoredMerchant) -> tuple[Any, ...]:
    return (
        merchant.merchant._replace(revision=0),
        merchant.shops,
        merchant.agents,
        frozenset(merchant.private_contacts),
    )


def _replace(connection: Connection, table: Table, records: Any) -> None:
    keys = list(table.primary_key)
    statement = insert(table)
    values = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column not in keys
    }
    if records:
        connection.execute(
            statement.on_conflict_do_update(index_elements=keys, set_=values),
            [record._asdict() for record in records],
        )


def _write_private_contacts(connection: Connection, wanted: StoredMerchant) -> None:
    columns = private_contacts.c
    connection.execute(delete(private_contacts).where(columns.merchant == wanted.merchant.merchant))
    _replace(connection, private_contacts, wanted.private_contacts)


def _log_out(connection: Connection, wanted: StoredMerchant) -> None:
    disabled = [(agent.merchant, agent.agent) for agent in wanted.agents if not agent.enabled]
    columns = refresh_tokens.c
    if disabled:
        is_theirs = tuple_(columns.merchant, columns.username).in_(disabled)
        connection.execute(delete(refresh_tokens).where(is_theirs))


def _drop_avatars(connection: Connection, wanted: StoredMerchant) -> None:
    """Whoever has left shows their face no more; the files go with the next collection."""
    gone = [("avatar", agent.agent) for agent in wanted.agents if not agent.enabled]
    gone += [("shop_avatar", shop.shop) for shop in wanted.shops if not shop.enabled]
    columns = settings.c
    if gone:
        is_theirs = tuple_(columns.kind, columns.subject).in_(gone)
        connection.execute(
            delete(settings).where(columns.merchant == wanted.merchant.merchant, is_theirs)
        )
