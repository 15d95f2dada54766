"""Accounts: agents who log in, and log-ins that last."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, or_, select, update

from chatd.storage.records import AgentRecord, RefreshRecord
from chatd.storage.tables import agents, merchants, refresh_tokens


def read_agent(connection: Connection, merchant: str, agent: str) -> AgentRecord | None:
    """An agent, unless they left the file."""
    statement = select(agents).where(
        agents.c.merchant == merchant, agents.c.agent == agent, agents.c.enabled
    )
    row = (connection.execute(statement)).first()
    return None if row is None else AgentRecord._make(row)


def some_merchant_has(connection: Connection, setting: str) -> bool:
    """Whether the settings of any merchant have a table of this name.

    In JSON a quotation mark inside of a text is escaped: what is found is a name.
    """
    is_there = merchants.c.settings_json.contains(f'"{setting}":{{', autoescape=True)
    return (
        connection.execute(select(merchants.c.merchant).where(is_there).limit(1)).first()
        is not None
    )


def write_password_hash(
    connection: Connection, merchant: str, agent: str, password_hash: str
) -> None:
    """Replace the hash of the same password (made at today's cost)."""
    connection.execute(
        update(agents)
        .where(agents.c.merchant == merchant, agents.c.agent == agent)
        .values(password_hash=password_hash)
    )


def add_refresh(connection: Connection, record: RefreshRecord) -> None:
    """Keep a new log-in, and forget those that have expired."""
    expired = refresh_tokens.c.expires_ms < record.rotated_ms
    connection.execute(delete(refresh_tokens).where(expired))
    connection.execute(insert(refresh_tokens), record._asdict())


def read_refresh(connection: Connection, token_hash: str) -> RefreshRecord | None:
    """The log-in whose current or previous hash this is."""
    columns = refresh_tokens.c
    is_known = or_(columns.current_hash == token_hash, columns.previous_hash == token_hash)
    row = (connection.execute(select(refresh_tokens).where(is_known))).first()
    return None if row is None else RefreshRecord._make(row)


def rotate_refresh(connection: Connection, record: RefreshRecord, from_hash: str) -> bool:
    """Replace the record if the family's current hash is still `from_hash`."""
    columns = refresh_tokens.c
    result = connection.execute(
        update(refresh_tokens)
        .where(columns.family == record.family, columns.current_hash == from_hash)
        .values(**record._asdict())
    )
    return result.rowcount == 1


def remove_refresh(connection: Connection, family: str) -> None:
    """Forget a log-in."""
    connection.execute(delete(refresh_tokens).where(refresh_tokens.c.family == family))
