"""Accounts: agents who log in, shops their buyers write from, and log-ins that last."""

from __future__ import annotations

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chatd.storage.records import AgentRecord, RefreshRecord, ShopRecord
from chatd.storage.tables import agents, refresh_tokens, shops


async def read_agent(connection: AsyncConnection, merchant: str, agent: str) -> AgentRecord | None:
    """An agent, unless they left the file."""
    statement = select(agents).where(
        agents.c.merchant == merchant, agents.c.agent == agent, agents.c.enabled
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else AgentRecord._make(row)


async def read_shop(connection: AsyncConnection, shop: str) -> ShopRecord | None:
    """A shop, unless it left the file."""
    row = (
        await connection.execute(select(shops).where(shops.c.shop == shop, shops.c.enabled))
    ).first()
    return None if row is None else ShopRecord._make(row)


async def write_password_hash(
    connection: AsyncConnection, merchant: str, agent: str, password_hash: str
) -> None:
    """Replace the hash of the same password (made at today's cost)."""
    await connection.execute(
        update(agents)
        .where(agents.c.merchant == merchant, agents.c.agent == agent)
        .values(password_hash=password_hash)
    )


async def add_refresh(connection: AsyncConnection, record: RefreshRecord) -> None:
    """Keep a new log-in, and forget those that have expired."""
    expired = refresh_tokens.c.expires_ms < record.rotated_ms
    await connection.execute(delete(refresh_tokens).where(expired))
    await connection.execute(insert(refresh_tokens), record._asdict())


async def read_refresh(connection: AsyncConnection, token_hash: str) -> RefreshRecord | None:
    """The log-in whose current or previous hash this is."""
    columns = refresh_tokens.c
    is_known = or_(columns.current_hash == token_hash, columns.previous_hash == token_hash)
    row = (await connection.execute(select(refresh_tokens).where(is_known))).first()
    return None if row is None else RefreshRecord._make(row)


async def rotate_refresh(
    connection: AsyncConnection, record: RefreshRecord, from_hash: str
) -> bool:
    """Replace the record if the family's current hash is still `from_hash`."""
    columns = refresh_tokens.c
    result = await connection.execute(
        update(refresh_tokens)
        .where(columns.family == record.family, columns.current_hash == from_hash)
        .values(**record._asdict())
    )
    return result.rowcount == 1


async def remove_refresh(connection: AsyncConnection, family: str) -> None:
    """Forget a log-in."""
    await connection.execute(delete(refresh_tokens).where(refresh_tokens.c.family == family))
