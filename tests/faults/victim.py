"""A server that is attacked, and what must be so afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.faults.watch import Watch, wait_until
from tests.serving import ACME, IDENTITY_SECRET, LEFT_LIMITLESS, ServerProcess, serving
from tests.wire.client import WireClient

OTHER_SECRET: Final = "other-identity-other-identity-other"
SHOPS: Final = f"""{ACME}
[[shops]]
id = "second"
name = "Acme's second shop"
origins = []
identity_secret = "{OTHER_SECRET}"
"""
"""Merchant acme with two shops, each with an identity key of its own."""

__all__ = ["IDENTITY_SECRET", "OTHER_SECRET", "Victim", "victim_server"]

_SPARE_DESCRIPTORS: Final = 12
"""Connections to the database and idle HTTP connections come and go."""

_TROUBLE: Final = ('"level":"error"', '"level":"critical"', "Traceback")


class Victim:
    """The server under attack."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.watch = Watch(server)
        self._descriptors = 0
        self._logged = 0

    @property
    def url(self) -> str:
        """Its HTTP address."""
        return self.server.url

    def begin(self) -> None:
        """Remember how it was before the attack."""
        self._descriptors = self.watch.descriptors()
        self._logged = len(self.server.log())

    def sockets(self) -> int:
        """How many more descriptors it holds than before the attack."""
        return self.watch.descriptors() - self._descriptors

    async def check(self) -> None:
        """It serves others, has logged no failure, and holds nothing of the attackers.

        Raises:
            AssertionError: One of these is not so.
        """
        assert self.server.process.poll() is None, "it died"
        neighbour = await WireClient.open(self.url)
        await neighbour.ask("hello", shop="acme")
        body = {"text": "is anybody here?"}
        answer = await neighbour.ask("message.send", cid="neighbour", kind="text", body=body)
        assert answer["seq"] >= 1
        await neighbour.close()
        said = self.server.log()[self._logged :]
        assert not any(word in said for word in _TROUBLE), said[-3_000:]
        await wait_until(self._is_at_rest)

    async def _is_at_rest(self) -> bool:
        return (
            self.sockets() <= _SPARE_DESCRIPTORS
            and await self.watch.metric("chatd_connections") == 0
        )


@contextlib.contextmanager
def victim_server(directory: Path, **settings: Any) -> Iterator[Victim]:
    """One with the default limits, but for connections and messages of an address, unless set."""
    with serving(directory, file=SHOPS, **{**LEFT_LIMITLESS, **settings}) as server:
        yield Victim(server)
