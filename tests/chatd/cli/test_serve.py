"""A server in a process of its own: started, stopped, killed, replayed."""

import asyncio
import contextlib
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.clients import agent, buyer
from tests.serving import run_chatd, serving, settings_of

pytestmark = pytest.mark.slow


async def test_stop_closes_with_1012_and_ends_with_zero(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        async with buyer(server.websocket_url) as ann, agent(server.url, "x") as xenia:
            await ann.say("hello")
            code = await asyncio.to_thread(server.stop)
            assert await ann.wait_closed() == 1012
            assert await xenia.wait_closed() == 1012
    assert code == 0
    assert "server.stopped" in server.log()
    assert "Traceback" not in server.log()


async def test_acknowledged_message_is_there_after_a_kill(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        async with buyer(server.websocket_url) as ann:
            accepted = await ann.say("remember me")
            server.kill()
            visitor = ann.welcome["visitor"]
        again = server.start_again()
        try:
            async with buyer(again.websocket_url, visitor=visitor) as ann:
                page = await ann.call(t="history.fetch", session=accepted["session"])
                assert [one["body"]["text"] for one in page["messages"]] == ["remember me"]
        finally:
            again.kill()


async def test_replay_of_a_conversation_is_the_same(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        async with agent(server.url, "x") as xenia, agent(server.url, "y"):
            async with buyer(server.websocket_url) as ann:
                session = (await ann.say("hello"))["session"]
                await xenia.say("hi", session=session)
                await xenia.call(t="invitation.send", session=session, to="y", mode="join")
            await xenia.call(t="session.close", session=session)
        await asyncio.to_thread(server.stop)
    result = run_chatd("replay", "acme", environ=settings_of(tmp_path))
    assert result.returncode == 0, result.stderr
    assert "PostBuyerMessage" in result.stdout
    assert "SessionOpened" in result.stdout
    assert "hello" not in result.stdout
    assert result.stdout.splitlines()[-1].endswith("the same, and the same rows")


def test_replay_of_nobody_says_so(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.stop()
    result = run_chatd("replay", "nobody", environ=settings_of(tmp_path))
    assert (result.returncode, result.stdout) == (2, "")
    assert "there is no merchant nobody" in result.stderr


async def test_demo_announces_itself_and_serves_its_accounts(tmp_path: Path) -> None:
    with serving(tmp_path, file=None, demo=True, secret="") as server:
        for address in (f"{server.url}/demo/", f"{server.url}/console/"):
            assert address in server.log()
        async with httpx.AsyncClient(base_url=server.url) as http:
            for name in ("main", "agent1", "agent2", "supervisor"):
                wanted = {"merchant": "demo", "username": name, "password": name}
                assert (await http.post("/api/login", json=wanted)).status_code == 200
            figures = (await http.post("/api/demo", json={"simulated": True})).json()
            assert figures["simulated"] is True
            await wait_for_session(http)


async def wait_for_session(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(30):
        while (await http.get("/api/demo")).json()["messages"] == 0:  # noqa: ASYNC110  # it polls
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("log_format", ["json", "text"])
async def test_log_names_events_and_never_what_people_say(tmp_path: Path, log_format: str) -> None:
    with serving(tmp_path, log_format=log_format, log_level="debug") as server:
        async with buyer(server.websocket_url) as ann:
            await ann.call(t="typing.set", text="top secret draft")
            await ann.say("top secret message")
        async with agent(server.url, "x"):
            pass
        # In a thread: what is left of the connections still has this loop to end in.
        await asyncio.to_thread(server.stop)
        log = server.log()
    assert "login.accepted" in log
    for secret in ("top secret", "password-x", ann.welcome["visitor"]):
        assert secret not in log


async def test_connection_for_which_no_file_descriptor_is_left_is_refused_with_a_word(
    tmp_path: Path,
) -> None:
    with serving(tmp_path, descriptors_max=100) as server:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(36):
                await stack.enter_async_context(buyer(server.websocket_url))
            with pytest.raises(InvalidStatus) as refused:
                await stack.enter_async_context(buyer(server.websocket_url))
            assert refused.value.response.status_code == 503
            async with httpx.AsyncClient() as http:
                assert (await http.get(f"{server.url}/readyz")).status_code == 200
        async with buyer(server.websocket_url) as ann:
            await ann.say("there is room again")


async def test_contact_is_exported_and_erased_while_the_server_runs(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        async with buyer(server.websocket_url) as ann:
            await ann.say("my private words")
            contact = ann.welcome["you"]["id"]
            names = ("acme", contact)
            told = await asyncio.to_thread(run_chatd, "export", *names, environ=server.environ)
            assert "my private words" in told.stdout
            done = await asyncio.to_thread(run_chatd, "erase", *names, environ=server.environ)
            assert done.returncode == 0, done.stderr
            await ann.event("contact.changed")
        assert server.stop() == 0
    left = run_chatd("export", *names, environ=server.environ)
    assert '"erased"' in left.stdout
    assert "private words" not in left.stdout
    replayed = run_chatd("replay", "acme", environ=server.environ)
    assert replayed.returncode == 0, replayed.stderr


async def test_contact_is_erased_without_a_server(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        async with buyer(server.websocket_url) as ann:
            await ann.say("my private words")
            contact = ann.welcome["you"]["id"]
        assert server.stop() == 0
    for name, code in ((contact, 0), ("v_nobody", 2)):
        done = run_chatd("erase", "acme", name, environ=server.environ)
        assert done.returncode == code, done.stderr
    left = run_chatd("export", "acme", contact, environ=server.environ)
    assert "private words" not in left.stdout
    assert run_chatd("replay", "acme", environ=server.environ).returncode == 0
