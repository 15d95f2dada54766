"""Who may open a WebSocket, over a real socket."""

import contextlib

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.chatd.realtime.served import served_edge


async def refused_status(**options: object) -> int:
    async with served_edge() as edge:
        return await status_of(edge.open(**options))  # type: ignore[arg-type]  # test data


async def status_of(opening: object) -> int:
    with pytest.raises(InvalidStatus) as refused:
        async with opening:  # type: ignore[attr-defined]  # a connect()
            pass
    return refused.value.response.status_code


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
async def test_own_page_may_connect(name: str) -> None:
    async with (
        served_edge() as edge,
        edge.open(origin=f"http://{name}:{edge.config.port}") as client,
    ):
        await edge.greeted(client)


async def test_program_without_origin_may_connect() -> None:
    async with served_edge() as edge, edge.open() as client:
        await edge.greeted(client)


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.test",
        "null",
        "",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1",
        "http://127.0.0.1:{port}.evil.test",
        "http://127.0.0.1:{port}@evil.test",
        "http://127.0.0.1:1{port}",
        "ws://127.0.0.1:{port}",
    ],
)
async def test_page_of_another_site_is_refused_before_the_handshake(origin: str) -> None:
    async with served_edge() as edge:
        opening = edge.open(origin=origin.format(port=edge.config.port))
        assert await status_of(opening) == 403
        assert len(edge.connections) == 0


async def test_refused_handshake_is_no_failure_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    assert await refused_status(origin="http://evil.test") == 403
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_public_address_is_the_only_origin_when_it_is_set() -> None:
    async with served_edge(public_url="https://chat.example") as edge:
        async with edge.open(origin="https://chat.example") as client:
            await edge.greeted(client)
        local = f"http://127.0.0.1:{edge.config.port}"
        assert await status_of(edge.open(origin=local)) == 403


async def test_unknown_subprotocol_is_refused() -> None:
    assert await refused_status(subprotocol="chat.v9+json") == 400


async def test_other_path_is_not_found() -> None:
    assert await refused_status(path="/wss") == 404


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, None),
        ("chat.v1+json", "chat.v1+json"),
        ("chat.v1+msgpack", "chat.v1+msgpack"),
    ],
)
async def test_subprotocol_is_negotiated(offered: str | None, chosen: str | None) -> None:
    async with served_edge() as edge, edge.open(subprotocol=offered) as client:
        assert client.subprotocol == chosen


async def test_compression_is_not_negotiated_though_offered() -> None:
    async with served_edge() as edge:
        opening = edge.open(additional_headers={"Sec-WebSocket-Extensions": "permessage-deflate"})
        async with opening as client:
            assert client.response is not None
            assert "Sec-WebSocket-Extensions" not in client.response.headers


async def test_address_that_connects_too_often_is_refused_with_the_wait() -> None:
    async with served_edge(connections_per_s=1, connections_burst=2) as edge:
        async with edge.open(), edge.open():
            with pytest.raises(InvalidStatus) as refused:
                async with edge.open():
                    pass
            assert refused.value.response.status_code == 429
            assert refused.value.response.headers["Retry-After"] == "1"
        edge.clock.advance(1_000)
        async with edge.open() as client:
            await edge.greeted(client)


async def test_connection_beyond_the_maximum_is_refused() -> None:
    async with served_edge(connections_max=2) as edge:
        async with edge.open(), edge.open():
            assert await status_of(edge.open()) == 503
        async with edge.open() as client:
            await edge.greeted(client)


async def test_tab_beyond_the_maximum_of_a_person_is_closed() -> None:
    async with served_edge(tabs_max=2) as edge, contextlib.AsyncExitStack() as stack:
        hello = f'{{"t":"hello","id":1,"token":"{edge.access_token()}"}}'
        for _ in range(2):
            client = await stack.enter_async_context(edge.open())
            await client.send(hello)
            assert '"ok"' in str(await client.recv())
        client = await stack.enter_async_context(edge.open())
        await client.send(hello)
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4429
