"""The files of the web client, from memory, as they are on disk now."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

ALWAYS_ASK: Final = "no-cache"
"""A page: the browser keeps it and asks each time whether it is still the same."""
NEVER: Final = "no-store"
"""A page that is another one each time."""
FOR_MINUTES: Final = "public, max-age=300"
"""The loader, whose address shops have written into their pages."""
FOR_EVER: Final = "public, max-age=31536000, immutable"
"""What has a digest of its content in its name."""

_CODINGS: Final = {"br": ".br", "gzip": ".gz"}
"""As browsers name them and as the build does, the smallest first."""
_REFUSED: Final = re.compile(r";\s*q=0(\.0*)?\s*$")
"""How a coding ends that is not to be sent (RFC 9110, section 12.4.2)."""
_NONCE: Final = b"{nonce}"
"""What stands in a page where its nonce belongs."""
_NAME: Final = re.compile(r"[A-Za-z0-9._/-]{1,200}")


@dataclass(frozen=True, slots=True)
class _File:
    modified_ns: int
    type: str
    etag: str
    plain: bytes
    packed: dict[str, bytes]
    """By content coding, the smallest first."""


class StaticFiles:
    """Answers with files below one directory, compressed where the build has done that.

    Args:
        root: The directory the web client is built into.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[Path, _File] = {}

    @property
    def is_built(self) -> bool:
        """Whether there is anything to serve."""
        return (self._root / "widget.js").is_file()

    def answer(
        self, request: Request, name: str, cache: str, policy: str | None = None
    ) -> Response:
        """The file of this name.

        Args:
            request: Says what the browser has and which codings it takes.
            name: A path below the root.
            cache: The Cache-Control.
            policy: The Content-Security-Policy, of pages.

        Raises:
            HTTPException: 404, or 503 when the web client was never built.
        """
        file = self._find(name)
        headers = {"cache-control": cache, "etag": file.etag, "vary": "accept-encoding"}
        if policy is not None:
            headers["content-security-policy"] = policy
        if file.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        accepted = request.headers.get("accept-encoding", "").split(",")
        codings = {one.partition(";")[0].strip() for one in accepted if not _REFUSED.search(one)}
        for coding, packed in file.packed.items():
            if coding in codings:
                headers["content-encoding"] = coding
                return Response(packed, headers=headers, media_type=file.type)
        return Response(file.plain, headers=headers, media_type=file.type)

    def answer_once(self, name: str, policy: str, nonce: str) -> Response:
        """A page with a nonce in it, which no cache may keep.

        Args:
            name: A path below the root.
            policy: The Content-Security-Policy that names the nonce.
            nonce: Drawn for this answer alone.

        Raises:
            HTTPException: As `answer`.
        """
        file = self._find(name)
        headers = {"cache-control": NEVER, "content-security-policy": policy}
        content = file.plain.replace(_NONCE, nonce.encode())
        return Response(content, headers=headers, media_type=file.type)

    def _find(self, name: str) -> _File:
        path = (self._root / name).resolve() if _NAME.fullmatch(name) else self._root
        if not path.is_relative_to(self._root.resolve()) or not path.is_file():
            if not self.is_built:
                raise HTTPException(503, "The web client is not built: run `make setup`.")
            raise HTTPException(404, "There is no such file.")
        modified_ns = path.stat().st_mtime_ns
        known = self._files.get(path)
        if known is None or known.modified_ns != modified_ns:
            known = self._files[path] = _read(path, modified_ns)
        return known


def _read(path: Path, modified_ns: int) -> _File:
    plain = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _File(
        modified_ns=modified_ns,
        type=kind,
        etag=f'"{hashlib.sha256(plain).hexdigest()[:24]}"',
        plain=plain,
        packed=_packed(path),
    )


def _packed(path: Path) -> dict[str, bytes]:
    files = {coding: path.with_name(path.name + ending) for coding, ending in _CODINGS.items()}
    return {coding: file.read_bytes() for coding, file in files.items() if file.is_file()}
