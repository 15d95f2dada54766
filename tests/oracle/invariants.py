"""I1–I16 over one step's rows before and after, from the invariants' own words.

Nothing here knows the model, and no label of the engine's (a `Decision`) is believed. I17 is the
randomized driver's: it restores.
"""

from presence.states import PresenceState
from routing import commands as c
from routing.events import BuyerMessageStored, CommandRefused, Refusal, SessionClosed
from routing.rows import Phase, SessionRow
from tests.oracle import labels
from tests.oracle.balancing import accepting, balance_key, could_take, eligible
from tests.oracle.meanings import ACCEPTING
from tests.oracle.view import LIVE, SERVED, Step, View, names


def check(step: Step) -> None:
    """Raise AssertionError, its message beginning with the invariant's number."""
    check_moment(step.after)
    check_turns(step)
    check_message(step)
    labels.check(step)
    if not step.fired:
        check_balanced(step)
        check_cached_stay(step)
        check_busy_gains(step)
        check_order(step)
        check_login(step)


def check_moment(view: View) -> None:
    """What holds of the rows alone."""
    for session in view.rows.sessions:
        check_phase(view, session)
    check_contacts(view)
    check_agents(view)
    check_queue(view)
    check_invitations(view)
    check_numbers(view)


def check_phase(view: View, session: SessionRow) -> None:
    is_served = session.phase in SERVED
    assert session.phase is not Phase.CLOSED, f"I1 {session.session} is closed and still held"
    assert bool(session.members) == is_served, f"I1 {session.session}: members in {session.phase}"
    assert len(set(names(session))) == len(session.members), f"I1 {session.session}: member twice"
    if session.phase is Phase.CACHED:
        assert len(session.members) == 1, f"I1 {session.session}: cached with several"
    is_cached = session.cache_sequence is not None
    assert is_cached == (session.phase is Phase.CACHED), f"I1 {session.session}: cache sequence"
    assert session.phase is Phase.OPEN or not session.guests, f"I1 {session.session}: guests"
    assert not set(session.guests) & set(names(session)), f"I1 {session.session}: guest and member"
    if session.held_until_ms is not None:
        assert session.phase is Phase.MAILBOX, f"I1 {session.session}: held in {session.phase}"
        assert session.contact not in view.live, f"R9 {session.session}: held beside a live one"
        assert session.held_until_ms > view.now_ms, f"R0 {session.session}: held for too long"
    if session.unanswered_since_ms is None:
        assert not session.seen, f"R15 {session.session}: answered, but seen by {session.seen}"
        assert session.hops == 0, f"R15 {session.session}: answered, but moved"
    else:
        assert set(names(session)) <= set(session.seen), f"R15 {session.session}: member not seen"


def check_contacts(view: View) -> None:
    boxes: dict[str, list[str]] = {}
    held = {s.contact for s in view.rows.sessions if s.held_until_ms is not None}
    for session in view.rows.sessions:
        assert session.contact in view.contacts, f"{session.session} belongs to nobody"
        if session.phase is Phase.MAILBOX:
            boxes.setdefault(session.contact, []).append(session.session)
    for name, contact in view.contacts.items():
        live = view.live.get(name, [])
        serving = [agent for session in live for agent in names(session)]
        assert live or name in held, f"{name} has nothing live or held and is remembered"
        assert len(serving) == len(set(serving)), f"I2 {name} has two sessions with one agent"
        is_queued = any(s.phase is Phase.QUEUED for s in live)
        assert not is_queued or len(live) == 1, f"I2 {name} is queued and has another session"
        assert not contact.blocked or not live, f"R1 {name} is blocked and has live sessions"
        mailbox = [] if contact.mailbox is None else [contact.mailbox]
        assert boxes.get(name, []) == mailbox, f"{name}: mailbox {mailbox}, not {boxes.get(name)}"
        is_absent = contact.absent_since_ms is not None
        assert is_absent != contact.connected, f"R13 {name}: connected and absent"
        assert not (contact.gone and contact.connected), f"R13 {name}: connected and gone"


def check_agents(view: View) -> None:
    for session in view.rows.sessions:
        for agent in (*names(session), *session.guests):
            assert view.is_here(agent), f"I3 {agent} is not here and in {session.session}"
        if session.phase is Phase.CACHED:
            (owner,) = names(session)
            is_full = view.open_count[owner] >= view.agents[owner].windows_max
            assert is_full or not view.is_up(owner), f"I5 {owner} has a window and a cache"
    for name, config in view.configs.items():
        most = config.reception_max
        own = view.agents[name].windows_max
        assert own >= 1, f"{name}: no window"
        assert most is None or own <= most, f"{name}: w above r"
    assert list(view.agents) == sorted(view.configs), "agents are those configured"


def check_queue(view: View) -> None:
    assert not view.queue or view.is_somebody_here, "I7 a queue, and nobody is here"
    for session in view.queue:
        contact = view.contacts[session.contact]
        takers = could_take(view, session.shop)
        assert not takers, f"I6 {session.session} waits, {takers[0].agent} could take it"
        recent = view.recent(contact)
        if recent is not None and view.configs[recent].receives:
            state = view.state[recent]
            takes = state in (*ACCEPTING, PresenceState.SUSPENDED)
            assert not takes, f"I6 {session.session} waits, its recent {recent} is here"
        main_takes = view.is_here(view.main) and view.configs[view.main].receives
        assert not (contact.private and main_takes), f"I6 private {session.session} waits for main"


def check_invitations(view: View) -> None:
    ttl = view.config.settings.invitation_ttl_ms
    for invitation in view.rows.invitations:
        name = f"{invitation.session} for {invitation.target}"
        session = view.sessions.get(invitation.session)
        assert session is not None, f"I14 {name}: no session"
        assert session.phase in SERVED, f"I14 {name}: not served"
        assert invitation.inviter in names(session), f"I14 {name}: inviter is no member"
        assert view.is_here(invitation.target), f"settle (3) {name}: target is not here"
        serving = view.is_serving(invitation.target, session.contact)
        assert not serving, f"settle (3) {name}: target serves the contact"
        assert invitation.sent_ms + ttl > view.now_ms, f"settle (3) {name}: too old"


def check_numbers(view: View) -> None:
    """Orders are total: numbers are drawn once."""
    desk = view.rows.desk
    cached = [s.cache_sequence for s in view.rows.sessions if s.cache_sequence is not None]
    drawn = [s.sequence for s in view.rows.sessions if s.phase in LIVE] + cached
    assert len(drawn) == len(set(drawn)), "a sequence was drawn twice"
    assert max(drawn, default=0) < desk.next_sequence, "a sequence from the future"
    turns = [row.last_turn for row in view.rows.agents if row.last_turn]
    assert len(turns) == len(set(turns)), "a turn was drawn twice"
    assert max(turns, default=0) < desk.next_turn, "a turn from the future"


# -------------------------------------------------------------------------------- steps


def check_turns(step: Step) -> None:
    """I15; and I4: at the last balanced gain load <= r, what else was gained came on top."""
    before, after = step.before, step.after
    for name, row in after.agents.items():
        old = before.agents.get(name)
        if old is None or old.enabled_ms != row.enabled_ms or old.last_turn == row.last_turn:
            continue
        assert row.last_turn >= before.rows.desk.next_turn, f"I15 {name}: an older turn"
        if not step.fired:
            gains = gained(step, name)
            most = after.most(name) + len(gains) - 1
            assert gains, f"R8 {name}: a turn, and nothing gained"
            assert after.load[name] <= most, f"I4 {name} was given more than r"


def check_message(step: Step) -> None:
    """I16; I11: private and addressed to main is with main or in the mailbox."""
    command = step.command
    refused = [e for e in step.events if isinstance(e, CommandRefused)]
    stored = [e for e in step.events if isinstance(e, BuyerMessageStored)]
    assert len(refused) <= 1, "refused twice"
    if not isinstance(command, c.PostBuyerMessage):
        assert not stored, "I16 stored, and nobody wrote"
        return
    assert len(refused) + len(stored) == 1, f"I16 {len(stored)} stored, {len(refused)} refused"
    if refused:
        assert refused[0].code is Refusal.BLOCKED, f"I16 refused as {refused[0].code}"
        return
    assert stored[0].contact == command.contact, "I16 stored for somebody else"
    session = step.after.sessions.get(stored[0].session)
    contact = step.after.contacts.get(command.contact)
    if session is None or contact is None:
        return
    assert session.contact == command.contact, "I16 stored in somebody else's session"
    assert session.unanswered_since_ms is not None, "a question, and no answer awaited"
    is_named = any(s.session == command.session for s in step.before.live.get(command.contact, []))
    if contact.private and command.address == step.after.main and not is_named:
        is_mailbox = session.phase is Phase.MAILBOX
        assert is_mailbox or step.after.main in names(session), "I11 diverted from main"


def check_balanced(step: Step) -> None:
    """I8: an arrival was balanced to the minimum of R8's key."""
    before, after, command = step.before, step.after, step.command
    if not isinstance(command, c.PostBuyerMessage):
        return
    turn = before.rows.desk.next_turn
    winners = [row.agent for row in after.rows.agents if row.last_turn == turn]
    stored = [e.session for e in step.events if isinstance(e, BuyerMessageStored)]
    new = after.sessions.get(stored[0]) if stored else None
    was_live = any(s.session in stored for s in before.live.get(command.contact, []))
    if not winners or new is None or was_live or winners[0] not in names(new):
        return
    among = could_take(before, new.shop, after.now_ms)
    in_order = sorted(among, key=lambda agent: balance_key(before, agent))
    assert in_order, "I8 nobody could take it"
    best = in_order[0]
    assert best.agent == winners[0], f"I8 {winners[0]} was chosen before {best.agent}"
    labels.check_balanced(before, new, in_order)


def check_cached_stay(step: Step) -> None:
    """I9: still X's, closed, moved by a person, or pulled by its buyer."""
    before, after, command = step.before, step.after, step.command
    for old in before.rows.sessions:
        if old.phase is not Phase.CACHED:
            continue
        (owner,) = names(old)
        if not (before.is_here(owner) and after.is_here(owner)):
            continue
        match command:
            case c.AcceptInvitation() | c.TakeOver() | c.Reassign():
                is_moved = command.session == old.session
            case c.PostBuyerMessage():
                is_moved = command.contact == old.contact
            case _:
                is_moved = False
        new = after.sessions.get(old.session)
        if new is None:
            is_closed = any(
                isinstance(e, SessionClosed) and e.session == old.session for e in step.events
            )
            assert is_closed, f"I9 {old.session} vanished from {owner}'s cache"
        else:
            assert is_moved or owner in names(new), f"I9 {old.session} left {owner}'s cache"


def check_busy_gains(step: Step) -> None:
    """I10: busy is routed only private contacts, suspended only if nobody accepts."""
    after = step.after
    for name, state in after.state.items():
        if state is PresenceState.BUSY:
            for session in gained(step, name):
                is_private = after.contacts[session.contact].private and name == after.main
                is_persons = is_given_by_a_person(step.command, name)
                assert is_private or is_persons, f"I10 busy {name} was given {session.session}"
        is_balanced = name in step.before.agents and (
            step.before.agents[name].last_turn != after.agents[name].last_turn
        )
        if is_balanced and state is PresenceState.SUSPENDED:
            shops = [session.shop for session in gained(step, name)]
            assert any(not accepting(after, eligible(after, shop)) for shop in shops), (
                f"I10 suspended {name} was given one while others accept"
            )


def is_given_by_a_person(command: c.Command | None, agent: str) -> bool:
    match command:
        case c.AcceptInvitation() | c.ClaimSession() | c.StartSession() | c.TakeOver():
            return command.agent == agent
        case c.Reassign():
            return command.target == agent
        case _:
            return False


def check_order(step: Step) -> None:
    """I12: nobody drained from the queue overtakes one whom the same agent could serve."""
    before, after = step.before, step.after
    waiting = [s for s in after.queue if is_plain(after, s)]
    if not waiting or isinstance(step.command, c.PostBuyerMessage):
        return
    for old in before.queue:
        new = after.sessions.get(old.session)
        if new is None or new.phase not in SERVED or not is_plain(after, new):
            continue
        (taker, *_) = names(new)
        if is_given_by_a_person(step.command, taker):
            continue
        for other in waiting:
            is_same = after.group(other.shop) == after.group(new.shop)
            is_earlier = after.queue_key(other) < after.queue_key(new)
            assert not (is_same and is_earlier), f"I12 {new.session} overtook {other.session}"


def is_plain(view: View, session: SessionRow) -> bool:
    """Nothing but balancing could place it."""
    contact = view.contacts[session.contact]
    return not contact.private and contact.recent_agent is None


def check_login(step: Step) -> None:
    """I13: what balancing gives at a login fits under r."""
    if not isinstance(step.command, c.ConnectAgent | c.SetPresence):
        return
    name = step.command.agent
    if name not in step.before.agents:
        return
    balanced = [s for s in gained(step, name) if is_plain(step.after, s)]
    room = max(0, step.after.most(name) - step.before.load[name])
    assert len(balanced) <= room, f"I13 {name} was given {len(balanced)}, room {room}"


def gained(step: Step, agent: str) -> list[SessionRow]:
    """The sessions the agent became a member of."""
    gains = []
    for session in step.after.rows.sessions:
        if agent in names(session):
            old = step.before.sessions.get(session.session)
            if old is None or agent not in names(old):
                gains.append(session)
    return gains
