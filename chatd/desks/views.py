"""What clients may see of a desk, as of its latest step. Agents' views and what both share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chatd.auth.permissions import Account, Role, granted
from chatd.desks.live import LiveDesk
from chatd.desks.merchants import Agent, Merchant
from chatd.desks.state import NOTHING_READ, ContactState, SessionState
from chatd.protocol import limits
from chatd.protocol.answers import Explanation
from chatd.protocol.fields import (
    AuthorRole,
    CloseReason,
    InvitationMode,
    Membership,
    PresenceState,
    Verdict,
)
from chatd.protocol.fields import Phase as WirePhase
from chatd.protocol.views import (
    AgentSelf,
    AgentSettings,
    AgentView,
    Author,
    Candidate,
    CandidateDetail,
    ChannelSeqs,
    ContactView,
    InvitationView,
    KeyView,
    MemberView,
    MessageView,
    QueueEntry,
    QueueView,
    ReadView,
    ReasonView,
    RefusalCount,
    SessionView,
    ShopView,
)
from chatd.storage.records import InvitationRecord
from routing import views as desk_views
from routing.rows import BalanceKey, Decision, Phase

_HANDLING_MS: Final = 5 * 60_000
"""How long a session is thought to take before any was closed."""

_PHASES: Final = {phase: WirePhase(phase.value) for phase in Phase}
_UNKNOWN: Final = Decision(rule="")

SYSTEM: Final = Author(AuthorRole.SYSTEM, "", "")
"""The author of what the server says by itself."""


def wire_phase(phase: Phase) -> WirePhase:
    """A phase in the wire's words."""
    return _PHASES[phase]


class Views:
    """Makes views of one live desk.

    Args:
        live: The desk.
    """

    def __init__(self, live: LiveDesk) -> None:
        self._live = live

    @property
    def _config(self) -> Merchant:
        return self._live.config

    # -------------------------------------------------------------------------------- sessions

    def session(self, session: SessionState, watchers: Iterable[str] = ()) -> SessionView:
        """A session as agents see it; `watchers` for supervisors only."""
        row = session.row
        owner = row.members[0].agent if row.members else None
        position, eta_ms = self.wait(session)
        return SessionView(
            id=row.session,
            shop=row.shop,
            contact=self.contact(session.contact),
            phase=wire_phase(row.phase),
            arrived_ms=row.arrived_ms,
            members=self._members(session),
            seq=ChannelSeqs(session.public_seq, session.internal_seq),
            read=ReadView(session.buyer_read, dict(session.agent_reads)),
            priority=self._priority(session),
            buyer_connected=session.contact.is_connected,
            reason=self._reason(session),
            owner=owner,
            group=self._group(row.shop),
            position=position,
            eta_ms=eta_ms,
            last_message=self._last_message(session),
            unanswered_since_ms=row.unanswered_since_ms,
            held_until_ms=row.held_until_ms,
            closed_ms=row.closed_ms,
            close_reason=None if row.close_reason is None else CloseReason(row.close_reason.value),
            merged_into=row.merged_into,
            summary=session.summary,
            rating=session.rating,
            watchers=tuple(watchers),
        )

    def _last_message(self, session: SessionState) -> MessageView | None:
        """Its author is called what they are called now."""
        last = session.last_message
        if last is None:
            return None
        author = self.author(session, last.author.role, last.author.id)
        return MessageView(
            last.session,
            last.channel,
            last.seq,
            last.at_ms,
            author,
            last.kind,
            last.body,
            automatic=last.automatic,
        )

    def author(self, session: SessionState, role: AuthorRole, id: str) -> Author:
        """Who wrote in a session, by today's name; a buyer is its contact."""
        if role is AuthorRole.BUYER:
            return self.buyer_author(session.contact)
        return SYSTEM if role is AuthorRole.SYSTEM else self.agent_author(id)

    def wait(self, session: SessionState) -> tuple[int | None, int | None]:
        """Position and expected wait of a session that waits; None and None of any other."""
        row = session.row
        if row.phase is Phase.QUEUED:
            position = self._live.desk.position(row.session)
            return position, self.eta(position, self._live.desk.serving_windows(row.session))
        if row.phase is Phase.CACHED:
            owner = row.members[0].agent
            position = self._live.desk.cache(owner).index(row.session) + 1
            agent = self._live.desk.agent(owner)
            return position, self.eta(position, 0 if agent is None else agent.row.windows_max)
        return None, None

    def eta(self, position: int | None, windows: int) -> int | None:
        """Position x mean handling time / windows."""
        if position is None or windows == 0:
            return None
        times = self._live.handling_ms
        mean_ms = sum(times) / len(times) if times else _HANDLING_MS
        return round(position * mean_ms / windows)

    def _members(self, session: SessionState) -> tuple[MemberView, ...]:
        row, name = session.row, self._config.agent_name
        members = (
            MemberView(member.agent, name(member.agent), Membership.MEMBER)
            for member in row.members
        )
        guests = (MemberView(guest, name(guest), Membership.STEPPED_IN) for guest in row.guests)
        return (*members, *guests)

    def _priority(self, session: SessionState) -> int:
        shop = self._config.shops.get(session.row.shop)
        return max(session.contact.row.priority, 0 if shop is None else shop.priority)

    def _group(self, shop: str) -> str | None:
        known = self._config.shops.get(shop)
        return None if known is None else known.group or None

    def _reason(self, session: SessionState) -> ReasonView:
        decision = session.row.decision or _UNKNOWN
        return ReasonView(
            rule=decision.rule,
            text_key=decision.rule,
            at_ms=session.decided_ms,
            by=session.decided_by,
            agent=decision.agent,
            winner=_key(decision.agent, decision.key),
            runner_up=_key(decision.runner_up, decision.runner_up_key),
            refused=_refused(decision),
        )

    def explanation(self, command_id: int, session: SessionState) -> Explanation:
        """Why a session is where it is, and why each agent does or does not take it."""
        found = self._live.desk.explain(session.row.session)
        position, eta_ms = self.wait(session)
        decision = session.row.decision or _UNKNOWN
        return Explanation(
            re=command_id,
            session=session.row.session,
            phase=wire_phase(session.row.phase),
            rule=decision.rule if found is None else found.rule,
            reason=self._reason(session),
            candidates=() if found is None else tuple(map(_candidate, found.candidates)),
            position=position,
            eta_ms=eta_ms,
        )

    # ---------------------------------------------------------------------- contacts and agents

    def contact(self, contact: ContactState) -> ContactView:
        """A contact as agents see it."""
        row = contact.row
        return ContactView(
            id=row.contact,
            shop=row.shop,
            name=contact.name or "",
            buyer=contact.buyer,
            email=contact.email,
            private=row.private,
            blocked=row.blocked,
            priority=row.priority,
            connected=contact.is_connected,
            recent_agent=row.recent_agent,
            page=contact.page,
        )

    def buyer_author(self, contact: ContactState) -> Author:
        """The contact as an author."""
        return Author(AuthorRole.BUYER, contact.row.contact, contact.name or "")

    def agent_author(self, agent: str) -> Author:
        """An agent as an author."""
        return Author(AuthorRole.AGENT, agent, self._config.agent_name(agent))

    def you(self, agent: Agent) -> AgentSelf:
        """The agent at a connection."""
        found = self._live.desk.agent(agent.agent)
        intent = None if found is None else found.row.intent
        return AgentSelf(
            agent=agent.agent,
            name=agent.name,
            role=agent.role,
            main=agent.main,
            intent=PresenceState.OFFLINE if intent is None else PresenceState(intent.value),
            permissions=granted(account_of(agent)),
        )

    def agents(self) -> tuple[AgentView, ...]:
        """Every agent, in provision order."""
        return tuple(map(self._agent, self._live.desk.agents()))

    def agent(self, agent: str) -> AgentView | None:
        """One agent."""
        found = self._live.desk.agent(agent)
        return None if found is None else self._agent(found)

    def _agent(self, found: desk_views.AgentView) -> AgentView:
        known = self._config.agents[found.agent]
        return AgentView(
            agent=found.agent,
            name=known.name,
            role=known.role,
            main=found.config.main,
            receives=found.config.receives,
            state=PresenceState(found.state.value),
            lost=found.lost,
            open=found.open,
            cached=found.cached,
            windows_max=found.row.windows_max,
            weight=found.config.weight,
            tier=found.config.tier,
            reception_max=found.config.reception_max,
            groups=tuple(sorted(found.config.groups)),
            avatar=self._config.settings.avatars.get(found.agent),
        )

    def shops(self) -> tuple[ShopView, ...]:
        """Every shop there still is, in provision order."""
        return tuple(self.shop(config.shop) for config in self._config.desk.shops)

    def shop(self, shop: str) -> ShopView:
        """One shop."""
        known = self._config.shops[shop]
        return ShopView(known.shop, known.name, known.group or None)

    def settings(self) -> AgentSettings:
        """What an agent's interface needs of the settings."""
        settings = self._config.desk.settings
        return AgentSettings(
            recent_contact_ms=settings.recent_contact_ms,
            disconnect_grace_ms=settings.disconnect_grace_ms,
            buyer_grace_ms=settings.buyer_grace_ms,
            queue_hold_ms=settings.queue_hold_ms,
            group_wait_ms=settings.group_wait_ms,
            invitation_ttl_ms=settings.invitation_ttl_ms,
            no_answer_ms=settings.no_answer_ms,
            boost_ms=settings.boost_ms,
            text_max=limits.TEXT_MAX,
            preview_max=limits.PREVIEW_MAX,
            upload_bytes_max=limits.UPLOAD_BYTES_MAX,
            queue_max=settings.queue_max,
            categories=self._config.summary_types,
            summary_groups=self._config.summary_groups,
            phrases=self._config.settings.phrases,
            summary_required=self._config.summary_required,
            mail=self._live.mail_from is not None,
        )

    # ------------------------------------------------------------------- queue and invitations

    def queue(self) -> QueueView:
        """How many wait, and the first of them."""
        desk = self._live.desk
        first = desk.queue(limits.QUEUE_ENTRIES_MAX)
        sessions = self._live.facts.sessions
        entries = tuple(
            self._entry(sessions[session], position)
            for position, session in enumerate(first, start=1)
        )
        return QueueView(desk.waiting(), entries)

    def _entry(self, session: SessionState, position: int) -> QueueEntry:
        row = session.row
        return QueueEntry(
            session=row.session,
            contact=row.contact,
            name=session.contact.name or "",
            shop=row.shop,
            position=position,
            arrived_ms=row.arrived_ms,
            priority=self._priority(session),
            why=_refused(row.decision or _UNKNOWN),
            eta_ms=self.eta(position, self._live.desk.serving_windows(row.session)),
            group=self._group(row.shop),
            private=session.contact.row.private,
        )

    def invitations_for(self, agent: str) -> tuple[InvitationView, ...]:
        """What an agent is invited to."""
        known = self._live.invitations
        rows = self._live.desk.invitations_for(agent)
        return tuple(self.invitation(known[row.session, row.target]) for row in rows)

    def invitation(self, record: InvitationRecord) -> InvitationView:
        """An open invitation."""
        ttl_ms = self._config.desk.settings.invitation_ttl_ms
        return InvitationView(
            session=record.session,
            inviter=record.inviter,
            to=record.target,
            mode=InvitationMode(record.mode),
            note=record.note,
            expires_ms=record.sent_ms + ttl_ms,
        )


def account_of(agent: Agent) -> Account:
    """An agent, as permissions know them."""
    return Account(Role(agent.role.value), agent.main)


def agents_read(session: SessionState) -> int:
    """How far any agent who takes part has read what the buyer sees."""
    reads = session.agent_reads
    return max((reads.get(agent, NOTHING_READ).public for agent in session.agents()), default=0)


def _key(agent: str | None, key: BalanceKey | None) -> KeyView | None:
    if agent is None or key is None:
        return None
    return KeyView(agent, key.is_full, key.load, key.last_turn, key.order)


def _refused(decision: Decision) -> tuple[RefusalCount, ...]:
    counts = sorted(decision.refused, key=lambda reason: -reason[1])
    return tuple(RefusalCount(Verdict(reason), agents) for reason, agents in counts)


def _candidate(found: desk_views.Candidate) -> Candidate:
    agent = found.agent
    return Candidate(
        agent=agent.agent,
        verdict=Verdict(found.verdict.value),
        detail=CandidateDetail(
            state=PresenceState(agent.state.value),
            open=agent.open,
            cached=agent.cached,
            windows_max=agent.row.windows_max,
            tier=agent.config.tier,
            reception_max=agent.config.reception_max,
            key=_key(agent.agent, found.key),
        ),
    )
