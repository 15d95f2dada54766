"""Statements in SQLite's words; a record is a row of parameters."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Table, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import ClauseElement

_DIALECT: Final = sqlite.dialect(paramstyle="qmark")


def compiled(statement: ClauseElement, *, columns: list[str] | None = None) -> str:
    """A statement's text, its parameters as question marks in their order of appearance."""
    return str(statement.compile(dialect=_DIALECT, column_keys=columns))


def inserted(table: Table) -> str:
    """Add rows that are new."""
    return compiled(insert(table), columns=table.columns.keys())


def replaced(table: Table) -> str:
    """Add rows, or replace those with the same primary key."""
    keys = list(table.primary_key)
    statement = sqlite.insert(table)
    values = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column not in keys
    }
    return compiled(
        statement.on_conflict_do_update(index_elements=keys, set_=values),
        columns=table.columns.keys(),
    )


def kept(table: Table) -> str:
    """Add rows, and leave those alone that are there."""
    statement = sqlite.insert(table).on_conflict_do_nothing()
    return compiled(statement, columns=table.columns.keys())
