"""What the server answers to a command: `ok` or `error`, with the command's id as `re`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.protocol import commands
from chatd.protocol.fields import Channel, Phase
from chatd.protocol.views import (
    AgentSelf,
    AgentSettings,
    AgentView,
    Availability,
    BuyerSelf,
    BuyerSessionView,
    BuyerSettings,
    Candidate,
    InvitationView,
    LeftView,
    MessageView,
    QueueView,
    ReasonView,
    SessionView,
    ShopView,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Ok(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="t", tag="ok"):
    """The command was carried out, and what it changed is stored."""

    re: int


class ErrorAnswer(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="t", tag="error"):
    """The command was refused and changed nothing. `temporary`: the same may succeed later."""

    re: int
    code: ErrorCode
    message: str
    temporary: bool
    retry_after_ms: int | None = None


class AgentWelcome(Ok, frozen=True, tag="ok"):
    """The answer to an agent's hello, with the snapshot that later events change.

    Args:
        sessions: Those the agent is a member of, open and cached.
        cache: Ids of the agent's cached sessions in the order they will open.
        token_expires_ms: The access token must be renewed before.
    """

    connection: str
    server_time_ms: int
    token_expires_ms: int
    you: AgentSelf
    agents: tuple[AgentView, ...]
    shops: tuple[ShopView, ...]
    sessions: tuple[SessionView, ...]
    queue: QueueView
    cache: tuple[str, ...]
    invitations: tuple[InvitationView, ...]
    settings: AgentSettings
    left: LeftView


class BuyerWelcome(Ok, frozen=True, tag="ok"):
    """The answer to a buyer's hello. `visitor` is the token to keep for the next one."""

    connection: str
    server_time_ms: int
    you: BuyerSelf
    visitor: str
    shop: ShopView
    sessions: tuple[BuyerSessionView, ...]
    settings: BuyerSettings
    availability: Availability


class MessageAccepted(Ok, frozen=True, tag="ok"):
    """The message is stored. A repeat of its cid gets this very answer again."""

    session: str
    channel: Channel
    seq: int
    at_ms: int
    phase: Phase
    position: int | None = None


class HistoryPage(Ok, frozen=True, tag="ok"):
    """Messages in ascending order of seq. `more`: there are further ones in that direction."""

    messages: tuple[MessageView, ...]
    more: bool


class SessionAnswer(Ok, frozen=True, tag="ok"):
    """The session a command started or showed."""

    session: SessionView


class Explanation(Ok, frozen=True, tag="ok"):
    """Why a session is where it is, and why each agent does or does not take it."""

    session: str
    phase: Phase
    rule: str
    reason: ReasonView
    candidates: tuple[Candidate, ...]
    position: int | None = None
    eta_ms: int | None = None


class Renewed(Ok, frozen=True, tag="ok"):
    """The connection lives on with the new token."""

    token_expires_ms: int


class FilesKeyAnswer(Ok, frozen=True, tag="ok"):
    """A key of the caller's own, and when it ends. A new one may be asked for before that."""

    key: str
    expires_ms: int


ANSWER_OF: Final[Mapping[type[commands.Command], type[Ok]]] = {
    commands.AgentHello: AgentWelcome,
    commands.BuyerHello: BuyerWelcome,
    commands.BuyerMessageSend: MessageAccepted,
    commands.AgentMessageSend: MessageAccepted,
    commands.LeftAnswer: MessageAccepted,
    commands.HistoryFetch: HistoryPage,
    commands.SessionStart: SessionAnswer,
    commands.SessionWatch: SessionAnswer,
    commands.SessionExplain: Explanation,
    commands.FilesKey: FilesKeyAnswer,
    commands.AuthRenew: Renewed,
}
"""The answer of each command that gets more than a bare `ok`."""


def error_answer(re: int, error: CommandRejected | Unavailable) -> ErrorAnswer:
    """The answer to a command that was refused, or could not be carried out now."""
    if isinstance(error, Unavailable):
        error = CommandRejected(ErrorCode.UNAVAILABLE, retry_after_ms=error.retry_after_ms)
    return ErrorAnswer(
        re=re,
        code=error.code,
        message=error.message,
        temporary=error.code.temporary,
        retry_after_ms=error.retry_after_ms,
    )
