"""A buyer's data over HTTP: who may see and erase it, and what they get."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from chatd.desks.contact_ids import contact_of_buyer
from tests.clients import Client, agent, buyer, log_in
from tests.serving import IDENTITY_SECRET, running_server

pytestmark = pytest.mark.slow

ANN = contact_of_buyer("acme", "acme", "ann")
IDENTITY = jwt.encode({"sub": "ann", "name": "Ann"}, IDENTITY_SECRET, algorithm="HS256")


class Talk:
    """A buyer and an agent who have written to each other."""

    def __init__(self, http: httpx.AsyncClient, ann: Client, xenia: Client, session: str) -> None:
        self.http = http
        self.ann = ann
        self.xenia = xenia
        self.session = session

    async def ask(self, method: str, path: str, authorization: str = "") -> httpx.Response:
        headers = {"authorization": authorization} if authorization else {}
        return await self.http.request(method, path, headers=headers)

    async def as_agent(self, name: str) -> str:
        return f"Bearer {await log_in(str(self.http.base_url), name)}"


@asynccontextmanager
async def talk(directory: Path, **hello: Any) -> AsyncIterator[Talk]:
    async with (
        running_server(directory) as server,
        httpx.AsyncClient(base_url=server.url) as http,
        agent(server.url, "x") as xenia,
        buyer(server.websocket_url, **hello) as ann,
    ):
        session = (await ann.say("where is my parcel"))["session"]
        await xenia.say("on its way", session=session)
        await xenia.say("a difficult one", session=session, channel="internal")
        yield Talk(http, ann, xenia, session)


async def test_owner_sees_all_there_is(tmp_path: Path) -> None:
    async with talk(tmp_path, identity=IDENTITY) as there:
        answer = await there.ask("GET", f"/api/contacts/{ANN}/export", await there.as_agent("main"))
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        document = answer.json()
        assert (document["contact"]["name"], document["contact"]["buyer"]) == ("Ann", "ann")
        (session,) = document["sessions"]
        texts = [message["body"]["text"] for message in session["messages"]]
        assert texts == ["where is my parcel", "on its way", "a difficult one"]


async def test_buyer_sees_their_own_without_what_is_internal(tmp_path: Path) -> None:
    async with talk(tmp_path, identity=IDENTITY) as there:
        answer = await there.ask("GET", "/api/me?shop=acme", f"Identity {IDENTITY}")
        assert answer.status_code == 200
        assert "difficult" not in answer.text
        (session,) = answer.json()["sessions"]
        assert len(session["messages"]) == 2
        assert "agents" not in session


async def test_visitor_erases_their_own(tmp_path: Path) -> None:
    async with talk(tmp_path) as there:
        token = f"Visitor {there.ann.welcome['visitor']}"
        assert (await there.ask("DELETE", "/api/me?shop=acme", token)).status_code == 204
        await there.ann.event("session.removed", session=there.session)
        await there.xenia.event("session.removed", session=there.session)
        left = (await there.ask("GET", "/api/me?shop=acme", token)).text
        assert "parcel" not in left
        assert "on its way" not in left


async def test_owner_erases_a_contact(tmp_path: Path) -> None:
    async with talk(tmp_path, identity=IDENTITY) as there:
        owner = await there.as_agent("main")
        assert (await there.ask("DELETE", f"/api/contacts/{ANN}", owner)).status_code == 204
        document = (await there.ask("GET", f"/api/contacts/{ANN}/export", owner)).json()
        assert (document["contact"]["name"], document["contact"]["buyer"]) == (None, None)
        bodies = [message["body"] for message in document["sessions"][0]["messages"]]
        assert len(bodies) >= 3
        assert bodies == [{"key": "erased"}] * len(bodies)


async def test_only_the_owner_may(tmp_path: Path) -> None:
    async with talk(tmp_path, identity=IDENTITY) as there:
        for name in ("x", "boss"):
            token = await there.as_agent(name)
            erased = await there.ask("DELETE", f"/api/contacts/{ANN}", token)
            shown = await there.ask("GET", f"/api/contacts/{ANN}/export", token)
            assert (erased.status_code, shown.status_code) == (403, 403)
        assert (await there.ask("DELETE", f"/api/contacts/{ANN}")).status_code == 401


async def test_buyers_tokens_open_nothing_else(tmp_path: Path) -> None:
    async with talk(tmp_path) as there:
        visitor = there.ann.welcome["visitor"]
        forged = jwt.encode({"sub": "ann"}, "another-key-another-key-another-key", "HS256")
        unsigned = jwt.encode({"sub": "ann"}, "", "none")
        for authorization in (
            "",
            f"Bearer {visitor}",
            f"Identity {visitor}",
            f"Visitor {IDENTITY}",
            f"Identity {forged}",
            f"Identity {unsigned}",
            "Visitor",
        ):
            answer = await there.ask("DELETE", "/api/me?shop=acme", authorization)
            assert answer.status_code == 401, authorization
        strange = await there.ask("GET", "/api/me?shop=other", f"Visitor {visitor}")
        nothing = await there.ask("GET", "/api/me?shop=acme", f"Identity {IDENTITY}")
        assert (strange.status_code, nothing.status_code) == (404, 404)


async def test_buyers_ask_ten_times_a_minute_at_most(tmp_path: Path) -> None:
    async with talk(tmp_path) as there:
        answers = [await there.ask("GET", "/api/me?shop=acme") for _ in range(11)]
        assert [one.status_code for one in answers] == [401] * 10 + [429]
        assert int(answers[-1].headers["retry-after"]) > 0


async def test_contact_of_nobody_is_not_found(tmp_path: Path) -> None:
    async with talk(tmp_path) as there:
        owner = await there.as_agent("main")
        assert (await there.ask("DELETE", "/api/contacts/v_no", owner)).status_code == 404
        assert (await there.ask("GET", "/api/contacts/v_no/export", owner)).status_code == 404
