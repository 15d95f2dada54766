"""The desk kept in a real database: what it changes goes in, and it is made again from it."""

from pathlib import Path

from chatd.desks.restorer import Restorer
from routing.desk import Desk
from routing.rows import Changes, ContactRow
from routing.settings import DeskConfig
from tests.randomized.comparing import expect


class FromSqlite:
    """A `Restorer` of the random runs; nothing is written before it is to be read."""

    def __init__(self, file: Path) -> None:
        self._restorer = Restorer(f"sqlite:///{file}")
        self._kept: list[Changes] = []
        self._contacts: dict[str, ContactRow] = {}

    def close(self) -> None:
        self._restorer.close()

    def keep(self, changes: Changes) -> None:
        self._kept.append(changes)
        self._contacts.update({row.contact: row for row in changes.contacts})

    def restore(self, config: DeskConfig, desk: Desk) -> Desk:
        for changes in self._kept:
            self._restorer.save(changes)
        self._kept = []
        for contact, row in self._contacts.items():
            facts = self._restorer.facts(contact, row.shop, connected=row.connected)
            expect("facts", facts.row, row)
        return Desk.restore(config, self._restorer.load())
