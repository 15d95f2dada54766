"""Connections come, say who they are, and go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import nlargest
from typing import Final

from chatd.desks import trails
from chatd.desks.access import RECENT_SESSIONS
from chatd.desks.parts import DeskParts
from chatd.desks.repeats import ALL_CIDS
from chatd.desks.state import ContactState, SessionState
from chatd.desks.subscribers import Subscriber
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol import commands as wire
from chatd.protocol import views
from chatd.protocol.views import PageView
from chatd.storage.batch import MovedVisitor
from routing import commands
from routing.rows import ContactRow, Phase

OVERSEEN_MAX: Final = 200
"""Sessions of others in a supervisor's snapshot: the last touched. Later changes come anyway."""


@dataclass(frozen=True, slots=True)
class AgentSnapshot:
    """What an agent's hello answers of the desk, as of one step.

    `sessions` are the agent's own; a supervisor's are followed by everybody's.
    """

    you: views.AgentSelf
    agents: tuple[views.AgentView, ...]
    shops: tuple[views.ShopView, ...]
    sessions: tuple[views.SessionView, ...]
    queue: views.QueueView
    cache: tuple[str, ...]
    invitations: tuple[views.InvitationView, ...]
    settings: views.AgentSettings
    left: views.LeftView


@dataclass(frozen=True, slots=True)
class BuyerSnapshot:
    """What a buyer's hello answers of the desk, as of one step.

    `sessions` are those not closed and the last closed ones, the oldest first.
    """

    you: views.BuyerSelf
    shop: views.ShopView
    sessions: tuple[views.BuyerSessionView, ...]
    settings: views.BuyerSettings
    availability: views.Availability


@dataclass(frozen=True, slots=True)
class BuyerIdentity:
    """What a shop's identity token says of a buyer. `buyer` is its `sub`."""

    buyer: str
    name: str | None = None
    email: str | None = None


class Attaching:
    """Takes connections in at one live desk.

    Args:
        parts: The desk.
    """

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._live = parts.live
        self._connections = parts.connections

    # -------------------------------------------------------------------------------- attaching

    def attach_agent(self, subscriber: Subscriber, name: str) -> AgentSnapshot:
        """Deliver from here on; what the desk looks like now."""
        agent = self._parts.access.agent(subscriber)
        if not self._connections.has_agent(name):
            self._parts.publisher.tell(self._live.step(commands.ConnectAgent(name)))
        self._connections.add(subscriber, self._live.steps)
        seen, desk = self._parts.views, self._live.desk
        sessions = self._sessions_of(name)
        if subscriber.is_supervisor:
            sessions |= self._overseen()
        return AgentSnapshot(
            you=seen.you(agent),
            agents=seen.agents(),
            shops=seen.shops(),
            sessions=tuple(self._seen(subscriber, session) for session in sessions.values()),
            queue=seen.queue(),
            cache=tuple(desk.cache(name)),
            invitations=seen.invitations_for(name),
            settings=seen.settings(),
            left=self._parts.left.count(agent),
        )

    def _sessions_of(self, agent: str) -> dict[str, SessionState]:
        known = self._live.facts.sessions
        return {name: known[name] for name in self._live.desk.sessions_of(agent)}

    def _overseen(self) -> dict[str, SessionState]:
        sessions = self._live.facts.sessions.values()
        latest = nlargest(
            OVERSEEN_MAX,
            (session for session in sessions if session.is_live),
            key=lambda session: (session.row.last_touched_ms, session.row.sequence),
        )
        return {session.row.session: session for session in latest}

    def _seen(self, subscriber: Subscriber, session: SessionState) -> views.SessionView:
        watchers = self._connections.watchers(session.row.session)
        return self._parts.views.session(session, watchers if subscriber.is_supervisor else ())

    async def attach_buyer(
        self,
        subscriber: Subscriber,
        name: str,
        shop: str,
        page: wire.PageInfo | None,
        region: str | None,
    ) -> BuyerSnapshot:
        """Deliver from here on; what the buyer may see now. `region`: their country's code."""
        live, known_shop = self._live, self._live.config.shops.get(shop)
        if known_shop is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        contact = await live.facts.contact_or_new(name, shop, live.now_ms)
        recent = await self._parts.access.recent_sessions(contact)
        live.check()
        contact.is_connected = True
        if page is not None:
            contact.page = PageView(page.url, page.title, page.referrer, live.now_ms())
            trails.arrive(
                live,
                contact,
                url=page.url,
                title=page.title,
                referrer=page.referrer,
                region=region,
            )
        if not self._connections.has_contact(name) and live.desk.holds(name):
            self._parts.publisher.tell(live.step(commands.ConnectBuyer(name)))
        self._connections.add(subscriber, live.steps)
        seen = self._parts.buyer_views
        return BuyerSnapshot(
            you=seen.you(contact),
            shop=self._parts.views.shop(shop),
            sessions=tuple(map(seen.session, _last(recent))),
            settings=seen.settings(known_shop),
            availability=seen.availability(shop),
        )

    # -------------------------------------------------------------------------------- detaching

    def detach(self, subscriber: Subscriber, watched: list[str]) -> None:
        """A connection has gone; it listens no more. `watched`: the sessions it watched."""
        for name in watched:
            session = self._live.facts.sessions.get(name)
            if session is not None:
                self._parts.publisher.tell_watchers(session)
        self.settle(subscriber.agent, subscriber.contact)

    def settle(self, agent: str | None, contact: str | None) -> None:
        """Let the desk know whether an agent and a contact are connected."""
        if agent is not None:
            self._settle_agent(agent)
        if contact is not None:
            self._settle_contact(contact)

    def settle_all(self) -> None:
        """The same for everybody: what the desk believes may be from before a failed commit."""
        for found in self._live.desk.agents():
            self._settle_agent(found.agent)
        for contact in list(self._live.facts.contacts):
            self._settle_contact(contact)

    def _settle_agent(self, agent: str) -> None:
        found = self._live.desk.agent(agent)
        connected = self._connections.has_agent(agent)
        if found is None or found.row.connected is connected:
            return
        step = commands.ConnectAgent(agent) if connected else commands.DisconnectAgent(agent)
        self._parts.publisher.tell(self._live.step(step))

    def _settle_contact(self, name: str) -> None:
        contact = self._live.facts.contacts.get(name)
        if contact is None:
            return
        connected = self._connections.has_contact(name)
        contact.is_connected = connected
        if not connected:
            trails.leave(self._live, contact)
        if not self._live.desk.holds(name):
            self._live.facts.let_go(contact)
        elif contact.row.connected is not connected:
            step = commands.ConnectBuyer(name) if connected else commands.DisconnectBuyer(name)
            self._parts.publisher.tell(self._live.step(step))

    # ------------------------------------------------------------------------------ identifying

    async def identify(
        self, shop: str, name: str, visitor: str | None, identity: BuyerIdentity
    ) -> None:
        """Take note of who a buyer is; a visitor's sessions and facts become theirs."""
        facts, live = self._live.facts, self._live
        contact = await facts.contact_or_new(name, shop, live.now_ms)
        former = None if visitor is None else await facts.contact(visitor)
        visitor_facts = None if former is None else await facts.for_desk(former)
        contact_facts = await facts.for_desk(contact)
        recent = [] if former is None else await self._parts.access.recent_sessions(former)
        live.check()
        has_trail = former is not None and trails.hand_over(former, contact)
        if former is not None and (recent or self._has_facts(former.row)):
            step = commands.IdentifyVisitor(former.row.contact, name, visitor_facts, contact_facts)
            outcome = live.step(step)
            self._name(contact, identity, former)
            self._move(former, contact)
            self._parts.publisher.tell(outcome)
        elif former is not None and former.is_stored and has_trail:
            live.begin()
            self._name(contact, identity, former)
            self._move(former, contact)
        elif self._name(contact, identity, former) and contact.is_stored:
            live.store_contact(contact, live.begin())
            self._parts.publisher.tell_contact(contact)

    def _name(
        self, contact: ContactState, identity: BuyerIdentity, former: ContactState | None
    ) -> bool:
        """Whether this is news. What the shop signed counts before what the buyer wrote."""
        before = (contact.buyer, contact.name, contact.email)
        known_as = None if former is None else former.name
        reached_at = None if former is None else former.email
        contact.buyer = identity.buyer
        contact.name = identity.name or contact.name or known_as
        contact.email = identity.email or contact.email or reached_at
        return (contact.buyer, contact.name, contact.email) != before

    def _move(self, former: ContactState, contact: ContactState) -> None:
        """Messages and closed sessions; the desk has moved the others."""
        live, facts = self._live, self._live.facts
        effects = live.effects()
        name, visitor = contact.row.contact, former.row.contact
        live.store_contact(contact, effects)
        contact.cids = ALL_CIDS  # the database has the visitor's as the contact's only after this
        effects.moved_visitors.append(MovedVisitor(name, live.merchant, visitor))
        for session in list(former.sessions.values()):
            session.take_row(replace(session.row, contact=name))
            session.step = effects.step
            facts.move_session(session, name)
        for (role, author, cid), message in list(live.sent.items()):
            if author == visitor:
                live.sent[role, name, cid] = message

    def _has_facts(self, row: ContactRow) -> bool:
        """Whether a visitor without sessions has anything else to hand over."""
        facts = (row.mailbox, row.recent_agent, row.private, row.blocked, row.priority)
        return any(facts) or self._live.desk.holds(row.contact)


def _last(sessions: list[SessionState]) -> list[SessionState]:
    """Those that are not closed and the last ones, the oldest first."""
    in_order = sorted(sessions, key=lambda one: (one.row.created_ms, one.row.session))
    last = in_order[-RECENT_SESSIONS:]
    return [one for one in in_order if one in last or one.row.phase is not Phase.CLOSED]
