"""Asks addresses that others have named, without being led elsewhere or kept waiting.

The name is resolved once; every address it has must be allowed; the connection goes to one of
those very addresses, so that a second answer of the name server cannot lead it elsewhere. No
redirect is followed, no proxy of the environment used, nothing decompressed, and an answer must
come whole within a time and a size.
"""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore

from chatd.errors import ChatdError
from chatd.outgoing.addresses import is_allowed

REQUESTS_MAX: Final = 16
"""At a time, over all merchants."""

_OK: Final = range(200, 300)

Resolve = Callable[[str, int], Awaitable[list[str]]]


@unique
class OutgoingFault(StrEnum):
    """Why there is no answer.

    `address`: it is not one we may ask. `connection`: nobody there, or no secure connection.
    `status`: another than 2xx; a redirect is one of them.
    """

    ADDRESS = "address"
    NAME = "name"
    CONNECTION = "connection"
    TIME = "time"
    SIZE = "size"
    STATUS = "status"


class OutgoingFailed(ChatdError):
    """A request of ours has no answer. `status` goes with the fault of that name."""

    def __init__(self, fault: OutgoingFault, status: int | None = None) -> None:
        super().__init__(f"{fault} {status or ''}".strip())
        self.fault = fault
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may take."""

    seconds: float = 5.0
    bytes_max: int = 256 * 1024


class Outgoing:
    """Our own requests.

    Args:
        loopback_allowed: This host may be asked too, without TLS: for the demo, and for tests.
        resolve: Gives the addresses of a name; the system's unless a test has its own.
        internal_hosts: Names that may have any address, because the operator vouches for them.
    """

    def __init__(
        self,
        *,
        loopback_allowed: bool = False,
        resolve: Resolve | None = None,
        internal_hosts: frozenset[str] = frozenset(),
    ) -> None:
        self._loopback_allowed = loopback_allowed
        backend = _Pinned(
            resolve or _resolve, loopback_allowed=loopback_allowed, internal_hosts=internal_hosts
        )
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_tls(),
            max_connections=REQUESTS_MAX,
            max_keepalive_connections=0,
            network_backend=backend,
        )

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        limits: Limits = Limits(),
    ) -> bytes:
        """The body of the answer.

        Raises:
            OutgoingFailed: There is none.
        """
        return await self._ask_within("POST", url, body, headers, limits)

    async def get(self, url: str, limits: Limits = Limits()) -> bytes:
        """What is there. Raises as `post`."""
        return await self._ask_within("GET", url, None, {}, limits)

    async def _ask_within(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], limits: Limits
    ) -> bytes:
        self._check(url)
        try:
            async with asyncio.timeout(limits.seconds):
                return await self._ask(method, url, body, headers, limits)
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise OutgoingFailed(OutgoingFault.TIME) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise OutgoingFailed(OutgoingFault.CONNECTION) from error

    async def close(self) -> None:
        """End what is open."""
        await self._pool.aclose()

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        schemes = {"https", "http"} if self._loopback_allowed else {"https"}
        if parts.scheme not in schemes or not parts.hostname or parts.username is not None:
            raise OutgoingFailed(OutgoingFault.ADDRESS)

    async def _ask(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], limits: Limits
    ) -> bytes:
        asked = {"accept": "application/json", "accept-encoding": "identity", **headers}
        asking = self._pool.stream(method, url, headers=list(asked.items()), content=body)
        async with asking as answer:
            if answer.status not in _OK:
                raise OutgoingFailed(OutgoingFault.STATUS, answer.status)
            content = bytearray()
            async for chunk in answer.aiter_stream():
                content += chunk
                if len(content) > limits.bytes_max:
                    raise OutgoingFailed(OutgoingFault.SIZE)
            return bytes(content)


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were looked at, and not to a name."""

    def __init__(
        self, resolve: Resolve, *, loopback_allowed: bool, internal_hosts: frozenset[str]
    ) -> None:
        self._resolve = resolve
        self._internal_hosts = internal_hosts
        self._loopback_allowed = loopback_allowed
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the interface's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._addresses(host, port)
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError:
                continue
        return await self._network.connect_tcp(
            addresses[-1], port, timeout, local_address, socket_options
        )

    async def _addresses(self, host: str, port: int) -> list[str]:
        """Every address of a name; one that is not allowed makes the whole name suspect."""
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise OutgoingFailed(OutgoingFault.NAME) from error
        if not addresses:
            raise OutgoingFailed(OutgoingFault.NAME)
        if host.lower() in self._internal_hosts:
            return addresses
        if not all(
            is_allowed(address, loopback_allowed=self._loopback_allowed) for address in addresses
        ):
            raise OutgoingFailed(OutgoingFault.ADDRESS)
        return addresses


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpcore.default_ssl_context()
