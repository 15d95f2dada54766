"""One agent's presence: what was chosen, whether a connection is there, and what that comes to.

Theory of operation. The *intent* is what the agent chose; only choosing changes it. The
*connection* is whether at least one WebSocket is open. Both together give the *effective* state:

    ============  ===================  =====================================
    connection    grace                effective state
    ============  ===================  =====================================
    there         (none)               the intent
    gone          runs since           the intent; *lost* if that is a here state
    gone          over, or never ran   offline
    ============  ===================  =====================================

The grace starts when the last connection goes and ends in four ways: a connection, choosing
offline, its deadline, or a restart of the server, which starts it again.
"""

from dataclasses import dataclass

from presence.states import PresenceState


@dataclass(slots=True)
class Presence:
    """The presence of one agent; time comes in as `now_ms`.

    `intent` is None before the first log-in. `lost_since_ms` is set exactly while the grace runs.
    """

    intent: PresenceState | None = None
    connected: bool = False
    lost_since_ms: int | None = None

    @property
    def state(self) -> PresenceState:
        """The effective state."""
        if self.intent is None or not (self.connected or self.lost_since_ms is not None):
            return PresenceState.OFFLINE
        return self.intent

    @property
    def is_here(self) -> bool:
        """Accepting, suspended or busy, a lost agent included."""
        return self.state.is_here

    @property
    def is_up(self) -> bool:
        """Here, with a connection."""
        return self.connected and self.state.is_here

    @property
    def is_lost(self) -> bool:
        """Here, without a connection: the grace runs."""
        return not self.connected and self.state.is_here

    def connect(self) -> None:
        """The first connection is there; it restores the intent. First log-in: online."""
        self.connected = True
        self.lost_since_ms = None
        if self.intent is None:
            self.intent = PresenceState.ONLINE

    def disconnect(self, now_ms: int) -> None:
        """The last connection is gone; the grace starts, unless offline was chosen."""
        if not self.connected:
            return
        effective = self.state
        self.connected = False
        self.lost_since_ms = None if effective is PresenceState.OFFLINE else now_ms

    def choose(self, state: PresenceState) -> None:
        """Change the intent. Choosing offline ends a grace; nothing else touches it."""
        self.intent = state
        if state is PresenceState.OFFLINE:
            self.lost_since_ms = None

    def expire(self) -> None:
        """R14: the grace is over."""
        self.lost_since_ms = None

    def restart(self, now_ms: int) -> None:
        """The server has started again: whoever was here or within the grace is lost since now."""
        effective = self.state
        self.connected = False
        self.lost_since_ms = None if effective is PresenceState.OFFLINE else now_ms

    def deadline_ms(self, grace_ms: int) -> int | None:
        """When the grace is over, None while it does not run."""
        return None if self.lost_since_ms is None else self.lost_since_ms + grace_ms
