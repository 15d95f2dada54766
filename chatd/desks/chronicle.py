"""What a conversation says of itself: who joined, left, was replaced, and how it ended.

Lines between the messages, stored like them. A session's arrival says nothing: its first message
and its view do. The buyer is told what they would notice anyway; whose decision it was, and what
became of merged sessions, is for agents alone.

public    joined  left  handed_over  released  mailed  buyer_left  closed, closed_…
internal  taken_over  reassigned  no_answer  blocked  merged  merged_here
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from chatd.desks.outcomes import Change, Outcome
from chatd.desks.state import SessionState
from chatd.protocol.fields import Channel
from routing.rows import CloseReason, Phase, SessionRow

_BY_PERSON: Final = {"take_over": "taken_over", "reassign": "reassigned", "R15": "no_answer"}
"""Rules whose reason agents are told in the conversation itself."""

_WITH_AGENT: Final = frozenset({Phase.OPEN, Phase.CACHED})


class Line(NamedTuple):
    """Something the server says in a conversation. `args` are display names, as of now."""

    session: SessionState
    channel: Channel
    key: str
    args: dict[str, str | int]


def lines(outcome: Outcome, name: Callable[[str], str]) -> list[Line]:
    """What one step gives to say, session by session.

    Args:
        outcome: Of the step.
        name: An agent's display name by username.
    """
    found: list[Line] = []
    for change in outcome.sessions:
        before = change.before
        if before is None or not (change.is_moved or before.left is not change.session.row.left):
            continue
        for channel, key, agents in _said(change, before, outcome.by):
            args: dict[str, str | int] = {role: _names(who, name) for role, who in agents.items()}
            found.append(Line(change.session, channel, key, args))
        target = change.session.row.merged_into
        into = next((one.session for one in outcome.sessions if _is(one, target)), None)
        if target is not None and into is not None:
            found.append(Line(into, Channel.INTERNAL, "merged_here", {}))
    return found


_Said = tuple[Channel, str, dict[str, tuple[str, ...]]]


def _said(change: Change, before: SessionRow, by: str | None) -> Iterator[_Said]:
    row = change.session.row
    public, internal = Channel.PUBLIC, Channel.INTERNAL
    if row.phase is Phase.CLOSED:
        yield from _ended(row, before, by)
    elif row.phase is Phase.OPEN:
        yield from _came_and_went(_takers(before), _takers(row))
        rule = None if row.decision is None else row.decision.rule
        if row.decision != before.decision and rule in _BY_PERSON:
            agents = {"from": _agents(before), "to": _agents(row), "by": (by,) if by else ()}
            yield internal, _BY_PERSON[rule], {role: who for role, who in agents.items() if who}
    elif row.left or change.session.contact.row.gone:
        if row.phase is Phase.MAILBOX and before.phase is not Phase.MAILBOX:
            yield public, "buyer_left", {}
    elif row.phase is Phase.QUEUED and before.phase in _WITH_AGENT:
        yield public, "released", {"agent": _agents(before)}
    elif row.phase is Phase.MAILBOX and before.phase in _WITH_AGENT:
        yield public, "mailed", {"agent": _agents(before)}
    elif row.phase is Phase.MAILBOX and before.phase is Phase.QUEUED:
        yield public, "mailed", {}


def _came_and_went(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[_Said]:
    came = tuple(agent for agent in after if agent not in before)
    went = tuple(agent for agent in before if agent not in after)
    if came and went:
        yield Channel.PUBLIC, "handed_over", {"from": went, "to": came}
    elif came:
        yield Channel.PUBLIC, "joined", {"agent": came}
    elif went:
        yield Channel.PUBLIC, "left", {"agent": went}


def _ended(row: SessionRow, before: SessionRow, by: str | None) -> Iterator[_Said]:
    public, internal = Channel.PUBLIC, Channel.INTERNAL
    match row.close_reason:
        case CloseReason.MERGED:
            yield internal, "merged", {}
        case CloseReason.AGENT:
            yield public, "closed", {"agent": (by,)} if by else {}
        case CloseReason.BLOCKED:
            yield public, "closed_blocked", {}
            if by:
                yield internal, "blocked", {"by": (by,)}
        case CloseReason.AGENT_AWAY | CloseReason.AGENT_OFFLINE as reason:
            yield public, f"closed_{reason.value}", {"agent": _agents(before)}
        case CloseReason.BUYER_LEFT:
            yield public, "closed_buyer_left", {}
        case None:
            pass


def _is(change: Change, session: str | None) -> bool:
    return change.session.row.session == session


def _takers(row: SessionRow) -> tuple[str, ...]:
    """Whom the buyer talks to: in a cache nobody does yet."""
    return (*_agents(row), *row.guests) if row.phase is Phase.OPEN else ()


def _agents(row: SessionRow) -> tuple[str, ...]:
    return tuple(member.agent for member in row.members)


def _names(agents: tuple[str, ...], name: Callable[[str], str]) -> str:
    return ", ".join(map(name, agents))
