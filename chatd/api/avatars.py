"""`/api/settings/avatar…` sets pictures of agents and shops, `/api/avatars/…` shows them.

Buyers see them too, and whoever visits a shop is one: whoever knows an avatar's name may fetch it.
The name says nothing, cannot be guessed, and is another one with each change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.responses import StreamingResponse
from starlette.routing import Route

from chatd.api.answers import json_answer, read_json
from chatd.api.files import FILE_POLICY
from chatd.api.kept_settings import KeptSettings, shop_of
from chatd.desks import console_settings as kinds
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.settings import AvatarChange, AvatarSetting, AvatarSource, AvatarView
from chatd.uploads.contents import THUMBNAIL
from chatd.uploads.quotas import Author
from chatd.uploads.thumbnails import Square

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from chatd.api.callers import Caller, Callers
    from chatd.clock import Clock
    from chatd.desks.registry import Desks
    from chatd.storage.records import SettingRecord
    from chatd.storage.store import Store
    from chatd.uploads.avatars import Avatars
    from chatd.uploads.contents import Contents

_CACHE: Final = "private, max-age=86400, immutable"
"""A content never changes; a browser may show one that was replaced for so long."""


class _Whose(NamedTuple):
    """A setting by kind and subject."""

    kind: str
    subject: str


class AvatarSettings:
    """Avatars over HTTP.

    Args:
        callers: Knows who asks.
        desks: Keeps the settings, and puts them in force.
        avatars: Makes the pictures.
        store: Knows what is an avatar.
        contents: The bytes.
        clock: Tells when something was changed.
    """

    def __init__(
        self,
        callers: Callers,
        desks: Desks,
        avatars: Avatars,
        *,
        store: Store,
        contents: Contents,
        clock: Clock,
    ) -> None:
        self._callers = callers
        self._kept = KeptSettings(desks, clock)
        self._avatars = avatars
        self._store = store
        self._contents = contents

    def routes(self) -> list[Route]:
        """What is about avatars."""
        own, of_shop = "/api/settings/avatar", "/api/settings/avatar/{shop}"
        return [
            Route("/api/avatars/{picture}", self._serve),
            Route(own, self._one, methods=["GET"]),
            Route(own, self._set, methods=["PUT"]),
            Route(of_shop, self._one, methods=["GET"]),
            Route(of_shop, self._set, methods=["PUT"]),
        ]

    async def _serve(self, request: Request) -> Response:
        record = await self._store.find_avatar(request.path_params["picture"])
        is_still = request.query_params.get("view") == "still"
        key = "" if record is None else f"{record.content}{THUMBNAIL if is_still else ''}"
        size = await self._contents.size(key) if record is not None else None
        if record is None or size is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return StreamingResponse(
            self._contents.read(key),
            media_type=record.type,
            headers={
                "content-length": str(size),
                "content-security-policy": FILE_POLICY,
                "cross-origin-resource-policy": "same-origin",
                "cache-control": _CACHE,
                "referrer-policy": "no-referrer",
            },
        )

    async def _one(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        return json_answer(_view(await self._kept.find(caller, *await _whose(request, caller))))

    async def _set(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        whose = await _whose(request, caller)
        caller.check("avatar.set" if whose.kind == kinds.AVATAR else "avatar.set_shop")
        wanted = await read_json(request, AvatarChange)
        before = await self._kept.find(caller, *whose)
        if wanted.version != (0 if before is None else before.version):
            raise CommandRejected(ErrorCode.STALE_VIEW)
        avatar = await self._make(caller, whose, wanted.source)
        try:
            record = await self._kept.change(caller, *whose, wanted.version, avatar)
        except CommandRejected:
            if avatar is not None:
                await self._avatars.discard(avatar.picture)
            raise
        former = kinds.read_avatar(before)
        unused = [] if former is None else [former.picture]
        if wanted.source is not None:
            unused.append(wanted.source.upload)
        await self._avatars.discard(*unused)
        return json_answer(_view(record))

    async def _make(
        self, caller: Caller, whose: _Whose, source: AvatarSource | None
    ) -> AvatarView | None:
        if source is None:
            return None
        author = Author(caller.merchant, "agent", caller.agent)
        square = Square(source.x, source.y, source.side)
        made = await self._avatars.make(
            author, source.upload, square, kind=whose.kind, subject=whose.subject
        )
        return AvatarView(made.upload, made.moving)


async def _whose(request: Request, caller: Caller) -> _Whose:
    """One's own, or a shop's that the address names."""
    if "shop" in request.path_params:
        return _Whose(kinds.SHOP_AVATAR, await shop_of(request, caller))
    return _Whose(kinds.AVATAR, caller.agent)


def _view(record: SettingRecord | None) -> AvatarSetting:
    if record is None:
        return AvatarSetting(0)
    avatar = kinds.read_avatar(record)
    return AvatarSetting(record.version, avatar, record.changed_ms, record.changed_by)
