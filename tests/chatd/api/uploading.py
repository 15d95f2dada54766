"""People who upload, as clients of a running server."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx

from tests.clients import Client, agent, buyer
from tests.serving import RunningServer, ServerProcess

PART = {"content-type": "application/octet-stream"}


class Person:
    """Somebody with a connection, and the key that it answered."""

    def __init__(self, chat: Client, http: httpx.AsyncClient, key: str) -> None:
        self.chat = chat
        self.http = http
        self.key = key
        http.headers["authorization"] = f"Bearer {key}"

    async def begin(self, content: bytes, name: str = "file") -> str:
        answer = await self.announce(name, len(content))
        assert answer.status_code == 201, answer.text
        upload: str = answer.json()["upload"]
        return upload

    async def announce(self, name: str, size: int) -> httpx.Response:
        return await self.http.post("/api/uploads", json={"name": name, "size": size})

    async def part(
        self, upload: str, offset: int, content: bytes | AsyncIterator[bytes]
    ) -> httpx.Response:
        headers = PART | {"upload-offset": str(offset)}
        return await self.http.patch(f"/api/uploads/{upload}", content=content, headers=headers)

    async def upload(self, content: bytes, name: str = "file") -> dict[str, Any]:
        """The body of a message."""
        answer = await self.part(await self.begin(content, name), 0, content)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        assert body.pop("offset") == len(content)
        assert body.pop("complete") is True
        return body

    async def send(self, body: dict[str, Any], kind: str = "image", **fields: Any) -> Any:
        cid = fields.pop("cid", f"cid-{body.get('upload')}-{kind}")
        return await self.chat.call(t="message.send", cid=cid, kind=kind, body=body, **fields)

    async def fetch(self, session: str, upload: str, **query: str) -> httpx.Response:
        """As a picture in a page does, by the address alone."""
        async with httpx.AsyncClient(base_url=self.http.base_url) as plain:
            address = f"/api/files/{session}/{upload}"
            return await plain.get(address, params={"key": self.key, **query})


@contextlib.asynccontextmanager
async def buying(
    server: RunningServer | ServerProcess, shop: str = "acme", **hello: Any
) -> AsyncIterator[Person]:
    async with buyer(server.websocket_url, shop, **hello) as chat, _person(server, chat) as person:
        yield person


@contextlib.asynccontextmanager
async def serving_as(
    server: RunningServer | ServerProcess, username: str, merchant: str = "acme"
) -> AsyncIterator[Person]:
    async with agent(server.url, username, merchant) as chat, _person(server, chat) as person:
        yield person


@contextlib.asynccontextmanager
async def _person(server: RunningServer | ServerProcess, chat: Client) -> AsyncIterator[Person]:
    answer = await chat.call(t="files.key")
    async with httpx.AsyncClient(base_url=server.url, timeout=20) as http:
        yield Person(chat, http, answer["key"])
