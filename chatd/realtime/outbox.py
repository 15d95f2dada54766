"""What waits to be sent to one peer: bounded in frames and bytes, typing previews first to go."""

from __future__ import annotations

PreviewKey = tuple[str, str]
"""The session a preview belongs to, and who types."""


class _Preview:
    """A payload that may be left out. Compared by identity."""

    __slots__ = ("key", "payload")

    def __init__(self, key: PreviewKey, payload: bytes) -> None:
        self.key = key
        self.payload = payload


class Outbox:
    """Payloads in the order they leave.

    Args:
        frames_max: Most payloads that may wait.
        bytes_max: Most bytes of payload that may wait.
    """

    __slots__ = ("_bytes_max", "_entries", "_frames_max", "_previews", "dropped", "waiting_bytes")

    def __init__(self, frames_max: int, bytes_max: int) -> None:
        self._frames_max = frames_max
        self._bytes_max = bytes_max
        self._entries: list[bytes | _Preview] = []  # empty, a deque would take ten times as much
        self._previews: dict[PreviewKey, _Preview] | None = None
        self.waiting_bytes = 0
        self.dropped = 0
        """Previews left out since this was last looked at."""

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, payload: bytes) -> bool:
        """Add a payload; False when there is no room for it, even without any preview."""
        if not self._has_room(len(payload)):
            self._drop_previews()
            if not self._has_room(len(payload)):
                return False
        self._entries.append(payload)
        self.waiting_bytes += len(payload)
        return True

    def put_preview(self, payload: bytes, key: PreviewKey) -> None:
        """Add a preview in place of the one of the same key, if there is room for it."""
        if self._previews is None:
            self._previews = {}
        older = self._previews.pop(key, None)
        if older is not None:
            self._drop(older)
        if not self._has_room(len(payload)):
            self.dropped += 1
            return
        preview = self._previews[key] = _Preview(key, payload)
        self._entries.append(preview)
        self.waiting_bytes += len(payload)

    def take(self, bytes_max: int) -> list[bytes]:
        """Remove and return the first payloads: as many as fit, and at least one if any waits."""
        if self.waiting_bytes <= bytes_max and not self._previews:
            return self._take_all()
        taken: list[bytes] = []
        taken_bytes = 0
        for entry in self._entries:
            payload = entry.payload if isinstance(entry, _Preview) else entry
            if taken and taken_bytes + len(payload) > bytes_max:
                break
            if isinstance(entry, _Preview) and self._previews is not None:
                del self._previews[entry.key]
            taken.append(payload)
            taken_bytes += len(payload)
        del self._entries[: len(taken)]
        self.waiting_bytes -= taken_bytes
        return taken

    def _take_all(self) -> list[bytes]:
        taken = [entry for entry in self._entries if isinstance(entry, bytes)]
        self._entries.clear()
        self.waiting_bytes = 0
        return taken

    def clear(self) -> None:
        """Forget everything that waits."""
        self._entries.clear()
        self._previews = None
        self.waiting_bytes = 0

    def _has_room(self, length: int) -> bool:
        return (
            len(self._entries) < self._frames_max and self.waiting_bytes + length <= self._bytes_max
        )

    def _drop_previews(self) -> None:
        for preview in (self._previews or {}).values():
            self._drop(preview)
        self._previews = None

    def _drop(self, preview: _Preview) -> None:
        self._entries.remove(preview)
        self.waiting_bytes -= len(preview.payload)
        self.dropped += 1
