"""`GET /api/files/{session}/{upload}`: what was sent, to whoever may read it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.responses import StreamingResponse
from starlette.routing import Route

from chatd.errors import CommandRejected, ErrorCode
from chatd.uploads.contents import THUMBNAIL
from chatd.uploads.types import PICTURES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from chatd.api.file_callers import FileCallers
    from chatd.storage.records import UploadRecord
    from chatd.storage.store import Store
    from chatd.uploads.contents import Contents

THUMBNAIL_TYPE: Final = "image/webp"
FILE_POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
_CACHE: Final = "private, max-age=3600, immutable"
"""A content never changes; the key in its address ends after about so long."""


class FileServing:
    """Serves the files of messages.

    Args:
        callers: Know who asks.
        store: Knows where an upload was sent to.
        contents: The bytes.
    """

    def __init__(self, callers: FileCallers, store: Store, contents: Contents) -> None:
        self._callers = callers
        self._store = store
        self._contents = contents

    def routes(self) -> list[Route]:
        """What is about files."""
        return [Route("/api/files/{session}/{upload}", self._serve)]

    async def _serve(self, request: Request) -> Response:
        record = await self._readable(request)
        small = request.query_params.get("view") == "thumbnail"
        if small and record.width is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        key = f"{record.content}{THUMBNAIL if small else ''}"
        size = await self._contents.size(key)
        if size is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        inline = record.type in PICTURES and "download" not in request.query_params
        return StreamingResponse(
            self._contents.read(key),
            media_type=THUMBNAIL_TYPE if small else record.type,
            headers={
                "content-length": str(size),
                "content-disposition": _disposition(record.name, inline=inline),
                "content-security-policy": FILE_POLICY,
                "cross-origin-resource-policy": "same-origin",
                "cache-control": _CACHE,
                "referrer-policy": "no-referrer",
            },
        )

    async def _readable(self, request: Request) -> UploadRecord:
        """An upload that was sent to where the caller may read; else as if there were none."""
        caller = await self._callers.recognise(request, in_address=True)
        session, upload = request.path_params["session"], request.path_params["upload"]
        attached = await self._store.find_attached(caller.merchant, session, upload)
        if attached is not None:
            runtime = await self._callers.runtime(caller)
            channels = await runtime.carry_out(
                lambda desk: desk.parts.access.readable(caller.role, caller.id, session)
            )
            if attached.channels & channels:
                return attached.upload
        raise CommandRejected(ErrorCode.NOT_FOUND)


def _disposition(name: str, *, inline: bool) -> str:
    """RFC 6266: a plain name for the oldest, the whole one for everybody else."""
    kind = "inline" if inline else "attachment"
    plain = "".join(sign if sign.isascii() and sign not in '\\"%' else "_" for sign in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
