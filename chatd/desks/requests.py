"""What is asked of a desk, on its way to the desk's owner."""

from __future__ import annotations

from dataclasses import dataclass

from chatd.desks.agent_commands import AgentDeskCommand
from chatd.desks.buyer_commands import BuyerDeskCommand
from chatd.desks.subscribers import Subscriber


@dataclass(frozen=True, slots=True)
class AgentRequest:
    """An agent's command."""

    merchant: str
    subscriber: Subscriber
    command: AgentDeskCommand


@dataclass(frozen=True, slots=True)
class BuyerRequest:
    """A buyer's command."""

    merchant: str
    subscriber: Subscriber
    command: BuyerDeskCommand


@dataclass(frozen=True, slots=True)
class LogOutRequest:
    """An agent has ended a log-in."""

    merchant: str
    agent: str
    login: str


@dataclass(frozen=True, slots=True)
class LeftRequest:
    """Something new is known of the e-mails that answer left messages."""

    merchant: str


Request = AgentRequest | BuyerRequest | LogOutRequest | LeftRequest
