"""What is asked of a desk, on its way to the desk's owner."""

from __future__ import annotations

import msgspec

from chatd.desks.agent_commands import AgentDeskCommand
from chatd.desks.buyer_commands import BuyerDeskCommand
from chatd.desks.subscribers import Subscriber


class AgentRequest(msgspec.Struct, frozen=True):
    """An agent's command."""

    merchant: str
    subscriber: Subscriber
    command: AgentDeskCommand


class BuyerRequest(msgspec.Struct, frozen=True):
    """A buyer's command."""

    merchant: str
    subscriber: Subscriber
    command: BuyerDeskCommand


class LogOutRequest(msgspec.Struct, frozen=True):
    """An agent has ended a log-in."""

    merchant: str
    agent: str
    login: str


class LeftRequest(msgspec.Struct, frozen=True):
    """Something new is known of the e-mails that answer left messages."""

    merchant: str


Request = AgentRequest | BuyerRequest | LogOutRequest | LeftRequest
