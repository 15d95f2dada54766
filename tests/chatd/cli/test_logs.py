"""A whole run's log, at its most talkative, has nothing of what people wrote or keep secret."""

import asyncio
from pathlib import Path

import httpx
import jwt
import pytest

from tests.clients import Refused, agent, buyer, connected
from tests.serving import IDENTITY_SECRET, SECRET, run_chatd, serving

pytestmark = pytest.mark.slow

WORDS = "zebra"
"""Part of everything that must not be logged."""


@pytest.mark.parametrize("log_format", ["json", "text"])
async def test_nothing_written_typed_or_secret_is_logged(tmp_path: Path, log_format: str) -> None:
    identity = jwt.encode({"sub": "zebra-sub", "name": "zebra name"}, IDENTITY_SECRET, "HS256")
    page = {"url": "https://shop.test/zebra", "title": "zebra title"}
    with serving(tmp_path, log_level="debug", log_format=log_format) as server:
        tokens = [identity, SECRET, IDENTITY_SECRET, "password-x"]
        async with httpx.AsyncClient(base_url=server.url) as http:
            bad = {"merchant": "acme", "username": "x", "password": "zebra-password"}
            assert (await http.post("/api/login", json=bad)).status_code == 401
            await http.post("/api/login", content=b'{"merchant": "zebra-json')
            await http.post("/api/login", json={**bad, "zebra": 1})
            await http.get("/api/contacts/recent", headers={"authorization": "Bearer zebra"})
            await http.get("/zebra-path?zebra=1")
            good = await http.post("/api/login", json={**bad, "password": "password-x"})
            tokens += [good.json()["access_token"], *http.cookies.values()]
            await http.post("/api/refresh")
            tokens += http.cookies.values()
        async with (
            agent(server.url, "x") as xenia,
            buyer(server.websocket_url, identity=identity, page=page) as ann,
        ):
            tokens.append(ann.welcome["visitor"])
            session = (await ann.say("zebra one"))["session"]
            await ann.call(t="typing.set", session=session, text="zebra preview")
            await ann.call(t="contact.update", name="zebra", email="zebra@example.org")
            await xenia.say("zebra two", session=session)
            await xenia.say("zebra whisper", session=session, channel="internal")
            for wrong in ({"text": "zebra", "zebra": 1}, {"text": ["zebra"]}, {"zebra": "x"}):
                with pytest.raises(Refused):
                    await ann.call(t="message.send", cid="zebra", kind="text", body=wrong)
            with pytest.raises(Refused):
                await ann.call(t="zebra.command", text="zebra")
            await ann.call(t="session.rate", session=session, score=1, comment="zebra")
            await xenia.call(t="contact.block", contact=ann.welcome["you"]["id"], reason="zebra")
            with pytest.raises(Refused):
                await ann.say("zebra blocked")
        with pytest.raises(ConnectionError):
            async with connected(server.websocket_url, token="zebra-token"):
                pass
        assert await asyncio.to_thread(server.stop) == 0
        log = server.log()
    assert "login.accepted" in log
    assert "connection.closed" in log
    assert WORDS not in log
    assert [token for token in tokens if token in log] == []


def test_check_config_masks_what_is_secret(tmp_path: Path) -> None:
    environ = {
        "CHATD_SECRET": "zebra" * 10,
        "CHATD_DATABASE_URL": "postgresql://user:zebra@db/chatd?password=zebra",
        "CHATD_REDIS_URL": "redis://:zebra@cache/0?password=zebra",
    }
    shown = run_chatd("check-config", environ=environ)
    assert shown.returncode == 0, shown.stderr
    assert "CHATD_SECRET=********" in shown.stdout
    assert WORDS not in shown.stdout + shown.stderr
    environ["CHATD_DATABASE_URL"] = "zebra://zebra"
    refused = run_chatd("check-config", environ=environ)
    assert refused.returncode == 2
    assert WORDS not in refused.stdout + refused.stderr
