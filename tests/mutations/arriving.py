"""R0–R10 got wrong: time, where a message goes, balancing, the queue."""

from tests.mutations.mutation import Mutation

ARRIVING = (
    # ------------------------------------------------------------------------ R0, time
    Mutation(
        "R0",
        "a deadline fires a millisecond late",
        "routing/deadlines.py",
        "self._next_ms > now_ms:",
        "self._next_ms >= now_ms:",
    ),
    Mutation(
        "R0",
        "what a deadline does happens at the command's time",
        "routing/steps.py",
        "desk.now_ms = max(desk.now_ms, deadline.at_ms)",
        "desk.now_ms = max(desk.now_ms, now_ms)",
    ),
    Mutation(
        "R0",
        "a buyer is gone before an agent is",
        "routing/deadlines.py",
        "    BUYER = 2\n",
        "    BUYER = -1\n",
    ),
    # ---------------------------------------------------------------- R1–R6, continuity
    Mutation(
        "R1",
        "a block leaves the cached sessions alone",
        "routing/buyers.py",
        "        if session.is_live:\n            moves.close(desk, session, CloseReason.BLOCKED)",
        "        if session.is_live and session.cache_sequence is None:\n"
        "            moves.close(desk, session, CloseReason.BLOCKED)",
    ),
    Mutation(
        "R2",
        "busy main is no longer here for private contacts",
        "routing/rules.py",
        "    if desk.main_is_here:\n",
        "    if desk.main_is_here and main.takes_addressed:\n",
    ),
    Mutation(
        "R2",
        "the mailbox session stays beside the one bound to main",
        "routing/arrivals.py",
        "agent is desk.roster.main and contact.mailbox is not None:",
        "agent is desk.roster.main and contact.mailbox is session:",
    ),
    Mutation(
        "R3",
        "the first touched session instead of the last",
        "routing/sessions.py",
        "return (self.last_touched_ms, self.sequence)",
        "return (-self.last_touched_ms, self.sequence)",
    ),
    Mutation(
        "R3",
        "naming a session that is over keeps the address",
        "routing/rules.py",
        "if outcome is None and arrival.names_another:",
        "if outcome is not None and arrival.names_another:",
    ),
    Mutation(
        "R4",
        "a private contact who asks the shop is balanced when main is not here",
        "routing/rules.py",
        'main_or_mailbox(desk, arrival.contact, "R4") if arrival.contact.private else None',
        'main_or_mailbox(desk, arrival.contact, "R4") if arrival.contact.private'
        " and desk.main_is_here else None",
    ),
    Mutation(
        "R5",
        "suspended main takes whoever once had an answer",
        "routing/rules.py",
        "is_suspended_main and desk.fresh_recent(arrival.contact) is not agent:",
        "is_suspended_main and arrival.contact.recent_agent != agent.id:",
    ),
    Mutation(
        "R6",
        "a recent contact is fresh a millisecond too long",
        "routing/state.py",
        "contact.recent_at_ms + self.settings.recent_contact_ms > self.now_ms",
        "contact.recent_at_ms + self.settings.recent_contact_ms >= self.now_ms",
    ),
    Mutation(
        "R6",
        "the recents of a disabled agent do not lapse",
        "routing/state.py",
        "if agent is None or contact.recent_at_ms < agent.enabled_ms:",
        "if agent is None:",
    ),
    # --------------------------------------------------------------- R7 and R8, balancing
    Mutation(
        "R7",
        "tiers are ignored",
        "routing/pools.py",
        "return next(keys for keys in self._tiers.values() if keys)",
        "return max(self._tiers.values(), key=len)",
    ),
    Mutation(
        "R7",
        "load may reach r + 1",
        "routing/agents.py",
        "self.load < self.config.reception_max",
        "self.load <= self.config.reception_max",
    ),
    Mutation(
        "R7",
        "a lost agent at r does not count as accepting",
        "routing/pools.py",
        "            + counts[Standing.LOST]\n            + counts[Standing.LOST_FULL]\n",
        "            + counts[Standing.LOST]\n",
    ),
    Mutation(
        "R7",
        "a full group opens to everyone a millisecond late",
        "queueing/fullness.py",
        "since_ms + wait_ms <= now_ms",
        "since_ms + wait_ms < now_ms",
    ),
    Mutation(
        "R7",
        "a group that has room again is still open to everyone",
        "routing/balance.py",
        "return desk.roster.everyone if waited and pool.is_full else pool",
        "return desk.roster.everyone if waited else pool",
    ),
    Mutation(
        "R8",
        "a turn is forgotten",
        "routing/balance.py",
        "    agent.last_turn = desk.next_turn\n",
        "",
    ),
    Mutation(
        "R8",
        "the last balanced turn does not matter",
        "routing/agents.py",
        "self.load * self.scale, self.last_turn, self.order)",
        "self.load * self.scale, 0, self.order)",
    ),
    Mutation(
        "R8",
        "a login moves the last balanced turn",
        "routing/departures.py",
        "    change_presence(desk, desk.agent_named(command.agent), Presence.connect)\n",
        "    agent = desk.agent_named(command.agent)\n"
        "    agent.last_turn = 0 if not agent.presence.connected else agent.last_turn\n"
        "    change_presence(desk, agent, Presence.connect)\n",
    ),
    Mutation(
        "R8",
        "weights are ignored",
        "routing/agents.py",
        "(not self.has_free_window, self.load * self.scale,",
        "(not self.has_free_window, self.load,",
    ),
    Mutation(
        "R8",
        "free windows do not come first",
        "routing/agents.py",
        "(not self.has_free_window, self.load * self.scale,",
        "(False, self.load * self.scale,",
    ),
    # -------------------------------------------------------- R9 and R10, mailbox and queue
    Mutation(
        "R9",
        "an agent who receives nobody counts as somebody here",
        "routing/roster.py",
        "        if agent.receives:\n            self.here += difference",
        "        self.here += difference",
    ),
    Mutation(
        "R9",
        "a held session that is bound loses its arrival",
        "routing/arrivals.py",
        "    if not session.is_held:\n",
        "    if session is not None:\n",
    ),
    Mutation(
        "R9",
        "a hold ends a millisecond late",
        "routing/schedule.py",
        "desk.deadlines.set(DeadlineKind.HOLD, session.session, session.held_until_ms)",
        "desk.deadlines.set(DeadlineKind.HOLD, session.session,"
        " session.held_until_ms and session.held_until_ms + 1)",
    ),
    Mutation(
        "R9",
        "a held session returns without its buyer",
        "queueing/held.py",
        "        if connected:\n",
        "        if session:\n",
    ),
    Mutation(
        "R9",
        "a mailbox session that is revived keeps its old arrival",
        "routing/moves.py",
        "    session.arrived_ms = desk.now_ms\n    session.sequence = desk.draw_sequence()\n",
        "    session.sequence = desk.draw_sequence()\n",
    ),
    Mutation(
        "R10",
        "the shop's priority does not count",
        "routing/state.py",
        "max(self.contact_of(session).priority, self.shop(session.shop).priority)",
        "self.contact_of(session).priority",
    ),
    Mutation(
        "R10",
        "a new priority does not sort the queue anew",
        "routing/state.py",
        "            if session.session in self.queue:\n",
        "            if session.session in self.queue and contact.private:\n",
    ),
)
