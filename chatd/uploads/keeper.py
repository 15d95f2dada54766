"""Lets uploads go: those that nobody sent, and those that whoever deletes data names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chatd.storage.store import Store
from chatd.uploads.contents import Contents

_AT_A_TIME: Final = 100


class Keeper:
    """Rows and bytes go together: a content goes with the last upload that has it.

    Args:
        store: The rows.
        contents: The bytes.
    """

    def __init__(self, store: Store, contents: Contents) -> None:
        self._store = store
        self._contents = contents

    async def forget(self, uploads: Sequence[str]) -> int:
        """Forget uploads, sent ones too: for retention and erasure. How many there were."""
        return await self._remove(uploads, unused=False)

    async def discard(self, upload: str) -> None:
        """Forget an upload, unless a message or a setting names it."""
        await self._remove([upload], unused=True)

    async def collect(self, before_ms: int) -> int:
        """Forget what was begun before then and nothing names. How many there were."""
        collected = 0
        while names := await self._store.unused_uploads(before_ms, _AT_A_TIME):
            removed = await self._remove(names, unused=True)
            if removed == 0:
                break
            collected += removed
        return collected

    async def _remove(self, uploads: Sequence[str], *, unused: bool) -> int:
        removed = 0
        for first in range(0, len(uploads), _AT_A_TIME):
            names = uploads[first : first + _AT_A_TIME]
            # Before their rows: what a crash leaves behind is found again by them.
            for upload in names:
                await self._contents.discard(upload)
            removed += await self._store.remove_uploads(names, self._drop, unused=unused)
        return removed

    async def _drop(self, keys: Sequence[str]) -> None:
        for key in keys:
            await self._contents.remove(key)
