"""The demo's shop: what a buyer sees there, while agents and other buyers act over the wire."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Final

from tests.browser.screenshots.story import connect_agent
from tests.wire.client import Frame, WireClient

_SHOP: Final = "demo"
_RECEPTION_MAX: Final = 8
_AHEAD: Final = 2


class DemoDesk:
    """Two agents of the demo, and as many buyers as are wanted.

    Args:
        url: The server's.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._agents: dict[str, WireClient] = {}
        self._buyers: list[WireClient] = []

    async def open(self) -> None:
        """Both agents come."""
        for username in ("agent1", "agent2"):
            self._agents[username] = await connect_agent(self._url, _SHOP, username, username)

    async def answer(self, line: str) -> None:
        """Whoever has the newest session answers in it."""
        owner, session = self._newest()
        said = {"cid": uuid.uuid4().hex, "kind": "text", "body": {"text": line}}
        await self._agents[owner].ask("message.send", session=session, channel="public", **said)

    async def read(self, line: str) -> None:
        """Whoever has the newest session sees this line of it."""
        owner, session = self._newest()
        agent = self._agents[owner]
        posted = await agent.wait_for(
            lambda frame: frame["t"] == "message.posted"
            and frame["session"] == session
            and frame["body"] == {"text": line}
        )
        await agent.ask("read.mark", session=session, channel="public", seq=posted["seq"])

    async def fill(self) -> None:
        """So many buyers come that the next one is third in the queue."""
        for number in range(len(self._agents) * _RECEPTION_MAX + _AHEAD):
            client = await WireClient.open(self._url)
            self._buyers.append(client)
            await client.ask("hello", shop=_SHOP)
            body = {"text": f"{number}"}
            await client.ask("message.send", cid=uuid.uuid4().hex, kind="text", body=body)

    async def close(self) -> None:
        """Everybody leaves."""
        for client in (*self._buyers, *self._agents.values()):
            await client.close()

    def _newest(self) -> tuple[str, str]:
        """Owner and id of the session that came last."""
        session = max(
            (frame["session"] for agent in self._agents.values() for frame in _sessions(agent)),
            key=lambda view: view["arrived_ms"],
        )
        return session["owner"], session["id"]


def _sessions(agent: WireClient) -> Iterable[Frame]:
    return (frame for frame in agent.heard if frame["t"] == "session.changed")
