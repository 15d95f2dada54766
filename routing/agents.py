"""An agent at the desk: configuration, presence, windows and cache, and the key of R8."""

from math import gcd

from presence.presence import Presence
from presence.states import PresenceState
from queueing.cache import MessageCache
from routing.pools import Pool, RankKey, Standing
from routing.rows import AgentRow, BalanceKey
from routing.sessions import SessionState
from routing.settings import AgentConfig


class AgentState:
    """One agent of the merchant.

    `sessions` are those the agent is a member of, open or cached; `guest_of` those they stepped
    into. `scale` turns a load into one that compares as load / weight does, exactly.
    `pools` are those that rank the agent, none if they receive nobody; `standing`, `key` and
    `ranked_windows` are as the pools have them (see `routing.roster`).
    """

    __slots__ = (
        "cache",
        "config",
        "enabled_ms",
        "guest_of",
        "id",
        "is_here",
        "is_up",
        "key",
        "last_turn",
        "open",
        "order",
        "pools",
        "presence",
        "ranked_windows",
        "scale",
        "sessions",
        "standing",
        "state",
        "windows_max",
    )

    def __init__(self, config: AgentConfig, row: AgentRow) -> None:
        self.id = config.agent
        self.config = config
        self.presence = Presence(row.intent, row.connected, row.lost_since_ms)
        self.windows_max = row.windows_max
        self.last_turn = row.last_turn
        self.enabled_ms = row.enabled_ms
        self.order = 0
        self.scale = 1
        self.open = 0
        self.cache = MessageCache()
        self.sessions: dict[str, SessionState] = {}
        self.guest_of: dict[str, SessionState] = {}
        self.standing = Standing.OFFLINE
        self.key: RankKey = (False, 0, 0, 0)
        self.ranked_windows = 0
        self.pools: tuple[Pool, ...] = ()
        self.state = PresenceState.OFFLINE
        self.is_here = False
        self.is_up = False
        self.note_presence()

    @classmethod
    def new(cls, config: AgentConfig, now_ms: int) -> "AgentState":
        """An agent who becomes part of the merchant now."""
        return cls(
            config,
            AgentRow(
                agent=config.agent,
                intent=None,
                connected=False,
                lost_since_ms=None,
                windows_max=config.windows_max,
                last_turn=0,
                enabled_ms=now_ms,
            ),
        )

    def row(self) -> AgentRow:
        """The agent as a row."""
        return AgentRow(
            self.id,
            self.presence.intent,
            self.presence.connected,
            self.presence.lost_since_ms,
            self.windows_max,
            self.last_turn,
            self.enabled_ms,
        )

    def note_presence(self) -> None:
        """Take over what the presence has become."""
        self.state = self.presence.state
        self.is_here = self.presence.is_here
        self.is_up = self.presence.is_up

    @property
    def receives(self) -> bool:
        """Whether buyers are routed to this agent at all."""
        return self.config.receives

    @property
    def takes_addressed(self) -> bool:
        """Here, receiving, and accepting or suspended: R6 and, for a sub, R5 bind to them."""
        return self.is_here and self.config.receives and self.state is not PresenceState.BUSY

    @property
    def load(self) -> int:
        """Open and cached sessions as a member."""
        return self.open + len(self.cache)

    @property
    def has_free_window(self) -> bool:
        """Whether one more session opens by itself."""
        return self.open < self.windows_max

    @property
    def has_room(self) -> bool:
        """Whether balancing may give one more: load < r."""
        return self.config.reception_max is None or self.load < self.config.reception_max

    def present_standing(self) -> Standing:
        """The standing that follows from presence and load (R7)."""
        state = self.state
        if state.is_accepting:
            if self.is_up:
                return Standing.READY if self.has_room else Standing.FULL
            return Standing.LOST if self.has_room else Standing.LOST_FULL
        if state is PresenceState.SUSPENDED:
            if not self.is_up:
                return Standing.SUSPENDED_LOST
            return Standing.SUSPENDED if self.has_room else Standing.SUSPENDED_FULL
        return _ABSENT_STANDINGS[state]

    def present_key(self) -> RankKey:
        """R8: free windows first, then the lighter load, the longer ago turn, the order."""
        return (not self.has_free_window, self.load * self.scale, self.last_turn, self.order)

    def balance_key(self) -> BalanceKey:
        """R8's key as it is told."""
        load, weight = self.load, self.config.weight
        divisor = gcd(load, weight)
        return BalanceKey(
            is_full=not self.has_free_window,
            load=(load // divisor, weight // divisor),
            last_turn=self.last_turn,
            order=self.order,
        )


_ABSENT_STANDINGS = {
    PresenceState.BUSY: Standing.BUSY,
    PresenceState.AWAY: Standing.AWAY,
    PresenceState.OFFLINE: Standing.OFFLINE,
}
