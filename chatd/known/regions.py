"""Which country an address is in, by data that comes with the program. No address is kept.

The table takes some 50 MiB and half a second to read, so it is read in a thread when the first
public address asks for it; until then nobody's region is known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

from chatd.telemetry import LogEvent, logger

Lookup = Callable[[str], str]

_log = logger(__name__)
_CODE_LENGTH: Final = 2


class Regions:
    """Countries of addresses.

    Args:
        load: Reads the table, in a thread, and gives what looks a country's code up in it.
    """

    def __init__(self, load: Callable[[], Lookup] | None = None) -> None:
        self._load = load or _load
        self._lookup: Lookup | None = None
        self._loading: asyncio.Task[None] | None = None

    def region(self, address: str) -> str | None:
        """The ISO 3166 code of an address' country; None of a private or unknown one."""
        public = _public(address)
        if public is None:
            return None
        if self._lookup is None:
            if self._loading is None:
                self._loading = asyncio.create_task(self._read())
            return None
        code = self._lookup(public)
        return code if len(code) == _CODE_LENGTH and code.isascii() and code.isalpha() else None

    async def wait_loaded(self) -> None:
        """Until the table that was asked for is there."""
        if self._loading is not None:
            await self._loading

    async def _read(self) -> None:
        try:
            self._lookup = await asyncio.to_thread(self._load)
        except Exception:  # noqa: BLE001  # whatever is wrong with the data: regions stay unknown
            _log.exception(LogEvent.REGIONS_FAILED)


def _public(address: str) -> str | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    plain = getattr(found, "ipv4_mapped", None) or found
    return str(plain) if plain.is_global else None


def _load() -> Lookup:
    from geoip2fast import GeoIP2Fast  # noqa: PLC0415  # reads nothing before it is needed

    table = GeoIP2Fast(geoip2fast_data_file="geoip2fast-ipv6.dat.gz")
    return lambda address: str(table.lookup(address).country_code)
