"""Settings as HTTP finds and changes them: one version after the other, by somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from chatd.errors import CommandRejected, ErrorCode
from chatd.storage.settings import NewSetting

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.api.callers import Caller
    from chatd.clock import Clock
    from chatd.desks.registry import Desks
    from chatd.storage.records import SettingRecord


class KeptSettings:
    """What the console sets.

    Args:
        desks: Keep the settings, and put them in force.
        clock: Tells when something was changed.
    """

    def __init__(self, desks: Desks, clock: Clock) -> None:
        self._desks = desks
        self._clock = clock

    async def find(self, caller: Caller, kind: str, subject: str) -> SettingRecord | None:
        """One of the caller's merchant; None before somebody sets it."""
        return await self._desks.find_setting(caller.merchant, kind, subject)

    async def change(
        self, caller: Caller, kind: str, subject: str, version: int, value: object
    ) -> SettingRecord:
        """Set it, if it is still at the version the caller has seen; raises `stale_view`."""
        wanted = NewSetting(
            merchant=caller.merchant,
            kind=kind,
            subject=subject,
            version=version,
            value_json=msgspec.json.encode(value).decode(),
            agent=caller.agent,
            at_ms=self._clock.now_ms(),
        )
        return await self._desks.change_setting(wanted)


async def shop_of(request: Request, caller: Caller) -> str:
    """The shop in the address; raises `not_found` if it is none of the caller's merchant."""
    shop = str(request.path_params["shop"])
    if shop not in (await caller.runtime.wait_open()).parts.live.config.shops:
        raise CommandRejected(ErrorCode.NOT_FOUND)
    return shop
