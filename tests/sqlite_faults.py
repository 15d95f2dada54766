"""Connections to SQLite whose commits go wrong."""

from __future__ import annotations

import sqlite3
from typing import Any, Self, cast


class LateFailure(sqlite3.Cursor):
    """Reports an error once the commit is done."""

    def execute(self, statement: str, *parameters: Any) -> Self:
        super().execute(statement, *parameters)
        if statement == "COMMIT":
            raise sqlite3.OperationalError("injected: disk I/O error")
        return self


class EarlyFailure(sqlite3.Cursor):
    """Reports an error instead of committing."""

    def execute(self, statement: str, *parameters: Any) -> Self:
        if statement == "COMMIT":
            raise sqlite3.OperationalError("injected: disk I/O error")
        return super().execute(statement, *parameters)


class _OtherCursors:
    def __init__(self, connection: sqlite3.Connection, kind: type[sqlite3.Cursor]) -> None:
        self._connection = connection
        self._kind = kind
        self.rollback = connection.rollback

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, statement: str, *parameters: Any) -> sqlite3.Cursor:
        return self._connection.cursor(self._kind).execute(statement, *parameters)


def with_cursors(connection: sqlite3.Connection, kind: type[sqlite3.Cursor]) -> sqlite3.Connection:
    """The same connection; its statements are carried out by another kind of cursor."""
    return cast("sqlite3.Connection", _OtherCursors(connection, kind))
