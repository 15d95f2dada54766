"""What "the same" means: rows, changes laid over rows, and the desk's own answers about itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter

from routing import commands as c
from routing.desk import Desk
from routing.rows import Changes, ContactFacts, DeskRows, Phase, SessionRow
from routing.views import Verdict
from tests.oracle.balancing import could_take, serving_windows
from tests.oracle.view import LIVE, SERVED, View, names

BARE = attrgetter(*(field.name for field in fields(SessionRow) if field.name != "decision"))
"""A session row without the engine's own label."""


class Disagreement(AssertionError):
    """The desk, its oracle and the invariants do not say the same."""


def require_same(what: str, desk: DeskRows, oracle: DeskRows) -> None:
    """Equal in all but the decisions, which only the engine makes."""
    is_same = (
        desk.desk == oracle.desk
        and desk.agents == oracle.agents
        and desk.contacts == oracle.contacts
        and desk.invitations == oracle.invitations
        and [BARE(row) for row in desk.sessions] == [BARE(row) for row in oracle.sessions]
    )
    if not is_same:
        raise Disagreement("\n".join([f"{what}:", *differences(desk, oracle)]))


def require_equal(what: str, left: DeskRows, right: DeskRows) -> None:
    if left != right:
        raise Disagreement("\n".join([f"{what}:", *differences(left, right, decisions=True)]))


def differences(desk: DeskRows, oracle: DeskRows, *, decisions: bool = False) -> Iterable[str]:
    for part in fields(DeskRows):
        ours, theirs = getattr(desk, part.name), getattr(oracle, part.name)
        for left, right in paired(ours, theirs):
            for name in differing_fields(left, right):
                if decisions or name != "decision":
                    yield f"  {row_id(left if left is not None else right)} {name}:"
                    yield f"    desk   {left if left is None else getattr(left, name)}"
                    yield f"    oracle {right if right is None else getattr(right, name)}"


def paired(ours: object, theirs: object) -> list[tuple[object, object]]:
    if not isinstance(ours, tuple) or not isinstance(theirs, tuple):
        return [(ours, theirs)]
    left, right = ({row_id(row): row for row in rows} for rows in (ours, theirs))
    return [(left.get(name), right.get(name)) for name in sorted(left.keys() | right.keys())]


def row_id(row: object) -> str:
    ids = ("session", "target", "agent", "contact")
    found = [str(getattr(row, name)) for name in ids if hasattr(row, name)]
    is_session = isinstance(row, SessionRow)
    return found[0] if is_session else "/".join(found) or type(row).__name__


def differing_fields(left: object, right: object) -> list[str]:
    row = left if left is not None else right
    names_of = list(getattr(row, "__dataclass_fields__", {}))
    return [name for name in names_of if getattr(left, name, None) != getattr(right, name, None)]


def laid_over(rows: DeskRows, changes: Changes, stored: Mapping[str, SessionRow]) -> DeskRows:
    """What a shell would restore from: the newest row of everything that is not over.

    `stored` has the mailbox sessions of contacts that were not held.
    """
    agents = {row.agent: row for row in (*rows.agents, *changes.agents)}
    contacts = {row.contact: row for row in (*rows.contacts, *changes.contacts)}
    named = [row.mailbox for row in changes.contacts]
    boxes = [stored[box] for box in named if box is not None and box in stored]
    sessions = {row.session: row for row in (*boxes, *rows.sessions, *changes.sessions)}
    kept = {row.contact for row in sessions.values() if is_kept(row)}
    invitations = {(i.session, i.target): i for i in (*rows.invitations, *changes.invitations)}
    lasting = [s for s in sessions.values() if s.contact in kept and s.phase is not Phase.CLOSED]
    return DeskRows(
        changes.desk,
        tuple(agents[name] for name in sorted(agents) if name not in changes.agents_removed),
        tuple(contacts[name] for name in sorted(kept)),
        tuple(sorted(lasting, key=lambda session: session.session)),
        tuple(
            invitations[ids]
            for ids in sorted(invitations)
            if ids not in changes.invitations_removed
        ),
    )


def is_kept(row: SessionRow) -> bool:
    return row.phase in LIVE or (row.phase is Phase.MAILBOX and row.held_until_ms is not None)


def facts_of(command: c.Command) -> list[ContactFacts]:
    given = [getattr(command, name, None) for name in ("facts", "visitor_facts", "contact_facts")]
    return [facts for facts in given if facts is not None]


def check_queries(desk: Desk, view: View) -> None:
    """The desk's answers about itself are what its rows say."""
    queue = [session.session for session in view.queue]
    expect("waiting", desk.waiting(), len(queue))
    expect("queue", desk.queue(100), queue)
    expect("position", [desk.position(s) for s in queue], list(range(1, len(queue) + 1)))
    for name in view.agents:
        own = [s for s in view.rows.sessions if name in names(s) and s.phase in SERVED]
        cached = [s for s in own if s.phase is Phase.CACHED]
        in_order = sorted(cached, key=lambda s: s.cache_sequence or 0)
        expect(f"cache of {name}", desk.cache(name), [s.session for s in in_order])


def check_details(desk: Desk, view: View) -> None:
    """The same for the queries that cost more; asked now and then."""
    before = desk.rows()
    for row in view.rows.sessions:
        expect(f"session {row.session}", desk.session(row.session), row)
        expect(f"invitations of {row.session}", *invitations_of(desk, view, row))
        desk.explain(row.session)
        for agent in view.agents:
            serving = agent in names(row) and row.phase in SERVED
            if serving:
                expect("serving", desk.serving(row.contact, agent), row.session)
    for contact in view.rows.contacts:
        expect(f"contact {contact.contact}", desk.contact(contact.contact), contact)
        expect("holds", desk.holds(contact.contact), True)
    for agent in view.agents:
        takes_part = [s for s in view.rows.sessions if agent in (*names(s), *s.guests)]
        expect("sessions", sorted(desk.sessions_of(agent)), [s.session for s in takes_part])
        mine = [i for i in view.rows.invitations if i.target == agent]
        expect("invitations", sorted(desk.invitations_for(agent), key=lambda i: i.session), mine)
    check_answers(desk, view)
    expect("rows after being asked", desk.rows(), before)


def check_answers(desk: Desk, view: View) -> None:
    """What is worked out when somebody asks."""
    expect("agents", [a.agent for a in desk.agents()], [a.agent for a in view.config.agents])
    for agent in desk.agents():
        numbers = (agent.open, agent.open + agent.cached)
        expect("load", numbers, (view.open_count[agent.agent], view.load[agent.agent]))
        expect("state", agent.state, view.state[agent.agent])
    cap = view.config.settings.queue_max
    for shop in view.config.shops:
        has_place = cap is None or len(view.queue) < cap
        others = "queue" if view.is_somebody_here and has_place else "mailbox"
        met = "available" if could_take(view, shop.shop) else others
        expect("availability", desk.availability(shop.shop).state, met)
        expect("windows", desk.shop_windows(shop.shop), serving_windows(view, shop.shop))
    for session in view.queue:
        explanation = desk.explain(session.session)
        assert explanation is not None
        takes = [one for one in explanation.candidates if one.verdict is Verdict.TAKES]
        expect("who takes one who waits", takes, [])
        asked = [one.agent.agent for one in explanation.candidates]
        expect("explained", asked, [agent.agent for agent in view.config.agents])


def invitations_of(desk: Desk, view: View, row: SessionRow) -> tuple[object, object]:
    given = sorted(desk.invitations_of(row.session), key=lambda i: i.target)
    return given, [i for i in view.rows.invitations if i.session == row.session]


def expect(what: str, answer: Sequence[object] | object, right: Sequence[object] | object) -> None:
    if answer != right:
        raise Disagreement(f"{what}: the desk says {answer}, its rows {right}")
