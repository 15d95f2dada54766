"""Servers that lead elsewhere or do not end: real sockets here, and a false name server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from chatd.outgoing.client import Limits, Outgoing, OutgoingFailed, OutgoingFault

OK = b"HTTP/1.1 200 OK\r\n"
USUAL = Limits()
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def serving(talk: Talk) -> AsyncIterator[int]:
    """A server that reads a request and then does as it is told."""
    serving_tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving_tasks.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await reader.read(4_096)
                await talk(reader, writer)
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for task in serving_tasks:
            task.cancel()
        await asyncio.gather(*serving_tasks, return_exceptions=True)


def saying(*parts: bytes) -> Talk:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.writelines(parts)
        await writer.drain()

    return talk


async def ask(
    url: str,
    limits: Limits = USUAL,
    *,
    loopback_allowed: bool = True,
    addresses: list[str] | None = None,
) -> bytes:
    async def resolve(_host: str, _port: int) -> list[str]:
        assert addresses is not None
        return addresses

    outgoing = Outgoing(
        loopback_allowed=loopback_allowed, resolve=None if addresses is None else resolve
    )
    try:
        return await outgoing.post(url, b"{}", {"content-type": "application/json"}, limits)
    finally:
        await outgoing.close()


async def fault(url: str, limits: Limits = USUAL, **options: object) -> OutgoingFault:
    with pytest.raises(OutgoingFailed) as failed:
        await ask(url, limits, **options)  # type: ignore[arg-type]  # by name
    return failed.value.fault


async def test_an_answer_comes_whole() -> None:
    async with serving(saying(OK, b"content-length: 2\r\n\r\n", b"hi")) as port:
        assert await ask(f"http://127.0.0.1:{port}/") == b"hi"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1", "0.0.0.0"],
)
async def test_a_name_that_means_an_inner_address_is_not_asked(address: str) -> None:
    async with serving(saying(OK, b"\r\n")) as port:
        url = f"https://erp.example:{port}/"
        found = await fault(url, loopback_allowed=False, addresses=[address])
    assert found is OutgoingFault.ADDRESS


async def test_one_inner_address_among_public_ones_is_enough() -> None:
    addresses = ["1.1.1.1", "10.0.0.1"]
    found = await fault("https://erp.example/", loopback_allowed=False, addresses=addresses)
    assert found is OutgoingFault.ADDRESS


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:7f00:1]"],
)
async def test_this_host_by_any_name_is_not_asked(host: str) -> None:
    found = await fault(f"https://{host}/", loopback_allowed=False)
    assert found in {OutgoingFault.ADDRESS, OutgoingFault.NAME}


@pytest.mark.parametrize(
    "url",
    [
        "http://erp.example/",
        "ftp://erp.example/",
        "file:///etc/passwd",
        "https:///x",
        "https://user:password@erp.example/",
    ],
)
async def test_only_https_is_asked(url: str) -> None:
    found = await fault(url, loopback_allowed=False, addresses=["1.1.1.1"])
    assert found is OutgoingFault.ADDRESS


async def test_host_that_the_operator_names_may_be_inside_and_no_other() -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    async with serving(saying(b"no TLS")) as port:
        outgoing = Outgoing(resolve=resolve, internal_hosts=frozenset({"sso.internal"}))
        faults = []
        for host in ("SSO.internal", "erp.internal", "sso.internal.example"):
            with pytest.raises(OutgoingFailed) as failed:
                await outgoing.get(f"https://{host}:{port}/")
            faults.append(failed.value.fault)
        with pytest.raises(OutgoingFailed) as failed:
            await outgoing.get(f"http://sso.internal:{port}/")
        await outgoing.close()
    # The first was reached, and had no certificate.
    connection, address = OutgoingFault.CONNECTION, OutgoingFault.ADDRESS
    assert (faults, failed.value.fault) == ([connection, address, address], address)


async def test_what_is_there_is_got() -> None:
    async with serving(saying(OK, b"content-length: 2\r\n\r\n", b"hi")) as port:
        outgoing = Outgoing(loopback_allowed=True)
        assert await outgoing.get(f"http://127.0.0.1:{port}/x") == b"hi"
        await outgoing.close()


async def test_the_name_is_asked_once_and_the_connection_goes_to_that_answer() -> None:
    """A name server that answers differently the second time leads nowhere."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    async with serving(saying(OK, b"content-length: 2\r\n\r\n", b"hi")) as port:
        outgoing = Outgoing(loopback_allowed=True, resolve=resolve)
        answer = await outgoing.post(f"http://rebind.example:{port}/", b"", {})
        await outgoing.close()
    assert (answer, asked) == (b"hi", ["rebind.example"])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    async with serving(saying(OK, b"content-length: 6\r\n\r\n", b"secret")) as inner:
        moved = f"HTTP/1.1 {status} Moved\r\nlocation: http://127.0.0.1:{inner}/\r\n".encode()
        async with serving(saying(moved, b"content-length: 0\r\n\r\n")) as port:
            assert await fault(f"http://127.0.0.1:{port}/") is OutgoingFault.STATUS


async def test_an_endless_answer_is_cut_by_its_size() -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"transfer-encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
            await writer.drain()

    async with serving(talk) as port:
        found = await fault(f"http://127.0.0.1:{port}/", Limits(seconds=30, bytes_max=100_000))
    assert found is OutgoingFault.SIZE


@pytest.mark.parametrize("part", [b"", OK, OK + b"content-length: 9\r\n\r\nslow"])
async def test_an_answer_that_does_not_end_is_cut_by_its_time(part: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(part)
        await writer.drain()
        await reader.read()  # until the other side has had enough

    async with serving(talk) as port:
        found = await fault(f"http://127.0.0.1:{port}/", Limits(seconds=0.2))
    assert found is OutgoingFault.TIME


async def test_drops_do_not_prolong_the_time() -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"content-length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with serving(talk) as port:
        found = await fault(f"http://127.0.0.1:{port}/", Limits(seconds=0.3))
    assert found is OutgoingFault.TIME


@pytest.mark.parametrize(
    "answer", [b"nonsense\r\n\r\n", b"", OK + b"content-length: 9\r\n\r\nx", OK + b"x" * 200_000]
)
async def test_an_answer_that_is_none_is_said_to_be(answer: bytes) -> None:
    async with serving(saying(answer)) as port:
        assert await fault(f"http://127.0.0.1:{port}/") is OutgoingFault.CONNECTION


async def test_nobody_there_is_said() -> None:
    async with serving(saying()) as port:
        pass
    assert await fault(f"http://127.0.0.1:{port}/") is OutgoingFault.CONNECTION
    assert await fault("https://erp.example/", addresses=[]) is OutgoingFault.NAME


async def test_without_a_secure_connection_nothing_is_told() -> None:
    async with serving(saying(OK)) as port:
        assert await fault(f"https://127.0.0.1:{port}/") is OutgoingFault.CONNECTION
