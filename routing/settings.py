"""What a merchant has configured: the desk's settings, shops and agents.

All values are validated where they enter (the provision file); the desk takes them as they are.
"""

from routing.values import value

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


@value
class DeskSettings:
    """The numbers of the routing rules; every default is the rules' own."""

    recent_contact_ms: int = 72 * HOUR_MS
    disconnect_grace_ms: int = MINUTE_MS
    buyer_grace_ms: int = 10 * MINUTE_MS
    group_wait_ms: int = MINUTE_MS
    queue_hold_ms: int = 15 * MINUTE_MS
    invitation_ttl_ms: int = MINUTE_MS
    no_answer_ms: int = 0
    """R15; 0 switches it off."""
    no_answer_hops_max: int = 2
    queue_max: int | None = None
    """R18; None is no cap."""
    boost_ms: tuple[int, int, int] = (0, MINUTE_MS, 5 * MINUTE_MS)
    """R10: how much earlier a contact of priority 0, 1, 2 counts."""


@value
class ShopConfig:
    """A storefront as the desk sees it. `group` "" means every agent."""

    shop: str
    group: str = ""
    priority: int = 0


@value
class AgentConfig:
    """An agent as configured; `agent` is the username.

    1 <= windows_max <= reception_max; `reception_max` None is unlimited; weight >= 1.
    `windows_max` is where an agent's own setting starts.
    """

    agent: str
    main: bool = False
    receives: bool = True
    windows_max: int = 5
    reception_max: int | None = 8
    weight: int = 1
    tier: int = 0
    groups: frozenset[str] = frozenset()


@value
class DeskConfig:
    """One merchant. The order of `agents` is R8's provision order; exactly one is main."""

    settings: DeskSettings
    shops: tuple[ShopConfig, ...]
    agents: tuple[AgentConfig, ...]
