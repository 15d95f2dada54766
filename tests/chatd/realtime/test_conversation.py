"""Buyers and agents at a whole server: real sockets, a real desk, a real database."""

import asyncio
import sqlite3
from pathlib import Path

import httpx
import pytest

from chatd import app
from chatd.app import provision
from chatd.provision import parse_provision
from tests.clients import Refused, agent, buyer, connected, log_in
from tests.serving import ACME, running_server

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _provisioning_is_noticed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "PROVISIONED_S", 0.05)


async def test_buyer_and_agent_talk_and_the_answer_comes_before_its_event(tmp_path: Path) -> None:
    async with (
        running_server(tmp_path) as server,
        agent(server.url, "x") as xenia,
        buyer(server.websocket_url) as ann,
    ):
        accepted = await ann.say("hello")
        shown = await xenia.event("message.posted")
        assert shown["body"] == {"text": "hello"}
        assert "cid" not in shown
        await xenia.say("hi", session=accepted["session"])
        heard = await ann.event("message.posted", seq=2)
        assert heard["author"] == {"role": "agent", "id": "x", "name": "Xenia"}
        kinds = [
            frame.get("seq") if "re" in frame else frame["t"]
            for frame in xenia.frames
            if frame.get("seq") == 2
        ]
        assert kinds == [2, "message.posted"]


async def test_many_messages_in_flight_are_answered_in_order_and_shown_once(
    tmp_path: Path,
) -> None:
    async with (
        running_server(tmp_path, commands_burst=1_000) as server,
        agent(server.url, "x") as xenia,
        buyer(server.websocket_url) as ann,
    ):
        answers = [
            ann.begin(t="message.send", cid=f"m{n}", kind="text", body={"text": f"{n}"})
            for n in range(200)
        ]
        seqs = [answer["seq"] for answer in await asyncio.gather(*answers)]
        assert seqs == list(range(1, 201))
        shown = [await xenia.event("message.posted") for _ in range(200)]
        assert [event["body"]["text"] for event in shown] == [f"{n}" for n in range(200)]


async def test_repeated_message_gets_its_first_answer(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buyer(server.websocket_url) as ann:
        first = await ann.say("hello", cid="m1")
        again = await ann.say("hello", cid="m1")
        assert {**again, "re": 0} == {**first, "re": 0}


async def test_returning_buyer_is_sent_what_was_missed(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, agent(server.url, "x") as xenia:
        async with buyer(server.websocket_url) as ann:
            accepted = await ann.say("hello")
            visitor, session = ann.welcome["visitor"], accepted["session"]
        for number in range(3):
            await xenia.say(f"reply {number}", session=session)
        await xenia.say("not for buyers", session=session, channel="internal")
        async with buyer(
            server.websocket_url, visitor=visitor, resume={session: {"public": 1}}
        ) as ann:
            missed = [frame for frame in ann.frames if frame["t"] == "message.posted"]
            assert [frame["seq"] for frame in missed] == [2, 3, 4]
            assert ann.frames[-1] == {"t": "resumed", "gaps": []}


async def test_session_of_another_merchant_is_as_if_there_were_none(tmp_path: Path) -> None:
    other = ACME.replace('"acme"', '"other"').replace("Acme", "Other")
    async with running_server(tmp_path) as server:
        await provision(server.config, parse_provision(other))
        async with (
            buyer(server.websocket_url) as ann,
            agent(server.url, "boss", merchant="other") as foreign,
        ):
            session = (await ann.say("hello"))["session"]
            refusals = []
            for named in (session, "s_nobody"):
                with pytest.raises(Refused) as refused:
                    await foreign.call(t="history.fetch", session=named)
                refusals.append({**refused.value.answer, "re": 0})
            assert refusals[0] == refusals[1]
            assert refusals[0]["code"] == "not_found"


async def test_locked_database_refuses_and_the_connection_goes_on_when_it_is_free(
    tmp_path: Path,
) -> None:
    async with running_server(tmp_path) as server, buyer(server.websocket_url) as ann:
        await ann.say("before")
        other = sqlite3.connect(tmp_path / "data" / "chatd.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(Refused) as refused:
                await ann.say("meanwhile", cid="m1")
            assert (refused.value.code, refused.value.answer["temporary"]) == ("unavailable", True)
        finally:
            other.close()
        accepted = await ann.say("meanwhile", cid="m1")
        assert accepted["seq"] == 2


async def test_agent_provisioned_while_the_server_runs_may_log_in(tmp_path: Path) -> None:
    extra = '\n[[agents]]\nusername = "z"\npassword = "password-z"\nname = "Zoe"\n'
    async with running_server(tmp_path) as server, agent(server.url, "x") as xenia:
        await provision(server.config, parse_provision(ACME + extra))
        await xenia.event("settings.changed")
        async with agent(server.url, "z") as zoe:
            assert zoe.welcome["you"]["name"] == "Zoe"
            assert {one["agent"] for one in zoe.welcome["agents"]} == {
                "main",
                "x",
                "y",
                "boss",
                "z",
            }


async def test_agent_taken_out_while_connected_is_closed_and_stays_out(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, agent(server.url, "y") as yves:
        token = await log_in(server.url, "y")
        without = ACME.replace('username = "y"', 'username = "z"')
        await provision(server.config, parse_provision(without))
        assert await yves.wait_closed() == 4401
        with pytest.raises(httpx.HTTPStatusError):
            await log_in(server.url, "y")
        with pytest.raises(ConnectionError):
            async with connected(server.websocket_url, token=token):
                pass


async def test_agent_who_becomes_supervisor_comes_back_as_one(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, agent(server.url, "y") as yves:
        promoted = ACME.replace('name = "Yves"', 'name = "Yves"\nrole = "supervisor"')
        await provision(server.config, parse_provision(promoted))
        assert await yves.wait_closed() == 1012
        async with agent(server.url, "y") as again:
            assert again.welcome["you"]["role"] == "supervisor"


async def test_configuration_the_desk_refuses_leaves_the_former_in_force(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, agent(server.url, "x") as xenia:
        other_main = ACME.replace("main = true", "").replace(
            'name = "Xenia"', 'name = "Xenia"\nmain = true'
        )
        await provision(server.config, parse_provision(other_main))
        await asyncio.sleep(0.3)
        await xenia.call(t="presence.set", state="busy")
        assert xenia.close_code is None


async def test_stopping_server_answers_what_was_begun_and_closes_with_1012(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buyer(server.websocket_url) as ann:
        await ann.say("first")
        answer = ann.begin(t="message.send", cid="last", kind="text", body={"text": "last"})
        await asyncio.sleep(0.01)
        server.server.stop()
        assert (await answer)["t"] == "ok"
        assert await ann.wait_closed() == 1012
