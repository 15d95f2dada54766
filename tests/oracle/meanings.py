"""What a presence state means, by the oracle's own reading of the table in docs/routing.md."""

from presence.states import PresenceState

ACCEPTING = (PresenceState.ONLINE, PresenceState.INVISIBLE)
HERE = (*ACCEPTING, PresenceState.SUSPENDED, PresenceState.BUSY)
