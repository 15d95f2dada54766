"""Writing a merchant as provisioned. The same content again changes nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, delete, select, tuple_
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chatd.storage.desks import StoredMerchant, read_merchant
from chatd.storage.records import AgentRecord, ShopRecord
from chatd.storage.tables import (
    agents,
    merchants,
    private_contacts,
    refresh_tokens,
    shops,
)


async def read_foreign_shops(
    connection: AsyncConnection, merchant: str, wanted: list[str]
) -> list[str]:
    """Those of the wanted shop ids that belong to another merchant."""
    statement = select(shops.c.shop).where(shops.c.shop.in_(wanted), shops.c.merchant != merchant)
    return list((await connection.execute(statement.order_by(shops.c.shop))).scalars())


async def write_merchant(connection: AsyncConnection, wanted: StoredMerchant) -> bool:
    """Make the stored merchant the wanted one; False if it was already.

    Whoever is not wanted any more is disabled and logged out. The revision grows by one with
    every change; the wanted one's is not read.
    """
    stored = await read_merchant(connection, wanted.merchant.merchant)
    complete = wanted if stored is None else _with_disabled(stored, wanted)
    if stored is not None and _content(stored) == _content(complete):
        return False
    revision = 1 if stored is None else stored.merchant.revision + 1
    await _replace(connection, merchants, [complete.merchant._replace(revision=revision)])
    await _replace(connection, shops, complete.shops)
    await _replace(connection, agents, complete.agents)
    await _write_private_contacts(connection, complete)
    await _log_out(connection, complete)
    return True


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


async def _replace(connection: AsyncConnection, table: Table, records: Any) -> None:
    keys = list(table.primary_key)
    statement = insert(table)
    values = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column not in keys
    }
    if records:
        await connection.execute(
            statement.on_conflict_do_update(index_elements=keys, set_=values),
            [record._asdict() for record in records],
        )


async def _write_private_contacts(connection: AsyncConnection, wanted: StoredMerchant) -> None:
    columns = private_contacts.c
    await connection.execute(
        delete(private_contacts).where(columns.merchant == wanted.merchant.merchant)
    )
    await _replace(connection, private_contacts, wanted.private_contacts)


async def _log_out(connection: AsyncConnection, wanted: StoredMerchant) -> None:
    disabled = [(agent.merchant, agent.agent) for agent in wanted.agents if not agent.enabled]
    columns = refresh_tokens.c
    if disabled:
        is_theirs = tuple_(columns.merchant, columns.username).in_(disabled)
        await connection.execute(delete(refresh_tokens).where(is_theirs))
