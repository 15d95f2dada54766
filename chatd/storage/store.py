"""What the shell asks of a database: one interface, a twin for each kind of database."""

from __future__ import annotations

from typing import Protocol


class Store(Protocol):
    """A database that holds every merchant."""
