"""What is broken, and where: each mutation replaces one text of one file by another.

The text must be there exactly once: whoever changes the code it stands in changes it here as well.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """One rule, settle step or boundary got wrong."""

    rule: str
    what: str
    file: str
    old: str
    new: str


MUTATIONS = (
    # ------------------------------------------------------------------------ R0, time
    Mutation(
        "R0",
        "a deadline fires a millisecond late",
        "routing/deadlines.py",
        "self._order[0][0] > now_ms:",
        "self._order[0][0] >= now_ms:",
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
    # ------------------------------------------------------------- R11–R14, who leaves
    Mutation(
        "R11",
        "going away closes cached sessions as well",
        "routing/departures.py",
        "session.phase is Phase.OPEN and (is_away or is_answered_open)",
        "is_away or is_answered_open",
    ),
    Mutation(
        "R11",
        "main's private contacts are released to the queue",
        "routing/departures.py",
        "if agent is desk.roster.main and desk.contact_of(session).private:",
        "if agent is desk.roster.main and desk.contact_of(session).blocked:",
    ),
    Mutation(
        "R12",
        "a released session arrives anew",
        "routing/departures.py",
        "        moves.put_in_queue(desk, session, decision)",
        "        moves.arrive_again(desk, session)\n"
        "        moves.put_in_queue(desk, session, decision)",
    ),
    Mutation(
        "R12",
        "a buyer who is gone is queued again",
        "routing/departures.py",
        "elif session.left or contact.gone:",
        "elif session.left:",
    ),
    Mutation(
        "R12",
        "merging takes the newer unanswered time",
        "routing/sessions.py",
        "min(self.unanswered_since_ms, other.unanswered_since_ms)",
        "max(self.unanswered_since_ms, other.unanswered_since_ms)",
    ),
    Mutation(
        "R12",
        "a merged session is left if one of them was",
        "routing/sessions.py",
        "self.left = self.left and other.left",
        "self.left = self.left or other.left",
    ),
    Mutation(
        "R12",
        "two queued sessions of one buyer take the newer arrival",
        "routing/identity.py",
        "older = min((target.arrived_ms, target.sequence)",
        "older = max((target.arrived_ms, target.sequence)",
    ),
    Mutation(
        "R12",
        "of two equal sides the visitor's stays",
        "routing/identity.py",
        "sorted((contact, visitor), key=_best_phase)",
        "sorted((visitor, contact), key=_best_phase)",
    ),
    Mutation(
        "R12",
        "a hold is lost when its mailbox session is merged into one without",
        "routing/identity.py",
        "kept.held_until_ms = max(holds, default=None)",
        "kept.held_until_ms = kept.held_until_ms",
    ),
    Mutation(
        "R13",
        "a supervisor's reply makes the recent contact",
        "routing/acts.py",
        "    if is_member:\n",
        "    if session.members:\n",
    ),
    Mutation(
        "R13",
        "a private contact's session is merged when the buyer leaves it",
        "routing/buyers.py",
        "if other is not None and not contact.private:",
        "if other is not None:",
    ),
    Mutation(
        "R13",
        "writing does not bring a buyer back who was gone",
        "routing/arrivals.py",
        "was_gone, contact.gone = contact.gone, False",
        "was_gone, contact.gone = False, contact.gone",
    ),
    Mutation(
        "R14",
        "choosing any state ends being lost",
        "presence/presence.py",
        "        if state is PresenceState.OFFLINE:\n            self.lost_since_ms = None",
        "        self.lost_since_ms = None",
    ),
    # --------------------------------------------------------------------- R15–R18, ours
    Mutation(
        "R15",
        "a question goes back to who has seen it",
        "routing/unanswered.py",
        "is_other = agent.id not in session.seen and",
        "is_other = session.member(agent.id) is None and",
    ),
    Mutation(
        "R15",
        "one hop too many",
        "routing/unanswered.py",
        "session.hops >= desk.settings.no_answer_hops_max",
        "session.hops > desk.settings.no_answer_hops_max",
    ),
    Mutation(
        "R15",
        "the moment forgets when the member joined",
        "routing/schedule.py",
        "max(session.unanswered_since_ms, session.members[0].since_ms)",
        "session.unanswered_since_ms",
    ),
    Mutation(
        "R15",
        "a moment already past comes at once",
        "routing/schedule.py",
        "    if is_past and desk.deadlines.at_ms(kind, id) != at_ms:\n",
        "    if is_past and kind is DeadlineKind.GROUP:\n",
    ),
    Mutation(
        "R16",
        "out of hours idle agents still take arrivals",
        "routing/rules.py",
        "    r16_out_of_hours,\n    r7_balance,\n",
        "    r7_balance,\n    r16_out_of_hours,\n",
    ),
    Mutation(
        "R17",
        "a sub may take a private contact's mailbox",
        "routing/acts.py",
        "return not contact.private or agent is desk.roster.main",
        "return True",
    ),
    Mutation(
        "R17",
        "a lost agent cannot be invited",
        "routing/inviting.py",
        "    if not target.is_here:\n",
        "    if not target.is_up:\n",
    ),
    Mutation(
        "R17",
        "who accepts a transfer does not count among those who have seen the question",
        "routing/sessions.py",
        "        for member in self.members:\n            if member.agent not in self.seen:",
        "        for member in self.members[:1]:\n            if member.agent not in self.seen:",
    ),
    Mutation(
        "R18",
        "the queue takes one more than its cap",
        "routing/rules.py",
        "len(desk.queue) < cap:",
        "len(desk.queue) <= cap:",
    ),
    # --------------------------------------------------------------------------- settle
    Mutation(
        "settle 1",
        "a cache pops its tail",
        "queueing/cache.py",
        "return next(iter(self._sessions), None)",
        "return next(reversed(self._sessions), None)",
    ),
    Mutation(
        "settle 1",
        "one window too many opens by itself",
        "routing/agents.py",
        "return self.open < self.windows_max",
        "return self.open <= self.windows_max",
    ),
    Mutation(
        "settle 1",
        "a lost agent's cache pops",
        "routing/settle.py",
        "while agent.is_up and agent.has_free_window:",
        "while agent.is_here and agent.has_free_window:",
    ),
    Mutation(
        "settle 2",
        "held sessions return after the queue was walked",
        "routing/settle.py",
        "    return_held(desk)\n    walk_queue(desk)\n",
        "    walk_queue(desk)\n    return_held(desk)\n",
    ),
    Mutation(
        "settle 2",
        "whoever came back first is placed first, not who waits longest",
        "routing/walk.py",
        "key, part = heappop(self._heads)",
        "key, part = self._heads.pop()",
    ),
    Mutation(
        "settle 3",
        "an invitation outlives that its target serves the contact",
        "routing/settle.py",
        "if desk.contact_of(session).served_by(target.id) is not None:",
        "if session.member(target.id) is not None:",
    ),
    Mutation(
        "settle 4",
        "a group that stays full begins anew",
        "queueing/fullness.py",
        "        if is_full == (group in self._since):\n",
        "        if not is_full and group not in self._since:\n",
    ),
    # --------------------------------------------- events, changes, rows, configuration
    Mutation(
        "events",
        "a member who is replaced is not told to leave",
        "routing/moves.py",
        "        if member.agent not in names:\n",
        "        if member.agent not in names and why is not LeaveReason.REPLACED:\n",
    ),
    Mutation(
        "explain",
        "a recent contact's session is told as an addressed one",
        "routing/rules.py",
        'return Bind(agent, Decision("R6", agent.id))',
        'return Bind(agent, Decision("R5", agent.id))',
    ),
    Mutation(
        "explain",
        "the runner-up is told with the winner's key",
        "routing/balance.py",
        "None if runner_up is None else runner_up.balance_key(),",
        "None if runner_up is None else winner.balance_key(),",
    ),
    Mutation(
        "facts",
        "the desk believes facts of a contact it holds",
        "routing/state.py",
        "        if found is None:\n            if facts is None or",
        "        if found is None or facts is not None:\n            if facts is None or",
    ),
    Mutation(
        "changes",
        "a new recent contact is not told to who keeps the rows",
        "routing/acts.py",
        "    desk.contact_changed(contact)\n    if is_another:\n",
        "    if is_another:\n",
    ),
    Mutation(
        "I17",
        "a restored desk has forgotten whose turn it is",
        "routing/restoring.py",
        "    desk.next_turn = rows.desk.next_turn\n",
        "    desk.next_turn = max((row.last_turn for row in rows.agents), default=0) + 1\n",
    ),
    Mutation(
        "I17",
        "a restored cache is in the order of the ids",
        "routing/restoring.py",
        "sorted(sessions, key=lambda session: session.cache_sequence or 0)",
        "sorted(sessions, key=lambda session: session.session)",
    ),
    Mutation(
        "Configure",
        "a smaller r leaves a larger w",
        "routing/configuration.py",
        "        agent.windows_max = config.reception_max\n",
        "        pass\n",
    ),
    Mutation(
        "Restart",
        "a lost agent keeps the old grace",
        "presence/presence.py",
        '''lost since now."""
        effective = self.state
''',
        '''lost since now."""
        effective = self.state if self.connected else PresenceState.OFFLINE
''',
    ),
)
