"""What connections of a merchant listen to."""

from __future__ import annotations

from chatd.bus.publications import Topic


def agent_topic(merchant: str, agent: str) -> Topic:
    """One agent's connections."""
    return (merchant, "agent", agent)


def contact_topic(merchant: str, contact: str) -> Topic:
    """One buyer's connections."""
    return (merchant, "contact", contact)


def watch_topic(merchant: str, session: str) -> Topic:
    """The connections that watch a session."""
    return (merchant, "watch", session)


def agents_topic(merchant: str) -> Topic:
    """Every agent's connections."""
    return (merchant, "agents", "")


def supervisors_topic(merchant: str) -> Topic:
    """Every supervisor's connections."""
    return (merchant, "supervisors", "")


def buyers_topic(merchant: str, shop: str) -> Topic:
    """The connections of a shop's buyers."""
    return (merchant, "buyers", shop)
