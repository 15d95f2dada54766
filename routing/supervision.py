"""R17: what authority allows: stepping in, taking over, reassigning."""

from routing import moves
from routing.acts import open_by_hand, require_not_serving, require_taken, require_up
from routing.commands import Reassign, StepIn, TakeOver
from routing.errors import Refused
from routing.events import Refusal
from routing.rows import Phase
from routing.state import DeskState


def step_in(desk: DeskState, command: StepIn) -> None:
    """Take part in an open session without becoming a member; it does not count as load."""
    session = desk.session_named(command.session)
    agent = desk.agent_named(command.agent)
    if session.phase is not Phase.OPEN:
        raise Refused(Refusal.NOT_OPEN, "only an open session can be stepped into")
    require_up(agent)
    if agent.id in session.guests:
        raise Refused(Refusal.ALREADY_MEMBER, "already stepped in")
    require_not_serving(desk, session, agent)
    moves.add_guest(desk, session, agent)


def take_over(desk: DeskState, command: TakeOver) -> None:
    """Replace all members of an open or cached session by oneself."""
    session = desk.session_named(command.session)
    agent = desk.agent_named(command.agent)
    require_taken(session)
    require_up(agent)
    is_member = session.member(agent.id) is not None
    if not is_member:
        require_not_serving(desk, session, agent)
    elif len(session.members) == 1:
        raise Refused(Refusal.ALREADY_MEMBER, "already the only member")
    open_by_hand(desk, session, agent, "take_over")


def reassign(desk: DeskState, command: Reassign) -> None:
    """Give an open, cached or queued session to an agent who is up."""
    session = desk.session_named(command.session)
    if not session.is_live:
        raise Refused(Refusal.NOT_OPEN, "only a live session can be reassigned")
    if not desk.agent_named(command.agent).presence.connected:
        raise Refused(Refusal.UNREACHABLE, "whoever reassigns needs a connection")
    target = desk.agent_named(command.target)
    require_up(target)
    require_not_serving(desk, session, target)
    open_by_hand(desk, session, target, "reassign")
