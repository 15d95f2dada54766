"""The transcripts of docs/protocol.md, word for word, against a real server in both encodings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import jwt
import pytest

from chatd.app import provision
from chatd.provision import parse_provision
from tests.serving import running_server
from tests.transcripts.player import Player
from tests.transcripts.script import transcripts, unfolded, world
from tests.wire.client import Encoding

pytestmark = pytest.mark.slow

DOCUMENT = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
SCRIPTS = transcripts(DOCUMENT)
FILES = [parse_provision(source) for source in world(DOCUMENT)]


@pytest.fixture
async def player(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Player]:
    """Everybody of the document, logged in at a fresh server."""
    async with running_server(tmp_path, file=None, beat_ms=600_000) as server:
        for file in FILES:
            await provision(server.config, file)
        encoding: Encoding = request.param
        yield Player(server.url, encoding, await _log_in(server.url), _identities())


async def _log_in(url: str) -> dict[str, str]:
    tokens = {}
    async with httpx.AsyncClient(base_url=url) as http:
        for file in FILES:
            for agent in file.agents:
                name = agent.config.agent
                account = {"merchant": file.merchant, "username": name, "password": agent.password}
                answer = await http.post("/api/login", json=account)
                assert answer.status_code == 200, answer.text
                tokens[name] = answer.json()["access_token"]
    return tokens


def _identities() -> dict[str, str]:
    secret = FILES[0].shops[0].identity_secret
    assert secret is not None
    buyers = {step.who for name in SCRIPTS for step in unfolded(SCRIPTS, name)} - {
        agent.config.agent for file in FILES for agent in file.agents
    }
    return {
        buyer: jwt.encode({"sub": buyer, "name": buyer.capitalize()}, secret, "HS256")
        for buyer in sorted(buyers)
    }


@pytest.mark.parametrize("player", ["json", "msgpack"], indirect=True)
@pytest.mark.parametrize("name", list(SCRIPTS))
async def test_transcript_is_what_the_server_says(player: Player, name: str) -> None:
    async with asyncio.timeout(60):
        await player.play(unfolded(SCRIPTS, name))
