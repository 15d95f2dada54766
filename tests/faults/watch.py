"""What a server's process holds, as its kernel and its metrics tell."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import httpx

from tests.serving import ServerProcess

WAIT_S: Final = 20.0
_POLL_S: Final = 0.02
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


class Watch:
    """Looks at one process from outside."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server

    def descriptors(self) -> int:
        """File descriptors: each connection has one."""
        return len(os.listdir(f"/proc/{self._server.process.pid}/fd"))  # noqa: PTH208  # counted

    def resident_bytes(self) -> int:
        """Memory in use."""
        statm = Path(f"/proc/{self._server.process.pid}/statm").read_text(encoding="ascii")
        return int(statm.split()[1]) * _PAGE_BYTES

    async def metric(self, name: str) -> float:
        """The sum of a metric over its labels; `name` may carry labels of its own."""
        async with httpx.AsyncClient() as http:
            text = (await http.get(f"{self._server.url}/metrics", timeout=WAIT_S)).text
        wanted, _, labels = name.partition("{")
        found = 0.0
        for line in text.splitlines():
            key, _, value = line.rpartition(" ")
            known, _, known_labels = key.partition("{")
            if known == wanted and labels.rstrip("}") in known_labels:
                found += float(value)
        return found


async def wait_until(
    holds: Callable[[], bool] | Callable[[], Awaitable[bool]], timeout_s: float = WAIT_S
) -> None:
    """Wait for what has no event of its own.

    Raises:
        AssertionError: It does not hold in time.
    """
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                outcome = holds()
                if outcome if isinstance(outcome, bool) else await outcome:
                    return
                await asyncio.sleep(_POLL_S)
    except TimeoutError as error:
        raise AssertionError(f"not so after {timeout_s} s") from error
