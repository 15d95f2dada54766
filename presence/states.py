"""The six presence states and what each of them means for routing."""

from enum import StrEnum


class PresenceState(StrEnum):
    """What an agent has chosen to be; kept by the server, not by a tab."""

    ONLINE = "online"
    INVISIBLE = "invisible"
    SUSPENDED = "suspended"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"

    @property
    def is_accepting(self) -> bool:
        """New buyers come by themselves (online, invisible)."""
        return self in _ACCEPTING

    @property
    def is_here(self) -> bool:
        """Sessions in progress go on (accepting, suspended, busy)."""
        return self in _HERE


_ACCEPTING = frozenset({PresenceState.ONLINE, PresenceState.INVISIBLE})
_HERE = _ACCEPTING | {PresenceState.SUSPENDED, PresenceState.BUSY}
