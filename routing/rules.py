"""R1–R9, R16 and R18: where a buyer's message goes. First match wins.

Each rule is one function of the desk and the arrival: it returns where the message goes, or None
if it does not match. `route` tries them in their order; `routing.arrivals` carries out what comes
of it. Nothing here changes anything.
"""

from collections.abc import Callable
from dataclasses import replace

from presence.states import PresenceState
from routing.agents import AgentState
from routing.balance import base_pool, choose, passed_over
from routing.contacts import ContactState
from routing.errors import Refused
from routing.events import Refusal
from routing.rows import Decision
from routing.sessions import SessionState
from routing.state import DeskState
from routing.values import value


@value
class Arrival:
    """A buyer's message on its way.

    `address` is an agent, or None for the shop. `named` is the live session of this contact that
    the message names; `names_another` that it names something else.
    """

    contact: ContactState
    address: AgentState | None = None
    named: SessionState | None = None
    names_another: bool = False
    within_hours: bool = True


@value
class Append:
    """The message belongs to this session, which stays where it is."""

    session: SessionState


@value
class Bind:
    """The session goes to this agent; `is_balanced`: chosen by R8, which costs a turn."""

    agent: AgentState
    decision: Decision
    is_balanced: bool = False


@value
class Wait:
    """The session goes to the waiting queue."""

    decision: Decision


@value
class Mail:
    """The message is left in the contact's mailbox session."""

    decision: Decision


Outcome = Append | Bind | Wait | Mail
Rule = Callable[[DeskState, Arrival], Outcome | None]


def route(desk: DeskState, arrival: Arrival) -> Outcome:
    """Where the message goes.

    Raises:
        Refused: R1, the contact is blocked.
    """
    r1_refuse_blocked(desk, arrival)
    outcome = r2_private_to_main(desk, arrival)
    if outcome is None and arrival.names_another:
        arrival = replace(arrival, address=None)  # R3: naming any other is addressing the shop
    outcome = outcome or _first(desk, arrival, (r3_continuity, r5_addressed))
    if outcome is None:
        outcome = _first(desk, replace(arrival, address=None), _TO_THE_SHOP)
    return outcome or r9_nobody_takes(desk, arrival)


def _first(desk: DeskState, arrival: Arrival, rules: tuple[Rule, ...]) -> Outcome | None:
    for rule in rules:
        outcome = rule(desk, arrival)
        if outcome is not None:
            return outcome
    return None


def r1_refuse_blocked(_desk: DeskState, arrival: Arrival) -> None:
    """R1: a blocked contact is refused."""
    if arrival.contact.blocked:
        raise Refused(Refusal.BLOCKED, "the contact is blocked")


def r2_private_to_main(desk: DeskState, arrival: Arrival) -> Outcome | None:
    """R2: private contact, address main, no live session of theirs named."""
    contact = arrival.contact
    if not contact.private or arrival.address is not desk.roster.main or arrival.named is not None:
        return None
    return main_or_mailbox(desk, contact, "R2")


def r3_continuity(_desk: DeskState, arrival: Arrival) -> Outcome | None:
    """R3: a named live session; a session the addressed agent serves; the shop: the last one."""
    contact = arrival.contact
    if arrival.named is not None:
        return Append(arrival.named)
    if arrival.address is not None:
        session = contact.served_by(arrival.address.id)
    else:
        session = contact.last_touched()
    return None if session is None else Append(session)


def r4_private_to_shop(desk: DeskState, arrival: Arrival) -> Outcome | None:
    """R4: private contact, address shop: as R2."""
    return main_or_mailbox(desk, arrival.contact, "R4") if arrival.contact.private else None


def r5_addressed(desk: DeskState, arrival: Arrival) -> Outcome | None:
    """R5: X here and accepting; suspended ones too, main only for its own recent contacts."""
    agent = arrival.address
    if agent is None or not agent.takes_addressed:
        return None
    is_suspended_main = agent is desk.roster.main and agent.state is PresenceState.SUSPENDED
    if is_suspended_main and desk.fresh_recent(arrival.contact) is not agent:
        return None
    return Bind(agent, Decision("R5", agent.id))


def r6_recent(desk: DeskState, arrival: Arrival) -> Outcome | None:
    """R6: the fresh recent contact, here and accepting or suspended: never a colleague."""
    agent = desk.fresh_recent(arrival.contact)
    if agent is None or not agent.takes_addressed:
        return None
    return Bind(agent, Decision("R6", agent.id))


def r9_held_stays(_desk: DeskState, arrival: Arrival) -> Outcome | None:
    """R9: what is written to a held session is appended and changes neither arrival nor hold."""
    held = arrival.contact.held_session
    return None if held is None else Append(held)


def r16_out_of_hours(_desk: DeskState, arrival: Arrival) -> Outcome | None:
    """R16: outside working hours what R1–R6 do not place goes to the mailbox."""
    return None if arrival.within_hours else Mail(Decision("R16"))


def r7_balance(desk: DeskState, arrival: Arrival) -> Outcome | None:
    """R7 and R8: one of the candidates, evenly."""
    choice = choose(desk, desk.shop(arrival.contact.shop).group)
    return None if choice is None else Bind(choice.agent, choice.decision, is_balanced=True)


def r18_queue_cap(desk: DeskState, _arrival: Arrival) -> Outcome | None:
    """R18: an arrival beyond the cap of the queue gets the mailbox."""
    cap = desk.settings.queue_max
    if cap is None or not desk.somebody_is_here or len(desk.queue) < cap:
        return None
    return Mail(Decision("R18"))


def r9_nobody_takes(desk: DeskState, arrival: Arrival) -> Outcome:
    """R9: no candidate: somebody is here → waiting queue; nobody → mailbox."""
    decision = refused_by_all(desk, desk.shop(arrival.contact.shop).group)
    return Wait(decision) if desk.somebody_is_here else Mail(decision)


_TO_THE_SHOP: tuple[Rule, ...] = (
    r3_continuity,
    r4_private_to_shop,
    r6_recent,
    r9_held_stays,
    r16_out_of_hours,
    r7_balance,
    r18_queue_cap,
)


def main_or_mailbox(desk: DeskState, contact: ContactState, rule: str) -> Outcome:
    """R2: main's live session with them, else main if here, else main's mailbox."""
    main = desk.roster.main
    session = contact.served_by(main.id)
    if session is not None:
        return Append(session)
    if desk.main_is_here:
        return Bind(main, Decision(rule, main.id))
    return Mail(Decision(rule, main.id))


def refused_by_all(desk: DeskState, group: str) -> Decision:
    """R9: why none of the agents took it, counted."""
    desk.roster.flush()
    return Decision("R9", refused=passed_over(desk, base_pool(desk, group), None))
